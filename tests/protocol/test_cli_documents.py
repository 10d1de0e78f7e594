"""The documents of drills and failovers, held against the schemas that are shipped."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.protocol import schemas
from tests.protocol.running import hvr
from tests.scenarios import default_scenario
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
    done = hvr(*words)
    drill = schemas.document(done, "drill")
    (vm,) = drill["vms"]
    assert (vm["vm"], vm["verdict"]) == ("app08", "verified")
    assert drill["plan"]["addresses_tried"] is False
    assert "no staged address is tried from here: the hosts file says probe: false" in done.stderr
    board = schemas.document(hvr("drill", "--board", "--json", "--hosts", hosts), "drill-board")
    assert [row["days_since_verified"] for row in board["vms"] if row["vm"] == "app08"] == [0]
    listed = hvr("drill", "--board", "--csv", "--hosts", hosts)
    rows = {row["VM Name"]: row for row in csv.DictReader(io.StringIO(listed.stdout))}
    assert (rows["app08"]["Days Since Verified"], rows["app08"]["Last Verdict"]) == ("0", "verified")
    assert {name: (row["VM GUID"], row["Overdue"]) for name, row in rows.items()} == {
        row["vm"]: (row["vm_id"], "yes" if row["overdue"] else "no") for row in board["vms"]
    }
    assert hvr("drill", "--csv", "--vm", "app08", "--hosts", hosts).returncode == 2
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
