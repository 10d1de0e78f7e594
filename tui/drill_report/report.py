"""Writes a drill's record and its page; neither takes the place of a file that is there."""

from dataclasses import dataclass
from pathlib import Path

from tui.drill_report.document import drill_document
from tui.drill_report.page import page_text
from tui.drill_report.record import record_text
from tui.fleet.journal import Journal, JournalError, Operator
from tui.fleet.plans.files import write_text
from tui.model.drill.values import DrillView
from tui.yamlfile import FileError


@dataclass(frozen=True, slots=True)
class Report:
    """What was written."""

    record: Path
    """YAML."""
    page: Path
    """HTML, without scripts and without anything to load."""
    digest: str
    """SHA-256 of the record without its last line, which holds it."""
    not_noted: str = ""
    """Why the journal does not hold the digest; empty where it does, or none was given."""


def write_report(
    view: DrillView,
    folder: Path,
    operator: Operator,
    version: str,
    *,
    profile: str = "",
    journal: Journal | None = None,
) -> Report:
    """The evidence of one drill in a folder, which is made where there is none; files are their owner's alone.

    `version` is this program's, `profile` the name of the drill profile that was staged. The journal is told the
    digest: a record that was changed together with its own last line still differs from that. Raises FileError, also
    where either file is there already: no evidence is ever written over.
    """
    name = f"drill-{view.began:%Y%m%dT%H%M%SZ}-{view.id[:8]}"
    record, page = folder / f"{name}.yaml", folder / f"{name}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise FileError(folder, f"cannot be made: {error.strerror or error}") from None
    if page.exists():
        raise FileError(page, "is there already: evidence is never written over; name another folder")
    text, digest = record_text(drill_document(view, operator, version, profile))
    write_text(record, text)
    write_text(page, page_text(view, operator, version, record.name, digest, profile))
    return Report(record, page, digest, _note(journal, view.id, record.name, digest) if journal else "")


def _note(journal: Journal, run: str, record: str, digest: str) -> str:
    try:
        journal.run_noted(run, {"note": "evidence", "record": record, "sha256": digest})
    except JournalError as error:
        return str(error)
    return ""
