"""The verbs about this program's own files."""

from datetime import UTC, datetime
from pathlib import Path

import click

from tui.cli.shared import complain, configuration, configuration_if_any, hosts_option, open_journal


@click.group("config")
def config() -> None:
    """Look at the hosts file."""


@config.command("check")
@hosts_option
@click.pass_context
def check(context: click.Context, hosts_file: Path | None) -> None:
    """Read the hosts file strictly, ask nothing of any host, and say what it names.

    Exit code 0: it can be used, whatever was not understood is on stderr; 2: it cannot.
    """
    from tui.model.text import printable

    read = configuration(hosts_file or context.obj)
    for host in read.hosts:
        words = [host.url, host.auth, host.credential.label, *host.badges]
        words += [f"group {host.group}"] if host.group else []
        words += [f"node of {host.cluster}"] if host.cluster else []
        words += ["production"] if host.production else []
        words += ["read-only"] if host.read_only else []
        click.echo(printable(f"{host.name}: {', '.join(words)}"))
    for cluster in read.clusters:
        listed = ", ".join(node.name for node in cluster.nodes) or "asked of the cluster"
        click.echo(printable(f"{cluster.name}: failover cluster, nodes {listed}"))
    waivers = dict.fromkeys(waiver for host in read.hosts for waiver in host.readiness.waivers)
    for waiver in (each for each in waivers if not each.holds(datetime.now(UTC))):
        complain(f"{read.path}: the waiver of {waiver.rule_id} is over since {waiver.until:%Y-%m-%d %H:%M} UTC", "")
    for warning in read.warnings:
        complain(f"{read.path}: {warning}", "")


@click.command("locate")
@hosts_option
@click.pass_obj
def locate(group_hosts_file: Path | None, hosts_file: Path | None) -> None:
    """Say where the hosts file, the journal and the schemas of `--json` lie, and whether they are there."""
    from tui.config import default_path
    from tui.schemas import SCHEMAS

    named = hosts_file or group_hosts_file
    read = configuration_if_any(named) if named is None or named.is_file() else None
    for what, path in (
        ("hosts file", named or default_path()),
        ("journal", open_journal(read).folder.path),
        ("JSON schemas", SCHEMAS),
    ):
        click.echo(f"{what}: {path}{'' if path.exists() else ' (not there)'}")
