"""Checks that need no credential: the name, the port, the certificate, and whether WinRM answers."""

import http.client
import math
import socket
import ssl
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from cryptography import x509

from tui.config import HostEntry
from tui.doctor.finding import Finding, Verdict

TIME_LIMIT_S = 10.0
EXPIRES_SOON_DAYS = 30

_EXPIRED, _NOT_YET_VALID, _OTHER_NAME = 10, 9, 62
"""OpenSSL's X509_V_ERR_* codes."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the host said to a request without credentials."""

    finding: Finding
    date: datetime | None = None
    """The host's own time by its Date header, in whole seconds, UTC."""


def check_name(entry: HostEntry) -> Finding:
    """Whether the address to connect to, or the proxy's, is known to DNS or to /etc/hosts."""
    name, port = entry.door
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return Finding(
            "name", Verdict.FAIL, f"{name}: {error.strerror or error}",
            "correct the name, or give an address: that needs no DNS",
        )  # fmt: skip
    return Finding("name", Verdict.PASS, f"{name} is {_some({str(each[4][0]) for each in found})}")


def check_port(entry: HostEntry) -> Finding:
    """Whether a TCP connection is taken, through the proxy where there is one."""
    try:
        _connect(entry).close()
    except OSError as error:
        return Finding(
            "port", Verdict.FAIL, f"port {entry.port}: {error.strerror or error}",
            "check the firewall, and on the host the WinRM service and: winrm enumerate winrm/config/listener",
        )  # fmt: skip
    return Finding("port", Verdict.PASS, f"port {entry.port} is open")


def check_certificate(entry: HostEntry) -> Finding:
    """The chain, the name and the time left, by the same authorities as every other connection."""
    if entry.scheme != "https":
        return Finding("certificate", Verdict.SKIPPED, "http has none")
    try:
        checking = _context(entry)
    except OSError as error:
        sentence = f"{entry.ca}: no authorities can be read from it ({error.strerror or error})"
        return Finding("certificate", Verdict.FAIL, sentence, "name a file of PEM certificates with ca:")
    try:
        with closing(_wrap(entry, ssl._create_unverified_context())) as connection:
            certificate = x509.load_der_x509_certificate(connection.getpeercert(binary_form=True) or b"")
        until = certificate.not_valid_after_utc
        if not entry.verify:
            return Finding(
                "certificate", Verdict.WARN, f"not checked (verify: false); it is valid until {until:%Y-%m-%d}",
                "take verify: false out, and name its CA with ca:",
            )  # fmt: skip
        _wrap(entry, checking).close()
    except ssl.SSLCertVerificationError as error:
        return Finding("certificate", Verdict.FAIL, error.verify_message, _remedy(entry, error, certificate))
    except (OSError, ValueError) as error:
        return Finding(
            "certificate", Verdict.FAIL, f"no TLS: {error}", "check scheme and port: https is usually on 5986"
        )
    days = math.floor((until - datetime.now(UTC)).total_seconds() / 86400)
    sentence = f"valid for {entry.name} until {until:%Y-%m-%d}, {days} days"
    if days < EXPIRES_SOON_DAYS:
        return Finding("certificate", Verdict.WARN, sentence, "renew it on the host before then")
    return Finding("certificate", Verdict.PASS, sentence)


def greet(entry: HostEntry) -> Greeting:
    """An empty request without credentials: does WinRM answer, and which ways to log on does it offer?"""
    connection = http.client.HTTPConnection(entry.address, entry.port, timeout=TIME_LIMIT_S)
    try:
        connection.sock = _wrap(entry, ssl._create_unverified_context()) if entry.scheme == "https" else _connect(entry)
        with closing(connection):
            connection.request("POST", entry.path, b"", {"Content-Type": "application/soap+xml;charset=UTF-8"})
            answer = connection.getresponse()
            headers = answer.headers
    except (OSError, http.client.HTTPException) as error:
        return Greeting(Finding("service", Verdict.FAIL, f"no HTTP answer: {error}", "check scheme, port and path"))
    date = _date(headers.get("Date"))
    offered = [word for each in headers.get_all("WWW-Authenticate", []) if (word := each.split(" ")[0])]
    if answer.status == 404:
        sentence = f"nothing at {entry.path}"
        return Greeting(Finding("service", Verdict.FAIL, sentence, "check path:, which is usually /wsman"), date)
    if answer.status != 401 or not offered:
        sentence = f"HTTP {answer.status} instead of a request to log on"
        return Greeting(Finding("service", Verdict.FAIL, sentence, "is that WinRM? check address and port"), date)
    if not _accepts(entry, offered):
        return Greeting(
            Finding(
                "service", Verdict.FAIL, f"it does not offer {entry.auth}, only {_some(offered)}",
                "choose another auth:, or turn this one on at the host: winrm get winrm/config/service/auth",
            ),
            date,
        )  # fmt: skip
    return Greeting(Finding("service", Verdict.PASS, f"WinRM answers and offers {_some(offered)}"), date)


def _connect(entry: HostEntry) -> socket.socket:
    if entry.proxy is None:
        return socket.create_connection(entry.door, TIME_LIMIT_S)
    through = http.client.HTTPConnection(*entry.door, timeout=TIME_LIMIT_S)
    through.set_tunnel(entry.address, entry.port)
    through.connect()
    return through.sock


def _wrap(entry: HostEntry, context: ssl.SSLContext) -> ssl.SSLSocket:
    plain = _connect(entry)
    try:
        return context.wrap_socket(plain, server_hostname=entry.name)
    except BaseException:
        plain.close()
        raise


def _context(entry: HostEntry) -> ssl.SSLContext:
    from requests.utils import DEFAULT_CA_BUNDLE_PATH

    return ssl.create_default_context(cafile=str(entry.ca or DEFAULT_CA_BUNDLE_PATH))


def _remedy(entry: HostEntry, error: ssl.SSLCertVerificationError, certificate: x509.Certificate) -> str:
    if error.verify_code == _EXPIRED:
        return f"it ended on {certificate.not_valid_after_utc:%Y-%m-%d}: renew it on the host"
    if error.verify_code == _NOT_YET_VALID:
        return f"it begins on {certificate.not_valid_before_utc:%Y-%m-%d}: check the clocks"
    if error.verify_code == _OTHER_NAME:
        return f"it is for {_some(_names(certificate))}: give that as name:, and {entry.address} as address:"
    return "name the file of its authority with ca:"


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return [certificate.subject.rfc4514_string()]
    return [str(each.value) for each in names]


def _accepts(entry: HostEntry, offered: Iterable[str]) -> bool:
    words = {word.casefold() for word in offered}
    return bool(
        words & {"basic": {"basic"}, "ntlm": {"negotiate", "ntlm"}, "kerberos": {"negotiate", "kerberos"}}[entry.auth]
    )


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None


def _some(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "nothing"
