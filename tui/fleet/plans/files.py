"""Plans, snapshots and rules on disk: YAML, or CSV where the name ends in .csv."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tui.model.plan.csvform import begins_with_columns, csv_text, read_csv
from tui.model.plan.ruleset import RuleSet, read_rules
from tui.model.plan.values import PlanEntry, PlanProblem
from tui.model.plan.yamlform import document, read_document
from tui.yamlfile import FileError, Section, load, parse_node


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What a file asks for, and what in it cannot be read."""

    path: Path
    entries: tuple[PlanEntry, ...]
    problems: tuple[PlanProblem, ...] = ()
    snapshot: bool = False
    """Written to compare with, though it may be applied as well."""


def is_csv(path: Path) -> bool:
    return path.suffix.casefold() == ".csv"


def read_plan(path: Path) -> PlanFile:
    """A plan or a snapshot. Raises FileError for a file that is none at all."""
    if not is_csv(path):
        return _plan_of(load(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise FileError(path, "is not UTF-8 text: save it as CSV UTF-8") from None
    return PlanFile(path, *read_csv(path, text))


def read_source(path: Path) -> PlanFile | RuleSet:
    """A plan, a snapshot or mapping rules: whatever the file is. Raises FileError."""
    if is_csv(path):
        return read_plan(path)
    top = load(path)
    return read_rules(top) if "rules" in top.names else _plan_of(top)


def read_source_text(path: Path, text: str) -> PlanFile | RuleSet:
    """As `read_source`, of a text that came another way: CSV where its first line is a line of known columns.

    `path` is what problems name. Raises FileError.
    """
    bare = text.removeprefix("\ufeff")
    if begins_with_columns(bare):
        return PlanFile(path, *read_csv(path, bare))
    top = Section(path, parse_node(path, bare), "")
    return read_rules(top) if "rules" in top.names else _plan_of(top)


def _plan_of(top: Section) -> PlanFile:
    entries, problems = read_document(top)
    return PlanFile(top.path, entries, problems, top.exact_text("kind") == "snapshot")


def plan_text(entries: Iterable[PlanEntry], *, as_csv: bool, taken: datetime | None = None) -> str:
    """What `read_plan` reads back as the same entries; with `taken`, a snapshot of that moment, always YAML."""
    if as_csv:
        return "\ufeff" + csv_text(entries)
    kind, stamp = ("plan", None) if taken is None else ("snapshot", f"{taken.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    return yaml_text(document(entries, kind, stamp))


def yaml_text(content: dict[str, Any]) -> str:
    """Plain values as YAML; every text comes back exactly."""
    dumped: str = yaml.dump(content, Dumper=yaml.SafeDumper, sort_keys=False, allow_unicode=False, width=10**9)
    return dumped


def write_text(path: Path, text: str, *, overwrite: bool = False) -> None:
    """The whole file or none of it, for its owner alone. Raises FileError, also for a file that is there already."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if overwrite:
            unfinished.replace(path)
        else:
            os.link(unfinished, path)
    except FileExistsError:
        raise FileError(path, "is there already: choose another name, or remove it first") from None
    except OSError as error:
        raise FileError(path, f"cannot be written: {error.strerror or error}") from None
    finally:
        unfinished.unlink(missing_ok=True)
