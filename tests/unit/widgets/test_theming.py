"""Theme files: what is taken, and the reason for what is not."""

from pathlib import Path

import pytest
from textual.color import Color

from tui.theming import BadTheme, load_themes, read_theme

GOOD = 'name: mine\nprimary: "#112233"\nforeground: "#FFFFFF"\nbackground: "#000000"\n'


def refusal(folder: Path, text: str) -> str:
    file = folder / "mine.yaml"
    file.write_text(text)
    with pytest.raises(BadTheme) as caught:
        read_theme(file)
    return str(caught.value)


def luminance(color: Color) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("role", ["foreground", "primary", "success", "warning", "error"])
@pytest.mark.parametrize("ground", ["background", "panel"])
def test_every_text_of_our_themes_can_be_read(name: str, role: str, ground: str) -> None:
    theme = load_themes().themes[name]
    assert contrast(getattr(theme, role), getattr(theme, ground)) >= 4.5


def test_a_file_of_the_user_replaces_ours_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "any.yaml").write_text(GOOD.replace("mine", "dark"))
    assert load_themes(tmp_path).themes["dark"].primary == "#112233"


def test_a_bad_file_is_refused_with_its_reason_and_the_others_load(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(GOOD + "colour: red\n")
    (tmp_path / "good.yaml").write_text(GOOD)
    loaded = load_themes(tmp_path)
    assert "mine" in loaded.themes
    assert [str(reason) for reason in loaded.refused] == ["theme bad.yaml: unknown key 'colour'"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- a list", "should be keys with colours"),
        ("name: mine", "primary is missing"),
        (GOOD + "accent: no such colour\n", "accent: 'no such colour' is not a colour"),
        (GOOD + "accent: 7\n", "accent: 7 is not a colour"),
        (GOOD + "dark: perhaps\n", "dark should be true or false"),
        (GOOD + "variables: {border: nonsense}\n", "variables: border: 'nonsense' is not a colour"),
        (GOOD + "ansi: true\n", "unknown key 'ansi'"),
        ("name: [", "cannot be read"),
        ("name: !!python/object/apply:os.getcwd []", "cannot be read"),
    ],
)
def test_a_refusal_names_the_file_and_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    said = refusal(tmp_path, text)
    assert said.startswith("theme mine.yaml: ")
    assert reason in said
    assert "\n" not in said


def test_an_unknown_theme_is_answered_with_the_names_that_there_are() -> None:
    with pytest.raises(BadTheme, match="no theme 'nice': there are dark, light"):
        load_themes().require("nice")
