"""Nothing of an organisation is reached, seen or touched from another one, whichever id is sent and wherever."""

import pytest

from tests.house.declared import BY_KEY, keys_of, of_people
from tests.make import CANARY
from tests.samples import BY_KIND, id_fields, kind_of

EVERYBODYS = ("scim.resource_type", "scim.schema")
"""Documents of a protocol, the same for every organisation."""
NAMED = keys_of(
    lambda one: (
        one.params and one.access.word not in ("PUBLIC", "SIGNED") and of_people(one) and one.key not in EVERYBODYS
    )
)
NESTED = keys_of(lambda one: of_people(one) and sum(param.kind != "str" for param in one.params) > 1)
TAKES_IDS = [
    (key, name) for key in keys_of(lambda one: one.body and of_people(one)) for name in id_fields(BY_KEY[key].body)
]
READS = keys_of(
    lambda one: one.method == "GET" and not one.emits and not one.params and one.mode != "stream" and of_people(one)
)
PERSONAL = keys_of(
    lambda one: (
        any(param.kind in ("cnv", "msg", "key", "pat", "ses") for param in one.params)
        and one.access.word != "ADMIN"
        and one.room != "bots"  # its keys are the bot's, which administrators and its publisher hold
    )
)


def refused(town, ask, by):
    """The reply of a call that must find nothing, say nothing and change nothing."""
    before = town.rows()
    reply = town.send(ask, by)
    assert CANARY.encode() not in reply.body.lower()
    assert town.rows() == before
    return reply


@pytest.mark.parametrize("key", NAMED)
def test_another_organisations_things_are_not_there(acme, key):
    ask = acme.ask(BY_KEY[key], acme.people.ada)
    assert refused(acme, ask, acme.people.eve).status == 404
    assert acme.send(ask, acme.people.ada).status < 400, "it is there for those who may see it"


@pytest.mark.parametrize("key", PERSONAL)
def test_what_is_personal_is_not_there_for_colleagues(acme, key):
    ask = acme.ask(BY_KEY[key], acme.people.cleo)
    for colleague in (acme.people.ada, acme.people.ben, acme.people.dan):
        assert refused(acme, ask, colleague).status == 404


@pytest.mark.parametrize("key", NESTED)
def test_a_parent_of_ones_own_opens_no_foreign_child(acme, key):
    endpoint, eve = BY_KEY[key], acme.people.eve
    last = endpoint.params[-1].name
    own, other = acme.ask(endpoint, eve), acme.ask(endpoint, eve)
    foreign = acme.ask(endpoint, acme.people.ada)
    for child in (foreign.given[last], other.given[last]):
        assert refused(acme, own.with_given(**{last: child}), eve).status == 404
    parent = {endpoint.params[0].name: foreign.given[endpoint.params[0].name]}
    assert refused(acme, own.with_given(**parent), eve).status == 404
    assert acme.send(own, eve).status < 400


@pytest.mark.parametrize(("key", "name"), TAKES_IDS)
def test_a_body_names_nothing_of_another_organisation(acme, key, name):
    endpoint, eve = BY_KEY[key], acme.people.eve
    thing = acme.made(kind_of(name), acme.people.ada)
    id_ = getattr(thing, "id", thing)
    named = {name: [id_] if name.endswith("_ids") else id_}
    if name == "group_ids" and "visibility" in endpoint.body.model_fields:
        named["visibility"] = "groups"
    reply = refused(acme, acme.ask(endpoint, eve).with_body(**named), eve)
    assert reply.status in (404, 422)
    theirs = acme.made(kind_of(name), eve)
    own = getattr(theirs, "id", theirs)
    again = acme.ask(endpoint, eve).with_body(**named | {name: [own] if name.endswith("_ids") else own})
    assert acme.send(again, eve).status < 400, "with a thing of their own it succeeds"


@pytest.mark.parametrize("key", keys_of(lambda one: one.body))
def test_every_field_that_names_something_is_known(key):
    schema = BY_KEY[key].body.model_json_schema()
    inner = {name for part in schema.get("$defs", {}).values() for name in part.get("properties", {})}
    assert {name for name in inner if kind_of(name)} <= set(id_fields(BY_KEY[key].body)), "ids of inner shapes"
    assert set(id_fields(BY_KEY[key].body).values()) <= BY_KIND.keys()


@pytest.mark.parametrize("key", READS)
def test_lists_and_views_show_nothing_of_another_organisation(acme, key):
    body = acme.send(acme.ask(BY_KEY[key], acme.people.eve), acme.people.eve).body.lower()
    for foreign in (CANARY, acme.people.ada.org_id, acme.people.ada.id, acme.people.cleo.id):
        assert foreign.encode() not in body


def test_search_finds_only_ones_own(acme):
    for key in keys_of(lambda one: one.room == "retrieval" and one.body):
        ask = acme.ask(BY_KEY[key], acme.people.eve).with_body(query=CANARY)
        assert acme.send(ask, acme.people.eve).json["data"] == []
    found = acme.send(acme.ask(BY_KEY["retrieval.search_all"], acme.people.cleo), acme.people.cleo).json["data"]
    assert CANARY in found[0]["text"]


@pytest.mark.parametrize("key", keys_of(lambda one: one.is_paged and one.signature.filter and of_people(one)))
def test_no_filter_reaches_beyond_ones_own(acme, key):
    endpoint, eve, ada = BY_KEY[key], acme.people.eve, acme.people.ada
    ask = acme.ask(endpoint, eve)
    for name in (name for name in endpoint.signature.filter.model_fields if name.endswith("_id")):
        kind = {"owner_id": ada.id}.get(name) or acme.made("doc" if name == "external_id" else kind_of(name), ada).id
        assert acme.send(ask, eve, query=f"?{name}={kind}").json["data"] == []
        assert ada.id.encode() not in acme.send(ask, eve, query=f"?{name}__ne={eve.id}").body


def test_a_callers_own_id_reaches_only_ones_own_base(acme):
    eve, endpoint = acme.people.eve, BY_KEY["ingest.remove_ingested"]
    foreign = acme.made("doc", acme.people.ada)
    ask = acme.ask(endpoint, eve).with_given(id=foreign.external_id)
    for base_id in (foreign.knowledge_base_id, acme.made("kb", eve).id):
        before = acme.rows()
        assert acme.send(ask, eve, query=f"?knowledge_base_id={base_id}").status == 404
        assert acme.rows() == before
