"""The verb that prints the console's keys, from the one table of commands."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.console import keymap_in_use
from tui.cli.shared import complain

if TYPE_CHECKING:
    from tui.keys import KeyMap


@click.command("keys")
@click.option("--keys", "keys_file", type=click.Path(path_type=Path), help="A key map in YAML.")
@click.option("--ids", is_flag=True, help="Print what a key map calls the commands, too.")
def keys(keys_file: Path | None, ids: bool) -> None:
    """Print every key of the console, as the table in the README, with the key map that is in use."""
    keymap, trouble = keymap_in_use(keys_file)
    if trouble:
        complain(trouble, "")
    for line in key_table(keymap, ids=ids):
        click.echo(line)


def key_table(keymap: "KeyMap | None" = None, *, ids: bool = False) -> Iterator[str]:
    """The table in Markdown, a line at a time."""
    from tui.commands import PLACES, commands_in
    from tui.keys import DEFAULT_KEYS, key_name

    in_use = keymap or DEFAULT_KEYS
    yield "| where | key | does |" + (" id |" if ids else "")
    yield "| --- | --- | --- |" + (" --- |" if ids else "")
    for where, place in PLACES:
        for command in commands_in(where):
            names = " or ".join(f"`{key_name(key)}`" for key in in_use.keys_of(command))
            yield f"| {place} | {names} | {command.help} |" + (f" `{command.id}` |" if ids else "")
