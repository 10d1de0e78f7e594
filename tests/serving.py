"""Practice hosts in a process of their own, and the door to what is really so."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE_S = 60.0
"""Until a process that was told to end, or asked through its door, counts as stuck."""
_STATISTICS = "GetReplicationStatistics"


class ServedHosts:
    """``python -m tui.practice --serve`` in a folder, until it is told to end; at the latest when this is left."""

    def __init__(self, folder: Path, *options: str, environment: Mapping[str, str] | None = None) -> None:
        """Returns once the hosts listen. `options`: what to serve, as the module's own command line has it."""
        self.hosts_file, self.door = folder / "hosts.yaml", folder / "door"
        self.password_file = folder / "hosts.yaml.practice-password"
        command = (sys.executable, "-m", "tui.practice", "--serve", "--write-hosts", self.hosts_file)
        self.process = subprocess.Popen(
            [*command, "--door", self.door, *options], stdout=subprocess.PIPE, text=True, env=environment
        )
        assert self.process.stdout is not None
        self.ready = self.process.stdout.readline()
        """What it said when it was ready."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.end()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Its exit code, once a signal has ended it."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    def ask(self, **request: Any) -> Any:
        """What one method of practice.administration returns: ``ask(do="truth")``."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(PATIENCE_S)
            line.connect(str(self.door))
            line.sendall(json.dumps(request).encode() + b"\n")
            answer = json.loads(line.makefile("rb").readline())
        assert answer["ok"], answer
        return answer["result"]

    def statistics_missing(self) -> set[tuple[str, str]]:
        """Host and name of every replica whose statistics no client has asked for yet."""
        replicas = {
            (host, name)
            for host, machines in self.ask(do="truth").items()
            for name, machine in machines.items()
            if machine["mode"] in ("REPLICA", "EXTENDED_REPLICA")
        }
        calls = self.ask(do="executed")
        return replicas - {(call["host"], call["vm"]) for call in calls if call["method"] == _STATISTICS}
