"""The verb that prints the console's keys, from the one table of commands."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.console import keymap_in_use
from tui.cli.shared import complain, print_json

if TYPE_CHECKING:
    from tui.keys import KeyMap


@click.command("keys")
@click.option("--keys", "keys_file", type=click.Path(path_type=Path), help="A key map in YAML.")
@click.option("--ids", is_flag=True, help="Print what a key map calls the commands, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def keys(keys_file: Path | None, ids: bool, as_json: bool) -> None:
    """Print every key of the console, as the table in the README, with the key map that is in use."""
    keymap, trouble = keymap_in_use(keys_file)
    if trouble:
        complain(trouble, "")
    if as_json:
        print_json(key_document(keymap, datetime.now(UTC)), indent=2)
        return
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


def key_document(keymap: "KeyMap", now: datetime) -> dict[str, Any]:
    """Every command with its keys, in the table's order (tui/schemas/keys.json)."""
    from tui.commands import PLACES, commands_in
    from tui.fleet.reports.document import SCHEMA_VERSION, time_text
    from tui.keys import key_name

    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "keys",
        "time": time_text(now),
        "commands": [
            {
                "id": command.id,
                "place": place,
                "keys": [key_name(key) for key in keymap.keys_of(command)],
                "label": command.label,
                "does": command.help,
                "leads_to_a_write": command.dangerous,
            }
            for where, place in PLACES
            for command in commands_in(where)
        ],
    }
