"""Theme files: what is taken, and the reason for what is not."""

from itertools import combinations
from pathlib import Path

import pytest
from textual.color import Color

from tests.colours import DEFICIENCIES, PALETTES, as_seen_with, contrast, difference, in_256_colours, shown
from tui.theming import BadTheme, load_themes, read_theme

GOOD = 'name: mine\nprimary: "#112233"\nforeground: "#FFFFFF"\nbackground: "#000000"\n'


def refusal(folder: Path, text: str) -> str:
    file = folder / "mine.yaml"
    file.write_text(text)
    with pytest.raises(BadTheme) as caught:
        read_theme(file)
    return str(caught.value)


OURS = ("16-colour", "colour-blind", "dark", "high-contrast", "light")


def test_these_themes_are_ours_and_none_is_refused() -> None:
    loaded = load_themes()
    assert tuple(sorted(loaded.themes)) == OURS
    assert loaded.refused == ()


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("role", ["foreground", "primary", "secondary", "accent", "success", "warning", "error"])
@pytest.mark.parametrize("ground", ["background", "panel"])
def test_every_colour_for_text_can_be_read_on_every_ground(name: str, role: str, ground: str) -> None:
    theme = load_themes().themes[name]
    text, behind = (Color.parse(getattr(theme, each)).rich_color for each in (role, ground))
    if theme.ansi:
        assert min(contrast(shown(text, palette), shown(behind, palette)) for palette in PALETTES.values()) >= 4.5
        return
    assert contrast(shown(text), shown(behind)) >= (7.0 if name == "high-contrast" else 4.5)
    assert contrast(shown(in_256_colours(text)), shown(in_256_colours(behind))) >= 4.5


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_states_are_told_apart_by_people_who_see_fewer_colours(deficiency: str) -> None:
    theme = load_themes().themes["colour-blind"]
    states = {role: shown(Color.parse(getattr(theme, role)).rich_color) for role in ("success", "warning", "error")}
    seen = {role: as_seen_with(deficiency, color) for role, color in states.items()}
    for one, other in combinations(seen, 2):
        assert difference(seen[one], seen[other]) >= 20, f"{one} and {other}"


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
        (GOOD + "ansi: 1\n", "ansi should be true or false"),
        (GOOD + "ansi: true\n", "primary: '#112233' is not one of the terminal's own"),
        (GOOD + "accent: ansi_red\n", "accent: 'ansi_red' is the terminal's own, which needs ansi: true"),
        (GOOD.replace("mine", "[mine]"), "name should be a word"),
        (GOOD + "variables: 7\n", "variables should be keys with colours"),
        ("name: [", "cannot be read"),
        ("name: !!python/object/apply:os.getcwd []", "cannot be read"),
    ],
)
def test_a_refusal_names_the_file_and_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    said = refusal(tmp_path, text)
    assert said.startswith("theme mine.yaml: ")
    assert reason in said
    assert "\n" not in said


def test_every_reason_of_one_file_is_told_at_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, 'name: mine\nprimary: nonsense\nforeground: "#FFFFFF"\nnoise: 1\n')
    assert said == (
        "theme mine.yaml: unknown key 'noise'; background is missing; "
        "primary: 'nonsense' is not a colour, as in '#4EBF71'"
    )


def test_a_name_that_another_file_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text(GOOD.replace("112233", "445566"))
    loaded = load_themes(tmp_path)
    assert loaded.themes["mine"].primary == "#112233"
    assert [str(reason) for reason in loaded.refused] == ["theme b.yaml: a.yaml has the name 'mine' already"]


def test_a_folder_that_is_no_folder_brings_nothing(tmp_path: Path) -> None:
    (tmp_path / "themes").write_text(GOOD)
    assert load_themes(tmp_path / "themes").themes.keys() == load_themes().themes.keys()


def test_an_unknown_theme_is_answered_with_the_names_that_there_are() -> None:
    with pytest.raises(
        BadTheme, match="no theme 'nice': there are 16-colour, colour-blind, dark, high-contrast, light"
    ):
        load_themes().require("nice")
