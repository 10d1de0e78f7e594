"""The verbs that make plans and look at them: nothing is sent."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.reading import read_selected
from tui.cli.selecting import selected, selection_options
from tui.cli.shared import complain, configuration, fail, hosts_option, read_fleet
from tui.cli.terminal import terminal
from tui.verbs.terms import UNUSABLE

if TYPE_CHECKING:
    from tui.fleet.fleet import Fleet
    from tui.fleet.plans.files import PlanFile
    from tui.fleet.selecting import Wanted
    from tui.model.change import AdapterKey
    from tui.model.plan.ruleset import RuleSet

plan_argument = click.argument("plan", type=click.Path(path_type=Path))

_STDIN = Path("-")


@click.command("export")
@hosts_option
@selection_options
@click.option("--output", type=click.Path(path_type=Path), help="Where to write; a name in .csv makes CSV.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV instead of YAML.")
@click.option("--snapshot", is_flag=True, help="Write a snapshot, for a later `hvr diff` to tell what changed.")
@click.pass_obj
def export_plan(
    group_hosts_file: Path | None,
    hosts_file: Path | None,
    wanted: "Wanted",
    output: Path | None,
    as_csv: bool,
    snapshot: bool,
) -> None:
    """Write what the hosts hold, as exactly the plan that `hvr apply` reads.

    Every VM with replication; with --vm or --where replicas alone, unless --mode says otherwise.
    """
    from tui.verbs.plans.export import export

    view = read_selected(hosts_file or group_hosts_file, wanted)
    sys.exit(export(view, output, terminal(), as_csv=as_csv, snapshot=snapshot))


@click.command("diff")
@hosts_option
@selection_options
@plan_argument
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def diff_plan(
    group_hosts_file: Path | None, hosts_file: Path | None, wanted: "Wanted", plan: Path, as_json: bool
) -> None:
    """Print what a plan, mapping rules or a CSV would change, or what changed since a snapshot. Sends nothing.

    PLAN may be - for stdin. Exit code 0: nothing differs; 1: something does; 2: a part of the file cannot be used.
    """
    from tui.fleet.journal import JournalError
    from tui.verbs.plans.diff import diff

    source = plan_source(plan)
    with read_fleet(configuration(hosts_file or group_hosts_file), read_only=True) as fleet:
        try:
            entries = fleet.journal.read().entries
        except JournalError as error:
            complain(str(error), "")
            entries = ()
        only = selected_adapters(fleet, wanted)
        sys.exit(diff(source, fleet.view, entries, terminal(as_json=as_json), only))


def plan_source(path: Path) -> "Path | PlanFile | RuleSet":
    """The file's path, or what stands on stdin. Raises Failure."""
    if path != _STDIN:
        return path
    from tui.fleet.plans.files import read_source_text
    from tui.yamlfile import FileError

    try:
        return read_source_text(Path("stdin"), sys.stdin.buffer.read().decode("utf-8"))
    except UnicodeDecodeError:
        fail("stdin: is not UTF-8 text", UNUSABLE)
    except FileError as error:
        fail(str(error), UNUSABLE)


def selected_adapters(fleet: "Fleet", wanted: "Wanted") -> "frozenset[AdapterKey] | None":
    """The adapters of the VMs that are meant; None where the options name none."""
    if wanted.is_everything:
        return None
    from tui.fleet.judging.assessing import Assessor
    from tui.fleet.selecting import EVERY_MODE, REPLICAS
    from tui.model.change import AdapterKey

    judgement = Assessor(fleet).assess_now().judgement if wanted.needs_judgement else None
    rows = selected(fleet.view, wanted, judgement, REPLICAS if wanted.vms or wanted.where.terms else EVERY_MODE)
    return frozenset(
        AdapterKey(row.host.name, row.machine.id, adapter.id) for row in rows for adapter in row.machine.adapters
    )
