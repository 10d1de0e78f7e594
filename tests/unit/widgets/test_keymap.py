"""The user's own keys."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tui.cli import hvr
from tui.cli.console import keymap_in_use
from tui.commands import COMMANDS, command
from tui.keymap import read_keymap
from tui.keys import DEFAULT_KEYS, KeyMap, key_name
from tui.yamlfile import FileError


def reading(folder: Path, text: str) -> KeyMap:
    file = folder / "keys.yaml"
    file.write_text(text, encoding="utf-8")
    return read_keymap(file)


def test_a_command_gets_the_keys_that_are_named_as_people_name_them(tmp_path: Path) -> None:
    keymap = reading(
        tmp_path, "keys:\n  review: [d, F8, ctrl+r]\n  faults: '&'\n  help: [esc+]\n".replace("[esc+]", "[H]")
    )
    assert keymap.keys_of(command("review")) == ("d", "f8", "ctrl+r")
    assert keymap.keys_of(command("faults")) == ("ampersand",)
    assert keymap.keys_of(command("help")) == ("H",)
    assert keymap.keys_of(command("edit")) == ("e",)


def test_every_key_of_the_table_can_be_named_as_it_is_shown(tmp_path: Path) -> None:
    for each in COMMANDS:
        lines = "".join(f"    - '{key_name(key)}'\n" for key in each.keys)
        assert reading(tmp_path, f"keys:\n  {each.id}:\n{lines}").keys_of(each) == each.keys, each.id


def test_two_commands_may_swap_their_keys(tmp_path: Path) -> None:
    keymap = reading(tmp_path, "keys:\n  edit: p\n  protocol: e\n")
    assert (keymap.keys_of(command("edit")), keymap.keys_of(command("protocol"))) == (("p",), ("e",))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("keys:\n  edit: E1\n", 2, "'E1' is no key"),
        ("keys:\n  edit: e\n  revue: d\n", 3, "there is no such command; did you mean review?"),
        ("keys:\n  edit: ctrl+shft+x\n", 2, "is no key"),
        ("keys:\n  edit: pagdown\n", 2, "did you mean page down?"),
        ("keys:\n  edit: []\n", 2, "must be a key or a list of keys"),
        ("keys:\n  edit: {a: b}\n", 2, "must be a key or a list of keys"),
        ("keys:\n  edit: ' '\n", 2, "is no key"),
        ("keys:\n  review: p\n", 2, "p is protocol in “Panes” already"),
        ("keys:\n  review: j\n", 2, "j is row_down in “Panes” already"),
        ("keys:\n  review: D\n  unmark: z\n  hold: z\n", 2, "D is drill in “Panes” already"),
        ("keys:\n  unmark: Z\n  hold: Z\n", 3, "Z is unmark in “Panes” already"),
        ("keys:\n  row_down: e\n", 2, "e is edit in “Panes” already"),
        ("keys:\n  utc: z\n", 2, "z is undo in “Journal” already"),
        ("key:\n  edit: e\n", 1, "unknown key; did you mean keys?"),
        ("keys:\n  edit: e\n  edit: f\n", 3, "a second time"),
    ],
)
def test_what_cannot_be_is_refused_with_file_and_line(text: str, line: int, said: str, tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        reading(tmp_path, text)
    assert f"keys.yaml, line {line}: " in str(refused.value)
    assert said in str(refused.value)


def test_a_key_map_of_the_user_that_cannot_be_is_told_and_the_usual_keys_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert keymap_in_use(None) == (DEFAULT_KEYS, "")
    (tmp_path / "hvr").mkdir()
    file = tmp_path / "hvr" / "keys.yaml"
    file.write_text("keys: {review: D}\n")
    keys, told = keymap_in_use(None)
    assert keys == DEFAULT_KEYS
    assert told.startswith(f"{file}, line 1: keys.review: D is drill")
    file.write_text("keys: {review: F8}\n")
    assert keymap_in_use(None) == (KeyMap({"review": ("f8",)}), "")


def test_the_keys_verb_prints_mapped_keys_and_the_ids_that_a_map_names(tmp_path: Path) -> None:
    file = tmp_path / "keys.yaml"
    file.write_text("keys: {review: F8}\n")
    done = CliRunner().invoke(hvr, ["keys", "--keys", str(file), "--ids"])
    assert done.exit_code == 0
    assert "| Panes | `F8` | Review the draft, before and after, and apply it. | `review` |" in done.output
    file.write_text("keys: {revue: F8}\n")
    refused = CliRunner().invoke(hvr, ["keys", "--keys", str(file)])
    assert refused.exit_code == 2
    assert "keys.yaml, line 1: keys.revue" in refused.output
