"""Personal access tokens: the owner's rights of this moment, until an exact instant, and never another token."""

import pytest

from appliance.kernel import clock, ends
from appliance.kernel.actor import Credential
from appliance.kernel.clock import DAY
from appliance.kernel.problem import Unauthorized
from appliance.kernel.room import Presented
from appliance.rooms.identity.tokens import jobs
from appliance.rooms.identity.tokens.queries import resolve
from appliance.rooms.identity.tokens.tables import PersonalToken
from appliance.store import opened
from appliance.store.database import read_now
from tests.rooms.identity.people import PASSWORD, newcomer


def mint(house, by, days=30, **more):
    return house.call("tokens.create_token", by=by, **({"name": "laptop", "expires_in_days": days} | more))


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def seen(secret):
    return resolve(opened().database.raw, Presented(Credential.PAT, secret, "10.0.0.9", clock.now_ms()))


def mine(house, by):
    return house.call("tokens.list_tokens", by=by).json["data"]


def test_a_token_is_shown_once(house, ada):
    made = mint(house, ada)
    secret = made.json["secret"]
    assert (made.status, secret[:8], made.headers["location"]) == (201, "apl_pat_", "/api/user/pats")
    assert secret not in house.call("tokens.list_tokens", by=ada).body.decode()
    assert read_now(lambda: secret in str(PersonalToken.get().__data__)) is False


@pytest.mark.parametrize("days", [7, 30, 365])
def test_a_token_ends_at_the_exact_instant(house, ada, clock_hands, days):
    made = mint(house, ada, days).json
    assert clock.from_iso(made["expires_at"]) == clock.now_ms() + days * DAY
    clock_hands.advance(days * DAY - 1)
    seen(made["secret"])
    clock_hands.advance(1)
    with pytest.raises(Unauthorized) as refused:
        seen(made["secret"])
    assert refused.value.details["reason"] == "expired"


def test_a_token_may_never_end(house, ada, clock_hands):
    made = mint(house, ada, None).json
    clock_hands.advance(10_000 * DAY)
    assert (made["expires_at"], seen(made["secret"]).credential) == (None, Credential.PAT)


@pytest.mark.parametrize("days", [0, 1, 8, 366, -7, "never", True, 7.5])
def test_other_lives_are_refused(house, ada, days):
    assert mint(house, ada, days).status == 422


def test_a_token_acts_as_its_owner_of_this_moment(house, ada):
    ben = newcomer(house, "ben@acme.test", "admin")
    carried = bearer(mint(house, ben).json["secret"])
    assert house.call("users.list_users", headers=carried).status == 200
    house.call("users.change_user", by=ada, id=ben.id, role="viewer")
    assert house.call("users.list_users", headers=carried).status == 403
    house.call("users.change_user", by=ada, id=ben.id, active=False)
    assert house.call("signin.me", headers=carried).status == 401


@pytest.mark.parametrize(("call", "body"), [
    ("tokens.create_token", {"name": "x", "expires_in_days": 7}), ("keys.create_key", {"name": "x"}),
    ("service_keys.create_service_key", {"name": "x", "type": "basic"}),
])  # fmt: skip
def test_a_token_mints_nothing(house, ada, call, body):
    reply = house.call(call, headers=bearer(mint(house, ada).json["secret"]), **body)
    assert (reply.status, reply.code) == (403, "FORBIDDEN")


def test_a_token_comes_as_bearer_alone(house, ada):
    secret = mint(house, ada).json["secret"]
    assert house.call("signin.me", headers={"X-API-Key": secret}).status == 401


def test_revoked_and_expired_ones_stay_in_the_list(house, ada, clock_hands):
    revoked, short, long = (mint(house, ada, days).json for days in (365, 7, 365))
    told = []
    stop = ends.hear(told.append)
    assert house.call("tokens.revoke_token", by=ada, id=revoked["id"]).status == 204
    stop()
    assert told == [revoked["id"]]
    assert house.call("signin.me", headers=bearer(revoked["secret"])).error["details"] == {"reason": "revoked"}
    clock_hands.advance(8 * DAY)
    ada = house.call("signin.admin_login", email="ada@acme.test", password=PASSWORD)
    by = {"headers": bearer(ada.json["token"])}
    states = {one["id"]: one["state"] for one in house.call("tokens.list_tokens", **by).json["data"]}
    assert states == {revoked["id"]: "revoked", short["id"]: "expired", long["id"]: "active"}
    for over in (revoked, short):
        assert house.call("tokens.revoke_token", id=over["id"], **by).status == 404


def test_last_use_is_kept(house, ada):
    made = mint(house, ada).json
    seen(made["secret"])
    jobs.write_uses.body()
    assert mine(house, ada)[0]["last_used_address"] == "10.0.0.9"


def test_administrators_see_and_revoke_everybodys(house, ada):
    ben = newcomer(house, "ben@acme.test")
    made = mint(house, ben).json
    assert mine(house, ada) == []
    assert house.call("tokens.revoke_token", by=ada, id=made["id"]).status == 404
    (shown,) = house.call("tokens.list_all_tokens", by=ada).json["data"]
    assert (shown["id"], shown["user_id"], "secret" in shown) == (made["id"], ben.id, False)
    assert house.call("tokens.list_all_tokens", by=ben).status == 403
    assert house.call("tokens.revoke_any_token", by=ada, id=made["id"]).status == 204
    assert house.call("signin.me", headers=bearer(made["secret"])).status == 401


@pytest.mark.parametrize(("revokes", "status"), [(False, 200), (True, 401)])
def test_a_new_password_ends_tokens_when_asked(house, ada, revokes, status):
    made = mint(house, ada).json
    changed = house.call("signin.change_password", by=ada, current_password=PASSWORD,
                         new_password="quite another sentence", revoke_tokens=revokes)  # fmt: skip
    assert changed.status == 204
    assert house.call("signin.me", headers=bearer(made["secret"])).status == status
