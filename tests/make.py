"""One factory per noun, through the rooms' actions; each is called inside an open writing unit.

Whatever is made says CANARY in every text of it, so that a leak shows itself.
"""

import hashlib
import itertools
from dataclasses import replace
from typing import Any

from appliance.kernel import clock, crypt, current
from appliance.kernel.actor import Actor, Role
from appliance.kernel.visit import Upload, Visit
from appliance.rooms import mail
from appliance.rooms.agents import actions as agents
from appliance.rooms.agents.shapes import AgentDraft
from appliance.rooms.agents.tables import Agent
from appliance.rooms.chat import conversations
from appliance.rooms.chat.bots import actions as bots
from appliance.rooms.chat.bots import keys as bot_keys
from appliance.rooms.chat.bots.shapes import BotDraft, BotKeyDraft
from appliance.rooms.chat.bots.tables import Bot, BotKey, BotSession
from appliance.rooms.chat.conversations import Author, Conversation, Message, State
from appliance.rooms.chat.conversations import actions as talking
from appliance.rooms.chat.deployments import actions as deployments
from appliance.rooms.chat.deployments import runs
from appliance.rooms.chat.deployments.shapes import DeploymentDraft
from appliance.rooms.chat.deployments.tables import Deployment
from appliance.rooms.chat.turns.protocol import event, packed
from appliance.rooms.chat.turns.tables import Turn
from appliance.rooms.identity import factors, sessions
from appliance.rooms.identity.addresses.tables import AddressChange
from appliance.rooms.identity.factors import actions as second_factors
from appliance.rooms.identity.factors import totp
from appliance.rooms.identity.factors.tables import Authenticator
from appliance.rooms.identity.grants import actions as grants
from appliance.rooms.identity.grants.shapes import GrantDraft
from appliance.rooms.identity.grants.tables import Grant
from appliance.rooms.identity.groups import Group
from appliance.rooms.identity.groups import actions as groups
from appliance.rooms.identity.groups.shapes import GroupDraft
from appliance.rooms.identity.keys import actions as keys
from appliance.rooms.identity.keys.shapes import KeyDraft
from appliance.rooms.identity.keys.tables import ApiKey
from appliance.rooms.identity.orgs import found_organisation
from appliance.rooms.identity.recovery import actions as recovery
from appliance.rooms.identity.service_keys import actions as service_keys
from appliance.rooms.identity.service_keys.shapes import ServiceKeyDraft
from appliance.rooms.identity.service_keys.tables import KeyType, ServiceKey
from appliance.rooms.identity.sessions import actions as signed_in
from appliance.rooms.identity.sessions.tables import Session
from appliance.rooms.identity.signup import actions as signup
from appliance.rooms.identity.signup.tables import Applicant, Unproven
from appliance.rooms.identity.tokens import actions as tokens
from appliance.rooms.identity.tokens.shapes import TokenDraft
from appliance.rooms.identity.tokens.tables import PersonalToken
from appliance.rooms.identity.users import actions as users
from appliance.rooms.identity.users.shapes import UserDraft
from appliance.rooms.identity.users.tables import Invitation, User
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.collections import actions as collections
from appliance.rooms.knowledge.collections.shapes import BaseDraft
from appliance.rooms.knowledge.documents import Document
from appliance.rooms.knowledge.documents import actions as documents
from appliance.rooms.knowledge.documents.shapes import UploadFacts
from appliance.rooms.knowledge.documents.tables import Chunk
from appliance.rooms.knowledge.ingest import actions as ingest
from appliance.rooms.knowledge.ingest import jobs, texts
from appliance.rooms.knowledge.ingest.shapes import PushedText
from appliance.rooms.knowledge.webpages import Webpage
from appliance.rooms.knowledge.webpages import actions as webpages
from appliance.rooms.knowledge.webpages.shapes import WebpageDraft
from appliance.rooms.knowledge.webpages.tables import PageState, Progress, WebAddress
from appliance.rooms.licensing.tables import Revocation
from appliance.rooms.mail.tables import Letter
from appliance.rooms.operations.jobs.tables import QueuedJob
from appliance.store import opened, queue
from appliance.store.unit import writing_connection

CANARY = "zanzibar"
FILE = f"The {CANARY} is a file.".encode()
"""The content of every made file; whoever opens a store for tests puts it there once."""
numbers = itertools.count(1)


def name_of(noun: str) -> str:
    """A name that no other thing has."""
    return f"{noun} {CANARY} {next(numbers)}"


def base(by: Actor, **more: Any) -> KnowledgeBase:
    """A knowledge base that the whole organisation reads."""
    draft = {"name": name_of("Base"), "description": CANARY, "visibility": "organisation"} | more
    current.actor.set(by)
    return collections.create_base(BaseDraft.model_validate(draft), by=by)


def document(by: Actor, into: KnowledgeBase | None = None, **more: Any) -> Document:
    """A pushed document that has been cut into passages."""
    into = into or base(by)
    draft = {
        "id": name_of("document"),
        "title": name_of("Document"),
        "text": f"The {CANARY} weighs nine pounds.",
    } | more
    current.actor.set(by)
    found, _ = ingest.push(into.id, [texts.pushed(PushedText.model_validate(draft))], by=by)[0]
    jobs.cut_texts.body([found.id])
    return found


def file(by: Actor, into: KnowledgeBase) -> Document:
    """An uploaded document whose file is in the store; it waits to be read."""
    current.actor.set(by)
    sha256 = hashlib.sha256(FILE).hexdigest()
    upload = Upload(opened().files.path(sha256), f"{name_of('file')}.txt", "text/plain", len(FILE), sha256)
    return documents.add_upload(into, upload, UploadFacts(), by=by)[0]


def webpage(by: Actor, into: KnowledgeBase | None = None, **more: Any) -> Webpage:
    """A web page that was read; nothing of it was found."""
    into = into or base(by)
    draft = {"url": f"https://pages{next(numbers)}.example.com/{CANARY}", "knowledge_base_id": into.id} | more
    current.actor.set(by)
    found = webpages.add(WebpageDraft.model_validate(draft), by=by)
    address: WebAddress = WebAddress.get(WebAddress.webpage_id == found.id)
    address.change(state=PageState.FAILED, error_code="unreachable", title=name_of("Page"), seen_run=1)
    return found.change(state=Progress.FAILED, title=name_of("Page"), error_code="unreachable")


def web_address(webpage_id: str) -> WebAddress:
    """One more address of a web page."""
    number = next(numbers)
    return WebAddress.add(
        org_id="",
        webpage_id=webpage_id,
        knowledge_base_id="",
        url=f"https://example.com/{number}",
        place=CANARY,
        depth=1,
    )


def agent(by: Actor, **more: Any) -> Agent:
    """An agent that the whole organisation sees."""
    draft = {"name": name_of("Agent"), "instructions": CANARY, "visibility": "organisation"} | more
    current.actor.set(by)
    return agents.create_agent(AgentDraft.model_validate(draft), by=by)


def bot(by: Actor) -> Bot:
    """A bot of an agent that the whole organisation sees."""
    draft = BotDraft(agent_id=agent(by).id, name=name_of("Bot"), description=CANARY, conversation_starters=[CANARY])
    return bots.create_bot(draft, by=by)


def bot_key(by: Actor, of: Bot | None = None) -> BotKey:
    """A key to a bot."""
    return bot_keys.create(of or bot(by), BotKeyDraft(name=name_of("Key")), by=by)[0]


def bot_session(by: Actor) -> BotSession:
    """A session of the key that a bot's actor carries, in which something was said."""
    session, _ = bots.open_session(None, by=by)
    talk = bots.converse(session, f"What is a {CANARY}?", by=by)
    conversations.add_message(talk, Author.USER, f"What is a {CANARY}?")
    conversations.add_message(talk, Author.ASSISTANT, f"An island is a {CANARY}.", state=State.DONE)
    return session


def deployment(by: Actor) -> Deployment:
    """A deployed agent."""
    draft = DeploymentDraft.model_validate({"name": name_of("Deployment"), "entity_id": agent(by).id})
    return deployments.create(draft, by=by)[0]


def run(of: Deployment) -> Turn:
    """One more run of a deployment, not answered yet."""
    by = Actor(of.id, of.org_id, kind="deployment")
    return runs.ask(of, f"What is a {CANARY}?", None, by=by)[0]


def conversation(by: Actor) -> Conversation:
    """A conversation with one question and its answer."""
    current.actor.set(by)
    talk = talking.open_conversation(name_of("What is a"), None, by=by)
    conversations.add_message(talk, Author.USER, f"What is a {CANARY}?")
    conversations.add_message(talk, Author.ASSISTANT, f"An island is a {CANARY}.", state=State.DONE)
    return talk


def answer(by: Actor) -> Message:
    """An answer that has ended."""
    talk = conversation(by)
    rows = Message.select().where((Message.conversation_id == talk.id) & (Message.role == Author.ASSISTANT))
    found: Message = rows.get()
    told = packed([event("token", text=f"An island is a {CANARY}."), event("done", message_id=found.id)])
    Turn.add(org_id=by.org_id, message_id=found.id, conversation_id=talk.id, owner_id=by.id, events=told)
    return found


def user(by: Actor, **more: Any) -> User:
    """An invited person of the organisation."""
    current.actor.set(by)
    draft = {"email": f"guest{next(numbers)}@{CANARY}.example", "name": name_of("Guest")} | more
    return users.invite(UserDraft.model_validate(draft), by=by)[0]


def invitation(by: Actor) -> str:
    """The token of a live invitation."""
    invited = user(by)
    token = crypt.new_secret("inv_")
    Invitation.get(Invitation.user_id == invited.id).change(token_hash=crypt.digest(token))
    return token


VISIT = Visit("req_made", "127.0.0.1", is_loopback=True, is_secure=False, origin=None, user_agent="", public_url="")


def session(by: Actor) -> Session:
    """One more session of somebody."""
    return sessions.open_session(User.get_by_id(by.id), "password", VISIT).session


def handover(by: Actor) -> str:
    """The token that hands a new session of somebody over."""
    actor = replace(by, session_id=session(by).id)
    return signed_in.hand_over(actor)[1]


def factor(by: Actor) -> bytes:
    """A second factor in force; the answer is its secret."""
    factors.forget_person(by.id)
    secret = second_factors.start(by)
    second_factors.add(by, totp.code(secret, totp.step_at(clock.now_ms())))
    Authenticator.update(last_step=0).where(Authenticator.user_id == by.id).execute()  # its code may be used at once
    return secret


def second_step(by: Actor) -> dict[str, str]:
    """The body of a sign-in's second step that is right."""
    secret, person = factor(by), User.get_by_id(by.id)
    token = factors.begin(by.id, by.org_id, person.password)
    return {"mfa_token": token, "code": totp.code(secret, totp.step_at(clock.now_ms()))}


def revocation() -> Revocation:
    """One more licence that its vendor took back."""
    return Revocation.add(org_id="", jti=name_of("lic"), revoked_at=clock.now_ms(), reason=CANARY)


def open_signup(by: Actor, **more: Any) -> None:
    """Registration opened for everybody."""
    current.actor.set(by)
    signup.change_settings({"open": True} | more, by=by)


def applicant(by: Actor, **more: Any) -> Applicant:
    """Somebody who waits to be let in."""
    address = f"applicant{next(numbers)}@{CANARY}.example"
    return Applicant.add(org_id=by.org_id, email=address, address=address, name=name_of("Applicant"), **more)


def letter(by: Actor) -> Letter:
    """A letter that was not sent."""
    return mail.post(mail.Note(f"guest@{CANARY}.example", name_of("Letter"), CANARY), org_id=by.org_id)


def unproven_body(by: Actor) -> dict[str, str]:
    """The body that proves the address of a registration."""
    open_signup(by)
    token, address = crypt.new_secret("sgp_"), f"unproven{next(numbers)}@{CANARY}.example"
    Unproven.add(
        org_id=by.org_id, email=address, address=address, name=name_of("Unproven"), password="x",
        token_hash=crypt.digest(token), expires_at=clock.now_ms() + clock.HOUR,
    )  # fmt: skip
    return {"token": token}


def address_body(by: Actor) -> dict[str, str]:
    """The body that proves a new address of somebody."""
    person, token = user(by), crypt.new_secret("adc_")
    AddressChange.add(
        org_id=by.org_id, user_id=person.id, email=f"changed{next(numbers)}@{CANARY}.example",
        token_hash=crypt.digest(token), expires_at=clock.now_ms() + clock.HOUR,
    )  # fmt: skip
    return {"token": token}


def reset_body(by: Actor) -> dict[str, str]:
    """The body that chooses a new password with a live link."""
    _, url = recovery.make_link(User.get_by_id(by.id), by=by.id)
    return {"token": url.rpartition("/")[2], "new_password": "five loud otters"}


def public_organisation() -> None:
    """An organisation that allows embedded chat."""
    made = found_organisation(name_of("Organisation"))
    made.change(public_chat=True)


def user_with_factor(by: Actor) -> User:
    """A person who has a second factor."""
    row = user(by)
    factor(Actor(row.id, row.org_id, row.role))
    return row


def key(by: Actor) -> ApiKey:
    """A key."""
    current.actor.set(by)
    return keys.create(KeyDraft(name=name_of("Key")), by=by)[0]


def buried_job(by: Actor) -> QueuedJob:
    """A job that was given up."""
    current.actor.set(by)
    connection = writing_connection()
    id_ = queue.put(connection, "jobs.sweep", "night", {"canary": CANARY})
    connection.execute("UPDATE store_job SET state = 'buried', attempt = 3 WHERE id = ?", (id_,))
    found: QueuedJob = QueuedJob.get_by_id(id_)
    return found


def token(by: Actor) -> PersonalToken:
    """A personal access token."""
    current.actor.set(by)
    return tokens.create(TokenDraft(name=name_of("Token"), expires_in_days=30), by=by)[0]


def service_key(by: Actor) -> ServiceKey:
    """A service key with its account."""
    current.actor.set(by)
    return service_keys.create(ServiceKeyDraft(name=name_of("Service"), type=KeyType.BASIC), by=by)[0]


def group(by: Actor) -> Group:
    """A group with nobody in it."""
    current.actor.set(by)
    return groups.create(GroupDraft(name=name_of("Group"), description=CANARY), by=by)


def grant(by: Actor, on: Any = None, to: Any = None, level: str = "viewer", **more: Any) -> Grant:
    """A grant: of a new private base to a new person unless said otherwise."""
    on = on or base(by, visibility="private")
    to = to or user(replace(by, role=Role.ADMIN))
    current.actor.set(by)
    draft = {"resource_id": on.id, "subject_id": to.id, "level": level} | more
    return grants.give(GrantDraft.model_validate(draft), by=by)


def member(by: Actor, into: Group) -> User:
    """Somebody in a group."""
    found = user(by)
    groups.add_members(into, [found.id])
    return found


def leaver(by: Actor) -> User:
    """Somebody who owns a knowledge base and an agent."""
    found = user(by)
    theirs = Actor(found.id, found.org_id, found.role)
    base(theirs)
    agent(theirs)
    return found


def removed_user(by: Actor) -> User:
    """Somebody who was removed just now."""
    found = user(by)
    users.remove(found)
    return found


def found_base(id: str) -> KnowledgeBase:
    """A base by its id."""
    row: KnowledgeBase = KnowledgeBase.get_by_id(id)
    return row


def message(conversation_id: str) -> Message:
    """One more question of a conversation."""
    return conversations.add_message(Conversation.get_by_id(conversation_id), Author.USER, f"And a {CANARY}?")


def chunk(document_id: str) -> Chunk:
    """One more passage of a document."""
    count = Chunk.select().where(Chunk.document_id == document_id).count()
    return Chunk.add(org_id="", document_id=document_id, ordinal=count, content_version=1, start=0, end=1, text=CANARY)
