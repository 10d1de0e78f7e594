"""The documents of drills and failovers, held against the schemas that are shipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.protocol import schemas
from tests.protocol.running import hvr
from tui.practice.scenario.builtin import default_scenario
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer, ServeOptions
from tui.schemas import SCHEMAS

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "ground" / "hosts.yaml"
    with PracticeServer(ServeOptions(default_scenario(), path)) as ground:
        ground.administration.speed(60)
        yield str(path)


def test_a_drill_its_board_and_what_it_left_are_documents(hosts: str) -> None:
    words = ("drill", "--vm", "app08", "--reason", "a test", "--yes", "--json", "--hosts", hosts)
    (vm,) = schemas.document(hvr(*words), "drill")["vms"]
    assert (vm["vm"], vm["verdict"]) == ("app08", "verified")
    board = schemas.document(hvr("drill", "--board", "--json", "--hosts", hosts), "drill-board")
    assert [row["days_since_verified"] for row in board["vms"] if row["vm"] == "app08"] == [0]
    left = schemas.document(hvr("drill", "--unfinished", "--json", "--hosts", hosts), "drill-leftovers")
    assert left["unfinished"] == []
    actions = [line["action"] for line in schemas.lines(hvr("journal", "--json"), "journal")]
    assert actions == ["test failover", "start", "turn off", "destroy test VM"]


def test_a_failover_and_the_unfinished_ones_are_documents(tmp_path: Path) -> None:
    path = tmp_path / "ground" / "hosts.yaml"
    with PracticeServer(ServeOptions(read_scenario(EXAMPLES / "site-failover.yaml"), path)) as ground:
        ground.administration.speed(60)
        words = ("failover", "--vm", "sql01", "--planned", "--confirm", "sql01", "--reason", "a move", "--json")
        (vm,) = schemas.document(hvr(*words, "--hosts", str(path)), "failover")["vms"]
        status = hvr("failover", "--status", "--json", "--hosts", str(path))
    assert (vm["name"], vm["standing"]) == ("sql01", "done")
    assert schemas.document(status, "failover-status")["unfinished"] == []


def test_every_schema_is_one_and_says_what_it_is_about() -> None:
    for path in sorted(SCHEMAS.glob("*.json")):
        schema = schemas.read(path.stem)
        assert schema["title"].endswith("."), path.name
        assert schema["$id"] == f"urn:hvr:schema:{path.stem}:1"
