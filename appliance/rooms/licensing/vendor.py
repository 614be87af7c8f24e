"""The vendor's side: make a key pair, issue a licence, look into one. Behind `appliance license`."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.engines import jws
from appliance.kernel import clock
from appliance.rooms.licensing import keys, revocation
from appliance.rooms.licensing.state import Trust, judge
from appliance.rooms.licensing.tiers import licenses_folder, tiers

_DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Terms:
    """What a licence grants beyond its tier. Days count from now; negative ones lie in the past."""

    customer: str = "Demonstration"
    days: int = 365
    starts_in_days: int = 0
    grace_days: int = 14
    seats: int | None = None
    limits: dict[str, int | None] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    install_id: str | None = None
    serial: int | None = None


def keygen(folder: Path, kid: str) -> tuple[Path, Path]:
    """Make an ECDSA P-256 pair `<kid>.private.pem` (0600) and `<kid>.pem`; FileExistsError rather than overwrite."""
    key = ec.generate_private_key(ec.SECP256R1())
    folder.mkdir(parents=True, exist_ok=True)
    private, public = folder / f"{kid}.private.pem", folder / f"{kid}.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    _write_new(private, key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain), 0o600)
    _write_new(public, key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo), 0o644)
    return private, public


def _write_new(path: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)


def issue(tier: str, terms: Terms, *, private_key: str | bytes, kid: str, issuer: str = "appliance") -> str:
    """A signed licence key. ValueError for an unknown tier, feature or limit."""
    unknown = {*terms.features} - tiers().features.keys() | terms.limits.keys() - {*tiers().limits["community"]}
    if tier not in tiers().order or unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown)) or tier}")
    key = serialization.load_pem_private_key(_bytes(private_key), None)
    return jws.signed(_payload(tier, terms, issuer), key, keys.ALGORITHM, {"kid": kid, "typ": "license+jwt"})


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _payload(tier: str, terms: Terms, issuer: str) -> dict[str, Any]:
    now = clock.now_ms() // 1000
    ends = now + terms.days * _DAY
    starts = min(now + terms.starts_in_days * _DAY, ends - _DAY)
    payload: dict[str, Any] = {
        "iss": issuer, "sub": terms.customer, "jti": f"lic-{secrets.token_hex(12)}",
        "serial": clock.now_ms() if terms.serial is None else terms.serial,
        "tier": tier, "features": sorted(tiers().features_of(tier) | {*terms.features}), "limits": terms.limits,
        "seats": terms.seats, "iat": min(now, starts), "nbf": starts, "exp": ends, "grace_days": terms.grace_days,
    }  # fmt: skip
    if terms.install_id:
        payload["install_id"] = terms.install_id
    return payload


def issue_demo(tier: str, terms: Terms | None = None) -> str:
    """A licence signed with the published demo key."""
    private = (licenses_folder() / keys.DEMO / "private.pem").read_bytes()
    return issue(tier, terms or Terms(), private_key=private, kid=keys.DEMO, issuer="appliance demo")


def revoke(jti: str, reason: str, *, private_key: str | bytes, kid: str) -> str:
    """A signed revocation of a licence, for `POST /webhook/license-revocation` of every appliance that may have it."""
    payload = {"jti": jti, "revoked_at": clock.now_ms() // 1000, "reason": reason}
    key = serialization.load_pem_private_key(_bytes(private_key), None)
    return jws.signed(payload, key, keys.ALGORITHM, {"kid": kid, "typ": revocation.TYPE})


def jti_of(license_: str) -> str:
    """The id of a licence that is named by its id or by its key. ValueError for what is neither."""
    if not license_.startswith("eyJ"):
        return license_
    jti = (keys.unverified(license_.strip()) or {}).get("jti")
    if not isinstance(jti, str):
        raise ValueError("this is not a licence key")  # noqa: TRY004 -- it is the text that is wrong
    return jti


def revoke_demo(jti: str, reason: str = "a demonstration") -> str:
    """A revocation signed with the published demo key."""
    private = (licenses_folder() / keys.DEMO / "private.pem").read_bytes()
    return revoke(jti, reason, private_key=private, kid=keys.DEMO)


def inspect(text: str) -> dict[str, Any]:
    """What a licence key says and what it is worth now; `verified` is false with the reason when it is none."""
    try:
        claims = keys.verified(text.strip(), allow_demo=True)
    except keys.NotALicense as problem:
        told = {"verified": False, "reason": problem.reason, "message": str(problem)}
        claims_told = keys.unverified(text.strip())
        return told | ({"unverified_claims": claims_told} if claims_told else {})
    standing = judge(claims, {}, clock.now_ms(), Trust(), tiers())
    return {
        "verified": True, "state": str(standing.state), "tier": claims.tier, "customer": claims.customer,
        "jti": claims.jti, "serial": claims.serial, "kid": claims.kid, "issuer": claims.issuer,
        "demo": claims.is_demo, "features": sorted(claims.features), "limits": dict(claims.limits),
        "seats": claims.seats, "issued_at": clock.iso(claims.issued_at), "starts_at": clock.iso(claims.starts_at),
        "expires_at": clock.iso(claims.ends_at), "grace_until": clock.iso(claims.grace_until),
        "install_id": claims.install_id,
    }  # fmt: skip
