"""`python -m tui.practice`: serve practice hosts."""

import sys
from pathlib import Path

import click

from tui.practice.hosts_file import HostsFileError
from tui.practice.scenario.builtin import default_scenario, generated_scenario
from tui.practice.scenario.plan import Scenario
from tui.practice.scenario.reading import read_scenario
from tui.practice.scenario.section import ScenarioError
from tui.practice.serve import ServeOptions, serve


@click.command()
@click.option("--serve", "_serve", is_flag=True, help="Serve and open no console; this module does nothing else.")
@click.option("--write-hosts", "hosts_file", type=click.Path(path_type=Path), required=True, help="The hosts file.")
@click.option("--hosts", type=click.IntRange(min=1), help="Make a fleet of this many hosts.")
@click.option("--vms", type=click.IntRange(min=0), help="Virtual machines for each of them.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same fleet.")
@click.option("--door", type=click.Path(path_type=Path), help="A unix socket for tests and drills.")
@click.option("--basic", is_flag=True, help="Offer Basic beside Negotiate.")
@click.option("--keytab", type=click.Path(path_type=Path, exists=True), help="Accept Kerberos for HTTP/localhost.")
@click.option("--with-parent", is_flag=True, help="End when the process that started this one has gone.")
@click.argument("scenario_file", required=False, type=click.Path(path_type=Path))
def main(
    _serve: bool,
    hosts_file: Path,
    hosts: int | None,
    vms: int | None,
    seed: int,
    door: Path | None,
    basic: bool,
    keytab: Path | None,
    with_parent: bool,
    scenario_file: Path | None,
) -> None:
    """Serve practice Hyper-V hosts on loopback and write the hosts file to connect with."""
    try:
        scenario = choose_scenario(scenario_file, hosts, vms, seed)
        serve(ServeOptions(scenario, hosts_file, door, basic, keytab, with_parent))
    except (ScenarioError, HostsFileError) as error:
        click.echo(error, err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"{error.filename or 'practice'}: {error.strerror}", err=True)
        sys.exit(2)


def choose_scenario(file: Path | None, hosts: int | None, vms: int | None, seed: int) -> Scenario:
    """A file's scenario, a generated fleet, or the built-in one. Raises ScenarioError, OSError, UsageError."""
    if file is not None and (hosts is not None or vms is not None):
        raise click.UsageError("Give a scenario file, or --hosts and --vms, not both.")
    if file is not None:
        return read_scenario(file)
    if hosts is not None or vms is not None:
        return generated_scenario(hosts or 3, 15 if vms is None else vms, seed)
    return default_scenario()


if __name__ == "__main__":
    main()
