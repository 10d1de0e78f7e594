"""What the verbs share: options, exit codes, sentences on stderr, and the way to a fleet."""

import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tui.verbs.terms import INTERRUPTED, UNUSABLE
from tui.yamlfile import FileError

if TYPE_CHECKING:
    from datetime import timedelta

    from tui.config import Configuration, CredentialSource, HostEntry
    from tui.fleet.fleet import Fleet
    from tui.fleet.journal import Journal
    from tui.fleet.view import HostView
    from tui.model.secret import Secret


READ_ONLY = "tui.cli.read_only"
"""Where the click context says that `--read-only` stands before the verb."""


class Failure(SystemExit):
    """Why a verb cannot go on: one sentence, which was told on stderr, and the exit code to leave with."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(code)
        self.sentence = sentence


def fail(sentence: str, code: int) -> NoReturn:
    """Say why on stderr and raise Failure, which ends the program."""
    click.echo(f"hvr: {sentence}", err=True)
    raise Failure(sentence, code)


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
            UNUSABLE,
        )
    try:
        return read_configuration(path)
    except FileError as error:
        fail(str(error), UNUSABLE)


def configuration_if_any(hosts_file: Path | None) -> "Configuration | None":
    """For what needs no host: None where no hosts file is named and the user has none."""
    from tui.config import default_path

    return configuration(hosts_file) if hosts_file is not None or default_path().exists() else None


def passwords(
    read: "Configuration", entries: "Iterable[HostEntry] | None" = None
) -> "dict[CredentialSource, Secret | None]":
    """The passwords of some hosts, or of all; leaves with a sentence where one cannot be had."""
    from tui.credentials import CredentialError, gather

    try:
        return gather(read, prompt, entries=entries)
    except CredentialError as error:
        fail(str(error), UNUSABLE)


def open_fleet(
    read: "Configuration", *, read_only: bool, keep_up: bool = True, events_since: "timedelta | None" = None
) -> "Fleet":
    """A fleet that has not begun to read; what the hosts file says in vain is told on stderr."""
    return fleet_opener(read, read_only=read_only, keep_up=keep_up, events_since=events_since)(complain)


def fleet_opener(
    read: "Configuration", *, read_only: bool, keep_up: bool = True, events_since: "timedelta | None" = None
) -> "Callable[[Callable[[str], object]], Fleet]":
    """As `open_fleet`, but what takes long is left to what is returned.

    That asks and refuses nothing, and gives the sentences that it has for stderr to what it is called with.
    """
    for warning in read.warnings:
        complain(f"{read.path}: {warning}", "")
    secrets = passwords(read)
    read_only = read_only or _is_read_only()

    def build(tell: Callable[[str], object]) -> "Fleet":
        from tui.fleet.fleet import Fleet

        journal = open_journal(read, tell)
        return Fleet(read, secrets, journal, read_only=read_only, keep_up=keep_up, events_since=events_since)

    return build


def _is_read_only() -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(READ_ONLY))


def complain(sentence: str, words: str = "") -> None:
    from tui.model.text import printable

    said = f" ({printable(words)})" if words else ""
    click.echo(f"hvr: {printable(sentence)}{said}", err=True)


def open_journal(read: "Configuration | None", tell: Callable[[str], object] = complain) -> "Journal":
    """The journal that the hosts file names, else the user's own; what is wrong with a shared one is told on stderr.

    Looking goes on without it, and nothing is sent while it cannot be written.
    """
    from tui.fleet.journal import Journal, JournalError, default_folder

    shared = read.settings.journal if read is not None else None
    journal = Journal(shared or default_folder(), shared=shared is not None)
    try:
        journal.folder.check()
    except JournalError as error:
        tell(str(error))
    return journal


@contextmanager
def read_fleet(read: "Configuration", *, read_only: bool) -> "Iterator[Fleet]":
    """A fleet of which every host was read once, or failed once."""
    from tui.cli.progress import reading_progress

    fleet = open_fleet(read, read_only=read_only, keep_up=False)
    with interruptible():
        try:
            with reading_progress(fleet):
                fleet.start()
                fleet.wait_for_first_answers()
            yield fleet
        finally:
            fleet.close()


def complain_of_hosts(hosts: "Iterable[HostView]") -> None:
    """Say which hosts do not answer and why, in their own words too."""
    for host in hosts:
        if host.trouble is not None:
            complain(host.trouble.sentence, host.trouble.words)
        elif host.nothing_visible:
            from tui.fleet.view import NOTHING_VISIBLE

            complain(f"{host.name}: {NOTHING_VISIBLE}", "")


def prompt(text: str) -> str:
    if not sys.stdin.isatty():
        fail(
            f"{text}: no terminal to ask on; the hosts file may name a keyring, password_command, password_file or "
            "password_env",
            UNUSABLE,
        )
    return str(click.prompt(text, hide_input=True, err=True))


def print_json(document: dict[str, Any], indent: int | None = None) -> None:
    import json

    click.echo(json.dumps(document, indent=indent, ensure_ascii=True))


def print_csv(text: str) -> None:
    """What a file would hold, but without the mark of its encoding: a pipe is told by its reader."""
    click.echo(text.removeprefix("\ufeff"), nl=False)


@contextmanager
def interruptible() -> Iterator[None]:
    """Turns Ctrl+C, and being told to end, into the documented exit code: a write on the wire is finished first."""
    with _told_to_end():
        try:
            yield
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)


@contextmanager
def _told_to_end() -> Iterator[None]:
    """SIGTERM, as of `timeout`, and SIGHUP, as of a lost line, are what Ctrl+C is; under `nohup` SIGHUP is nothing."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        for number, handler in before.items():
            if handler == signal.SIG_DFL:
                signal.signal(number, signal.default_int_handler)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
