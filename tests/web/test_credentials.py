"""Who a request is: every carrier, none but the carriers, and the token that a cookie needs."""

import pytest

from appliance.kernel.actor import Credential, Role
from tests.driving import Caller
from tests.web import toy
from tests.web.conftest import bearer

ROWS = ("viewer", "editor", "admin", "operator", "bot", "deploy", "internal", "ci")


def carried(secret, **headers):
    return Caller("someone", headers or {"Authorization": f"Bearer {secret}"})


def known(secret, kind, **more):
    toy.PEOPLE[secret] = toy.actor("cleo", kind, **more)
    return secret


@pytest.mark.parametrize("secret", ["apl_pat_1", "apl_key_1", "apl_svc_1", "eyJ.1.2"])
def test_a_bearer_is_known_by_its_prefix(house, secret):
    known(secret, Credential.PAT)
    assert house.call("toy.me", by=carried(secret)).json["actor_id"] == "usr_cleo"


@pytest.mark.parametrize(
    ("secret", "status"), [("apl_key_1", 200), ("apl_svc_1", 200), ("apl_pat_1", 401), ("eyJ1", 401)]
)
def test_only_keys_come_in_x_api_key(house, secret, status):
    known(secret, Credential.KEY)
    assert house.call("toy.me", by=carried(secret, **{"X-API-Key": secret})).status == status


@pytest.mark.parametrize("reason", ["expired", "revoked"])
def test_the_reason_of_a_refusal_is_told(house, reason):
    toy.ENDED["apl_pat_1"] = reason
    assert house.call("toy.me", by=carried("apl_pat_1")).error["details"] == {"reason": reason}


@pytest.mark.parametrize("value", ["Bearer", "Bearer ", "Basic YTpi", "apl_pat_1", "Bearer nonsense", "Bearer x' OR 1"])
def test_what_is_no_credential_of_ours_is_invalid(house, value):
    assert house.call("toy.me", headers={"Authorization": value}).error["details"] == {"reason": "invalid"}


def test_two_different_credentials_are_refused(house):
    known("apl_key_1", Credential.KEY)
    both = {"Authorization": "Bearer apl_key_1", "X-API-Key": "apl_key_1"}
    assert house.call("toy.me", headers=both).status == 200
    assert house.call("toy.me", headers=both | {"X-API-Key": "apl_key_2"}).status == 400


def test_a_header_wins_over_the_cookie(house, browser):
    known("apl_pat_1", Credential.PAT, role=Role.ADMIN)
    reply = house.call("toy.me", headers=browser.headers | {"Authorization": "Bearer apl_pat_1"})
    assert reply.json["role"] == "admin"
    assert house.call("toy.me", headers=browser.headers | {"Authorization": "Bearer apl_pat_2"}).status == 401


def test_identity_never_comes_from_other_headers(house):
    forged = {"X-User": "usr_cleo", "X-Forwarded-User": "usr_cleo", "X-Email": "a@b", "Remote-User": "usr_cleo"}
    assert house.call("toy.me", headers=forged).status == 401


def test_open_rows_ignore_credentials(house):
    assert house.call("toy.health", headers={"Authorization": "Bearer apl_pat_wrong"}).status == 200


def admitted(house, by):
    return {row for row in ROWS if house.get(f"/api/toy/row-{row}", by=by).status == 200}


@pytest.mark.parametrize(("more", "rows"), [
    ({"role": Role.VIEWER}, {"viewer"}),
    ({"role": Role.EDITOR}, {"viewer", "editor"}),
    ({"role": Role.ADMIN}, {"viewer", "editor", "admin"}),
    ({"role": Role.ADMIN, "is_operator": True}, {"viewer", "editor", "admin", "operator"}),
    ({"role": Role.EDITOR, "is_limited": True}, set()),
    ({"role": Role.ADMIN, "scopes": frozenset({"ci:status"})}, {"ci"}),
    ({"role": Role.ADMIN, "scopes": frozenset({"ci:deploy"})}, set()),
    ({"credential": Credential.BOT, "role": None}, {"bot"}),
    ({"credential": Credential.DEPLOY, "role": None}, {"deploy"}),
])  # fmt: skip
def test_rows_admit_their_own(house, more, rows):
    kind = more.get("credential", Credential.KEY)
    toy.PEOPLE["apl_key_1"] = toy.actor("cleo", **({"credential": kind} | more))
    assert admitted(house, carried("apl_key_1")) == rows


def test_a_key_that_reads_only_may_search_but_not_write(house):
    reader = bearer("reader", is_read_only=True)
    assert house.call("toy.search_notes", by=reader, text="x").status == 200
    assert house.call("toy.write_note", by=reader, text="x").status == 403


def test_without_a_secret_the_internal_rows_are_not_there(house):
    assert house.get("/api/toy/row-internal").status == 404
    assert house.get("/api/toy/row-internal", headers={"Authorization": "Bearer x"}).status == 404


@pytest.mark.settings(internal_api_secret="between us")
def test_the_internal_secret_opens_the_internal_rows_alone(house):
    assert admitted(house, carried("between us")) == {"internal"}
    assert admitted(house, carried("between them")) == set()


class TestCookies:
    def test_a_change_needs_the_session_s_token(self, house, browser):
        assert house.call("toy.write_note", by=browser, text="x").status == 201
        for token in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "wrong"}):
            by = Caller("cleo", browser.reads | token)
            assert house.call("toy.write_note", by=by, text="x").code == "CSRF_FAILED"
            assert house.call("toy.search_notes", by=by, text="x").code == "CSRF_FAILED"
        assert house.call("toy.list_notes", by=Caller("cleo", browser.reads)).status == 200

    def test_a_header_credential_needs_none(self, house, cleo):
        assert house.call("toy.write_note", by=cleo, text="x", headers={"Origin": "http://evil.example"}).status == 201

    def test_open_rows_refuse_a_foreign_page(self, house):
        for origin, status in (("http://evil.example", 403), ("null", 403), (f"http://127.0.0.1:{house.port}", 201)):
            assert house.call("toy.open_note", text="x", headers={"Origin": origin}).status == status
        assert toy.calls == ["x"]

    def test_a_cookie_is_for_this_host_alone(self, house):
        cookie = house.call("toy.sign_in", text="token").cookies["appliance_session"]
        assert cookie == "appliance_session=token; Path=/; SameSite=Lax; Max-Age=60; HttpOnly"

    @pytest.mark.settings(public_url="https://appliance.example")
    def test_under_https_it_is_bound_to_tls(self, house, browser):
        reply = house.call("toy.sign_in", text="token")
        assert reply.cookies["__Host-appliance_session"].endswith("; HttpOnly; Secure")
        assert reply.headers["strict-transport-security"]
        assert house.call("toy.me", by=browser).status == 401
        secure = {"Cookie": "__Host-appliance_session=cookie-of-cleo"}
        assert house.call("toy.me", headers=secure).status == 200
