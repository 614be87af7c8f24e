"""Passkeys (W3C Web Authentication, level 2): what a browser is asked, and whether its answer proves anything.

They hold at one exact origin, over https or on this very machine, and never at a bare IP address.
"""

import base64
import binascii
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from fido2.server import Fido2Server

TIMEOUT_MS = 300_000
ALGORITHMS = (-7, -8, -257)  # ES256, EdDSA, RS256 (RFC 9053): what the level 2 text recommends
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError, NotImplementedError)


class BadPasskey(Exception):
    """What the browser sent proves nothing."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys hold: one exact origin, and the host that they are bound to."""

    origin: str
    host: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A new passkey: its id, its public key with what belongs to it, and how often it was used."""

    credential: bytes
    key: bytes
    counter: int
    is_backed_up: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What a browser answers, in base64url."""

    credential: str
    client_data: str
    authenticator_data: str
    signature: str


def site(base_url: str) -> Site | None:
    """Where passkeys hold for an appliance at this address; None where browsers do not offer them."""
    parts = urlsplit(base_url)
    host, port = parts.hostname or "", parts.port
    is_here = host == "localhost" or host.endswith(".localhost")
    if not host or _is_address(host) or (parts.scheme != "https" and not is_here):
        return None
    ending = "" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    return Site(f"{parts.scheme}://{host}{ending}", host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def text(data: bytes) -> str:
    """Bytes in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def data(text_: str) -> bytes:
    """Bytes of base64url, padded or not; BadPasskey when it is none."""
    try:
        return base64.urlsafe_b64decode(text_.rstrip("=") + "=" * (-len(text_.rstrip("=")) % 4))
    except (ValueError, binascii.Error):
        raise BadPasskey("not base64url") from None


def challenge_of(client_data: str) -> bytes:
    """The challenge that an answer says it answers; BadPasskey when it says none."""
    try:
        said = json.loads(data(client_data))
        return data(said["challenge"])
    except _UNREADABLE:
        raise BadPasskey("no client data") from None


def creation(at: Site, name: str, person: tuple[bytes, str, str], known: Sequence[bytes], challenge: bytes) -> Any:
    """What to ask a browser for a new, discoverable passkey; `person` is the handle, the address and the name."""
    handle, address, called = person
    return {
        "rp": {"id": at.host, "name": name}, "user": {"id": text(handle), "name": address, "displayName": called},
        "challenge": text(challenge), "timeout": TIMEOUT_MS, "attestation": "none",
        "pubKeyCredParams": [{"type": "public-key", "alg": one} for one in ALGORITHMS],
        "excludeCredentials": [{"type": "public-key", "id": text(one)} for one in known],
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
        },
    }  # fmt: skip


def request(at: Site, allowed: Sequence[bytes], challenge: bytes, *, verified: bool) -> Any:
    """What to ask a browser for a proof with one of these passkeys; with none of them, any that it has for us."""
    return {
        "rpId": at.host, "challenge": text(challenge), "timeout": TIMEOUT_MS,
        "allowCredentials": [{"type": "public-key", "id": text(one)} for one in allowed],
        "userVerification": "required" if verified else "preferred",
    }  # fmt: skip


def registered(at: Site, credential: str, client_data: str, attestation: str) -> Registered:
    """The passkey that a browser made for the challenge in its answer, which the caller has looked up already."""
    answer = {
        "id": credential, "rawId": credential, "type": "public-key",
        "response": {"clientDataJSON": client_data, "attestationObject": attestation},
    }  # fmt: skip
    challenge = challenge_of(client_data)
    _refuse_frames(client_data)
    try:
        found = _server(at).register_complete(_state(challenge, verified=True), answer)
        made = found.credential_data
        if made is None or made.credential_id != data(credential) or made.public_key.get(3) not in ALGORITHMS:
            raise BadPasskey("no key of a kind that was asked for")
        return Registered(
            made.credential_id, bytes(made), found.counter, bool(found.flags & found.FLAG.BS),
        )  # fmt: skip
    except _UNREADABLE as failure:
        raise BadPasskey(str(failure)) from None


def counted(at: Site, proof: Proof, key: bytes, *, verified: bool) -> int:
    """How often the passkey says that it was used, when the answer is by it, to us, and signed; else BadPasskey."""
    from fido2.webauthn import AttestedCredentialData, AuthenticatorData

    answer = {
        "id": proof.credential, "rawId": proof.credential, "type": "public-key",
        "response": {"clientDataJSON": proof.client_data, "authenticatorData": proof.authenticator_data,
                     "signature": proof.signature},
    }  # fmt: skip
    challenge = challenge_of(proof.client_data)
    _refuse_frames(proof.client_data)
    try:
        known = [AttestedCredentialData(key)]
        _server(at).authenticate_complete(_state(challenge, verified=verified), known, answer)
        return AuthenticatorData(data(proof.authenticator_data)).counter
    except _UNREADABLE as failure:
        raise BadPasskey(str(failure)) from None


def _refuse_frames(client_data: str) -> None:
    if json.loads(data(client_data)).get("crossOrigin"):
        raise BadPasskey("made in another site's frame")


def _state(challenge: bytes, *, verified: bool) -> dict[str, str]:
    return {"challenge": text(challenge), "user_verification": "required" if verified else "preferred"}


def _server(at: Site) -> "Fido2Server":
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    entity = PublicKeyCredentialRpEntity(id=at.host, name=at.host)
    return Fido2Server(entity, verify_origin=lambda origin: origin == at.origin)
