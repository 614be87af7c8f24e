"""What a provider, or whoever poses as one, may not get away with."""

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from appliance.engines import oauth
from appliance.kernel import clock
from tests.rooms.identity.oauth.browsing import Browser, query_of, refusal
from tests.rooms.identity.oauth.forging import encoded, jwk_of, rsa_key


def come_back(browser, issuer, **more):
    """Sign in at a made issuer, without its page."""
    asked = query_of(browser.depart("oidc"))
    issuer.nonce = issuer.nonce or asked["nonce"]
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return browser.get(f"/auth/oidc/callback?code=abc&state={asked['state']}{extra}")


@pytest.fixture
def at_issuer(connect, issuer):
    return connect("oidc", {"issuer": issuer.url, "userinfo": True})


def test_a_right_token_signs_in(browser, issuer, at_issuer):
    assert come_back(browser, issuer).headers["location"] == "/"
    assert browser.me().json["email"] == "nina@peer.example"


NOW = clock.now_ms() // 1000
WRONG_CLAIMS = [
    {"iss": "https://other.example"}, {"iss": None}, {"aud": "another"}, {"aud": ["appliance", "another"]}, {"aud": []},
    {"aud": None}, {"azp": "another"}, {"exp": NOW - 3600}, {"exp": None}, {"exp": "tomorrow"}, {"exp": True},
    {"iat": NOW + 86400}, {"iat": NOW - 86400}, {"iat": None}, {"nbf": NOW + 86400}, {"nonce": "mine"}, {"nonce": None},
    {"sub": None}, {"sub": ""}, {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, {"at_hash": 7},
]  # fmt: skip


@pytest.mark.parametrize("claims", WRONG_CLAIMS, ids=range(len(WRONG_CLAIMS)))
def test_a_token_that_says_something_else_is_refused(browser, issuer, at_issuer, claims):
    issuer.claims = claims
    assert refusal(come_back(browser, issuer)) == "not_proven"
    assert browser.me().status == 401
    issuer.claims, issuer.nonce = {}, ""
    assert come_back(browser, issuer).headers["location"] == "/", "it was the claim that was refused"


def public_pem():
    return rsa_key().public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip


def hmac_with_public_key(issuer):
    import hashlib
    import hmac

    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'one'})}.{encoded(issuer.said())}"
    mac = hmac.new(public_pem(), signed.encode(), hashlib.sha256).digest()
    import base64

    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def own_key(**headers):
    return lambda issuer: jwt.encode(issuer.said(), rsa_key(9), "RS256", headers={"kid": "one"} | headers)


FORGED = {
    "none": lambda issuer: f"{encoded({'alg': 'none'})}.{encoded(issuer.said())}.",
    "None": lambda issuer: f"{encoded({'alg': 'None', 'kid': 'one'})}.{encoded(issuer.said())}.",
    "no signature": lambda issuer: issuer.token().rpartition(".")[0] + ".",
    "HS256 with the public key": hmac_with_public_key,
    "another's key": own_key(),
    "an unknown key id": own_key(kid="../../etc/passwd"),
    "its own key in the head": own_key(jwk=jwk_of(9)),
    "its own address of keys": own_key(jku="http://127.0.0.1:9/jwks"),
    "a certificate in the head": own_key(x5c=["AAAA"]),
    "an unknown extension": own_key(crit=["exp"], exp=1),
    "an access token": own_key(typ="at+jwt"),
    "two parts": lambda _: "a.b",
    "nothing": lambda _: "....",
    "a book": lambda _: "a" * 70_000,
}


@pytest.mark.parametrize("how", FORGED)
def test_a_token_that_is_forged_is_refused(browser, issuer, at_issuer, how):
    asked = query_of(browser.depart("oidc"))
    issuer.nonce = asked["nonce"]
    issuer.raw_token = FORGED[how](issuer)
    assert refusal(browser.get(f"/auth/oidc/callback?code=abc&state={asked['state']}")) == "not_proven"
    issuer.raw_token = issuer.nonce = ""
    assert come_back(browser, issuer).headers["location"] == "/", "it was the token that was refused"


@pytest.mark.parametrize("keys", [
    [], [jwk_of(0, "two")], [jwk_of(), jwk_of(9)], [jwk_of(alg="RS512")], [jwk_of(use="enc")], [{"kid": "one", "kty": "oct", "k": "AAAA"}],
    [jwk_of() | {"n": "AQAB"}], [jwk_of() | {"kty": "EC"}],
], ids=range(8))  # fmt: skip
def test_a_key_set_without_exactly_the_key_proves_nothing(browser, issuer, at_issuer, keys):
    issuer.keys = keys
    assert refusal(come_back(browser, issuer)) == "not_proven"


def test_a_new_key_of_the_issuer_is_looked_up_but_not_at_every_forged_token(browser, issuer, at_issuer, clock_hands):
    come_back(browser, issuer)
    issuer.keys = [jwk_of(1, "two")]
    issuer.signing = {"key": rsa_key(1), "algorithm": "RS256", "headers": {"kid": "two"}}
    issuer.nonce = ""
    clock_hands.advance(61_000)
    assert come_back(browser, issuer).headers["location"] == "/"
    looked_up = [path for path, _, _ in issuer.asked].count("/jwks")
    issuer.signing["headers"] = {"kid": "three"}
    for _ in range(3):
        issuer.nonce = ""
        assert refusal(come_back(browser, issuer)) == "not_proven"
    assert [path for path, _, _ in issuer.asked].count("/jwks") == looked_up == 2


def test_another_issuers_token_and_key_do_not_count(browser, connect, issuer, other, at_issuer):
    other.keys, other.signing = [jwk_of(3)], {"key": rsa_key(3), "algorithm": "RS256", "headers": {"kid": "one"}}
    connect("oidc", {"issuer": other.url})
    asked = query_of(browser.depart("oidc", connection=at_issuer["id"]))
    other.nonce = asked["nonce"]
    issuer.raw_token = other.token()
    assert refusal(browser.get(f"/auth/oidc/callback?code=abc&state={asked['state']}")) == "not_proven"


def test_the_answer_of_another_issuer_is_not_taken(browser, issuer, at_issuer):
    assert refusal(come_back(browser, issuer, iss="https://evil.example")) == "not_proven"
    assert not [path for path, _, _ in issuer.asked if path == "/token"]


def test_user_info_of_somebody_else_is_refused(browser, issuer, at_issuer):
    issuer.metadata = {"userinfo_endpoint": f"{issuer.url}/me"}
    issuer.answers["/me"] = {"sub": "somebody"}
    assert refusal(come_back(browser, issuer)) == "not_proven"


def test_user_info_does_not_prove_the_tokens_address(browser, issuer, at_issuer):
    issuer.metadata = {"userinfo_endpoint": f"{issuer.url}/me"}
    issuer.claims = {"email": "cleo@peer.example", "email_verified": None}
    issuer.answers["/me"] = {"sub": "nina", "email": "nina@peer.example", "email_verified": True}
    assert refusal(come_back(browser, issuer)) == "unverified_email"


DOCUMENTS = {
    "another issuer": {"issuer": "https://accounts.google.com"},
    "plain keys": {"jwks_uri": "http://10.0.0.1/jwks"},
    "a script": {"authorization_endpoint": "javascript:alert(1)"},
    "a user in it": {"token_endpoint": "http://a@127.0.0.1/token"},
    "no tokens": {"token_endpoint": None},
    "no S256": {"code_challenge_methods_supported": ["plain"]},
}


@pytest.mark.parametrize("how", DOCUMENTS)
def test_a_discovery_document_is_not_believed_blindly(browser, issuer, at_issuer, how):
    issuer.metadata = DOCUMENTS[how]
    assert refusal(browser.get("/auth/oidc/login")) in ("not_proven", "provider")


def test_a_discovery_document_leads_to_no_other_host(browser, issuer, other, at_issuer):
    issuer.metadata = {"jwks_uri": f"{other.url}/jwks", "token_endpoint": f"{other.url}/token"}
    assert refusal(come_back(browser, issuer)) == "provider"
    assert other.asked == []


@pytest.mark.parametrize("answer", [
    (302, {"Location": "http://169.254.169.254/"}, b""), (200, {}, b" " * 600_000 + b"{}"), (200, {}, b"[1]"), (200, {}, b"<html>"),
    (500, {}, b"{}"), (200, {"Content-Encoding": "gzip"}, b"{}"),
], ids=("redirect", "enormous", "list", "page", "broken", "packed"))  # fmt: skip
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token"])
def test_an_answer_that_cannot_be_used_lets_nobody_in(browser, issuer, at_issuer, path, answer):
    issuer.answers[path] = answer
    reply = browser.get("/auth/oidc/login") if path.startswith("/.") else come_back(browser, issuer)
    assert refusal(reply) == "provider"


def test_a_provider_that_never_answers_is_waited_for_no_longer_than_the_limit(browser, issuer, at_issuer, monkeypatch):
    monkeypatch.setattr("appliance.rooms.identity.oauth.dialects.LIMITS", oauth.Limits(connect=1, head=0.2, total=0.3))
    issuer.answers["/.well-known/openid-configuration"] = "hang"
    assert refusal(browser.get("/auth/oidc/login")) == "provider"


def test_a_refusal_of_the_provider_is_said(browser, issuer, at_issuer, ada):
    asked = query_of(browser.depart("oidc"))
    assert refusal(browser.get(f"/auth/oidc/callback?error=access_denied&state={asked['state']}")) == "denied"


def test_a_flow_works_once_and_in_its_own_browser_alone(house, browser, issuer, at_issuer):
    asked = query_of(browser.depart("oidc"))
    issuer.nonce, back = asked["nonce"], f"/auth/oidc/callback?code=abc&state={asked['state']}"
    stranger = Browser(house)
    stranger.depart("oidc")
    assert refusal(stranger.get(back)) == "not_ours"
    copy = Browser(house, dict(browser.cookies))
    assert browser.get(back).headers["location"] == "/"
    assert refusal(browser.get(back)) == "not_ours"  # the browser itself has forgotten it
    assert refusal(copy.get(back)) == "replayed"
    assert [path for path, _, _ in issuer.asked].count("/token") == 1


def test_a_flow_that_was_tampered_with_is_none(house, browser, at_issuer):
    asked = query_of(browser.depart("oidc"))
    ((name, value),) = browser.cookies.items()
    for bad in ("", "x", value[:-4], value[:-2] + "AA", "A" * 4000):
        browser.cookies = {name: bad}
        assert refusal(browser.get(f"/auth/oidc/callback?code=abc&state={asked['state']}")) == "not_ours"


@pytest.mark.settings(trusted_proxies=("127.0.0.1",))
def test_under_https_the_flow_is_kept_to_this_host(browser, issuer, at_issuer):
    reply = browser.get("/auth/oidc/login", **{"X-Forwarded-Proto": "https"})
    ((name, line),) = reply.cookies.items()
    assert name.startswith("__Host-appliance_flow_")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))
    asked = query_of(reply.headers["location"])
    issuer.nonce = asked["nonce"]
    back = browser.get(f"/auth/oidc/callback?code=abc&state={asked['state']}", **{"X-Forwarded-Proto": "https"})
    assert (back.headers["location"], list(browser.cookies)) == ("/", ["__Host-appliance_session"])


@pytest.mark.settings(rate_factor=1.0)
def test_beginning_is_counted_like_every_way_in(house, browser, ada):
    statuses = [house.get("/auth/google/login").status for _ in range(70)]
    assert statuses[0] == 303
    assert statuses[-1] == 429


def test_a_flow_is_over_after_ten_minutes(browser, issuer, at_issuer, clock_hands):
    asked = query_of(browser.depart("oidc"))
    clock_hands.advance(601_000)
    issuer.nonce = asked["nonce"]
    assert refusal(browser.get(f"/auth/oidc/callback?code=abc&state={asked['state']}")) == "not_ours"


def test_a_flow_of_one_kind_does_not_end_in_another(browser, issuer, at_issuer):
    asked = query_of(browser.depart("oidc"))
    assert refusal(browser.get(f"/auth/google/callback?code=abc&state={asked['state']}")) == "not_ours"


def test_a_program_is_told_by_a_problem(house, ada):
    reply = house.get("/auth/oidc/login", headers={"Accept": "application/json"})
    assert (reply.status, reply.code, reply.error["details"]) == (403, "FORBIDDEN", {"reason": "not_configured"})


def test_a_switched_off_connection_ends_at_once(house, browser, issuer, at_issuer, ada):
    asked = query_of(browser.depart("oidc"))
    issuer.nonce = asked["nonce"]
    house.call("federation.change_connection", by=ada, id=at_issuer["id"], enabled=False)
    assert refusal(browser.get(f"/auth/oidc/callback?code=abc&state={asked['state']}")) == "not_configured"


def come_back_fresh(browser, issuer, **claims):
    """A sign-in anew, of which the provider says when it was."""
    issuer.nonce, issuer.claims = "", claims
    address = browser.get("/auth/oidc/login?fresh=1").headers["location"]
    asked = query_of(address)
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    issuer.nonce = asked["nonce"]
    return browser.get(f"/auth/oidc/callback?code=abc&state={asked['state']}")


@pytest.mark.parametrize("said", [None, 0, -3600, "now", True])
def test_who_is_asked_for_a_sign_in_anew_says_when_it_was(browser, issuer, at_issuer, said):
    now = clock.now_ms() // 1000
    at = now + said if isinstance(said, int) and said < 0 else said
    assert refusal(come_back_fresh(browser, issuer, auth_time=at)) == "not_proven"
    assert come_back_fresh(browser, issuer, auth_time=now).headers["location"] == "/"
