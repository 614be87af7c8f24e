"""An Idempotency-Key makes a POST that creates happen once, however often and however closely together it is sent."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from appliance.kernel import clock
from tests.house.declared import BY_KEY, keys_of, of_people

ONCE = keys_of(lambda one: one.once and one.key != "signin.setup")  # the town is set up; tests of signing in repeat it
KEY = {"Idempotency-Key": "one and the same"}
ALTERED = {
    "collections.fork_base": {"name": "Another"}, "purging.start_purge": {"full": True},
    "turns.ask": {"message": "And another question?"}, "keys.rotate_key": {"overlap_hours": 2},
    "bots.rotate_key": {"overlap_hours": 2}, "deployments.rotate_key": {"overlap_hours": 2},
    "completions.complete": {"messages": [{"role": "user", "content": "And another question?"}]},
    "completions.create_session": {"user": "somebody"}, "deployments.run": {"input": "And another question?"},
}  # fmt: skip
"""Changes of bodies whose examples are always the same."""

TAKES_NOTHING = {"signin.setup", "collections.fork_base", "purging.start_purge", "completions.create_session"}
"""What succeeds with an empty body, or in an empty house alone."""


def texts_of(value):
    """Every text in a reply, however deep."""
    if isinstance(value, dict | list):
        return [text for one in (value.values() if isinstance(value, dict) else value) for text in texts_of(one)]
    return [value] if isinstance(value, str) else []


def changed(before, after):
    """Tables whose number of rows is another one."""
    return {name: after[name] - count for name, count in before.items() if after[name] != count}


def another(town, first, by):
    """The same call with another body."""
    other = town.ask(first.endpoint, by)
    found = replace(other, given=first.given, path=first.path)
    return found.with_body(**ALTERED[first.endpoint.key]) if first.endpoint.key in ALTERED else found


@pytest.mark.parametrize("key", ONCE)
def test_a_repeat_has_one_effect_and_the_same_answer(acme, key):
    ada = acme.usual(BY_KEY[key])
    ask = acme.ask(BY_KEY[key], ada)
    before = acme.counts()
    first = acme.send(ask, ada, headers=KEY)
    between = acme.counts()
    second = acme.send(ask, ada, headers=KEY)
    assert changed(before, between), "it has an effect"
    assert changed(between, acme.counts()) == {}
    assert (second.status, second.body) == (first.status, first.body)
    assert second.headers["location"] == first.headers["location"]
    assert (first.headers["idempotency-replayed"], second.headers["idempotency-replayed"]) == (None, "true")


@pytest.mark.parametrize("key", [key for key in ONCE if key != "connector.bootstrap"])  # a Nextcloud comes in once
def test_without_the_header_a_repeat_is_a_second_call(acme, key):
    ada = acme.usual(BY_KEY[key])
    for ask in (first := acme.ask(BY_KEY[key], ada), another(acme, first, ada)):
        before = acme.counts()
        reply = acme.send(ask, ada)
        assert (reply.status < 300, reply.headers["idempotency-replayed"]) == (True, None)
        assert changed(before, acme.counts())


@pytest.mark.parametrize("key", [key for key in ONCE if BY_KEY[key].body is not None])
def test_a_key_is_for_one_body(acme, key):
    ada = acme.usual(BY_KEY[key])
    first = acme.ask(BY_KEY[key], ada)
    other = another(acme, first, ada)
    acme.send(first, ada, headers=KEY)
    before = acme.counts()
    reply = acme.send(other, ada, headers=KEY)
    assert (reply.status, reply.code) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert acme.counts() == before


@pytest.mark.parametrize("key", ONCE)
def test_two_at_once_have_one_effect(acme, key):
    ada = acme.usual(BY_KEY[key])
    ask = acme.ask(BY_KEY[key], ada)
    before = acme.counts()
    acme.send(ask, ada, headers=KEY)
    once = changed(before, acme.counts())
    acme.reset()
    ask = acme.ask(BY_KEY[key], ada)
    before = acme.counts()
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: acme.send(ask, ada, headers=KEY, apart=True), range(4)))
    assert changed(before, acme.counts()) == once
    assert {(reply.status, reply.body) for reply in replies} == {(replies[0].status, replies[0].body)}
    assert [reply.headers["idempotency-replayed"] for reply in replies].count("true") == 3


@pytest.mark.parametrize(
    "key", keys_of(lambda one: one.once and one.access.word not in ("PUBLIC", "SIGNED") and of_people(one))
)
def test_the_key_is_the_callers_own(acme, key):
    ask = acme.ask(BY_KEY[key], acme.people.ada)
    acme.send(ask, acme.people.ada, headers=KEY)
    reply = acme.send(ask, acme.people.ben, headers=KEY)
    assert reply.headers["idempotency-replayed"] is None


@pytest.mark.parametrize("key", keys_of(lambda one: one.once and one.body and one.key not in TAKES_NOTHING))
def test_refusals_are_not_kept(acme, key):
    ada = acme.usual(BY_KEY[key])
    ask = acme.ask(BY_KEY[key], ada)
    assert acme.send(replace(ask, body={}), ada, headers=KEY).status == (400 if BY_KEY[key].dialect else 422)
    reply = acme.send(ask, ada, headers=KEY)
    assert (reply.status, reply.headers["idempotency-replayed"]) == (BY_KEY[key].status, None)


@pytest.mark.parametrize("key", keys_of(lambda one: one.once and one.secret and one.key != "signin.setup"))
def test_receipts_tell_no_secret(acme, key):
    ada = acme.usual(BY_KEY[key])
    reply = acme.send(acme.ask(BY_KEY[key], ada), ada, headers=KEY)
    receipts = acme.rows()["store_receipt"]
    assert len(receipts) == 1
    words = [word for word in texts_of(reply.json) if len(word) > 30]
    assert words
    assert not [word for row in receipts for word in words if word.encode() in row[5]]
    assert KEY["Idempotency-Key"].encode() not in b"".join(part for part in receipts[0] if isinstance(part, bytes))


def test_a_receipt_lives_for_a_day(acme):
    ada = acme.people.ada
    with clock.held() as hands:
        ask = acme.ask(BY_KEY["collections.create_base"], ada)
        first = acme.send(ask, ada, headers=KEY).json["id"]
        hands.advance(clock.DAY - clock.MINUTE)
        assert acme.send(ask, ada, headers=KEY).json["id"] == first
        hands.advance(2 * clock.MINUTE)
        assert acme.send(ask, ada, headers=KEY).json["id"] != first


@pytest.mark.parametrize("value", ["", "x" * 256, "tab\there"])
def test_a_key_that_is_none_is_refused(acme, value):
    ask = acme.ask(BY_KEY["collections.create_base"], acme.people.ada)
    assert acme.send(ask, acme.people.ada, headers={"Idempotency-Key": value}).status == 400
