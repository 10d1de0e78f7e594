"""The verb that looks for what stands between this machine and a host."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.shared import (
    complain,
    configuration,
    fail,
    hosts_option,
    interruptible,
    passwords,
    print_json,
)
from tui.verbs.terms import DIFFERENT, UNREACHABLE, UNUSABLE

if TYPE_CHECKING:
    from tui.config import Configuration, CredentialSource, HostEntry
    from tui.doctor.assumptions import Observation
    from tui.doctor.finding import Finding
    from tui.fleet.logon import Logon
    from tui.model.secret import Secret


class _Round:
    """The hosts to look at, with their passwords and one logon a credential."""

    def __init__(self, read: "Configuration", names: tuple[str, ...]) -> None:
        from tui.fleet.logon import Logon

        self.settings = read.settings
        self.entries = _chosen(read, names)
        self._secrets = passwords(read, self.entries)
        self._logons = {source: Logon() for source in self._secrets}

    def account(self, entry: "HostEntry") -> "tuple[Secret | None, Logon]":
        """A host's password and logon: with a ticket each host has its own, as no account is locked by it."""
        from tui.fleet.logon import Logon

        source: CredentialSource = entry.credential
        return self._secrets[source], Logon() if source.ticket else self._logons[source]


@click.command("doctor")
@click.argument("hosts", metavar="[HOST]...", nargs=-1)
@hosts_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--assumptions", is_flag=True, help="Hold the register of unconfirmed facts against the hosts.")
@click.option("--report", type=click.Path(path_type=Path), help="With --assumptions: write a redacted report to FILE.")
@click.pass_obj
def doctor(
    group_hosts_file: Path | None,
    hosts: tuple[str, ...],
    hosts_file: Path | None,
    as_json: bool,
    assumptions: bool,
    report: Path | None,
) -> None:
    """Look for what keeps hosts from being read: name, port, certificate, logon, rights, clock. Nothing is written.

    Exit code 0: nothing is wrong; 1: something is; 3: a host could not be reached.
    """
    if report is not None and not assumptions:
        raise click.UsageError("--report goes with --assumptions")
    with interruptible():
        work = _Round(configuration(hosts_file or group_hosts_file), hosts)
        sys.exit(_assume(work, as_json, report) if assumptions else _examine(work, as_json))


def _examine(work: _Round, as_json: bool) -> int:
    from tui.doctor.examination import UNREACHED, examine
    from tui.doctor.finding import Verdict
    from tui.fleet.reports.document import SCHEMA_VERSION, time_text

    found: list[tuple[str, Finding]] = []
    for entry in work.entries:
        if not as_json:
            click.echo(_safe(f"{entry.name}:"))
        for finding in examine(entry, work.settings, *work.account(entry)):
            found.append((entry.name, finding))
            if not as_json:
                for line in _lines(finding):
                    click.echo(_safe(line))
    if as_json:
        print_json(
            {
                "schema_version": SCHEMA_VERSION,
                "time": time_text(datetime.now(UTC)),
                "findings": [_document(host, finding) for host, finding in found],
            },
            indent=2,
        )
    bad = [each for _, each in found if each.verdict in (Verdict.FAIL, Verdict.NOT_PERMITTED)]
    if any(finding.verdict is Verdict.FAIL and finding.check in UNREACHED for finding in bad):
        return UNREACHABLE
    return DIFFERENT if bad else 0


def _assume(work: _Round, as_json: bool, report: Path | None) -> int:
    from tui.doctor.assumptions import NOT_READ, observe, report_document
    from tui.fleet.session import Session
    from tui.fleet.trouble import trouble
    from tui.hyperv.probes import Sight
    from tui.wsman.fault import WSManError

    seen = []
    for entry in work.entries:
        session = Session(entry, *work.account(entry), work.settings, writes=False)
        if not as_json:
            click.echo(_safe(f"{entry.name}:"))
        try:
            seen.append(session.call(partial(observe, session.reader)))
        except WSManError as error:
            complain(trouble(entry, error, datetime.now(UTC)).sentence, error.words)
            seen.append(NOT_READ)
        if not as_json:
            for line in _sights(seen[-1].observations):
                click.echo(_safe(line))
    document = report_document(seen)
    if as_json:
        print_json(document, indent=2)
    if report is not None:
        _write_report(report, document)
    if NOT_READ in seen:
        return UNREACHABLE
    differs = any(each.seen.sight is Sight.DIFFERS for host in seen for each in host.observations)
    return DIFFERENT if differs else 0


def _chosen(read: "Configuration", names: tuple[str, ...]) -> "tuple[HostEntry, ...]":
    every = (*read.hosts, *(cluster.contact for cluster in read.clusters if not cluster.nodes))
    by_name = {entry.name.casefold(): entry for entry in every}
    for name in names:
        if name.casefold() not in by_name:
            fail(_safe(f"{name} is not in {read.path}; it has {', '.join(entry.name for entry in every)}"), UNUSABLE)
    return tuple(by_name[name.casefold()] for name in dict.fromkeys(names)) if names else every


def _lines(finding: "Finding") -> Iterator[str]:
    yield f"  {finding.check:<12} {finding.verdict.value:<14} {finding.sentence}"
    if finding.remedy:
        yield f"  {'':<12} {'':<14} -> {finding.remedy}"


def _sights(seen: "tuple[Observation, ...]") -> Iterator[str]:
    for each in seen:
        detail = f" ({each.seen.detail})" if each.seen.detail else ""
        yield f"  {each.seen.sight.value:<9} {each.entry.id}: {each.entry.statement}{detail}"
        if each.instead:
            yield f"  {'':<9} -> {each.instead}"


def _document(host: str, finding: "Finding") -> dict[str, Any]:
    return {
        "host": host,
        "check": finding.check,
        "verdict": finding.verdict.value,
        "sentence": finding.sentence,
        "remedy": finding.remedy or None,
    }


def _write_report(path: Path, document: dict[str, Any]) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            json.dump(document, stream, indent=2)
            stream.write("\n")
    except OSError as error:
        fail(f"{path}: the report cannot be written: {error.strerror or error}", UNUSABLE)


def _safe(text: str) -> str:
    from tui.model.text import printable

    return printable(text)
