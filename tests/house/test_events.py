"""The ledger tells what happened: every write records something, and only what its endpoint declares."""

import pytest

from appliance.kernel.event import REGISTRY
from tests.house.declared import BY_KEY, ENDPOINTS, keys_of
from tests.house.test_samples import SUCCEEDS_OTHERWISE
from tests.people import PASSWORD

WRITES = keys_of(lambda one: (one.writes or one.emits) and one.key not in SUCCEEDS_OTHERWISE)
READS = keys_of(
    lambda one: not one.writes and not one.emits and one.key not in SUCCEEDS_OTHERWISE and one.access.word != "INTERNAL"
)
BESIDE = ("store_ledger", "store_receipt", "store_job", "store_change")
"""Tables that follow from facts and are none."""
STEPS = {
    **{
        f"oauth.{one}_{step}": "nobody is let in"
        for one in ("google", "microsoft", "github", "nextcloud", "oidc")
        for step in ("login", "callback")
    },
    **dict.fromkeys(("saml.login", "saml.acs", "saml.finish"), "nobody is let in"),
    "federation.try_connection": "asking a provider changes nothing here",
    "embedding.test_embedding": "asking a provider changes nothing here",
    "reranking.test_reranking": "asking a provider changes nothing here",
    "turns.cancel": "an answer that has ended is not cancelled",
    "jobs.retry_job": "the queue is the store's and not among the rooms' tables",
}
"""Writes that change no row of a room, with the reason."""
ASKS = {"passkeys.ask_new", "passkeys.ask_sign_in", "passkeys.ask_second_step", "passkeys.ask_confirmation"}
"""They leave a challenge of five minutes and nothing else."""


def recorded(town, key, by):
    """The ledger's new rows and the tables that changed when this person calls this endpoint."""
    ask = town.ask(BY_KEY[key], by)
    before = town.rows()
    reply = town.send(ask, by)
    after = town.rows()
    assert reply.status < 400
    changed = {name for name, rows in after.items() if name not in BESIDE and rows != before[name]}
    return reply, after["store_ledger"][len(before["store_ledger"]) :], changed


@pytest.mark.parametrize("key", WRITES)
def test_a_write_records_what_it_declares(acme, key):
    ada = acme.usual(BY_KEY[key])
    reply, rows, changed = recorded(acme, key, ada)
    declared = {event.event_name for event in BY_KEY[key].emits}
    assert {row[8] for row in rows} <= declared
    assert bool(rows) == bool(changed and declared) or key in STEPS
    assert {row[7] for row in rows} <= {reply.headers["x-request-id"]}
    if BY_KEY[key].access.word not in ("PUBLIC", "SIGNED"):
        assert {(row[2], row[3]) for row in rows} <= {(ada.org_id, ada.id)}


@pytest.mark.parametrize("key", READS)
def test_a_read_changes_and_records_nothing(acme, key):
    _, rows, changed = recorded(acme, key, acme.usual(BY_KEY[key]))
    assert (rows, changed) == ([], set())


def test_every_write_that_records_nothing_was_thought_of():
    assert {one.key for one in ENDPOINTS if one.writes and not one.emits} == ASKS


def test_every_declared_event_is_a_known_one():
    assert {event.event_name for one in ENDPOINTS for event in one.emits} <= REGISTRY.keys()


def test_the_ledger_keeps_neither_secrets_nor_texts(acme):
    secrets = [PASSWORD, "weighs nine pounds"]
    for key in WRITES:
        acme.reset()
        reply, rows, _ = recorded(acme, key, acme.usual(BY_KEY[key]))
        if reply.body and BY_KEY[key].secret:
            secrets += [word for name in ("secret", "token", "invite_url") if (word := reply.json.get(name))]
        told = " ".join(row[12] for row in rows)
        assert not [secret for secret in secrets if secret in told], key
        assert "@" not in told, f"{key} names an e-mail address"
