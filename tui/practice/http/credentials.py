"""Who may sign in, and the files in which pyspnego's acceptors want to read it."""

import hmac
import os
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_ENVIRONMENT = threading.Lock()


@dataclass(frozen=True, slots=True)
class Credentials:
    """User names (plain, without a domain) and their passwords; shown by no repr.

    Raises ValueError for a name or password with a colon or a line break: the acceptor's file cannot hold them.
    """

    passwords: Mapping[str, str] = field(repr=False)

    def __post_init__(self) -> None:
        if any(set(text) & set(":\r\n") for pair in self.passwords.items() for text in pair):
            raise ValueError("a user name or password of a practice host holds a colon or a line break")

    def knows(self, user: str, password: str) -> bool:
        """Whether the pair is right; the user in any letter case, with or without a domain."""
        expected = self.passwords.get(self.account(user) or "", "")
        return bool(expected) and hmac.compare_digest(expected.encode(), password.encode())

    def account(self, user: str) -> str | None:
        """The account that ``user``, ``DOMAIN\\user`` or ``user@domain`` means, None when there is none."""
        plain = user.rpartition("\\")[2].partition("@")[0].casefold()
        return next((name for name in self.passwords if name.casefold() == plain), None)


class AcceptorFiles:
    """What the acceptors of NTLM and Kerberos read: a table of users (mode 0600) and, where given, a keytab.

    The table is removed by `close` or at the interpreter's exit. A user is looked up by exactly the domain that the
    client sent, hence a line for each.
    """

    def __init__(self, credentials: Credentials, domains: tuple[str, ...], keytab: Path | None = None) -> None:
        lines = [
            line
            for user, password in credentials.passwords.items()
            for line in (
                f":{user}:{password}",
                *(f"{domain}:{user}:{password}" for domain in domains),
                *(f":{user}@{domain}:{password}" for domain in domains),
            )
        ]
        handle, name = tempfile.mkstemp(prefix="hvr-practice-")
        self._variables = {"NTLM_USER_FILE": name}
        if keytab is not None:
            self._variables["KRB5_KTNAME"] = f"FILE:{keytab}"
        self._finalizer = weakref.finalize(self, Path(name).unlink, missing_ok=True)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    @contextmanager
    def selected(self) -> Iterator[None]:
        """Make these the files that acceptors read: environment variables are their only way in."""
        with _ENVIRONMENT:
            before = {name: os.environ.get(name) for name in self._variables}
            os.environ.update(self._variables)
            try:
                yield
            finally:
                for name, value in before.items():
                    if value is None:
                        del os.environ[name]
                    else:
                        os.environ[name] = value

    def close(self) -> None:
        self._finalizer()
