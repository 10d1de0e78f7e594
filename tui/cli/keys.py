"""The verb that prints the console's keys, from the one table of commands."""

from collections.abc import Iterator

import click


@click.command("keys")
def keys() -> None:
    """Print every key of the console, as the table in the README."""
    for line in key_table():
        click.echo(line)


def key_table() -> Iterator[str]:
    """The table in Markdown, a line at a time."""
    from tui.commands import PLACES, commands_in, key_name

    yield "| where | key | does |"
    yield "| --- | --- | --- |"
    for where, place in PLACES:
        for command in commands_in(where):
            names = " or ".join(f"`{key_name(key)}`" for key in command.keys)
            yield f"| {place} | {names} | {command.help} |"
