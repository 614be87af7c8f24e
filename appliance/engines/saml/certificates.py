"""Certificates of providers, and the appliance's own key pair. A key below 2,048 bits (RSA) or 256 (EC) is refused."""

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from appliance.engines.saml.terms import Certificate, Refused

_FRAME = re.compile(r"-----(?:BEGIN|END) CERTIFICATE-----|\s+")
_RSA_BITS, _EC_BITS = 2_048, 256
_YEARS = 10


def certificate_of(text: str) -> Certificate:
    """A certificate given as PEM or as bare Base64 (the way metadata writes it); Refused for a weak or unread one."""
    try:
        found = x509.load_der_x509_certificate(base64.b64decode(_FRAME.sub("", text), validate=True))
        key = found.public_key()
        subject = found.subject.rfc4514_string()
    except (ValueError, binascii.Error, TypeError):
        raise Refused("certificate", "A certificate cannot be read.") from None
    is_rsa, is_ec = isinstance(key, rsa.RSAPublicKey), isinstance(key, ec.EllipticCurvePublicKey)
    if not is_rsa and not is_ec:
        raise Refused("certificate", "A certificate has a key of another kind than RSA or EC.")
    if getattr(key, "key_size", 0) < (_RSA_BITS if is_rsa else _EC_BITS):
        raise Refused("certificate", f"A certificate's key is too short: {_RSA_BITS} bits at least for RSA.")
    return Certificate(
        pem=found.public_bytes(serialization.Encoding.PEM).decode(),
        fingerprint=found.fingerprint(hashes.SHA256()).hex().upper(), subject=subject,
        not_before=int(found.not_valid_before_utc.timestamp() * 1000),
        not_after=int(found.not_valid_after_utc.timestamp() * 1000),
    )  # fmt: skip


def new_key_pair(host: str, now_ms: int) -> tuple[str, str]:
    """A private key (PEM, RSA of 3,072 bits) and its self-signed certificate (PEM), for signing and decrypting."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=3_072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    start = datetime.fromtimestamp(now_ms / 1000, UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - timedelta(days=1))
        .not_valid_after(start + timedelta(days=365 * _YEARS))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


def bare(pem: str) -> str:
    """A certificate as XML holds it: Base64 without its frame."""
    return _FRAME.sub("", pem)
