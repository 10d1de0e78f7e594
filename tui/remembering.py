"""What the console remembers between two starts: how the list of VMs was narrowed and ordered."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import platformdirs


class Forgotten(Exception):
    """What was remembered cannot be read or kept; one sentence with the file."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Words of the screen alone, nothing of a host but what was typed into the filter."""

    needle: str = ""
    faults_only: bool = False
    everything: bool = False
    column: str = "VM"
    turned: bool = False
    wide: bool = False
    utc: bool = False
    rings: bool = False


def state_file() -> Path:
    """Where it is remembered."""
    return platformdirs.user_state_path("hvr") / "console.json"


def recall(path: Path) -> Remembered:
    """What was remembered, the usual where nothing was. Raises Forgotten for a file that does not hold it."""
    try:
        held = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Remembered()
    except (OSError, ValueError) as error:
        raise Forgotten(f"{path}: not readable, so filter and order begin anew: {error}") from None
    usual = asdict(Remembered())
    if not isinstance(held, dict) or any(type(held.get(key, value)) is not type(value) for key, value in usual.items()):
        raise Forgotten(f"{path}: holds something else, so filter and order begin anew")
    return Remembered(**{field.name: held[field.name] for field in fields(Remembered) if field.name in held})


def remember(path: Path, what: Remembered) -> None:
    """Keep it for the next start, for this user alone. Raises Forgotten."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(what), file)
        beside.replace(path)
    except OSError as error:
        raise Forgotten(f"{path}: cannot be written: {error.strerror}") from None


class Memory:
    """What one console remembers; without a file, nothing. Raises nothing: it is no reason not to start, or to stay."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.recalled, self.trouble = Remembered(), ""
        if path is not None:
            try:
                self.recalled = recall(path)
            except Forgotten as reason:
                self.trouble = str(reason)

    def keep(self, what: Remembered) -> None:
        if self._path is not None:
            with contextlib.suppress(Forgotten):
                remember(self._path, what)
