"""A certificate authority for one test, and what it certifies: real TLS on loopback, without a file that runs out one day."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Authority:
    """Who certifies; `bundle` is what a client must trust for that."""

    name: x509.Name
    key: Key
    bundle: Path

    def server(self, folder: Path, host: str) -> ssl.SSLContext:
        """What a server needs that is certified to be at this IP address or of this name."""
        key = ec.generate_private_key(ec.SECP256R1())
        where: x509.GeneralName = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        made = _certificate(_name(host), self.name, key, self.key, x509.SubjectAlternativeName([where]))
        chain = folder / f"{host}.pem"
        chain.write_bytes(_pem(made) + _secret(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        return context


def authority(folder: Path) -> Authority:
    """A new authority whose certificate lies in this folder."""
    name, key = _name("A test authority"), ec.generate_private_key(ec.SECP256R1())
    bundle = folder / "authority.pem"
    bundle.write_bytes(_pem(_certificate(name, name, key, key, x509.BasicConstraints(ca=True, path_length=0), critical=True)))
    return Authority(name, key, bundle)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: Key, signer: Key, extension: x509.ExtensionType, *, critical: bool = False
) -> x509.Certificate:
    now = datetime.now(UTC)
    draft = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    draft = draft.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
    return draft.not_valid_after(now + timedelta(hours=1)).add_extension(extension, critical).sign(signer, hashes.SHA256())


def _pem(it: x509.Certificate) -> bytes:
    return it.public_bytes(serialization.Encoding.PEM)


def _secret(key: Key) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
