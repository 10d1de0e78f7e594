"""What the verbs share: options, exit codes, sentences on stderr, and the way to a fleet."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tui.yamlfile import FileError

if TYPE_CHECKING:
    from tui.config import Configuration, CredentialSource, HostEntry
    from tui.fleet.fleet import Fleet
    from tui.model.secret import Secret

EXIT_FOUND = 1
"""A check found something wrong."""
EXIT_USAGE = 2
EXIT_UNREACHABLE = 3
EXIT_INTERRUPTED = 130


def fail(sentence: str, code: int) -> NoReturn:
    click.echo(f"hvr: {sentence}", err=True)
    sys.exit(code)


def hosts_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--hosts",
        "hosts_file",
        type=click.Path(path_type=Path),
        help="The hosts file; without it your own hosts.yaml is used.",
    )(function)


def configuration(hosts_file: Path | None) -> "Configuration":
    from tui.config import default_path, read_configuration

    path = hosts_file or default_path()
    if hosts_file is None and not path.exists():
        fail(
            f"no hosts file: write {path}, or name one with --hosts FILE. To look around first: hvr practice",
            EXIT_USAGE,
        )
    try:
        return read_configuration(path)
    except FileError as error:
        fail(str(error), EXIT_USAGE)


def passwords(
    read: "Configuration", entries: "Iterable[HostEntry] | None" = None
) -> "dict[CredentialSource, Secret | None]":
    """The passwords of some hosts, or of all; leaves with a sentence where one cannot be had."""
    from tui.credentials import CredentialError, gather

    try:
        return gather(read, prompt, entries=entries)
    except CredentialError as error:
        fail(str(error), EXIT_USAGE)


def open_fleet(read: "Configuration", *, read_only: bool, keep_up: bool = True) -> "Fleet":
    """A fleet that has not begun to read; what the hosts file says in vain is told on stderr."""
    from tui.fleet.fleet import Fleet
    from tui.fleet.journal import Journal, default_folder

    for warning in read.warnings:
        complain(f"{read.path}: {warning}", "")
    return Fleet(read, passwords(read), Journal(default_folder()), read_only=read_only, keep_up=keep_up)


def prompt(text: str) -> str:
    if not sys.stdin.isatty():
        fail(
            f"{text}: no terminal to ask on; the hosts file may name a keyring, password_command, password_file or "
            "password_env",
            EXIT_USAGE,
        )
    return str(click.prompt(text, hide_input=True, err=True))


def print_json(document: dict[str, Any], indent: int | None = None) -> None:
    import json

    click.echo(json.dumps(document, indent=indent, ensure_ascii=True))


def complain(sentence: str, words: str) -> None:
    from tui.model.text import printable

    said = f" ({printable(words)})" if words else ""
    click.echo(f"hvr: {printable(sentence)}{said}", err=True)


@contextmanager
def interruptible() -> Iterator[None]:
    """Turns Ctrl+C into the documented exit code."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
