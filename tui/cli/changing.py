"""The verbs that send changes, and take them back."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.planning import plan_argument, plan_source, selected_adapters
from tui.cli.selecting import selection_options
from tui.cli.shared import configuration, hosts_option, read_fleet
from tui.cli.terminal import terminal

if TYPE_CHECKING:
    from tui.fleet.selecting import Wanted
    from tui.verbs.plans.apply import Conditions

_OPTIONS = (
    click.option("--reason", default="", help="Why; kept in the journal."),
    click.option("--plan-hash", help="The hash that `hvr diff` printed: that plan and no other, and nobody is asked."),
    click.option("--yes", is_flag=True, help="Ask nobody, and send whatever the plan is now."),
    click.option("--dry-run", is_flag=True, help="Show everything and send nothing."),
    click.option("--skip-problems", is_flag=True, help="Leave out what has a problem instead of refusing it all."),
    click.option(
        "--waive",
        multiple=True,
        metavar="RULE=REASON",
        help="Go on in spite of a rule that the plan breaks; repeatable.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
)


def _conditions(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of what sends something; all but --json become one `conditions`."""

    @wraps(function)
    def with_conditions(
        *arguments: Any,
        reason: str,
        plan_hash: str | None,
        yes: bool,
        dry_run: bool,
        skip_problems: bool,
        waive: tuple[str, ...],
        **options: Any,
    ) -> Any:
        from tui.verbs.plans.apply import Conditions

        conditions = Conditions(reason, plan_hash, yes, dry_run, skip_problems, waive)
        return function(*arguments, conditions=conditions, **options)

    decorated: Callable[..., Any] = with_conditions
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


@click.command("apply")
@hosts_option
@selection_options
@plan_argument
@_conditions
@click.pass_obj
def apply_plan(
    group_hosts_file: Path | None,
    hosts_file: Path | None,
    wanted: "Wanted",
    plan: Path,
    conditions: "Conditions",
    as_json: bool,
) -> None:
    """Show a plan, have its count typed, send it, and read back what the hosts hold then.

    PLAN may be - for stdin. Without a terminal nobody is asked: give --plan-hash, or --yes.

    Exit code 0: everything verified; 1: not everything; 2: nothing was sent; 4: a host held something else.
    """
    from tui.verbs.plans.apply import apply

    source = plan_source(plan)
    with read_fleet(configuration(hosts_file or group_hosts_file), read_only=conditions.dry_run) as fleet:
        only = selected_adapters(fleet, wanted)
        sys.exit(apply(fleet, source, terminal(as_json=as_json), conditions, only))


@click.command("undo")
@hosts_option
@click.argument("entry", required=False)
@_conditions
@click.pass_obj
def undo_changes(
    group_hosts_file: Path | None,
    hosts_file: Path | None,
    entry: str | None,
    conditions: "Conditions",
    as_json: bool,
) -> None:
    """Take back the last apply, or the change or apply whose id in the journal begins with ENTRY.

    Exit codes as of `hvr apply`. Taking back what somebody else changed is always asked on a terminal.
    """
    from tui.verbs.plans.apply import undo

    with read_fleet(configuration(hosts_file or group_hosts_file), read_only=conditions.dry_run) as fleet:
        sys.exit(undo(fleet, entry, terminal(as_json=as_json), conditions))
