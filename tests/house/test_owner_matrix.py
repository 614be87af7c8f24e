"""The owner matrix: what is one person's own, every route to it, every credential by every carrier, and nobody gets in.

Ada owns. Her bases and agents are private, and for Gus, who would see them, denied. Whoever else calls a route with the
ids of her things gets 401, 403 or 404, reads no word of them and changes nothing; whoever calls a route without ids
reads no word of them either, and leaves every row of hers as it was.
"""

import pytest

from appliance.kernel.actor import Actor, Credential, Role
from appliance.rooms.agents.tables import Agent
from appliance.rooms.identity.grants.tables import Grant
from appliance.rooms.knowledge.collections import KnowledgeBase
from tests.house.declared import BY_KEY, KEYS
from tests.house.town import in_unit
from tests.make import CANARY
from tests.people import Person
from tests.samples import HEADERS

SEEN_BY_ALL = {
    "collections.install_base": "a published base is the whole organisation's to install",
    "collections.preview_base": "and to look at before they do",
    "collections.uninstall_base": "everybody may uninstall what they installed, which here is nothing",
    "groups.read_group": "everybody of an organisation sees which groups it has",
}
"""Routes with ids that others than the owner and administrators may call, with the reason."""
OUTSIDERS = ("Nobody", "Cleo", "Finn", "Olga", "Rex", "Kay", "Kim", "Cid", "Pat", "Dan", "Sam", "Lim", "Eve",
             "Bob", "Dora", "Una")  # fmt: skip
"""None, other user, suspended, expired, revoked, reading key, full key, CI, token, viewer, service, limited, tenant, and
machines: keys of a bot and of a deployment, and of another tenant's bot."""
OPEN = ("PUBLIC", "SIGNED")
"""Their credential is what stands in the request: a link, a password, a signature."""
PASSING = ("store_", "sessions_", "keys_", "tokens_", "service_keys_")
"""Tables of facts that follow from any call: the queue, the ledger, when a credential was last used."""


def internal(town):
    """Whoever holds the secret between machines."""
    kind, secret = Credential.INTERNAL, town.config.internal_api_secret
    return Person(kind, Actor("", "", credential=kind), {"Bearer": {"Authorization": f"Bearer {secret}"}})


def shut(town, deny=()):
    """Everything that could be open is private; for those who are denied it is open to all but them."""
    visibility = "organisation" if deny else "private"
    for table in (KnowledgeBase, Agent):
        table.update(visibility=visibility).execute()
        for row in table.select().where(table.org_id == town.people.ada.org_id):
            for who in deny:
                Grant.add(org_id=row.org_id, kind=table.prefix, resource_id=row.id, subject_kind="person",
                          subject_id=who, level="deny", granted_by=row.owner_id)  # fmt: skip


def owned(town):
    """Every row that names Ada, beside what follows from any call."""
    ada = town.people.ada.id
    rows = {name: found for name, found in town.rows().items() if not name.startswith(PASSING)}
    return {(name, row) for name, found in rows.items() for row in found if ada in row}


def callers(town, endpoint, denied):
    """Everybody of the matrix with the carriers to present themselves by; the machine whose own things these are not."""
    people = [town.people[name] for name in denied or OUTSIDERS] + ([] if denied else [internal(town)])
    for person in people:
        if person == town.usual(endpoint):
            continue
        for carrier in person.carriers or ("",):
            yield person, carrier


def refusals(town, ask, denied):
    """What was answered wrongly to calls that must be refused."""
    for person, carrier in callers(town, ask.endpoint, denied):
        if ask.endpoint.access.word == "INTERNAL" and person.actor.credential is Credential.INTERNAL:
            continue
        reply = town.send(ask, person, carrier=carrier)
        if reply.status not in (401, 403, 404) or CANARY.encode() in reply.body.lower():
            yield f"{person.name} by {carrier}: {reply.status} {reply.body[:200]!r}"


def leaks(town, ask, denied):
    """What was answered wrongly to calls that may be admitted, but tell nothing of Ada's."""
    for person, carrier in callers(town, ask.endpoint, denied):
        body = town.send(ask, person, carrier=carrier).body.lower()
        if CANARY.encode() in body:
            yield f"{person.name} by {carrier}: {body[:300]!r}"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("denied", [(), ("Cleo", "Kim", "Pat", "Ben")], ids=["outsiders", "denied"])
def test_nobody_reaches_what_is_anothers(acme, key, denied):
    endpoint = BY_KEY[key]
    names_things = any(one.kind != "str" or endpoint.room in ("grants", "ingest") for one in endpoint.params)
    if denied and not any(one.kind in ("kb", "doc", "agt") for one in endpoint.params):
        return
    if key in SEEN_BY_ALL or (endpoint.access.word in OPEN and (endpoint.params or endpoint.body or key in HEADERS)):
        return
    ask = acme.ask(endpoint, acme.people.ada)
    ids = sorted({acme.people[name].id for name in denied})
    in_unit(lambda: shut(acme, ids))
    if key in ADMINISTERED and denied:
        denied = tuple(name for name in denied if acme.people[name].actor.role is not Role.ADMIN)
    before, hers = acme.rows(), owned(acme)
    if names_things:
        assert list(refusals(acme, ask, denied)) == []
        assert {name: rows for name, rows in acme.rows().items() if rows != before[name]} == {}
    else:
        assert list(leaks(acme, ask, denied)) == []
        assert hers - owned(acme) == set()


ADMINISTERED = {
    "collections.publish_base": "who reaches a base is theirs to say",
    "collections.unpublish_base": "who reaches a base is theirs to say",
    "collections.read_base": "administrators are told its name and counts, as of private ones",
    "collections.remove_base": "and may remove it",
    "collections.change_base_quota": "and say how much it may hold",
    "collections.remove_base_quota": "and say how much it may hold",
}
"""What is left of a denied base to administrators."""


def test_the_exceptions_are_few_and_there():
    assert len(SEEN_BY_ALL) + len(ADMINISTERED) <= 10
    assert BY_KEY.keys() >= SEEN_BY_ALL.keys() | ADMINISTERED.keys()
