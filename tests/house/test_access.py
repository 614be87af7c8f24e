"""Every endpoint, every person, every carrier: admitted or refused as `kernel.access` says, and never otherwise."""

import pytest

from appliance.kernel.access import refusal
from appliance.kernel.actor import Credential
from appliance.kernel.door import Mode
from tests.house.declared import BY_KEY, HOUSE, KEYS
from tests.samples import address

OF_SESSIONS = {
    "keys.create_key", "keys.rotate_key", "tokens.create_token", "service_keys.create_service_key",
    "service_keys.regenerate_service_key", "signin.csrf", "signin.confirm",
    "passkeys.ask_confirmation", "passkeys.confirm",
    "sessions.session_token", "bots.create_key", "bots.rotate_key", "deployments.rotate_key",
}  # fmt: skip
"""Only a session makes keys, and only a cookie needs a token against forgery: keys are refused by the row rule."""
OF_PEOPLE = {"signin.change_password"}
"""A service account has no password."""
OF_THE_MACHINE = {
    "licensing.apply",
    "licensing.remove",
    "licensing.list_revocations",
    "jobs.list_jobs",
    "jobs.retry_job",
}
"""With several organisations these need an operator (semantics, section 5), and here are two."""


def expected(endpoint, person):
    """The status of the refusal, or 0 when this person is admitted."""
    if endpoint.access.word in ("PUBLIC", "SIGNED"):
        return 0
    if person.refused or not person.id:
        return 404 if endpoint.access.word == "INTERNAL" else 401
    found = refusal(endpoint.access, person.actor, endpoint.method,
                    reads_only=endpoint.mode in (Mode.READ, Mode.DOWNLOAD))  # fmt: skip
    if found is not None:
        return found.status
    keyless = (endpoint.key in OF_SESSIONS or endpoint.fresh) and not person.actor.has_session
    faceless = endpoint.key in OF_PEOPLE and person.actor.kind == "service"
    return 403 if keyless or faceless or (endpoint.key in OF_THE_MACHINE and not person.actor.is_operator) else 0


def holds(reply, wanted):
    """Whether an answer is of the expected class."""
    return reply.status == wanted if wanted else reply.status not in (401, 403) and reply.status < 500


@pytest.mark.parametrize("key", KEYS)
def test_everybody_is_admitted_or_refused_as_declared(town, key):
    endpoint, wrong = BY_KEY[key], []
    for person in town.people:
        for carrier in person.carriers or ("",):
            town.reset()
            reply = town.send(town.ask(endpoint, person), person, carrier=carrier)
            if not holds(reply, wanted := expected(endpoint, person)):
                wrong.append(f"{person.name} by {carrier}: {reply.status} {reply.body[:200]!r}, not {wanted}")
    assert wrong == []


@pytest.mark.parametrize("key", KEYS)
def test_whoever_is_refused_changes_nothing(acme, key):
    endpoint = BY_KEY[key]
    asks = [(person, acme.ask(endpoint, person)) for person in acme.people if expected(endpoint, person)]
    before = acme.rows()
    for person, ask in asks:
        acme.send(ask, person)
    assert acme.rows() == before


@pytest.mark.parametrize("key", KEYS)
def test_every_name_of_an_endpoint_decides_alike(acme, key):
    endpoint = BY_KEY[key]
    for person in (acme.people.dan, acme.people.nobody):
        for path in endpoint.also:
            ask = acme.ask(endpoint, person)
            reply = acme.driven.send(endpoint.method, address(endpoint, ask.given, path), headers=person.headers)
            assert holds(reply, expected(endpoint, person)), path


def test_somebody_carries_every_kind_of_credential(town):
    carried = {person.actor.credential for person in town.people} | {Credential.JWT}
    assert carried >= HOUSE.authenticators.keys()


def test_why_a_credential_does_not_hold_is_told(acme):
    for person in acme.people:
        for carrier in person.carriers if person.refused else ():
            reply = acme.send(acme.ask(BY_KEY["signin.me"], person), person, carrier=carrier)
            assert reply.error["details"] == {"reason": person.refused}
            assert reply.headers["www-authenticate"] == "Bearer"


def test_a_cookie_needs_its_token_to_change_anything(acme):
    cleo = acme.people.cleo.browser
    for endpoint in BY_KEY.values():
        if endpoint.method == "GET" or endpoint.access.word in ("PUBLIC", "SIGNED"):
            continue
        ask = acme.ask(endpoint, cleo)
        before = acme.rows()
        for token in ("", "wrong", acme.people.ada.browser.headers["X-CSRF-Token"]):
            reply = acme.send(ask, cleo, headers={"X-CSRF-Token": token})
            assert (reply.status, reply.code) == (403, "CSRF_FAILED"), endpoint.key
        assert acme.rows() == before, endpoint.key
