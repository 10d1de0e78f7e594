"""The order in which the sources of a password are asked."""

import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from tui.config.entry import Configuration, CredentialSource, HostEntry
from tui.credentials import sources
from tui.credentials.sources import CredentialError
from tui.model.secret import Secret

Prompt = Callable[[str], str]
"""Asks the operator, unechoed; gets the text to show. What it raises goes through."""


def gather(
    configuration: Configuration,
    prompt: Prompt,
    environment: Mapping[str, str] = os.environ,
    *,
    entries: Iterable[HostEntry] | None = None,
) -> dict[CredentialSource, Secret | None]:
    """The password of every credential that hosts use, each asked for once. Raises CredentialError.

    Of all hosts, or of `entries` alone. None with a Kerberos ticket. A break-glass credential is not asked for: that is
    `find`, when it is offered.
    """
    if entries is None:
        entries = (*configuration.hosts, *(cluster.contact for cluster in configuration.clusters))
    return {source: find(source, prompt, environment) for source in dict.fromkeys(host.credential for host in entries)}


def find(source: CredentialSource, prompt: Prompt, environment: Mapping[str, str] = os.environ) -> Secret | None:
    """The password of one credential: from the first of its sources that has it, asked for where it names none.

    Raises CredentialError where a source fails or none has it.
    """
    if source.ticket:
        return None
    asked = []
    for named, look in _looks(source, environment):
        if named:
            try:
                return look()
            except sources.NothingThere as nothing:
                asked.append(str(nothing))
    if asked:
        raise CredentialError(f"{source.label}: {'; '.join(asked)}")
    given = prompt(f"Password of {source.label}")
    if not given:
        raise CredentialError(f"{source.label}: no password was given")
    return Secret(given)


def _looks(source: CredentialSource, environment: Mapping[str, str]) -> tuple[tuple[bool, Callable[[], Secret]], ...]:
    """Every source in its order: whether the credential names it, and how it is asked."""
    return (
        (source.keyring is not None, partial(sources.from_keyring, source)),
        (bool(source.password_command), partial(sources.from_command, source)),
        (source.password_env is not None, partial(sources.from_environment, source, environment)),
        (source.password_file is not None, partial(sources.from_file, source)),
    )
