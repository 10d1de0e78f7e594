"""Pane 3: the adapters of the selected VM, with everything staged."""

from collections.abc import Collection
from datetime import datetime

from tui.fleet.judging.assessing import Assessment
from tui.fleet.view import MachineRow
from tui.model.change import AdapterKey, Change
from tui.model.machine import Adapter
from tui.model.readiness import MachineKey
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import adapters
from tui.screens.rows_of.machines import key_of


class AdaptersPane(Pane):
    number = 3

    def __init__(self) -> None:
        super().__init__(header=False)
        self._of: MachineKey | None = None
        self._row: MachineRow | None = None

    @property
    def selected(self) -> tuple[MachineRow, Adapter] | None:
        """The adapter under the cursor, the first one above all adapters, with its VM."""
        key = self.cursor_key
        if self._row is None or key is None or not self._row.machine.adapters:
            return None
        if not isinstance(key, AdapterKey):
            return self._row, self._row.machine.adapters[0]
        for adapter in self._row.machine.adapters:
            if adapter.id == key.adapter:
                return self._row, adapter
        return None

    def show_machine(
        self,
        row: MachineRow | None,
        changes: Collection[Change],
        now: datetime,
        assessment: Assessment,
        marked: Collection[AdapterKey] = (),
    ) -> None:
        """The adapters of a VM; the cursor begins on the first when it is another VM than before."""
        wanted = None if row is None else key_of(row)
        if wanted != self._of:
            self.start_over()
        self._of, self._row = wanted, row
        if row is None:
            self.entitle("Adapters")
            self.show((), (), empty="no VM is selected")
            return
        production = " · production" if row.host.production else ""
        self.entitle(f"Adapters of {row.machine.name} · {row.host.name}{production}")
        rows = adapters.adapter_rows(row.host, row.machine, changes, now, assessment, marked)
        self.show(rows, adapters.columns(row.machine), empty="this VM has no network adapter")
