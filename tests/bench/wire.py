"""Budgets of reading: an inventory against a bare loop, a quick refresh against its pages, and the practice hosts."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.bench.budget import Row, absolute, compared
from tests.bench.ground import HOSTS, VMS, Ground
from tests.bench.process import cpu_seconds
from tui.config import Configuration, read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.session import endpoint_of
from tui.hyperv import gate, schema
from tui.hyperv.inventory import read_inventory
from tui.hyperv.quick import read_quick
from tui.model.secret import Secret
from tui.pace import favour_the_screen, share_memory
from tui.wsman.client import Client
from tui.wsman.envelope import Request
from tui.wsman.transport import Connection

RUNS = 3
BARE_LOOP = Path(__file__).parent / "limits" / "bare_loop.py"
BARE_PAGES = Path(__file__).parent / "limits" / "bare_pages.py"
_CONTEXT = re.compile(r"(EnumerationContext>)[^<]+<")


class RecordingConnection(Connection):
    """Keeps what is sent, with CONTEXT in the place of enumeration contexts."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.endpoint)
        self.messages: list[str] = []

    def exchange(self, request: Request) -> bytes:
        self.messages.append(_CONTEXT.sub(r"\1CONTEXT<", request.data.decode()))
        return super().exchange(request)


def wire_budgets(ground: Ground) -> Iterator[Row]:
    configuration = read_configuration(ground.hosts_file)
    password = Secret(ground.password)
    share_memory()
    favour_the_screen()
    _read_all(configuration)
    task = _task(
        configuration, ground, [_inventory_messages(configuration, number, password) for number in range(HOSTS)]
    )
    pairs, shares = [], []
    for _ in range(RUNS):
        serving, reading = cpu_seconds(ground.pid), time.process_time()
        ours = _read_all(configuration)
        shares.append((cpu_seconds(ground.pid) - serving) / (time.process_time() - reading))
        pairs.append((ours, float(_run(BARE_LOOP, task)["seconds"])))
    yield compared(f"inventory of {HOSTS * VMS} VMs on {HOSTS} hosts", pairs, 1.5, "s")
    yield absolute("practice hosts' CPU over the client's, of the same inventory", shares, 1.0, "")
    yield _quick(configuration, ground, password)


def _read_all(configuration: Configuration) -> float:
    """Seconds from the start of a fleet until every host has answered."""
    with tempfile.TemporaryDirectory(prefix="hvr-bench-") as folder:
        fleet = Fleet(configuration, gather(configuration, lambda text: text), Journal(Path(folder)), keep_up=False)
        began = time.monotonic()
        fleet.start()
        fleet.wait_for_first_answers()
        taken = time.monotonic() - began
        assert sum(1 for _ in fleet.view.rows()) == HOSTS * VMS
        fleet.close()
    return taken


def _inventory_messages(configuration: Configuration, number: int, password: Secret) -> list[str]:
    connection, client = _client(configuration, number, password)
    with closing(client):
        read_inventory(client)
    return connection.messages


def _client(configuration: Configuration, number: int, password: Secret) -> tuple[RecordingConnection, Client]:
    entry = configuration.hosts[number]
    connection = RecordingConnection(Connection(endpoint_of(entry, entry.credential, password)))
    return connection, Client(connection, arrays=schema.arrays, may_invoke=gate.may_read)


def _task(configuration: Configuration, ground: Ground, messages: list[list[str]]) -> dict[str, Any]:
    hosts = [{"url": entry.url, "messages": each} for entry, each in zip(configuration.hosts, messages, strict=True)]
    return {"username": configuration.hosts[0].credential.username, "password": ground.password, "hosts": hosts}


def _quick(configuration: Configuration, ground: Ground, password: Secret) -> Row:
    connection, client = _client(configuration, 0, password)
    with closing(client):
        read_quick(client)
    queries: list[tuple[str, str]] = []
    for message in connection.messages:
        if ":Filter" in message:
            queries.append((message, ""))
        else:
            queries[-1] = (queries[-1][0], message)
    task = {
        "url": configuration.hosts[0].url,
        "username": configuration.hosts[0].credential.username,
        "password": ground.password,
        "queries": queries,
    }
    limit = int(_run(BARE_PAGES, task)["messages"])
    return absolute("quick refresh, messages of two queries", [len(connection.messages)], limit, "")


def _run(script: Path, task: Mapping[str, Any]) -> dict[str, Any]:
    """What a limit's script says of its task."""
    done = subprocess.run(
        [sys.executable, str(script)], input=json.dumps(task), capture_output=True, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told
