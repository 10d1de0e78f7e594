"""Theme files to Textual themes, strictly: a file that is not right is refused with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from textual.color import Color, ColorParseError
from textual.theme import Theme

DEFAULT_THEME = "dark"
NO_COLOR_THEME = "ansi-dark"
"""Textual's theme of the terminal's own colours: the only kind that can be drawn without any."""

_REQUIRED = ("name", "primary", "foreground", "background")
_COLORS = (
    "primary", "secondary", "warning", "error", "success", "accent", "foreground", "background", "surface", "panel",
    "boost",
)  # fmt: skip


class BadTheme(Exception):
    """A theme that cannot be used; the message names the file and the reason."""


@dataclass(frozen=True, slots=True)
class LoadedThemes:
    """Themes by name, and why each refused file was refused."""

    themes: Mapping[str, Theme]
    refused: tuple[BadTheme, ...]

    def require(self, name: str) -> None:
        """Raises BadTheme where there is no theme of this name, with the names that there are."""
        if name not in self.themes:
            reasons = "".join(f"; {reason}" for reason in self.refused)
            raise BadTheme(f"no theme {name!r}: there are {', '.join(sorted(self.themes))}{reasons}")


def load_themes(folder: Path | None = None) -> LoadedThemes:
    """Our themes, then those of the user's folder; a later one replaces an earlier one of its name. Raises nothing."""
    themes: dict[str, Theme] = {}
    refused: list[BadTheme] = []
    for source in (_own_folder(), folder):
        if source is None or not source.is_dir():
            continue
        for file in sorted(source.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith((".yaml", ".yml")):
                try:
                    theme = read_theme(file)
                except BadTheme as reason:
                    refused.append(reason)
                else:
                    themes[theme.name] = theme
    return LoadedThemes(themes, tuple(refused))


def read_theme(file: Traversable) -> Theme:
    """One theme file. Raises BadTheme."""
    try:
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        first = str(error).splitlines()[0]
        raise BadTheme(f"theme {file.name}: cannot be read: {first}") from None
    if not isinstance(held, dict):
        raise BadTheme(f"theme {file.name}: should be keys with colours, as name: mine")
    for key in held:
        if key not in (*_COLORS, "name", "dark", "variables"):
            raise BadTheme(f"theme {file.name}: unknown key {key!r}")
    for key in _REQUIRED:
        if key not in held:
            raise BadTheme(f"theme {file.name}: {key} is missing")
    _check_values(file.name, held)
    return Theme(**held)


def _check_values(name: str, held: dict[str, Any]) -> None:
    if not isinstance(held["name"], str) or not held["name"].strip():
        raise BadTheme(f"theme {name}: name should be a word")
    if not isinstance(held.get("dark", True), bool):
        raise BadTheme(f"theme {name}: dark should be true or false")
    for key in _COLORS:
        if key in held:
            _check_color(name, key, held[key])
    variables = held.get("variables", {})
    if not isinstance(variables, dict):
        raise BadTheme(f"theme {name}: variables should be keys with colours")
    for key, value in variables.items():
        _check_color(name, f"variables: {key}", value)


def _check_color(name: str, key: str, value: object) -> None:
    try:
        Color.parse(value if isinstance(value, str) else "")
    except ColorParseError:
        raise BadTheme(f"theme {name}: {key}: {value!r} is not a colour, as in '#4EBF71'") from None


def _own_folder() -> Traversable:
    """The folder in the installed package; in a source tree it stands beside the package."""
    package = files("tui")
    installed = package.joinpath("themes")
    return installed if installed.is_dir() else Path(str(package)).parent / "themes"
