"""Licence keys: nothing but ES256 by a key of ours is believed, and every claim is checked."""

import base64
import hashlib
import hmac

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from appliance.rooms.licensing import keys, vendor
from appliance.rooms.licensing.keys import NotALicense, verified
from appliance.rooms.licensing.tiers import licenses_folder
from appliance.rooms.licensing.vendor import Terms

DEMO = licenses_folder() / "demo"
PRIVATE = serialization.load_pem_private_key((DEMO / "private.pem").read_bytes(), None)
MINE = ec.generate_private_key(ec.SECP256R1())
GOOD = {"alg": "ES256", "kid": "demo", "typ": "license+jwt"}


def part(value):
    return base64.urlsafe_b64encode(value if isinstance(value, bytes) else orjson.dumps(value)).decode().rstrip("=")


def signed(payload, header=None, key=PRIVATE):
    body = f"{part(header or GOOD)}.{part(payload)}"
    r, s = decode_dss_signature(key.sign(body.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{body}.{part(r.to_bytes(32) + s.to_bytes(32))}"


def payload(**changes):
    found = jwt.decode(vendor.issue_demo("pro"), options={"verify_signature": False})
    return {name: value for name, value in (found | changes).items() if value is not ...}


def reason(token, *, allow_demo=True):
    with pytest.raises(NotALicense) as refused:
        verified(token, allow_demo=allow_demo)
    return refused.value.reason


def test_an_issued_one_holds_and_says_what_was_bought():
    text = vendor.issue_demo(
        "enterprise", Terms(customer="Acme", seats=7, limits={"agents": 5}, features=("white_label",))
    )
    claims = verified(text, allow_demo=True)
    assert (claims.customer, claims.tier, claims.seats, claims.limits, claims.is_demo) == (
        "Acme",
        "enterprise",
        7,
        {"agents": 5},
        True,
    )
    assert {"dlp", "white_label"} <= claims.features
    assert verified(signed(payload(), GOOD | {"typ": "JWT"}), allow_demo=True).tier == "pro"


def test_a_demo_key_counts_only_where_it_is_allowed():
    assert reason(vendor.issue_demo("full"), allow_demo=False) == "demo"


def with_hmac(key, alg="HS256"):
    body = f"{part(GOOD | {'alg': alg})}.{part(payload())}"
    return f"{body}.{part(hmac.new(key, body.encode(), hashlib.sha256).digest())}"


JWK = orjson.loads(jwt.algorithms.ECAlgorithm.to_jwk(MINE.public_key()))
PUBLIC_PEM = (DEMO / "public.pem").read_bytes()


@pytest.mark.parametrize("token", [
    *(f"{part(GOOD | {'alg': alg})}.{part(payload())}." for alg in ("none", "None", "NONE", "", "ES256")),
    with_hmac(PUBLIC_PEM), with_hmac(PUBLIC_PEM.strip()), with_hmac(b""), with_hmac(b"x", "ES256"),
    signed(payload(), key=MINE),
    signed(payload(), GOOD | {"jwk": JWK}, MINE), signed(payload(), GOOD | {"jwk": JWK}),
    signed(payload(), GOOD | {"jku": "https://evil.test/keys"}), signed(payload(), GOOD | {"x5c": ["MIIB"]}),
    signed(payload(), GOOD | {"x5u": "https://evil.test"}), signed(payload(), GOOD | {"crit": ["exp"]}),
    signed(payload(), GOOD | {"crit": ["b64"], "b64": False}), signed(payload(), GOOD | {"zip": "DEF"}),
    *(signed(payload(), GOOD | {"kid": kid}) for kid in ("../demo/public", "demo\x00", "DEMO", "", "/dev/null", 7, None, ["demo"])),
    *(signed(payload(), GOOD | {"typ": typ}) for typ in ("session+jwt", "JOSE", 1, "")),
    *(signed(payload(), GOOD | {"alg": alg}) for alg in ("ES384", "ES256K", "RS256", "EdDSA", None)),
    "", ".", "..", "a.b.c", "x" * 30_000, "\u0661.\u0662.\u0663", "null", "{}", "[]",
    signed(payload())[:-3], signed(payload()) + "A", signed(payload()) + ".x",
])  # fmt: skip
def test_a_forged_one_is_refused(token):
    assert reason(token) in ("malformed", "header", "signature", "unknown_key")


def test_an_all_zero_signature_is_refused():
    body = f"{part(GOOD)}.{part(payload())}"
    assert reason(f"{body}.{part(bytes(64))}") == "signature"


@pytest.mark.parametrize("changes", [
    *({name: ...} for name in ("iss", "sub", "jti", "serial", "tier", "iat", "exp")),
    *({name: ""} for name in ("iss", "sub", "jti", "tier")),
    {"tier": "platinum"}, {"tier": ["pro"]}, {"tier": None}, {"serial": -1}, {"serial": "9"}, {"serial": True}, {"serial": 1.5},
    {"exp": "never"}, {"exp": 10**18}, {"exp": 1}, {"exp": float("1e300")}, {"iat": None}, {"nbf": -5}, {"grace_days": -1},
    {"features": "all"}, {"features": [1]}, {"limits": []}, {"limits": {"users": -1}}, {"limits": {"users": "many"}},
    {"seats": -1}, {"seats": "x"}, {"sub": "x" * 300}, {"install_id": 5}, {"install_id": ""},
])  # fmt: skip
def test_a_claim_that_makes_no_sense_is_refused(changes):
    assert reason(signed(payload(**changes))) in ("claims", "malformed")


def test_an_endless_grace_is_cut():
    assert verified(signed(payload(grace_days=10**6)), allow_demo=True).grace_days == 366


class TestVendor:
    def test_a_key_pair_signs_what_its_public_half_verifies(self, tmp_path, monkeypatch):
        private, public = vendor.keygen(tmp_path / "keys", "acme-2026")
        assert (private.stat().st_mode & 0o777, public.name) == (0o600, "acme-2026.pem")
        monkeypatch.setattr(keys, "licenses_folder", lambda: tmp_path)
        keys.public_keys.cache_clear()
        try:
            text = vendor.issue("full", Terms(), private_key=private.read_bytes(), kid="acme-2026")
            claims = verified(text, allow_demo=False)
            assert (claims.kid, claims.is_demo, claims.tier) == ("acme-2026", False, "full")
            assert reason(signed(payload(), GOOD | {"kid": "acme-2026"})) == "signature"
        finally:
            keys.public_keys.cache_clear()

    def test_a_key_is_never_written_over(self, tmp_path):
        vendor.keygen(tmp_path, "k")
        with pytest.raises(FileExistsError):
            vendor.keygen(tmp_path, "k")

    @pytest.mark.parametrize(("tier", "terms"), [
        ("gold", Terms()), ("pro", Terms(features=("flying",))), ("pro", Terms(limits={"moons": 1})),
    ])  # fmt: skip
    def test_nothing_unknown_is_issued(self, tier, terms):
        with pytest.raises(ValueError, match="unknown"):
            vendor.issue_demo(tier, terms)

    def test_inspecting_tells_what_it_is_and_what_is_wrong(self):
        told = vendor.inspect(vendor.issue_demo("pro", Terms(days=10)))
        assert (told["verified"], told["state"], told["tier"], told["kid"]) == (True, "expiring", "pro", "demo")
        assert vendor.inspect("nonsense") == {
            "verified": False,
            "reason": "malformed",
            "message": "This is not a licence key",
        }

    @pytest.mark.parametrize(("days", "state"), [(-1, "grace"), (-20, "lapsed"), (400, "active")])
    def test_the_past_and_the_future_can_be_issued(self, days, state):
        assert vendor.inspect(vendor.issue_demo("pro", Terms(days=days)))["state"] == state

    def test_one_for_later(self):
        assert vendor.inspect(vendor.issue_demo("pro", Terms(days=60, starts_in_days=30)))["state"] == "not_yet_valid"
