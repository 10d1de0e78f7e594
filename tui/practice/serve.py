"""A practice fleet on loopback ports, and the hosts file by which a client finds it."""

import os
import secrets
import signal
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from tui.practice.administration import Administration
from tui.practice.cim import ClassDecl
from tui.practice.door import Door
from tui.practice.fleet import Fleet
from tui.practice.hosts_file import AUTHORITY_FILE, CLIENT_FILE, CLIENT_KEY_FILE, DOMAIN, USER, HostsFile
from tui.practice.http.certificates import Authority
from tui.practice.http.credentials import Credentials
from tui.practice.http.listener import Listener
from tui.practice.http.options import ListenerOptions
from tui.practice.scenario.plan import HostPlan, Scenario
from tui.practice.wsman.options import ServiceOptions

_PARENT_POLL_SECONDS = 0.5
_ADDRESS = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What to serve and where to say so."""

    scenario: Scenario
    hosts_file: Path
    """Written when all hosts listen; `<its name>.practice-password` beside it holds the password, mode 0600."""
    door: Path | None = None
    """Where the administrative door's unix socket is made; None for no door."""
    basic: bool = False
    """Whether every host offers Basic beside Negotiate."""
    keytab: Path | None = None
    """For HTTP/localhost: with it every host accepts Kerberos beside NTLM."""
    with_parent: bool = False
    """Whether to end when the process that started this one has gone."""


class PracticeServer:
    """Listeners for every host of a scenario. A context manager; its files are gone when it exits."""

    def __init__(self, options: ServeOptions) -> None:
        """Raises HostsFileError for a hosts file that is there and is none of ours."""
        self.fleet = Fleet(options.scenario)
        self.listeners: dict[str, Listener] = {}
        self.administration = Administration(self.fleet, self.listeners)
        self._options = options
        self._hosts_file = HostsFile(options.hosts_file)
        self._certificates = tempfile.TemporaryDirectory(prefix="hvr-practice-")
        self._door = Door(options.door, self.administration) if options.door else None

    def __enter__(self) -> "PracticeServer":
        """Listen and write the files. Raises HostsFileError, and OSError when no port can be had."""
        plans = self._options.scenario.hosts
        password = secrets.token_urlsafe(18)
        try:
            authority = Authority(Path(self._certificates.name)) if any(plan.https for plan in plans) else None
            for plan in plans:
                self._listen(plan, Credentials({USER: password}), authority)
            self.fleet.start()
            if self._door is not None:
                self._door.open()
            self._hosts_file.write(password, [self._entry(plan) for plan in plans], _certificates(authority, plans))
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files and stop listening; a second close does nothing."""
        if self._door is not None:
            self._door.close()
        self._hosts_file.remove()
        for listener in self.listeners.values():
            listener.stop()
        self.fleet.stop()
        self._certificates.cleanup()

    def _listen(self, plan: HostPlan, credentials: Credentials, authority: Authority | None) -> None:
        options = ListenerOptions(
            basic=plan.basic or self._options.basic,
            identity=authority.server(_ADDRESS, "localhost", plan.name) if authority and plan.https else None,
            channel_binding=plan.channel_binding,
            client_certificates=plan.client_certificates,
            keytab=self._options.keytab,
            domains=(DOMAIN,),
            service=_service_options(plan),
        )
        listener = Listener(self.fleet.hosts[plan.name], credentials, options)
        listener.start()
        self.listeners[plan.name] = listener
        self.fleet.hosts[plan.name].state.answer = partial(_answer_soon, listener)

    def _entry(self, plan: HostPlan) -> dict[str, object]:
        port = int(self.listeners[plan.name].url.rpartition(":")[2].partition("/")[0])
        entry: dict[str, object] = {"name": plan.name, "address": _ADDRESS, "port": port}
        if plan.basic:
            entry["auth"] = "basic"
        if plan.https:
            entry |= {"scheme": "https", "ca": self._hosts_file.beside(AUTHORITY_FILE)}
        return entry


def _service_options(plan: HostPlan) -> ServiceOptions:
    others = plan.instance_milliseconds / 1000
    single = {name.casefold(): cost / 1000 for name, cost in plan.class_milliseconds}
    if not others and not single:
        return ServiceOptions()

    def instance_cost(decl: ClassDecl) -> float:
        return single.get(decl.name.casefold(), others)

    return ServiceOptions(instance_cost=instance_cost)


def _certificates(authority: Authority | None, plans: Sequence[HostPlan]) -> dict[str, str]:
    """The files beside the hosts file by which https hosts are trusted and, where asked for, the operator is."""
    if authority is None:
        return {}
    files = {AUTHORITY_FILE: authority.path.read_text("ascii")}
    if any(plan.client_certificates for plan in plans):
        client = authority.client(f"{USER}@{DOMAIN}")
        files |= {CLIENT_FILE: client.certificate.read_text("ascii"), CLIENT_KEY_FILE: client.key.read_text("ascii")}
    return files


def serve(options: ServeOptions) -> None:
    """Serve until SIGTERM, SIGINT or SIGHUP, saying one line on standard output when ready.

    Runs on the main thread. Raises HostsFileError and OSError before anything is served.
    """
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    parent = os.getppid()
    with PracticeServer(options) as server:
        count = len(server.listeners)
        os.write(1, f"practice: {count} host{'' if count == 1 else 's'}, hosts file {options.hosts_file}\n".encode())
        while not ended.wait(_PARENT_POLL_SECONDS if options.with_parent else None):
            if os.getppid() != parent:
                return


def _answer_soon(listener: Listener, answering: bool) -> None:
    """Start or stop a listener from a thread of its own: the one that asks may hold the host's lock."""
    threading.Thread(target=listener.start if answering else listener.stop, daemon=True).start()
