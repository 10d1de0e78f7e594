"""`hvr export`: exactly what `hvr apply` reads; `hvr snapshot`: the same, to compare with later."""

from pathlib import Path

from tui.fleet.plans.building import site_of
from tui.fleet.plans.drift import snapshot_text
from tui.fleet.plans.files import is_csv, plan_text, write_text
from tui.fleet.view import FleetView
from tui.model.plan.entries import entries_of
from tui.verbs.terms import DONE, UNREACHABLE, UNUSABLE, Terminal, complain_of_hosts
from tui.yamlfile import FileError


def export(
    view: FleetView, target: Path | None, terminal: Terminal, *, as_csv: bool = False, snapshot: bool = False
) -> int:
    """Write every replicated VM's adapters to a file, or print them; a name that ends in .csv makes CSV."""
    if snapshot:
        text = snapshot_text(view)
    else:
        text = plan_text(entries_of(site_of(view)), as_csv=as_csv or (target is not None and is_csv(target)))
    if target is None:
        terminal.out(text.lstrip("\ufeff").rstrip("\r\n"))
    else:
        try:
            write_text(target, text)
        except FileError as error:
            terminal.complain(str(error))
            return UNUSABLE
    return UNREACHABLE if complain_of_hosts(view, terminal) else DONE
