"""The verb that serves practice hosts."""

import os
import sys
from pathlib import Path

import click

from tui.cli.console import open_console, require_terminal


@click.command("practice")
@click.argument("scenario", required=False, type=click.Path(path_type=Path))
@click.option("--serve", "serve_only", is_flag=True, help="Only serve; open no console.")
@click.option("--write-hosts", type=click.Path(path_type=Path), help="Where to write the hosts file.")
@click.option("--hosts", "hosts", type=click.IntRange(1, 200), help="Serve a made-up fleet of so many hosts.")
@click.option("--vms", "vms", type=click.IntRange(1, 2000), help="VMs on each of them.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the made-up fleet.")
@click.option("--keytab", type=click.Path(path_type=Path), help="Accept Kerberos with the keys of this file.")
@click.option("--read-only", is_flag=True, help="Open the console read-only.")
@click.option("--theme", "theme_name", help="Name of a colour theme.")
def practice(
    scenario: Path | None,
    serve_only: bool,
    write_hosts: Path | None,
    hosts: int | None,
    vms: int | None,
    seed: int,
    keytab: Path | None,
    read_only: bool,
    theme_name: str | None,
) -> None:
    """Serve practice Hyper-V hosts on this machine and open the console on them.

    Nothing leaves this machine, nothing real is touched, and every start makes a fresh password. The journal, evidence
    and whatever else the console keeps are practice, too, and are gone afterwards.
    """
    from tui.drill_ground import practice_hosts, serve_arguments

    arguments = serve_arguments(scenario, hosts, vms, seed, keytab)
    if serve_only:
        if write_hosts is None:
            raise click.UsageError("--serve needs --write-hosts FILE: where to write the hosts file to connect with")
        from tui.practice.__main__ import main as serve

        sys.exit(serve(["--serve", "--write-hosts", str(write_hosts), *arguments]))
    require_terminal()
    with practice_hosts(arguments) as hosts_file:
        os.environ["XDG_STATE_HOME"] = str(hosts_file.parent)
        open_console(hosts_file, read_only=read_only, theme_name=theme_name, mouse=True)
