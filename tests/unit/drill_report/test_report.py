"""The evidence of a drill: a record that says everything, its digest, and a page that is safe to open and to print."""

import hashlib
import re
import shutil
import stat
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from tests.drills import AS_STAGED, HOSTILE, every_verdict
from tui.drill_report import RecordFault, Report, check_record, write_report
from tui.fleet.journal import Journal, Operator
from tui.model.drill.values import DrillVerdict
from tui.yamlfile import FileError

OPERATOR = Operator("operator", "admin", "10.1.2.3 50022 22")


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return write_report(every_verdict(), tmp_path / "evidence", OPERATOR, "0.1.0", profile="drill.yaml")


class Page(HTMLParser):
    """What a browser would make of the page: its elements, its text, and whatever it would load or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.active: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.active += [
            (name, value) for name, value in attrs if name.startswith("on") or name in ("src", "srcset", "action")
        ]
        self.active += [(name, value) for name, value in attrs if name == "href" and not (value or "").startswith("#")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_record_tells_who_why_when_and_every_vm(report: Report) -> None:
    record = yaml.safe_load(report.record.read_text("ascii"))
    assert record["operator"] == {"user": "operator", "login_user": "admin", "ssh_client": "10.1.2.3 50022 22"}
    assert (record["reason"], record["tool"]["version"]) == ("quarterly test, change 4711", "0.1.0")
    assert (record["began"], record["ended"]) == ("2026-11-20T12:28:00.000Z", "2026-11-20T12:29:44.000Z")
    assert record["waived"] == [{"rule": "test-switch-not-isolated", "reason": "its uplink is not plugged in"}]
    assert record["plan"]["profile"] == "drill.yaml"
    assert {vm["verdict"] for vm in record["vms"]} == {verdict.value for verdict in DrillVerdict}
    first = record["vms"][0]
    assert (first["seconds_to_running"], first["seconds_to_verified"], first["data_behind_seconds"]) == (21, 63, 42)
    assert first["adapters"][0]["staged"]["addresses"] == ["10.9.20.11/24", "10.9.20.12/24", "2001:db8:20::11/64"]
    assert first["adapters"][0]["reported"]["dns"] == list(AS_STAGED.dns)
    second = record["vms"][1]
    assert second["adapters"][0]["cause"] == "linux-helper"
    assert "address 10.9.20.11/24" in second["adapters"][0]["missing"]
    assert second["adapters"][0]["not_staged"] == ["10.1.20.11/24"]
    assert second["events"][0]["message"].endswith("0x80004005.")


@pytest.mark.parametrize(
    ("tried", "said"),
    [(True, "from here, while each test VM ran"), (False, "none: nobody looked from here whether a test VM could")],
)
def test_record_and_page_say_whether_addresses_were_tried(tmp_path: Path, tried: bool, said: str) -> None:
    view = every_verdict()
    report = write_report(replace(view, plan=replace(view.plan, probe=tried)), tmp_path, OPERATOR, "0.1.0")
    assert yaml.safe_load(report.record.read_text("ascii"))["plan"]["addresses_tried"] is tried
    assert said in " ".join(Page(report.page.read_text("utf-8")).texts)


def test_text_that_means_harm_is_in_the_record_exactly_and_on_the_page_only_to_be_read(report: Report) -> None:
    record = yaml.safe_load(report.record.read_text("ascii"))
    assert record["vms"][2]["host_words"] == HOSTILE
    text = report.page.read_text("utf-8")
    page = Page(text)
    assert "script" not in page.elements
    assert page.active == []
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert any("<script>alert(1)</script>" in each for each in page.texts)


def test_the_page_loads_nothing_and_says_so_to_the_browser(report: Report) -> None:
    text = report.page.read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"https?://|@import|url\(", text)


def test_the_page_shows_every_verdict_and_what_is_left_behind(report: Report) -> None:
    text = " ".join(Page(report.page.read_text("utf-8")).texts)
    for verdict in DrillVerdict:
        assert verdict.value in text
    assert "2 of 9 virtual machines verified" in text
    assert "The test VM of app10 was still on dr-hv-01 at the end." in text
    assert "drill values are still staged" in text
    assert "hv_set_ifconfig" in text


def test_the_digest_is_that_of_the_record_without_its_last_line_and_stands_on_the_page(report: Report) -> None:
    lines = report.record.read_bytes().splitlines(keepends=True)
    assert hashlib.sha256(b"".join(lines[:-1])).hexdigest() == report.digest
    assert report.digest in report.page.read_text("utf-8")
    assert check_record(report.record) == report.digest
    assert check_record(report.record, f" {report.digest.upper()}\n") == report.digest


def test_the_digest_can_be_checked_with_what_every_linux_has(report: Report) -> None:
    command = f"head -n -1 {report.record} | sha256sum"
    told = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout
    assert told.split()[0] == report.digest


def test_a_record_that_was_changed_is_not_vouched_for(report: Report, tmp_path: Path) -> None:
    text = report.record.read_bytes()
    changed = tmp_path / "changed.yaml"
    changed.write_bytes(text.replace(b"verdict: differs", b"verdict: verified"))
    with pytest.raises(RecordFault, match="was changed after it was written"):
        check_record(changed)
    body = b"".join(changed.read_bytes().splitlines(keepends=True)[:-1])
    changed.write_bytes(body + b"sha256: " + hashlib.sha256(body).hexdigest().encode() + b"\n")
    check_record(changed)
    with pytest.raises(RecordFault, match="is not the record that was printed"):
        check_record(changed, report.digest)


@pytest.mark.parametrize("text", [b"", b"kind: drill\n", b"kind: drill\nsha256: abc"])
def test_a_file_without_a_whole_digest_is_no_record(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "short.yaml"
    path.write_bytes(text)
    with pytest.raises(RecordFault, match="no digest in its last line"):
        check_record(path)


def test_a_record_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordFault, match=r"gone\.yaml: cannot be read"):
        check_record(tmp_path / "gone.yaml")


def test_files_are_their_owners_alone_and_never_written_over(report: Report) -> None:
    assert stat.S_IMODE(report.record.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.page.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.record.parent.stat().st_mode) == 0o700
    before = report.record.read_bytes()
    with pytest.raises(FileError, match="is there already"):
        write_report(every_verdict(), report.record.parent, OPERATOR, "0.2.0")
    report.page.unlink()
    with pytest.raises(FileError, match="is there already"):
        write_report(every_verdict(), report.record.parent, OPERATOR, "0.2.0")
    assert report.record.read_bytes() == before


def test_the_journal_holds_the_digest_and_evidence_does_not_depend_on_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", system_log=tmp_path / "no-log")
    view = every_verdict()
    journal.run_began(view.id, "drill", {})
    journal.run_ended(view.id, {})
    written = write_report(view, tmp_path / "one", OPERATOR, "0.1.0", journal=journal)
    (run,) = journal.read().runs
    assert {"note": "evidence", "record": written.record.name, "sha256": written.digest} in run.documents
    (tmp_path / "file").write_text("")
    nowhere = Journal(tmp_path / "file" / "journal", system_log=tmp_path / "no-log")
    unnoted = write_report(view, tmp_path / "two", OPERATOR, "0.1.0", journal=nowhere)
    assert "cannot be written" in unnoted.not_noted
    assert check_record(unnoted.record) == written.digest


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be made"):
        write_report(every_verdict(), tmp_path / "file" / "evidence", OPERATOR, "0.1.0")


def test_a_browser_lays_the_page_out_for_paper(report: Report, tmp_path: Path) -> None:
    """Chromium prints it without a word of complaint."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    target = tmp_path / "page.pdf"
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={target}", report.page.as_uri()]
    subprocess.run(command, capture_output=True, timeout=60, check=True)
    assert target.read_bytes().startswith(b"%PDF")
