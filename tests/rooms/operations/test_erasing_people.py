"""Somebody is erased and purged: no file of the data folder holds a byte of what they were called, wrote or owned."""

from pathlib import Path
from typing import Any

import pytest

from appliance.kernel.actor import Role
from appliance.rooms.identity.federation.tables import Connection, Identity, ProviderKind
from appliance.rooms.identity.scim.tables import PersonRecord
from appliance.rooms.knowledge.documents import Document
from appliance.rooms.operations.purging import actions
from appliance.store import ledger
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection
from tests import make_knowledge
from tests.driving import Driven, Reply
from tests.people import Person
from tests.rooms.identity.people import PASSWORD, newcomer
from tests.rooms.identity.people import Person as Newcomer
from tests.rooms.operations.test_purging import purge

NAME = "Zyxqvantoplix"
EMAIL = f"{NAME.lower()}@acme.test"
CANARY = NAME[2:11]


def traces(folder: Path, word: str = CANARY) -> dict[str, int]:
    """Files in which the word stands, in letters of any size, in UTF-8 or UTF-16, and how often."""
    forms = {form.encode(code) for form in (word.lower(), word.upper()) for code in ("utf-8", "utf-16-le", "utf-16-be")}
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            count = sum(content.lower().count(form.lower()) for form in forms)
            if count:
                found[str(path.relative_to(folder))] = count
    return found


def sound(reply: Reply) -> Any:
    """The body of an answer that is no refusal."""
    assert reply.status < 300, reply.body
    return reply.json


def leaver(house: Driven, ada: Person) -> Newcomer:
    """Somebody who left traces in every room."""
    invited = sound(house.call("users.invite_user", by=ada, email=f"x.{EMAIL}", name=NAME))
    house.call("users.remove_user", by=ada, id=invited["id"])
    who = newcomer(house, EMAIL)
    agent = {"User-Agent": f"Browser of {NAME}"}
    sound(house.call("signin.admin_login", email=EMAIL, password=PASSWORD, headers=agent))
    sound(house.call("signin.update_profile", by=who, name=NAME))
    sound(house.call("keys.create_key", by=who, name=f"key of {NAME}"))
    sound(house.call("tokens.create_token", by=who, name=f"token of {NAME}", expires_in_days=30))
    sound(house.call("recovery.forgot_password", email=EMAIL))
    sound(house.call("agents.create_agent", by=who, name=f"Agent of {NAME}", instructions=f"I am {NAME}"))
    base = sound(house.call("collections.create_base", by=who, name=f"Notes of {NAME}", visibility="private"))["id"]
    sound(house.call("ingest.ingest_document", by=who, knowledge_base_id=base, id="diary", text=f"Diary of {NAME}."))
    talk(house, who)
    federated(who, ada.org_id)
    house.settle()
    return who


def talk(house: Driven, who: Newcomer) -> None:
    """A question, its answer, and what the person thinks of it."""
    asked = {"message": f"Who is {NAME}?", "stream": False}
    answer = sound(house.post("/api/chat", by=who, json=asked, headers={"Idempotency-Key": "one"}))
    sound(
        house.call("feedback.give_feedback", by=who, id=answer["message_id"], thumb="down", comment=f"{NAME} was here")
    )


def federated(who: Newcomer, org_id: str) -> None:
    """What an identity provider and a directory said of the person."""

    def write() -> None:
        common = {"org_id": org_id, "label": "SSO", "settings": {}, "mapping": {}, "group_ids": [], "domains": []}
        connection = Connection.add(
            kind=ProviderKind.OIDC, default_role=Role.EDITOR, creates_people=False, links_verified_email=False, **common
        )
        Identity.add(
            org_id=org_id, user_id=who.id, connection_id=connection.id, issuer="https://idp.test", subject=NAME,
            given_group_ids=[],
        )  # fmt: skip
        PersonRecord.add(org_id=org_id, user_id=who.id, external_id=NAME, email=EMAIL, attributes={"nick": NAME})

    write_now(write)


def erased(house: Driven, ada: Person, who: Newcomer) -> None:
    house.call("users.remove_user", by=ada, id=who.id)
    assert house.call("users.erase_user", by=ada, id=who.id).status == 200
    house.settle()


def test_no_byte_of_an_erased_person_is_left(house: Driven, ada: Person) -> None:
    who = leaver(house, ada)
    assert traces(house.config.data_dir)
    invited = [one["id"] for one in house.call("users.list_users", by=ada, query={"removed": "true"}).json["data"]]
    for id_ in invited:
        assert house.call("users.erase_user", by=ada, id=id_).status == 200
    erased(house, ada, who)
    receipt = purge(house, ada)
    assert receipt["state"] == "done", receipt
    assert traces(house.config.data_dir) == {}


def test_what_the_organisation_owns_stays_and_names_a_number(house: Driven, ada: Person) -> None:
    who = newcomer(house, EMAIL)
    base = house.call("collections.create_base", by=ada, name="Handbook", visibility="organisation").json["id"]
    house.call("ingest.ingest_document", by=who, knowledge_base_id=base, id="rules", text="The coach leaves at nine.")
    house.settle()
    erased(house, ada, who)
    purge(house, ada)
    assert traces(house.config.data_dir) == {}
    (document,) = house.get(f"/api/knowledge/{base}/documents", by=ada).json["data"]
    assert read_now(lambda: Document.get_by_id(document["id"]).added_by) == who.id
    found = house.post("/api/search", by=ada, json={"query": "coach"}).json["data"]
    assert [one["document_id"] for one in found] == [document["id"]]


def test_the_ledger_is_whole_and_says_who_but_not_what(house: Driven, ada: Person) -> None:
    who = leaver(house, ada)
    erased(house, ada, who)
    purge(house, ada)
    assert read_now(lambda: ledger.verify(reading_connection())) is None
    entries: list[Any] = read_now(lambda: ledger.after(reading_connection(), 0, 1_000))
    made = [one for one in entries if one.name == "BaseCreated"]
    assert [(one.actor_id, one.is_blank) for one in made] == [(who.id, True)]
    assert [one.is_blank for one in entries if one.name == "UserErased"] == [False]


def test_a_private_base_that_was_shared_is_not_taken_along(house: Driven, ada: Person) -> None:
    who, friend = newcomer(house, EMAIL), newcomer(house, "friend@acme.test")
    base = house.call("collections.create_base", by=who, name="Shared", visibility="private").json["id"]
    grant = {"resource_id": base, "subject_id": friend.id, "level": "viewer"}
    assert house.post("/api/grants", by=who, json=grant).status == 201
    erased(house, ada, who)
    assert house.call("collections.read_base", by=friend, id=base).status == 200


@pytest.mark.parametrize("what", ["here", "already erased"])
def test_only_the_removed_are_erased_and_only_once(house: Driven, ada: Person, what: str) -> None:
    who = newcomer(house, EMAIL)
    if what == "already erased":
        erased(house, ada, who)
    assert house.call("users.erase_user", by=ada, id=who.id).status == 404


def test_a_purge_that_is_tried_again_keeps_its_count(house: Driven, ada: Person) -> None:
    who = leaver(house, ada)
    erased(house, ada, who)
    row = write_now(lambda: make_knowledge.purge(ada.owner))
    found, sequence, _ = read_now(actions.removed, row.id)
    write_now(actions.blank, row.id, found, sequence)
    again, sequence, _ = read_now(actions.removed, row.id)
    assert len(again) < len(found)
    write_now(actions.blank, row.id, again, sequence)
    assert read_now(lambda: type(row).get_by_id(row.id).removed_count) == len(found)
