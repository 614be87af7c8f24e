"""Forged session tokens: no algorithm, key, type or audience but ours, and never a key out of the token itself."""

import base64

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from appliance.kernel import crypt
from appliance.kernel.actor import Credential
from appliance.kernel.problem import Unauthorized
from appliance.rooms.identity.sessions import tokens
from appliance.rooms.licensing import vendor
from appliance.store import opened
from tests.rooms.identity.people import seen

MINE = ed25519.Ed25519PrivateKey.generate()


def part(value):
    return base64.urlsafe_b64encode(value if isinstance(value, bytes) else orjson.dumps(value)).decode().rstrip("=")


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def own_key():
    return ed25519.Ed25519PrivateKey.from_private_bytes(opened().keys.derive("session-jwt"))


def signed(payload, header, key=None):
    body = f"{part(header)}.{part(payload)}"
    return f"{body}.{part((key or own_key()).sign(body.encode()))}"


GOOD = {"alg": "EdDSA", "typ": "session+jwt"}
JWK = {"kty": "OKP", "crv": "Ed25519", "x": part(MINE.public_key().public_bytes_raw())}


def attacks(token):
    head, body, mark = token.split(".")
    payload = claims(token)
    public = own_key().public_key().public_bytes_raw()
    rsa_key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    yield from (f"{part({'alg': alg, 'typ': 'session+jwt'})}.{body}." for alg in ("none", "None", "NONE", "nOnE"))
    yield f"{head}.{body}."
    yield f"{head}.{body}.{mark[:-4]}AAAA"
    yield f"{head}.{part(payload | {'role': 'admin', 'sub': 'usr_x'})}.{mark}"
    yield jwt.encode(payload, public.hex() * 2, algorithm="HS256", headers={"typ": "session+jwt"})
    yield jwt.encode(payload, rsa_key, algorithm="RS256", headers={"typ": "session+jwt"})
    yield jwt.encode(
        payload, ec.generate_private_key(ec.SECP256R1()), algorithm="ES256", headers={"typ": "session+jwt"}
    )
    yield signed(payload, GOOD, MINE)
    yield from (
        signed(payload, GOOD | extra, MINE) for extra in ({"jwk": JWK}, {"jku": "https://evil.test"}, {"x5c": ["x"]})
    )
    for extra in ({"crit": ["exp"]}, {"crit": ["b64"], "b64": False}, {"kid": "../../dev/null"}, {"jwk": JWK}):
        yield signed(payload, GOOD | extra)
    yield from (signed(payload, GOOD | {"typ": typ}) for typ in ("JWT", "license+jwt", "reset+jwt", None))
    yield signed(payload | {"aud": "appliance-license"}, GOOD)
    yield from (
        signed({k: v for k, v in payload.items() if k != name}, GOOD) for name in payload if name not in ("org", "role")
    )
    yield signed(payload | {"sid": "ses_00000000000000000000000000"}, GOOD)
    yield from ("", ".", "..", "a.b.c", "eyJ", "eyJ" * 5000, token + "x", f"{token}.{mark}", vendor.issue_demo("full"))


def test_every_forgery_is_refused(ada):
    seen(Credential.JWT, ada.token)
    for forged in attacks(ada.token):
        with pytest.raises(Unauthorized):
            seen(Credential.JWT, forged)
    seen(Credential.JWT, ada.token)


def test_every_forgery_is_refused_at_the_door(house, ada):
    for forged in attacks(ada.token):
        reply = house.call("signin.me", headers={"Authorization": f"Bearer {forged}"})
        assert reply.status == (401 if len(forged) < 4000 else 413), forged[:200]


def test_what_a_token_says_of_itself_is_what_the_contract_lists(ada):
    assert jwt.get_unverified_header(ada.token) == GOOD
    said = claims(ada.token)
    assert set(said) == {"aud", "sub", "sid", "org", "role", "iat", "exp"}
    assert said["exp"] - said["iat"] == 30 * 86_400


def test_a_token_of_another_house_is_refused(ada):
    with pytest.raises(Unauthorized):
        seen(Credential.JWT, signed(claims(ada.token), GOOD, MINE))


def test_a_token_is_verified_once(ada):
    seen(Credential.JWT, ada.token)
    forged = crypt.digest("forged")
    assert forged not in tokens._verified
    assert crypt.digest(ada.token) in tokens._verified


@pytest.mark.parametrize(
    "cookie", ["", "x", "ses_", "ses_" + "0" * 49, "'; DROP TABLE users_user; --", "\u00e9", "a" * 100_000]
)
def test_a_made_up_cookie_is_refused(ada, cookie):
    with pytest.raises(Unauthorized):
        seen(Credential.SESSION, cookie)
