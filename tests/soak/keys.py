"""Random keys, clicks, pastes and sizes on a console whose hosts misbehave.

After every so many keys the terminal is wiped and the screen drawn whole, and has to show what stood there. What the
hosts executed has to be what the journal accounts for, call by call, and whatever the journal accounts for has to
follow a question that stood on the terminal and was answered. Where a console is left, a fresh one comes to show the
same fleet.
"""

import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import click
import yaml

from tests.soak.ground import Restless
from tests.soak.ledger import Ledger
from tests.soak.walker import Walker
from tui.practice.scenario.builtin import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions

_OFTEN = {"quick_interval": 2, "full_interval": 5, "operation_timeout": 3}
_FOR_EVER = 86400.0


def run(keys: int, seed: int, applying: float = 0.0) -> Counter[str]:
    """What was done; raises AssertionError where a promise breaks."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hvr-keys-") as name:
        folder = Path(name)
        with PracticeServer(ServeOptions(default_scenario(), folder / "hosts.yaml")) as server:
            own = folder / "own.yaml"
            own.write_text(yaml.safe_dump(yaml.safe_load((folder / "hosts.yaml").read_text()) | {"settings": _OFTEN}))
            environment = {
                "PATH": os.environ["PATH"], "HOME": name, "LANG": "C.UTF-8", "TERM": "xterm-256color",
                "PYTHONPATH": os.pathsep.join(sys.path), "XDG_STATE_HOME": str(folder / "state"),
                "PYTHONFAULTHANDLER": "1",
            }  # fmt: skip
            chaos = Restless(server)
            threading.Thread(target=chaos.run, args=(_FOR_EVER, seed), daemon=True).start()
            ledger = Ledger(server.administration, tuple(server.listeners), folder / "state" / "hvr" / "journal")
            command = [sys.executable, "-m", "tui", "--hosts", str(own)]
            walker = Walker(command, environment, chaos, ledger, random.Random(seed), applying)
            try:
                walker.run(keys)
            finally:
                did = {**walker.did, "seconds": round(time.monotonic() - began), "misbehaviours": chaos.did}
                click.echo(f"seed {seed}, applying {applying}: {did}")
                click.echo(f"executed: {dict(Counter(call['method'] for call in ledger.changes()))}")
            return walker.did
