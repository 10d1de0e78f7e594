"""One host's checks in their order; what cannot be looked at after a failure is said to be skipped."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from tui.config import HostEntry, Settings
from tui.doctor.account import CHECKS, Subject
from tui.doctor.finding import Finding, Verdict
from tui.doctor.network import check_certificate, check_name, check_port, greet
from tui.fleet.logon import Logon
from tui.fleet.session import Session
from tui.fleet.trouble import trouble
from tui.model.secret import Secret
from tui.wsman.fault import NotAuthenticated, NotAuthorised, WSManError

NETWORK = ("name", "port", "certificate", "service")
LOGON = ("logon", "identify")
UNREACHED = ("name", "port")
"""Checks whose failure means that the host could not be reached at all."""
ALL = (*NETWORK, *LOGON, *CHECKS)


def examine(entry: HostEntry, settings: Settings, secret: Secret | None, logon: Logon) -> Iterator[Finding]:
    """Every check once, each as soon as it is done.

    `logon` is shared by all hosts with the same credential: after one
    rejection none of them is tried, so that no account is locked.
    """
    done: list[str] = []
    for finding in _until_stopped(entry, settings, Session(entry, secret, logon, settings, writes=False), logon):
        done.append(finding.check)
        yield finding
    for name in ALL:
        if name not in done:
            yield Finding(name, Verdict.SKIPPED, f"after the failure of {done[-1]}")


def _until_stopped(entry: HostEntry, settings: Settings, session: Session, logon: Logon) -> Iterator[Finding]:
    for check in (check_name, check_port, check_certificate):
        finding = check(entry)
        yield finding
        if finding.verdict is Verdict.FAIL:
            return
    greeting = greet(entry)
    heard = datetime.now(UTC)
    yield greeting.finding
    if greeting.finding.verdict is Verdict.FAIL:
        return
    if logon.rejected:
        yield Finding(
            "logon",
            Verdict.SKIPPED,
            f"another host has rejected {entry.credential.label}; not tried here, as it may lock",
        )
        return
    try:
        identity = session.call(session.reader.identify)
    except WSManError as error:
        yield _failure(entry, "logon", error)
        return
    who = f"as {entry.credential.label}, by {entry.auth}"
    if entry.badges:
        yield Finding("logon", Verdict.WARN, f"{who} ({', '.join(entry.badges)})", "use kerberos, or ntlm over https")
    else:
        yield Finding("logon", Verdict.PASS, who)
    told = identity.product_version or identity.product_vendor or "it does not say what it is"
    yield Finding("identify", Verdict.PASS, told)
    subject = Subject(entry, settings, session.reader, greeting.date, heard)
    for name, look in CHECKS.items():
        try:
            yield session.call(partial(look, subject))
        except WSManError as error:
            yield _failure(entry, name, error)


def _failure(entry: HostEntry, check: str, error: WSManError) -> Finding:
    found = trouble(entry, error, datetime.now(UTC))
    verdict = Verdict.NOT_PERMITTED if isinstance(error, NotAuthorised) else Verdict.FAIL
    _, _, remedy = found.sentence.partition(": ")
    if isinstance(error, NotAuthenticated):
        remedy = "correct the user name or the password first: each rejected logon counts towards locking the account"
    return Finding(check, verdict, f"{found.kind}: {found.words}" if found.words else found.kind, remedy)
