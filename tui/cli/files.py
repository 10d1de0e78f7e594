"""The verbs about this program's own files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.shared import complain, configuration, configuration_if_any, hosts_option, open_journal, print_json

if TYPE_CHECKING:
    from tui.config import Configuration


@click.group("config")
def config() -> None:
    """Look at the hosts file."""


@config.command("check")
@hosts_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def check(context: click.Context, hosts_file: Path | None, as_json: bool) -> None:
    """Read the hosts file strictly, ask nothing of any host, and say what it names.

    Exit code 0: it can be used, whatever was not understood is on stderr; 2: it cannot.
    """
    read, now = configuration(hosts_file or context.obj), datetime.now(UTC)
    waivers = dict.fromkeys(waiver for host in read.hosts for waiver in host.readiness.waivers)
    over = [waiver for waiver in waivers if not waiver.holds(now)]
    if as_json:
        from tui.verbs.files import config_document

        print_json(config_document(read, over, now), indent=2)
    else:
        for line in _lines(read):
            click.echo(line)
    for waiver in over:
        complain(f"{read.path}: the waiver of {waiver.rule_id} is over since {waiver.until:%Y-%m-%d %H:%M} UTC", "")
    for warning in read.warnings:
        complain(f"{read.path}: {warning}", "")


def _lines(read: "Configuration") -> Iterator[str]:
    from tui.model.text import printable

    for host in read.hosts:
        words = [host.url, host.auth, host.credential.label, *host.badges]
        words += [f"group {host.group}"] if host.group else []
        words += [f"node of {host.cluster}"] if host.cluster else []
        words += ["production"] if host.production else []
        words += ["read-only"] if host.read_only else []
        yield printable(f"{host.name}: {', '.join(words)}")
    for cluster in read.clusters:
        listed = ", ".join(node.name for node in cluster.nodes) or "asked of the cluster"
        yield printable(f"{cluster.name}: failover cluster, nodes {listed}")


@click.command("locate")
@hosts_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def locate(group_hosts_file: Path | None, hosts_file: Path | None, as_json: bool) -> None:
    """Say where the hosts file, the journal and the schemas of `--json` lie, and whether they are there."""
    from tui.config import default_path
    from tui.schemas import SCHEMAS

    named = hosts_file or group_hosts_file
    read = configuration_if_any(named) if named is None or named.is_file() else None
    places = (
        ("hosts file", named or default_path()),
        ("journal", open_journal(read).folder.path),
        ("JSON schemas", SCHEMAS),
    )
    if as_json:
        from tui.verbs.files import locate_document

        print_json(locate_document(places, datetime.now(UTC)), indent=2)
        return
    for what, path in places:
        click.echo(f"{what}: {path}{'' if path.exists() else ' (not there)'}")
