"""The console as `hvr` opens it, with two signals besides: `python -m tests.bench.console HOSTS_FILE`.

SIGUSR1 changes one VM on the screen, as if a refresh had brought it. SIGUSR2 reads every host in full.
"""

import asyncio
import signal
import sys
import tempfile
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import tui.app
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


class MeasuredConsole(HvrApp):
    """Changes and refreshes on request."""

    CSS_PATH = str(Path(tui.app.__file__).with_name("app.tcss"))

    async def on_load(self) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, self._change_one)
        loop.add_signal_handler(signal.SIGUSR2, self.fleet.refresh)

    def _change_one(self) -> None:
        """The replication state of the second VM of the list becomes another; a thread tells it, as a lane does."""
        row = self.screen.query_one(MachinesPane).listed[1]
        update = partial(self.fleet._store.update_host, row.host.name, partial(_with_change, vm=row.machine.id))
        threading.Thread(target=update, daemon=True).start()


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
    configuration = read_configuration(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory(prefix="hvr-bench-") as folder:
        secrets = gather(configuration, lambda text: text)
        fleet = Fleet(configuration, secrets, Journal(Path(folder)), read_only=True)
        app = MeasuredConsole(fleet, theme_name="dark")
        favour_the_screen()
        app.run()
        fleet.close()
    sys.exit(app.return_code)


if __name__ == "__main__":
    main()
