"""The verb that lists the colour themes."""

import sys

import click


@click.command("themes")
def themes() -> None:
    """List the colour themes, and why files of your own are refused.

    Exit code 0: every theme file can be used; 2: one is refused, and stderr says why.
    """
    from tui.cli.shared import complain
    from tui.model.text import printable
    from tui.theming import load_themes, user_folder
    from tui.verbs.terms import UNUSABLE

    loaded = load_themes(user_folder())
    for name in sorted(loaded.themes):
        click.echo(printable(name))
    click.echo(f"your own: {user_folder()}{'' if user_folder().is_dir() else ' (not there)'}")
    for refused in loaded.refused:
        complain(str(refused), "")
    if loaded.refused:
        sys.exit(UNUSABLE)
