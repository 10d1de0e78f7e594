"""The console on the hosts of a hosts file."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import platformdirs

from tui.cli.shared import EXIT_USAGE, configuration, fail, open_fleet


def open_console(hosts_file: Path | None, *, read_only: bool, theme_name: str | None, mouse: bool) -> NoReturn:
    require_terminal()
    fleet = open_fleet(configuration(hosts_file), read_only=read_only)
    from tui.app import HvrApp
    from tui.theming import BadTheme

    themes = platformdirs.user_config_path("hvr") / "themes"
    try:
        app = HvrApp(fleet, theme_name=theme_name, no_color=bool(os.environ.get("NO_COLOR")), themes_folder=themes)
    except BadTheme as error:
        fail(str(error), EXIT_USAGE)
    app.run(mouse=mouse)
    fleet.close()
    sys.exit(app.return_code or 0)


def require_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fail("the console needs a terminal; in a pipe or a script use: hvr list --json", EXIT_USAGE)
    if os.environ.get("TERM", "dumb") == "dumb":
        fail("this terminal cannot place a cursor (TERM=dumb); set TERM, or use: hvr list", EXIT_USAGE)
