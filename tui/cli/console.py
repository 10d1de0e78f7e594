"""The console on the hosts of a hosts file."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tui.cli.shared import complain, configuration, fail, fleet_opener
from tui.pace import favour_the_screen, look_for_garbage_seldom, share_memory
from tui.verbs.terms import UNUSABLE

if TYPE_CHECKING:
    from tui.fleet.fleet import Fleet
    from tui.keys import KeyMap


def open_console(
    hosts_file: Path | None,
    *,
    read_only: bool,
    theme_name: str | None,
    keys_file: Path | None = None,
    mouse: bool = True,
    show_cursor: bool = False,
    remembers: bool = False,
) -> NoReturn:
    """`remembers`: filter and order are kept for the next start."""
    require_terminal()
    look_for_garbage_seldom()
    keys, trouble = keymap_in_use(keys_file)
    read = configuration(hosts_file)
    build = fleet_opener(read, read_only=read_only)
    told: list[str] = []

    def open_fleet() -> "Fleet":
        share_memory()
        fleet = build(told.append)
        favour_the_screen()
        return fleet

    from tui.app import HvrApp
    from tui.remembering import state_file
    from tui.screens.opening import Opening
    from tui.theming import BadTheme, user_folder

    no_color = bool(os.environ.get("NO_COLOR"))
    try:
        app = HvrApp(
            Opening(read.path.name, open_fleet),
            theme_name=theme_name,
            no_color=no_color,
            themes_folder=user_folder(),
            keys=keys,
            show_cursor=show_cursor,
            memory=state_file() if remembers else None,
            said=trouble,
        )
    except BadTheme as error:
        fail(str(error), UNUSABLE)
    app.run(mouse=mouse)
    for sentence in told:
        complain(sentence)
    sys.exit(app.return_code or 0)


def keymap_in_use(named: Path | None) -> "tuple[KeyMap, str]":
    """The keys of a key map, and what is wrong with the user's own, which is then not used. Exits on a named one."""
    from tui.keymap import read_keymap, user_file
    from tui.keys import DEFAULT_KEYS
    from tui.yamlfile import FileError

    path = named or user_file()
    if named is None and not path.exists():
        return DEFAULT_KEYS, ""
    try:
        return read_keymap(path), ""
    except FileError as error:
        if named is not None:
            fail(str(error), UNUSABLE)
        return DEFAULT_KEYS, f"{error}; the keys are the usual ones"


def require_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fail("the console needs a terminal; in a pipe or a script use: hvr list --json", UNUSABLE)
    if os.environ.get("TERM", "dumb") == "dumb":
        fail("this terminal cannot place a cursor (TERM=dumb); set TERM, or use: hvr list", UNUSABLE)
