"""The README says what the program does."""

from pathlib import Path

from click.testing import CliRunner

from tui.cli import hvr
from tui.cli.keys import key_table

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_readmes_keys_are_those_of_the_table_of_commands() -> None:
    table = README.partition("<!-- keys -->\n")[2].partition("<!-- /keys -->")[0].strip()
    assert table.splitlines() == list(key_table()), "put the output of `hvr keys` between the marks"


def test_every_verb_is_in_the_readme() -> None:
    assert [name for name in hvr.commands if f"hvr {name}" not in README] == []


def test_the_keys_verb_prints_the_same_table() -> None:
    done = CliRunner().invoke(hvr, ["keys"])
    assert done.exit_code == 0
    assert done.output.splitlines() == list(key_table())
