"""Theme files to Textual themes, strictly: a file that is not right is refused with every reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
import yaml
from textual.color import Color, ColorParseError
from textual.theme import Theme

DEFAULT_THEME = "dark"
FEW_COLORS_THEME = "16-colour"
"""Ours for a terminal that knows no more than sixteen colours."""
NO_COLOR_THEME = "ansi-dark"
"""Textual's theme of the terminal's own colours: the only kind that can be drawn without any."""

_REQUIRED = ("name", "primary", "foreground", "background")
_COLORS = (
    "primary", "secondary", "warning", "error", "success", "accent", "foreground", "background", "surface", "panel",
    "boost",
)  # fmt: skip
_FLAGS = ("dark", "ansi")
_OF_THE_TERMINAL = "ansi_"


class BadTheme(Exception):
    """A theme that cannot be used; the message names the file and every reason."""


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


def user_folder() -> Path:
    """Where the user's own theme files lie."""
    return platformdirs.user_config_path("hvr") / "themes"


def load_themes(folder: Path | None = None) -> LoadedThemes:
    """Our themes, then those of the user's folder, which replace ours of their name. Raises nothing."""
    themes: dict[str, Theme] = {}
    refused: list[BadTheme] = []
    for source in (_own_folder(), folder):
        if source is None or not source.is_dir():
            continue
        found: dict[str, str] = {}
        for file in _theme_files(source, refused):
            try:
                theme = read_theme(file)
                if theme.name in found:
                    raise BadTheme(f"theme {file.name}: {found[theme.name]} has the name {theme.name!r} already")
            except BadTheme as reason:
                refused.append(reason)
            else:
                found[theme.name] = file.name
                themes[theme.name] = theme
    return LoadedThemes(themes, tuple(refused))


def _theme_files(folder: Path, refused: list[BadTheme]) -> list[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        refused.append(BadTheme(f"themes in {folder}: cannot be read: {error.strerror}"))
        return []
    return [entry for entry in entries if entry.name.endswith((".yaml", ".yml"))]


def read_theme(file: Path) -> Theme:
    """One theme file: ``name``, ``dark``, colours, ``variables`` with further colours of Textual's by their names.

    With ``ansi: true`` its colours are the terminal's own sixteen, as in ``ansi_bright_red``; without it none is.
    Raises BadTheme.
    """
    try:
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise BadTheme(f"theme {file.name}: cannot be read: {_one_line(error)}") from None
    if not isinstance(held, dict):
        raise BadTheme(f"theme {file.name}: should be keys with colours, as name: mine")
    faults = list(_faults(held))
    if faults:
        raise BadTheme(f"theme {file.name}: {'; '.join(faults)}")
    if held.get("ansi"):
        # Textual's own styles ask for these two of every theme of this kind.
        needed = {"ansi-background": held["background"], "ansi-foreground": held["foreground"]}
        held["variables"] = needed | held.get("variables", {})
    return Theme(**held)


def _one_line(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem or error.context}"
    return str(error).splitlines()[0]


def _faults(held: dict[Any, Any]) -> Iterator[str]:
    for key in held:
        if key not in (*_COLORS, *_FLAGS, "name", "variables"):
            yield f"unknown key {key!r}"
    for key in _REQUIRED:
        if key not in held:
            yield f"{key} is missing"
    if "name" in held and not (isinstance(held["name"], str) and held["name"].strip() and held["name"].isprintable()):
        yield "name should be a word"
    for key in _FLAGS:
        if not isinstance(held.get(key, True), bool):
            yield f"{key} should be true or false"
    variables = held.get("variables", {})
    if not isinstance(variables, dict):
        yield "variables should be keys with colours"
        variables = {}
    colors = {key: held[key] for key in _COLORS if key in held}
    colors |= {f"variables: {key}": value for key, value in variables.items()}
    for key, value in colors.items():
        yield from _color_faults(key, value, ansi=held.get("ansi") is True)


def _color_faults(key: str, value: object, *, ansi: bool) -> Iterator[str]:
    try:
        Color.parse(value if isinstance(value, str) else "")
    except ColorParseError:
        yield f"{key}: {value!r} is not a colour, as in '#4EBF71'"
        return
    if str(value).startswith(_OF_THE_TERMINAL) is not ansi:
        yield (
            f"{key}: {value!r} is not one of the terminal's own, as in ansi_bright_red, which ansi: true asks for"
            if ansi
            else f"{key}: {value!r} is the terminal's own, which needs ansi: true and all others of that kind"
        )


def _own_folder() -> Path:
    """The folder in the installed package; in a source tree it stands beside the package."""
    package = Path(__file__).parent
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"
