"""The console as `hvr` opens it, with two signals besides: `python -m tests.bench.console HOSTS_FILE`.

SIGUSR1 changes one VM on the screen, as if a refresh had brought it. SIGUSR2 reads every host in full.
"""

import signal
import sys
import tempfile
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

from tui.app import HvrApp
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.view import HostView
from tui.model import states
from tui.model.machine import Machine
from tui.pace import favour_the_screen, share_memory
from tui.screens.panes.machines import MachinesPane

_DISK_UPDATE = 15
_ASKED = frozenset({signal.SIGUSR1, signal.SIGUSR2})


def _obey(app: HvrApp) -> None:
    """On a thread of its own, as a lane's: what is asked for by signals costs the screen's thread nothing."""
    while True:
        if signal.sigwait(_ASKED) == signal.SIGUSR2:
            app.fleet.refresh()
        else:
            _change_one(app)


def _change_one(app: HvrApp) -> None:
    """The replication state of the second VM of the list becomes another."""
    key = app.screen.query_one(MachinesPane).list.keys[1]
    app.fleet._store.update_host(key.host, partial(_with_change, vm=key.vm))


def _with_change(host: HostView, vm: str) -> HostView:
    assert host.inventory is not None
    machines = tuple(_moved(each) if each.id == vm else each for each in host.inventory.machines)
    return replace(host, inventory=replace(host.inventory, machines=machines))


def _moved(machine: Machine) -> Machine:
    first, *others = machine.relationships
    state = _DISK_UPDATE if first.state != _DISK_UPDATE else states.REPLICATING
    return replace(machine, relationships=(replace(first, state=state), *others))


def main() -> None:
    share_memory()
    # Before there is any other thread: they all inherit it.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ASKED)
    configuration = read_configuration(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory(prefix="hvr-bench-") as folder:
        secrets = gather(configuration, lambda text: text)
        fleet = Fleet(configuration, secrets, Journal(Path(folder)), read_only=True)
        app = HvrApp(fleet, theme_name="dark")
        threading.Thread(target=_obey, args=(app,), daemon=True).start()
        favour_the_screen()
        app.run()
        fleet.close()
    sys.exit(app.return_code)


if __name__ == "__main__":
    main()
