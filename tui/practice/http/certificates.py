"""A certificate authority that lives as long as the process: server certificates and client certificates."""

import hashlib
import os
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

UPN = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")
_UTF8_STRING = 0x0C


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key and its authority, as PEM files."""

    certificate: Path
    key: Path
    authority: Path

    def digest(self) -> bytes:
        """SHA-256 of the certificate's DER, for ``tls-server-end-point`` channel bindings."""
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.certificate.read_text("ascii"))).digest()


class Authority:
    """Issues certificates into a directory of the caller's; keys are files of mode 0600.

    `now` is the machine's time: a client checks validity with its own clock, never with a practice host's.
    """

    def __init__(self, directory: Path, now: datetime | None = None) -> None:
        self._directory = directory
        self._now = now or datetime.now(UTC)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("Practice hosts CA")
        builder = self._builder(self._name, self._key).add_extension(x509.BasicConstraints(True, 0), critical=True)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        self._certificate = builder.add_extension(usage, critical=True).sign(self._key, hashes.SHA256())
        self.path = directory / "ca.pem"
        self.path.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def server(self, *names: str) -> Identity:
        """A certificate for the names and addresses, the first one being its subject."""
        return self._issue(names[0], [_general_name(name) for name in names], ExtendedKeyUsageOID.SERVER_AUTH)

    def client(self, upn: str) -> Identity:
        """A client certificate whose subject alternative name is the UPN, as WinRM maps it to a local user."""
        text = upn.encode()
        other = x509.OtherName(UPN, bytes((_UTF8_STRING, len(text))) + text)
        return self._issue(upn, [other], ExtendedKeyUsageOID.CLIENT_AUTH)

    def _issue(self, subject: str, names: list[x509.GeneralName], usage: x509.ObjectIdentifier) -> Identity:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            self._builder(_name(subject), key)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(x509.BasicConstraints(False, None), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        stem = f"{certificate.serial_number:x}"
        identity = Identity(self._directory / f"{stem}.pem", self._directory / f"{stem}.key", self.path)
        identity.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(identity.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(private)
        return identity

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - timedelta(days=1))
            .not_valid_after(self._now + timedelta(days=30))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )


def user_of(certificate: bytes) -> str | None:
    """The UPN in a client certificate (DER), None when it carries none."""
    try:
        names = x509.load_der_x509_certificate(certificate).extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
    except x509.ExtensionNotFound:
        return None
    others = (name for name in names.value.get_values_for_type(x509.OtherName) if name.type_id == UPN)
    return next((other.value[2:].decode("utf-8", "replace") for other in others), None)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)
