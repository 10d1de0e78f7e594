"""The verb that asks the readiness rules about the fleet, for people, scripts and monitors."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from tui.cli.selecting import selected, selected_hosts, selection_options
from tui.cli.shared import (
    Failure,
    complain,
    complain_of_hosts,
    configuration,
    fail,
    hosts_option,
    print_csv,
    print_json,
    read_fleet,
)
from tui.verbs.terms import UNUSABLE

if TYPE_CHECKING:
    from tui.fleet.selecting import Wanted
    from tui.verbs.check.run import Check

_OPERATIONS = ("stage", "drill", "planned", "unplanned")


class _Plugin(click.Command):
    """A wrong option of a monitoring plug-in is UNKNOWN, too."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        as_plugin = "--nagios" in arguments
        try:
            return super().parse_args(context, arguments)
        except click.UsageError as error:
            if not as_plugin:
                raise
            _leave_unknown(error.format_message())


@click.command("check", cls=_Plugin)
@hosts_option
@selection_options
@click.option(
    "--operation", type=click.Choice(_OPERATIONS), default="unplanned", show_default=True, help="What to be ready for."
)
@click.option("--statistics", is_flag=True, help="Also read what costs one call a VM: its last drill, and more.")
@click.option("--json", "form", flag_value="json", help="Print one JSON document.")
@click.option("--csv", "form", flag_value="csv", help="Print a row a finding.")
@click.option("--nagios", "form", flag_value="nagios", help="Print one line and end as a monitoring plug-in does.")
@click.option(
    "--prometheus", "textfile", type=click.Path(path_type=Path), metavar="FILE", help="Also write metrics to FILE."
)
@click.pass_obj
def check_readiness(
    group_hosts_file: Path | None,
    hosts_file: Path | None,
    wanted: "Wanted",
    operation: str,
    statistics: bool,
    form: str | None,
    textfile: Path | None,
) -> None:
    """Ask the readiness rules about every replica, and leave.

    Every host is asked, also with --host and --group: the rules compare copies and addresses across hosts.

    Exit code 0: all are ready; 1: some are not; 2: wrong option, file or name; 3: a host could not be read. With
    --nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
    """
    path = hosts_file or group_hosts_file
    if form == "nagios":
        from tui.verbs.check.nagios import nagios

        try:
            line, code = nagios(_check(path, wanted, operation, statistics, textfile))
        except Failure as failure:
            _leave_unknown(failure.sentence)
        click.echo(line)
        sys.exit(code)
    check = _check(path, wanted, operation, statistics, textfile)
    _print(check, form)
    complain_of_hosts(check.silent)
    if check.journal_trouble:
        complain(check.journal_trouble, "")
    sys.exit(check.code)


def _check(
    hosts_file: Path | None, wanted: "Wanted", operation: str, statistics: bool, textfile: Path | None
) -> "Check":
    """Read, judge, and write the metrics. Raises Failure."""
    from tui.fleet.judging.assessing import Assessor
    from tui.model.readiness import Operation
    from tui.verbs.check.run import Check

    began = time.monotonic()
    with read_fleet(configuration(hosts_file), read_only=True) as fleet:
        if statistics:
            for name in fleet.read_statistics():
                complain(f"{name}: not all statistics could be read", "")
        seconds = time.monotonic() - began
        assessment = Assessor(fleet).assess_now()
        view = fleet.view
    rows = selected(view, wanted, assessment.judgement)
    check = Check(
        datetime.now(UTC),
        Operation[operation.upper()],
        view,
        selected_hosts(view, wanted),
        rows,
        assessment.judgement,
        assessment.journal_trouble,
    )
    if not rows and wanted.names_machines and not check.silent:
        fail("no VM is meant by these options", UNUSABLE)
    if textfile is not None:
        _write_metrics(check, textfile, seconds)
    return check


def _write_metrics(check: "Check", path: Path, seconds: float) -> None:
    from tui.verbs.check.prometheus import write_textfile
    from tui.yamlfile import FileError

    try:
        write_textfile(check, path, seconds)
    except FileError as error:
        fail(str(error), UNUSABLE)


def _print(check: "Check", form: str | None) -> None:
    if form == "json":
        from tui.verbs.check.document import check_document

        print_json(check_document(check), indent=2)
    elif form == "csv":
        from tui.fleet.reports.findings_text import findings_text

        print_csv(findings_text(check.named(), check.operation, as_csv=True))
    else:
        from tui.verbs.check.run import check_lines

        for line in check_lines(check):
            click.echo(line)


def _leave_unknown(sentence: str) -> NoReturn:
    from tui.verbs.check.nagios import UNKNOWN, unknown

    click.echo(unknown(sentence))
    sys.exit(UNKNOWN)
