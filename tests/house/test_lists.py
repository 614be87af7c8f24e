"""Every list shows each row once, whatever the page, the order and what is added meanwhile, and counts them all."""

import pytest

from appliance.kernel.actor import Actor
from appliance.rooms.chat.bots.tables import Bot
from appliance.rooms.chat.deployments.tables import Deployment
from appliance.rooms.knowledge.quotas import Scope
from tests import make, make_federation, make_generations, make_knowledge, make_passkeys
from tests.house.declared import BY_KEY, keys_of
from tests.house.town import in_unit

MOST_PAGES = 50
LISTS = keys_of(lambda one: one.is_paged)
ROWS = {
    "agents.list_agents": lambda town, _: make.agent(town.people.ada.owner),
    "bots.list_bots": lambda town, _: make.bot(town.people.ada.owner),
    "bots.list_keys": lambda town, given: make.bot_key(town.people.ada.owner, Bot.get_by_id(given["id"])),
    "completions.list_sessions": lambda town, _: make.bot_session(town.people.bob.actor),
    "deployments.list_deployments": lambda town, _: make.deployment(town.people.ada.owner),
    "deployments.list_runs": lambda _, given: make.run(Deployment.get_by_id(given["id"])),
    "collections.list_public_bases": lambda town, _: make_knowledge.public_base(town.people.ada.owner),
    "collections.list_published_bases": lambda town, _: make_knowledge.published_base(town.people.ada.owner),
    "collections.list_base_quotas": lambda town, _: make_knowledge.usage(town.people.ada.owner, Scope.BASE),
    "quotas.list_people_quotas": lambda town, _: make_knowledge.usage(town.people.ada.owner, Scope.PERSON),
    "collections.list_bases": lambda town, _: make.base(town.people.ada.owner),
    "connector.list_instances": lambda town, _: make_federation.instance(town.people.ada.owner),
    "consents.list_consents": lambda town, _: make_federation.consent(town.people.ada.owner),
    "conversations.list_conversations": lambda town, _: make.conversation(town.people.ada.owner),
    "conversations.list_messages": lambda _, given: make.message(given["id"]),
    "documents.list_documents": lambda town, given: make.document(town.people.ada.owner, make.found_base(given["id"])),
    "documents.document_chunks": lambda _, given: make.chunk(given["doc_id"]),
    "feedback.list_questions": lambda town, given: make_knowledge.remark(town.people.ada.owner, given["id"]),
    "feedback.list_open_questions": lambda town, _: make_knowledge.remark(town.people.ada.owner, None),
    "purging.list_purges": lambda town, _: make_knowledge.purge(town.people.ada.owner),
    "federation.list_connections": lambda town, _: make_federation.connection(town.people.ada.owner),
    "generations.list_generations": lambda town, given: make_generations.previous(
        town.people.ada.owner, make.found_base(given["id"])
    ),
    "generations.list_questions": lambda town, given: make_generations.question(
        town.people.ada.owner, make.found_base(given["id"])
    ),
    "grants.list_grants": lambda town, _: make.grant(town.people.ada.owner),
    "groups.list_groups": lambda town, _: make.group(town.people.ada.owner),
    "jobs.list_jobs": lambda town, _: make.document(town.people.ada.owner),
    "keys.list_keys": lambda town, _: make.key(town.people.ada.owner),
    "licensing.list_revocations": lambda _town, _: make.revocation(),
    "mail.list_letters": lambda town, _: make.letter(town.people.ada.owner),
    "passkeys.list_of_user": lambda town, given: make_passkeys.passkey(Actor(given["id"], town.people.ada.org_id)),
    "passkeys.list_passkeys": lambda town, _: make_passkeys.passkey(town.people.ada.owner),
    "users.list_invitations": lambda town, _: make.user(town.people.ada.owner),
    "signup.list_waiting": lambda town, _: make.applicant(town.people.ada.owner),
    "signup.public_organisations": lambda _town, _: make.public_organisation(),
    "sessions.list_sessions": lambda town, _: make.session(town.people.ada.owner),
    "service_keys.list_service_keys": lambda town, _: make.service_key(town.people.ada.owner),
    "tokens.list_all_tokens": lambda town, _: make.token(town.people.ada.owner),
    "tokens.list_tokens": lambda town, _: make.token(town.people.ada.owner),
    "folders.list_files": lambda _, given: make_knowledge.watched_file(given["id"]),
    "folders.list_folders": lambda town, _: make_knowledge.watched_folder(town.people.ada.owner),
    "webpages.list_addresses": lambda _, given: make.web_address(given["id"]),
    "webpages.list_webpages": lambda town, _: make.webpage(town.people.ada.owner),
    "users.list_users": lambda town, _: make.user(town.people.ada.owner),
}
"""How to make one more row of each list."""


def walked(town, ask, limit, sort="", between=lambda: None):
    """The rows of all pages, and the total of the last one."""
    found, cursor = [], ""
    for _ in range(MOST_PAGES):
        query = f"?limit={limit}{sort and f'&sort={sort}'}{cursor and f'&cursor={cursor}'}"
        reply = town.send(ask, town.usual(ask.endpoint), query=query).json
        assert set(reply) == {"data", "pagination"}
        assert len(reply["data"]) <= limit
        found += reply["data"]
        cursor = reply["pagination"]["next_cursor"]
        assert reply["pagination"]["has_more"] == (cursor is not None)
        if cursor is None:
            return found, reply["pagination"]["total"]
        between()
    raise AssertionError("the pages do not end")


@pytest.fixture
def listed(acme, request):
    """A list of at least five rows: the call, and how to make one more."""
    endpoint = BY_KEY[request.param]
    ask = acme.ask(endpoint, acme.usual(endpoint))

    def more():
        in_unit(lambda: ROWS[request.param](acme, ask.given))

    for _ in range(5):
        more()
    return ask, more


@pytest.mark.parametrize("listed", LISTS, indirect=True)
def test_pages_show_each_row_once(acme, listed):
    ask, _ = listed
    whole, total = walked(acme, ask, 100)
    assert total == len(whole) >= 5
    for limit in (1, 2, total - 1, total):
        rows, counted = walked(acme, ask, limit)
        assert ([row["id"] for row in rows], counted) == ([row["id"] for row in whole], total)
    assert len({row["id"] for row in whole}) == total


@pytest.mark.parametrize("listed", LISTS, indirect=True)
def test_every_order_is_kept_over_pages(acme, listed):
    ask, _ = listed
    ids = {row["id"] for row in walked(acme, ask, 100)[0]}
    for name in (sort.lstrip("-") for sort in ask.endpoint.signature.filter.sorts):
        up, down = (walked(acme, ask, 2, sort)[0] for sort in (name, f"-{name}"))
        assert {row["id"] for row in up} == {row["id"] for row in down} == ids
        assert len(up) == len(down) == len(ids), name
        values = [row[name] for row in up if row.get(name) is not None]
        assert values == sorted(values), name
        assert [row["id"] for row in down] == [row["id"] for row in reversed(up)], name


@pytest.mark.parametrize("listed", LISTS, indirect=True)
def test_rows_added_meanwhile_shift_nothing(acme, listed):
    ask, more = listed
    before = [row["id"] for row in walked(acme, ask, 100)[0]]
    left = [1, 1]
    rows = [row["id"] for row in walked(acme, ask, 2, between=lambda: left and left.pop() and more())[0]]
    assert len(rows) == len(set(rows))
    assert [id_ for id_ in rows if id_ in before] == before


@pytest.mark.parametrize("listed", LISTS, indirect=True)
def test_a_cursor_belongs_to_its_order(acme, listed):
    ask, _ = listed
    filter_ = ask.endpoint.signature.filter
    cursor = acme.send(ask, acme.usual(ask.endpoint), query="?limit=1").json["pagination"]["next_cursor"]
    default = filter_.sorts[0]
    other = default.removeprefix("-") if default.startswith("-") else f"-{default}"
    assert acme.send(ask, acme.usual(ask.endpoint), query=f"?limit=1&cursor={cursor}&sort={other}").status == 400
    assert acme.send(ask, acme.usual(ask.endpoint), query=f"?cursor={cursor[:-3]}").status == 400


def test_every_list_can_be_filled():
    assert ROWS.keys() == set(LISTS)
