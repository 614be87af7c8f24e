"""Bots and their keys: who may publish, what a key opens and where, how it ends, and whose rights it borrows."""

import time

import pytest

from appliance.kernel import clock
from appliance.kernel.clock import DAY, HOUR
from appliance.rooms.chat.bots import jobs
from appliance.rooms.chat.bots.tables import Bot
from appliance.rooms.chat.conversations import State
from appliance.rooms.chat.conversations.tables import Conversation, Message
from appliance.rooms.chat.deployments.tables import Deployment
from appliance.rooms.identity.users.jobs import erase_removed
from appliance.store.database import read_now
from tests.driving import Streamed
from tests.rooms.bots.published import ORIGIN

OTHER = "https://elsewhere.example"
SESSIONS = "/api/v1/sessions"


def stream(published, text):
    body = {"messages": [{"role": "user", "content": text}], "stream": True}
    return Streamed(published.house.port, "/api/v1/chat/completions", published.bearer(), method="POST", body=body)


def test_a_key_opens_its_bot_and_nothing_else(house, published, ada):
    for by, path in (("bearer", "/api/agents"), ("bearer", "/auth/user"), ("bearer", "/api/v1/deployments"),
                     ("bearer", "/api/chat/get-user-chat-sessions"), ("bearer", "/api/bots")):  # fmt: skip
        assert house.get(path, headers=getattr(published, by)()).status == 401, path
    assert published.run("How many days?", secret=published.key["secret"]).status == 401
    assert house.get("/api/v1/bots/me", by=ada).status == 401
    assert house.get("/api/v1/bots/me", headers={"X-API-Key": published.key["secret"]}).status == 401
    assert house.get("/api/v1/bots/me", headers=published.bearer()).json == {
        "id": published.bot["id"], "name": "Desk", "description": "", "icon": "🛎",
        "conversation_starters": ["How many days?"],
    }  # fmt: skip


def test_its_secret_is_shown_once(house, published):
    secret, listed = published.key["secret"], house.call("bots.list_keys", by=published.by, id=published.bot["id"])
    assert secret.startswith("apl_bot_")
    assert secret not in listed.body.decode()
    assert listed.json["data"][0]["display"] == f"apl_bot_…{secret[-4:]}"
    assert listed.json["data"][0]["rate_limit"] == 60


def test_keys_and_tokens_make_no_keys(house, published, people):
    key = house.call("keys.create_key", by=published.by, name="program").json["secret"]
    headers = {"X-API-Key": key}
    id_, key_id = published.bot["id"], published.key["id"]
    assert house.call("bots.create_key", headers=headers, id=id_, name="x").status == 403
    rotation = {"id": id_, "key_id": key_id, "overlap_hours": 1}
    assert house.call("bots.rotate_key", headers=headers, **rotation).status == 403
    for limit in ({"rate_limit": 999}, {"allowed_origins": [OTHER]}, {"expires_at": None}):
        wanted = 200 if limit == {"expires_at": None} else 403
        assert house.call("bots.change_key", headers=headers, id=id_, key_id=key_id, **limit).status == wanted
    assert house.call("bots.change_key", headers=headers, id=id_, key_id=key_id, name="Renamed").status == 200


def test_pages_call_from_listed_origins_alone(house, published):
    me = "/api/v1/bots/me"
    allowed = house.get(me, headers=published.bearer(origin=ORIGIN))
    assert (allowed.status, allowed.headers["access-control-allow-origin"]) == (200, ORIGIN)
    assert "access-control-allow-credentials" not in allowed.headers
    refused = house.get(me, headers=published.bearer(origin=OTHER))
    assert (refused.status, refused.code, refused.headers["access-control-allow-origin"]) == (403, "FORBIDDEN", None)
    assert house.get(me, headers=published.bearer(origin="null")).status == 403
    own = f"http://127.0.0.1:{house.port}"
    assert house.get(me, headers=published.bearer(origin=own)).status == 403, "not even ours, unless it is listed"
    bare = house.call("bots.create_key", by=published.by, id=published.bot["id"], name="server").json["secret"]
    assert house.get(me, headers=published.bearer(bare)).status == 200
    assert house.get(me, headers=published.bearer(bare, ORIGIN)).status == 403, "another key lists it, this one not"


def test_a_preflight_is_answered_for_origins_on_some_key(house, published):
    def preflight(origin, path="/api/v1/chat/completions", method="POST"):
        return house.send("OPTIONS", path, headers={"Origin": origin, "Access-Control-Request-Method": method})

    found = preflight(ORIGIN)
    assert (found.status, found.headers["access-control-allow-origin"]) == (204, ORIGIN)
    assert "X-Session-Token" in found.headers["access-control-allow-headers"]
    assert preflight(OTHER).headers["access-control-allow-origin"] is None
    assert preflight(ORIGIN, "/api/agents").headers["access-control-allow-origin"] is None
    house.call("deployments.change_deployment", by=published.by, id=published.deployment["id"], allowed_origins=[OTHER])
    run = f"/api/v1/deployed/{published.deployment['id']}/run"
    assert preflight(OTHER, run).headers["access-control-allow-origin"] == OTHER
    assert preflight(ORIGIN, run).headers["access-control-allow-origin"] is None
    house.call("bots.revoke_key", by=published.by, id=published.bot["id"], key_id=published.key["id"])
    assert preflight(ORIGIN).headers["access-control-allow-origin"] is None


@pytest.mark.parametrize(
    "origin", ["*", "null", "shop.example", "https://*.example", "https://a.example/path", "ftp://x"]
)
def test_origins_are_exact(house, published, origin):
    made = house.call("bots.create_key", by=published.by, id=published.bot["id"], name="x", allowed_origins=[origin])
    assert made.status == 422


def test_a_closed_public_chat_closes_every_page_at_once(house, published, ada):
    me, page = "/api/v1/bots/me", published.bearer(origin=ORIGIN)
    house.call("orgs.change_organisation", by=ada, public_chat=False)
    assert (house.get(me, headers=page).status, house.get(me, headers=published.bearer()).status) == (403, 200)
    house.call("orgs.change_organisation", by=ada, public_chat=True)
    assert house.get(me, headers=page).status == 200


@pytest.mark.settings(rate_factor=1.0)
def test_its_limit_is_exact_and_its_own(house, published):
    limit = {"id": published.bot["id"], "key_id": published.key["id"], "rate_limit": 3}
    assert house.call("bots.change_key", by=published.by, **limit).json["rate_limit"] == 3
    with clock.held() as hands:
        found = [house.get("/api/v1/bots/me", headers=published.bearer()) for _ in range(4)]
        assert [one.status for one in found] == [200, 200, 200, 429]
        assert 0 < int(found[-1].headers["retry-after"]) <= 60
        hands.advance(clock.MINUTE)
        assert house.get("/api/v1/bots/me", headers=published.bearer()).status == 200


def test_it_ends_when_it_should(house, published, clock_hands):
    id_ = published.bot["id"]
    made = house.call("bots.create_key", by=published.by, id=id_, name="x", expires_at=clock.iso(clock.now_ms() + DAY))
    assert (
        house.call("bots.create_key", by=published.by, id=id_, name="x", expires_at="2020-01-01T00:00:00Z").status
        == 422
    )
    headers = published.bearer(made.json["secret"])
    clock_hands.advance(DAY - 1)
    assert house.get("/api/v1/bots/me", headers=headers).status == 200
    clock_hands.advance(1)
    assert house.get("/api/v1/bots/me", headers=headers).error["details"] == {"reason": "expired"}


def test_a_new_secret_and_the_former_one_for_a_while(house, published, clock_hands):
    ids = {"id": published.bot["id"], "key_id": published.key["id"]}
    fresh = house.call("bots.rotate_key", by=published.by, overlap_hours=2, **ids).json["secret"]
    both = [published.bearer(), published.bearer(fresh)]
    assert [house.get("/api/v1/bots/me", headers=one).status for one in both] == [200, 200]
    clock_hands.advance(2 * HOUR)
    assert [house.get("/api/v1/bots/me", headers=one).status for one in both] == [401, 200]


def test_last_use_is_told_with_its_address(house, published):
    house.get("/api/v1/bots/me", headers=published.bearer())
    jobs.write_uses.body()
    row = house.call("bots.list_keys", by=published.by, id=published.bot["id"]).json["data"][0]
    assert (row["last_used_address"], row["last_used_at"] is None) == ("127.0.0.1", False)


@pytest.mark.parametrize("end", ["revoke", "rotate", "bot", "suspend"])
def test_its_end_ends_stream_and_answer_within_a_second(house, published, ada, end):
    ids = {"id": published.bot["id"], "key_id": published.key["id"]}
    ends = {
        "revoke": lambda: house.call("bots.revoke_key", by=published.by, **ids),
        "rotate": lambda: house.call("bots.rotate_key", by=published.by, overlap_hours=0, **ids),
        "bot": lambda: house.call("bots.remove_bot", by=published.by, id=published.bot["id"]),
        "suspend": lambda: house.call("users.change_user", by=ada, id=published.by.id, active=False),
    }
    with stream(published, "hang") as answer:
        first = answer.next().data
        answer.next()
        assert ends[end]().status < 300
        began = time.monotonic()
        last = [event.data for event in answer][-1]
        assert time.monotonic() - began < 1
    assert last["error"]["code"] == "UNAUTHORIZED"
    message_id = first["appliance"]["message_id"]
    house.settle()
    assert read_now(lambda: Message.get_by_id(message_id).state) is State.CANCELLED
    assert house.get("/api/v1/bots/me", headers=published.bearer()).status == 401


def test_sessions_belong_to_their_key(house, published):
    other = house.call("bots.create_key", by=published.by, id=published.bot["id"], name="other").json["secret"]
    made = house.post(SESSIONS, headers=published.bearer(), json={"user": "ann"})
    assert made.headers["location"] == f"{SESSIONS}/{made.json['id']}"
    place, elsewhere = f"{SESSIONS}/{made.json['id']}", published.bearer(other)
    assert house.get(place, headers=published.bearer()).json["messages"] == []
    assert [house.send(verb, place, headers=elsewhere).status for verb in ("GET", "DELETE")] == [404, 404]
    assert published.complete("count", headers=elsewhere, session_id=made.json["id"]).status == 404
    assert house.get(SESSIONS, headers=elsewhere).json["data"] == []
    assert house.delete(place, headers=published.bearer()).status == 204
    assert house.get(place, headers=published.bearer()).status == 404


def test_a_page_reaches_a_session_with_its_token_alone(house, published):
    page = published.bearer(origin=ORIGIN)
    assert house.get(SESSIONS, headers=page).status == 403
    said = published.complete("How many days of vacation?", headers=page, user="ann").json["appliance"]
    place, token = f"{SESSIONS}/{said['session_id']}", said["session_token"]
    wrong = {"X-Session-Token": token[:-1] + ("x" if token[-1] != "x" else "y")}
    assert house.get(place, headers=page).status == 404
    assert house.get(place, headers=page | wrong).status == 404
    assert house.delete(place, headers=page).status == 404
    assert published.complete("And?", headers=page, session_id=said["session_id"]).status == 404
    with_token = published.bearer(origin=ORIGIN, token=token)
    told = house.get(place, headers=with_token).json
    assert [one["role"] for one in told["messages"]] == ["user", "assistant"]
    assert (told["user"], told["messages"][1]["citations"][0]["title"]) == (None, "Rules")
    again = published.complete("count", headers=with_token, session_id=said["session_id"]).json["appliance"]
    assert (again["session_id"], again["session_token"]) == (said["session_id"], None)
    assert house.delete(place, headers=with_token).status == 204


def test_user_threads_nothing_for_pages(published):
    page = published.bearer(origin=ORIGIN)
    found = {published.complete("count", headers=page, user="ann").json["appliance"]["session_id"] for _ in range(2)}
    assert len(found) == 2


def test_what_is_said_is_in_nobodys_list(house, published, ada):
    published.complete("How many days of vacation?")
    for somebody in (published.by, ada):
        assert house.call("conversations.list_conversations", by=somebody).json["data"] == []
    assert read_now(lambda: Conversation.select().count()) == 1


def test_it_finds_what_owner_and_publisher_may_both_see(house, published, ada, people):
    agent = {"id": published.agent["id"], "visibility": "organisation"}
    assert house.call("agents.change_agent", by=published.by, **agent).status == 200
    bot = house.call("bots.create_bot", by=ada, agent_id=published.agent["id"], name="Hers").json["id"]
    key = house.call("bots.create_key", by=ada, id=bot, name="Hers").json["secret"]
    question = "How many days of vacation?"
    hers = published.complete(question, headers=published.bearer(key)).json
    assert hers["appliance"]["citations"] == [], "the base is private to the agent's owner"
    assert published.complete(question).json["appliance"]["citations"] != []


def test_an_agent_without_bases_searches_none(house, published):
    house.call("agents.change_agent", by=published.by, id=published.agent["id"], knowledge_base_ids=[])
    assert published.complete("How many days of vacation?").json["appliance"]["citations"] == []


def test_who_may_change_what(house, published, ada, dan, people):
    id_ = published.bot["id"]
    assert house.call("bots.read_bot", by=dan, id=id_).status == 404, "its agent is private"
    assert house.call("bots.read_bot", by=ada, id=id_).json["can"] == ["bots:change"]
    house.call("agents.change_agent", by=published.by, id=published.agent["id"], visibility="organisation")
    assert house.call("bots.read_bot", by=dan, id=id_).json["can"] == []
    assert house.call("bots.list_keys", by=dan, id=id_).status == 403
    sam = people.sam
    assert house.call("bots.list_keys", by=sam, id=id_).status == 403
    assert house.call("bots.change_bot", by=sam, id=id_, agent_id=published.agent["id"], name="x").status == 403
    copied = house.call("bots.duplicate_bot", by=sam, id=id_).json
    assert (copied["name"], copied["owner_id"]) == ("Desk (Copy)", sam.id)


def test_it_is_handed_over_and_goes_with_whoever_is_erased(house, published, ada, ben, clock_hands):
    reach = house.call("users.reach", by=ada, id=published.by.id).json["data"]
    assert {"bot", "deployment"} <= {one["type"] for one in reach}
    house.call("users.remove_user", by=ada, id=published.by.id)
    assert published.complete("count").status == 401
    moved = house.call("users.hand_over", by=ada, id=published.by.id, to=ben.id).json
    assert (moved["moved"]["bots"], moved["moved"]["deployments"]) == (1, 1)
    assert published.complete("count").status == 200
    house.call("users.remove_user", by=ada, id=ben.id)
    clock_hands.advance(31 * DAY)
    erase_removed.body()
    assert read_now(lambda: [row.name for row in published_rows()]) == []


def published_rows():
    return [*Bot.select(), *Deployment.select()]


def test_a_bot_without_its_agent_says_so(house, published):
    house.call("agents.remove_agent", by=published.by, id=published.agent["id"])
    assert house.call("bots.read_bot", by=published.by, id=published.bot["id"]).json["agent_name"] is None
    assert published.complete("count").status == 404


def test_idle_sessions_are_forgotten(house, published, clock_hands):
    session_id = published.complete("count").json["appliance"]["session_id"]
    clock_hands.advance(91 * DAY)
    jobs.forget_sessions.body()
    assert house.get(f"{SESSIONS}/{session_id}", headers=published.bearer()).status == 404
