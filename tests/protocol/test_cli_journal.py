"""A journal that operators share, as the hosts file names it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.protocol.running import hvr
from tests.scenarios import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions


@pytest.fixture
def hosts_file(tmp_path: Path) -> Iterator[Path]:
    """The practice hosts' file, with a shared journal beside it that is not there yet."""
    path = tmp_path / "ground" / "hosts.yaml"
    with PracticeServer(ServeOptions(default_scenario(), path)):
        written = yaml.safe_load(path.read_text())
        written["settings"] = {"journal": "shared"}
        path.write_text(yaml.safe_dump(written))
        yield path


def _staged(hosts_file: Path, folder: Path) -> tuple[str, ...]:
    """A plan that changes one adapter, and what applies it."""
    plan = folder / "plan.csv"
    assert hvr("export", "--hosts", str(hosts_file), "--output", str(plan)).returncode == 0
    plan.write_bytes(plan.read_bytes().replace(b",10.9.20.12,", b",10.9.20.112,"))
    told = hvr("diff", "--hosts", str(hosts_file), str(plan)).stdout
    (plan_hash,) = (line.removeprefix("plan hash ") for line in told.splitlines() if line.startswith("plan hash "))
    return ("apply", "--hosts", str(hosts_file), str(plan), "--plan-hash", plan_hash)


def test_nothing_is_sent_while_the_shared_folder_cannot_be_used_and_looking_goes_on(
    hosts_file: Path, tmp_path: Path
) -> None:
    listed = hvr("list", "--hosts", str(hosts_file))
    assert listed.returncode == 0
    assert "install -d -m 3770" in listed.stderr
    applied = hvr(*_staged(hosts_file, tmp_path))
    assert applied.returncode == 2
    assert "the shared journal is not there" in applied.stderr
    assert hvr("journal", "--hosts", str(hosts_file)).returncode == 2


def test_every_operator_reads_what_the_others_wrote_and_each_writes_a_file_of_their_own(
    hosts_file: Path, tmp_path: Path
) -> None:
    folder = hosts_file.parent / "shared"
    folder.mkdir()
    folder.chmod(0o3770)
    applied = hvr(*_staged(hosts_file, tmp_path))
    assert (applied.returncode, applied.stderr) == (0, "")
    (mine,) = folder.glob("*.jsonl")
    assert mine.stat().st_mode & 0o777 == 0o640
    assert mine.stat().st_gid == folder.stat().st_gid
    assert not Path(os.environ["HOME"], "xdg_state_home", "hvr", "journal").exists()

    records = [json.loads(line) | {"user": "ada"} for line in mine.read_text().splitlines()]
    theirs = folder / f"{mine.name.partition('.')[0]}.ada.jsonl"
    theirs.write_text("".join(f"{json.dumps(each | {'id': 'ada' + each['id']})}\n" for each in records))
    told = hvr("journal", "--hosts", str(hosts_file)).stdout.splitlines()
    assert len(told) == 2
    assert sum(" ada " in line for line in told) == 1
    located = hvr("locate", "--hosts", str(hosts_file)).stdout.splitlines()
    assert located[1] == f"journal: {folder}"
