"""The `hvr` command."""

import sys
from typing import NoReturn

import click

from tui.cli import hvr
from tui.verbs.terms import INTERRUPTED


def main() -> NoReturn:
    """Run `hvr`; leaves through SystemExit with one of the documented exit codes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a name may hold what the terminal's encoding has not
    try:
        code = hvr.main(prog_name="hvr", standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"hvr: {_sentence(error)}", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _sentence(error: click.ClickException) -> str:
    said = error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{said} (see {context.command_path} --help)" if context else said


if __name__ == "__main__":
    main()
