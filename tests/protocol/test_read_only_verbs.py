"""Every verb, tried where nothing may be written: the practice hosts were read and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from tests.protocol.reading_alone import beyond_reading, seen
from tests.scenarios import default_scenario
from tui.cli import hvr
from tui.practice.serve import PracticeServer, ServeOptions

TRIED: dict[str, tuple[tuple[str, ...], ...]] = {
    "list": ((), ("--json",), ("--vm", "app07", "--csv")),
    "check": ((), ("--statistics",), ("--operation", "drill", "--json"), ("--nagios",)),
    "events": ((), ("--since", "1h", "--json")),
    "export": ((), ("--csv",), ("--snapshot",)),
    "diff": (("{plan}",), ("{snapshot}",)),
    "apply": (("{plan}", "--yes", "--skip-problems"), ("{plan}", "--dry-run"), ("{plan}", "--yes", "--json")),
    "undo": (("--yes",), ("--dry-run",)),
    "journal": ((), ("--settle",)),
    "drill": (("--vm", "app07", "--yes"), ("--unfinished",), ("--clean", "--yes"), ("--board",)),
    "failover": (
        ("--vm", "app07", "--unplanned", "--confirm", "app07"),
        ("--vm", "app07", "--planned", "--confirm", "app07"),
        ("--vm", "app07", "--suspend", "--confirm", "app07"),
        ("--vm", "app07", "--reverse", "--confirm", "app07"),
        ("--status",),
    ),
    "doctor": ((), ("--assumptions",)),
    "config check": ((),),
    "locate": ((),),
    "keys": ((),),
    "themes": ((),),
    "completion": (("bash",),),
}
"""Arguments by verb; a verb that is not here has no promise to keep: add it."""
ASKS_NO_HOST = frozenset({"practice"})


def _verbs(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _verbs(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_verb_is_tried() -> None:
    assert set(_verbs(hvr)) - ASKS_NO_HOST == TRIED.keys()


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(default_scenario(), tmp_path / "ground" / "hosts.yaml")) as server:
        yield server


@pytest.fixture(params=["by the option", "by the hosts file"])
def options(request: pytest.FixtureRequest, ground: PracticeServer, tmp_path: Path) -> tuple[str, ...]:
    """What stands before the verb."""
    file = tmp_path / "ground" / "hosts.yaml"
    if request.param == "by the option":
        return ("--read-only", "--hosts", str(file))
    written = yaml.safe_load(file.read_text())
    written["defaults"]["read_only"] = True
    file.write_text(yaml.safe_dump(written))
    return ("--hosts", str(file))


def _files(hosts_file: str, folder: Path) -> dict[str, str]:
    """A plan that asks for something else than the hosts hold, and a snapshot of what they hold."""
    runner = CliRunner()
    snapshot, plan = folder / "snapshot.yaml", folder / "plan.yaml"
    assert runner.invoke(hvr, ["--hosts", hosts_file, "export", "--snapshot", "--output", str(snapshot)]).exit_code == 0
    assert runner.invoke(hvr, ["--hosts", hosts_file, "export", "--output", str(plan)]).exit_code == 0
    plan.write_text(plan.read_text().replace("10.9.20.12/24", "10.9.20.112/24"))
    return {"{plan}": str(plan), "{snapshot}": str(snapshot)}


@pytest.mark.parametrize("verb", TRIED)
def test_a_verb_writes_nothing_where_nothing_may_be_written(
    verb: str, options: tuple[str, ...], ground: PracticeServer, tmp_path: Path
) -> None:
    needs_files = any("{" in argument for arguments in TRIED[verb] for argument in arguments)
    files = _files(options[-1], tmp_path) if needs_files else {}
    before = ground.administration.truth()
    for arguments in TRIED[verb]:
        given = [*options, *verb.split(), *(files.get(each, each) for each in arguments)]
        if verb == "config check":
            given = ["config", "check", *options[-2:]]
        done = CliRunner().invoke(hvr, given, catch_exceptions=True)
        assert done.exception is None or isinstance(done.exception, SystemExit), f"{given}: {done.exception!r}"
        assert done.exit_code in (0, 1, 2, 3), f"{given}: {done.output}"
        assert beyond_reading(seen(ground)) == [], given
    assert _kept(ground.administration.truth()) == _kept(before)


def test_the_same_plan_is_written_where_it_may_be(ground: PracticeServer, tmp_path: Path) -> None:
    hosts_file = str(tmp_path / "ground" / "hosts.yaml")
    files = _files(hosts_file, tmp_path)
    assert beyond_reading(seen(ground)) == []
    done = CliRunner().invoke(hvr, ["--hosts", hosts_file, "apply", files["{plan}"], "--yes", "--skip-problems"])
    assert "2 verified" in done.output
    assert beyond_reading(seen(ground)) == ["Msvm_ReplicationService.SetFailoverNetworkAdapterSettings"] * 2


def _kept(truth: dict[str, Any]) -> list[Any]:
    """What only a write changes; the guests of running VMs go their own ways."""
    return [
        (name, machine["mode"], machine["power"], machine["test_of"], adapter["staged"], adapter["switch"])
        for machines in truth.values()
        for name, machine in machines.items()
        for adapter in machine["adapters"].values()
    ]
