"""Practice hosts in a process of their own, which restart, drop and stall at random: ``python -m tests.soak.ground``.

Reads one command a line: ``warm`` writes one event to every host; ``chaos SECONDS SEED`` misbehaves for that long and
then says, as one line of JSON, which events it wrote and what it did. Ends with its standard input.
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click

from tests.soak.scenarios import scenario
from tui.practice.hyperv.eventlog import CHANNELS
from tui.practice.serve import PracticeServer, ServeOptions

_WITHIN_SOAP: tuple[dict[str, Any], ...] = (
    {"bookmarks_lost": True},
    {"contexts_expire": True},
    {"quota_exceeded": True},
    {"subscriptions_refused": True},
)
_BELOW_SOAP: tuple[dict[str, Any], ...] = (
    {"drop_after": 4},
    {"drop_after": 2},
    {"hang": True},
    {"lose_answer": True},
    {"half_answer": True},
    {"delay": 0.5},
    {"plaintext_answer": True},
    {"status": 503},
    {"status": 400},
)


class Restless:
    """The chaos of one fleet."""

    def __init__(self, server: PracticeServer) -> None:
        self._server = server
        self._written: dict[str, list[str]] = {name: [] for name in server.listeners}
        self._did: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.calm = threading.Event()
        """While set nothing new happens."""

    @property
    def did(self) -> dict[str, int]:
        """Misbehaviours by their kind."""
        with self._lock:
            return dict(self._did)

    def warm(self) -> None:
        for host in self._server.listeners:
            self._write(host, f"warm {time.monotonic_ns()}", 0)

    def run(self, seconds: float, seed: int) -> dict[str, Any]:
        end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=work, args=(host, end, random.Random(f"{seed} {host} {work.__name__}")))
            for host in self._server.listeners
            for work in (self._misbehave, self._tell)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {"written": self._written, "did": dict(self._did)}

    def _tell(self, host: str, end: float, chance: random.Random) -> None:
        while time.monotonic() < end:
            if self.calm.is_set():
                time.sleep(0.05)
                continue
            message = f"{host} {len(self._written[host])}"
            self._write(host, message, chance.randrange(3))
            self._written[host].append(message)
            time.sleep(chance.uniform(0.5, 4.0))

    def _write(self, host: str, message: str, channel: int) -> None:
        state = self._server.fleet.hosts[host].state
        state.events.write(state.now(), CHANNELS[channel], 32086, 2, message, None, None)

    def _misbehave(self, host: str, end: float, chance: random.Random) -> None:
        administration, listener = self._server.administration, self._server.listeners[host]
        while time.monotonic() < end:
            if self.calm.is_set():
                time.sleep(0.05)
                continue
            time.sleep(chance.uniform(2.0, 20.0))
            kind = chance.choice(("restart", "below", "below", "within"))
            self._note(kind)
            if kind == "restart":
                listener.stop()
                time.sleep(chance.uniform(0.1, 5.0))
                listener.start()
            elif kind == "below":
                administration.misbehave(host, **chance.choice(_BELOW_SOAP))
                time.sleep(chance.uniform(0.5, 4.0))
                administration.misbehave(host)
            else:
                administration.quirks(host, **chance.choice(_WITHIN_SOAP))
                time.sleep(chance.uniform(0.5, 4.0))
                administration.quirks(host)

    def _note(self, kind: str) -> None:
        with self._lock:
            self._did[kind] += 1


def main() -> None:
    hosts_file, name = sys.argv[1:3]
    with PracticeServer(ServeOptions(scenario(name), Path(hosts_file))) as server:
        restless = Restless(server)
        click.echo("ready")
        for line in sys.stdin:
            match line.split():
                case ["warm"]:
                    restless.warm()
                case ["chaos", seconds, seed]:
                    click.echo(json.dumps(restless.run(float(seconds), int(seed))))


if __name__ == "__main__":
    main()
