"""A ReplicationMode as files have it: by name, and by number where it has none."""

from tui.model.states import MODE_NAMES

_BY_NAME = {name.casefold(): mode for mode, name in MODE_NAMES.items()}


def mode_text(mode: int) -> str:
    return MODE_NAMES.get(mode, str(mode))


def read_mode(text: str) -> int | None:
    """The mode of a name in any letter case or of a number, None for anything else."""
    word = text.strip().casefold()
    if word in _BY_NAME:
        return _BY_NAME[word]
    return int(word) if word.isascii() and word.isdigit() and len(word) < 6 else None
