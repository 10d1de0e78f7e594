"""The verbs about this program's own files."""

from pathlib import Path

import click

from tui.cli.shared import complain, configuration, hosts_option


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
        words += ["read-only"] if host.read_only else []
        click.echo(printable(f"{host.name}: {', '.join(words)}"))
    for cluster in read.clusters:
        listed = ", ".join(node.name for node in cluster.nodes) or "asked of the cluster"
        click.echo(printable(f"{cluster.name}: failover cluster, nodes {listed}"))
    for warning in read.warnings:
        complain(f"{read.path}: {warning}", "")


@click.command("locate")
@hosts_option
@click.pass_obj
def locate(group_hosts_file: Path | None, hosts_file: Path | None) -> None:
    """Say where the hosts file and the journal lie, and whether they are there."""
    from tui.config import default_path
    from tui.fleet.journal import default_folder

    for what, path in (
        ("hosts file", hosts_file or group_hosts_file or default_path()),
        ("journal", default_folder()),
    ):
        click.echo(f"{what}: {path}{'' if path.exists() else ' (not there)'}")
