"""A software authenticator: makes ES256 passkeys without attestation and signs with them, as a browser hands them on.

It does what it is told, also what no browser would: another origin, another host, a counter that goes back.
"""

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _head(major: int, length: int) -> bytes:
    return bytes([major << 5 | length]) if length < 24 else struct.pack(">BH", major << 5 | 25, length)


def _cbor(value: Any) -> bytes:
    """As much of RFC 8949 as an attestation object needs."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value)) + value.encode()
    return _head(5, len(value)) + b"".join(_cbor(key) + _cbor(one) for key, one in value.items())


@dataclass
class SoftwareKey:
    """One passkey and how it behaves."""

    origin: str
    host: str
    counter: int = 0
    flags: int = PRESENT | VERIFIED
    cross_origin: bool = False
    handle: str | None = None
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def key(self) -> bytes:
        """The id and the public key as an authenticator states them (WebAuthn, section 6.5.1)."""
        public = self.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32), -3: public.y.to_bytes(32)}
        return bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + _cbor(cose)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(said).encode()

    def _facts(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.counter)

    def made(self, options: Any, **more: Any) -> dict[str, Any]:
        """What the browser answers to the question for a new passkey."""
        self.handle = decoded(options["user"]["id"]).decode()
        stated = self._facts(self.flags | WITH_KEY) + self.key()
        return {
            "credential": encoded(self.credential),
            "client_data": encoded(self._client_data("webauthn.create", options["challenge"])),
            "attestation": encoded(_cbor({"fmt": "none", "attStmt": {}, "authData": stated})), **more,
        }  # fmt: skip

    def proof(self, options: Any, **more: Any) -> dict[str, Any]:
        """What the browser answers to the question for a proof."""
        client_data, facts = self._client_data("webauthn.get", options["challenge"]), self._facts(self.flags)
        signature = self.private.sign(facts + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return {
            "credential": encoded(self.credential), "client_data": encoded(client_data),
            "authenticator_data": encoded(facts), "signature": encoded(signature),
            "user_handle": encoded((self.handle or "").encode()) or None, **more,
        }  # fmt: skip
