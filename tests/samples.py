"""What a request needs, made from the declarations: a thing for each kind of path parameter, a body for each shape.

A parameter without a sample and a field that names things of no known kind fail the suite: whoever declares an endpoint
says here, once, how to make what it names.
"""

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from appliance.kernel.actor import Credential, Role
from appliance.kernel.door import Endpoint, Mode
from appliance.kernel.ids import new_id
from appliance.kernel.shape import Shape
from appliance.rooms.chat.deployments.tables import Deployment
from appliance.rooms.identity.passkeys.tables import Step
from appliance.rooms.licensing import vendor
from tests import make, make_federation, make_generations, make_knowledge, make_passkeys
from tests.people import PASSWORD, People, Person

_numbers = itertools.count(1)
Made = dict[str, Any]  # what was made for the parameters before, by kind


@dataclass(frozen=True)
class Need:
    """Who asks, and among whom: samples are made so that the asker may do everything with them."""

    person: Person
    people: People

    @property
    def maker(self) -> Any:
        """Who makes what the asker is to use: the asker, or an administrator for those who only look."""
        if self.person.id and self.person.actor.at_least(Role.EDITOR):
            return self.person.owner
        return self.people.administrator(self.person.org_id).owner

    @property
    def administrator(self) -> Any:
        """Who administers the asker's organisation."""
        return self.people.administrator(self.self.org_id).owner

    @property
    def bot(self) -> Any:
        """The asker's bot, or for everybody else one of Acme."""
        return self.person.actor if self.person.actor.credential is Credential.BOT else self.people.bob.actor

    @property
    def deployment(self) -> Any:
        """The asker's own deployment, when they are one; else a new one that they may use."""
        if self.person.actor.credential is Credential.DEPLOY:
            return Deployment.get_by_id(self.person.id)
        return make.deployment(self.maker)

    @property
    def self(self) -> Any:
        """The asker, for what nobody else may have; Ada for Nobody."""
        return self.person.owner if self.person.id and not self.person.is_machine else self.people.ada.owner


_BOT_KEY = {"key": lambda need, made: make.bot_key(need.maker, made["bot"])}
_SERVICE_KEY = {"key": lambda need, _: make.service_key(need.administrator)}

BY_KIND: Mapping[str, Callable[[Need, Made], Any]] = {
    "kb": lambda need, _: make.base(need.maker),
    "doc": lambda need, made: make.document(need.maker, made.get("kb")),
    "gen": lambda need, made: make_generations.previous(need.maker, made.get("kb")),
    "gqn": lambda need, made: make_generations.question(need.maker, made.get("kb")),
    "agt": lambda need, _: make.agent(need.maker),
    "bot": lambda need, _: make.bot(need.maker),
    "dep": lambda need, _: need.deployment,
    "bse": lambda need, _: make.bot_session(need.bot),
    "cnv": lambda need, _: make.conversation(need.self),
    "msg": lambda need, _: make.answer(need.self),
    "key": lambda need, _: make.key(need.self),
    "wtl": lambda need, _: make.applicant(need.administrator),
    "mal": lambda need, _: make.letter(need.maker),
    "ses": lambda need, _: make.session(need.self),
    "job": lambda need, _: make.buried_job(need.self),
    "pky": lambda need, _: make_passkeys.passkey(need.self),
    "pat": lambda need, _: make.token(need.self),
    "usr": lambda need, _: make.user(need.administrator),
    "ncx": lambda need, _: make_federation.instance(need.administrator),
    "grp": lambda need, _: make.group(need.administrator),
    "sso": lambda need, _: make_federation.connection(need.administrator),
    "grt": lambda need, _: make.grant(need.maker),
    "web": lambda need, _: make.webpage(need.maker),
    "fld": lambda need, _: make_knowledge.watched_folder(need.administrator),
    "rmk": lambda need, made: make_knowledge.remark(need.maker, made["kb"].id if "kb" in made else None),
}
"""How to make a thing of each kind."""

_PUBLISHED = {"kb": lambda need, _: make_knowledge.published_base(need.maker)}

SPECIAL: Mapping[str, Mapping[str, Callable[[Need, Made], Any]]] = {
    "collections.install_base": _PUBLISHED,
    "collections.uninstall_base": {"kb": lambda need, _: make_knowledge.installed_base(need.maker, need.self)},
    "collections.unpublish_base": _PUBLISHED,
    "collections.preview_base": _PUBLISHED,
    "factors.remove_of_user": {"usr": lambda need, _: make.user_with_factor(need.administrator)},
    "bots.change_key": _BOT_KEY,
    "bots.rotate_key": _BOT_KEY,
    "bots.revoke_key": _BOT_KEY,
    "documents.retry_document": {"doc": lambda need, made: make_knowledge.failed_document(need.maker, made["kb"])},
    "documents.replace_document": {"doc": lambda need, made: make.file(need.maker, made["kb"])},
    "documents.document_content": {"doc": lambda need, made: make.file(need.maker, made["kb"])},
    "viewing.document_page": {"doc": lambda need, made: make_knowledge.pdf_document(need.maker, made["kb"])},
    "passkeys.remove_of_user": {"usr": lambda need, _: make_passkeys.user_with_passkey(need.administrator)},
    "service_keys.change_service_key": _SERVICE_KEY,
    "generations.run_questions": {"kb": lambda need, _: make_generations.asked_base(need.maker)},
    "service_keys.regenerate_service_key": _SERVICE_KEY,
    "service_keys.remove_service_key": _SERVICE_KEY,
    "users.hand_over": {"usr": lambda need, _: make.leaver(need.administrator)},
    "users.remove_member": {"usr": lambda need, made: make.member(need.administrator, made["grp"])},
    "users.erase_user": {"usr": lambda need, _: make.removed_user(need.administrator)},
    "users.restore_user": {"usr": lambda need, _: make.removed_user(need.administrator)},
}
"""Endpoints that want a special one of a kind."""

PLAIN: Mapping[str, Callable[[Need, Made], str]] = {
    "signin.invitation.token": lambda need, _: make.invitation(need.people.ada.owner),
    "signin.accept_invitation.token": lambda need, _: make.invitation(need.people.ada.owner),
    "scim.resource_type.name": lambda *_: "User",
    "scim.schema.urn": lambda *_: "urn:ietf:params:scim:schemas:core:2.0:User",
    "grants.read_access.resource": lambda need, _: make.base(need.maker).id,
    "ingest.remove_ingested.id": lambda need, _: make.document(need.maker).id,
}
"""How to make what is no id of ours, by endpoint and parameter."""

BEFORE: Mapping[str, Callable[[Need], Any]] = {
    "embedding.remove_embedding": lambda need: make_generations.embedding_source(need.administrator),
    "reranking.remove_reranking": lambda need: make_generations.rerank_source(need.administrator),
    "factors.remove": lambda need: make.factor(need.self),
    "passkeys.ask_confirmation": lambda need: make_passkeys.passkey(need.self),
    "saml.remove_key": lambda _: make_federation.saml_key(),
    "signup.sign_up": lambda need: make.open_signup(need.people.ada.owner),
    "signup.pending_signup": lambda need: make.open_signup(need.people.ada.owner, waitlist=True),
}
"""What has to be there before an endpoint without parameters succeeds."""

HEADERS: Mapping[str, Callable[[Need], Mapping[str, str]]] = {
    "passkeys.sign_in": lambda _: make_passkeys.PASSKEY_COOKIE,
    "connector.bootstrap": lambda _: make_federation.app_api(),
    "connector.handshake": lambda need: make_federation.connected(need.people.ada.owner),
    "connector.user_sync": lambda need: make_federation.connected(need.people.ada.owner),
    "signin.pickup": lambda need: {"X-Session-Token": make.handover(need.people.ada.owner)},
}
"""Headers that an endpoint wants beside the credential."""


def _publication(need: Need) -> Made:
    return {"version_tag": f"v{next(_numbers)}", "deployment_id": need.deployment.id}


BODIES: Mapping[str, Callable[[Need], Made]] = {
    "documents.change_documents": lambda need: {
        "action": "retag",
        "tags": [f"tag {next(_numbers)}"],
        "document_ids": [make.document(need.maker).id],
    },
    "generations.add_question": lambda need: make_generations.new_question(need.maker),
    "generations.import_questions": lambda need: make_generations.table(need.maker),
    "deployments.publish": _publication,
    "deployments.evaluate": lambda need: {
        "deployment_id": need.deployment.id,
        "cases": [{"input": "What is it?"}],
    },
    "addresses.confirm_email": lambda need: make.address_body(need.people.ada.owner),
    "signup.confirm_signup": lambda need: make.unproven_body(need.people.ada.owner),
    "passkeys.add_passkey": lambda need: make_passkeys.new_passkey(need.self, need.person.session_id),
    "passkeys.ask_second_step": lambda need: make_passkeys.passkey_second_ask(need.people.ada.owner),
    "passkeys.confirm": lambda need: make_passkeys.passkey_proof(need.self, Step.CONFIRM, need.person.session_id),
    "passkeys.second_step": lambda need: make_passkeys.passkey_second_step(need.people.ada.owner),
    "passkeys.sign_in": lambda need: make_passkeys.passkey_proof(need.people.ada.owner, Step.SIGN_IN),
    "recovery.reset_password": lambda need: make.reset_body(need.people.ada.owner),
    "saml.read_metadata": lambda _: {"metadata": make_federation.saml_metadata()},
    "signin.mfa_verify": lambda need: make.second_step(need.people.ada.owner),
}
"""Bodies whose values have to be made."""

RAW: Mapping[str, Callable[[], bytes]] = {
    "licensing.revoke": lambda: vendor.revoke_demo(f"lic-{next(_numbers)}").encode(),
}
"""Bodies that are no JSON: what is signed."""

IDS: Mapping[str, str] = {
    "knowledge_base": "kb", "document": "doc", "owner": "usr", "agent": "agt", "conversation": "cnv", "group": "grp",
    "default_group": "grp",
    "assignee": "usr", "parent": "grp", "user": "usr", "connection": "sso", "resource": "kb", "subject": "usr",
    "entity": "agt", "deployment": "dep",
}  # fmt: skip
"""Fields of bodies that end in `_id` or `_ids` -> the kind that they name."""

NAMES_OF_THINGS: Mapping[str, str] = {"to": "usr"}
"""Fields that name a thing without saying so."""

NO_IDS = frozenset({"provider_id", "instance_id", "external_id", "session_id"})
"""Fields that end like ids and are names: of providers, Nextclouds, a directory's own and of a key's sessions."""

FIELDS: Mapping[str, Callable[[], Any]] = {
    "url": lambda: f"https://cloud{next(_numbers)}.example.com",
    "instance_id": lambda: f"oc{next(_numbers)}",
    "email": lambda: f"guest{next(_numbers)}@example.com",
    "name": lambda: f"Sample {next(_numbers)}",
    "label": lambda: f"Sample {next(_numbers)}",
    "id": lambda: f"sample-{next(_numbers)}",
    "userName": lambda: f"guest{next(_numbers)}@example.com",
    "displayName": lambda: f"Sample {next(_numbers)}",
    "password": lambda: PASSWORD,
    "new_password": lambda: "five loud otters",
    "current_password": lambda: PASSWORD,
    "csv": lambda: f"email,role\nguest{next(_numbers)}@example.com,viewer\n",
    "query": lambda: f"How much does the {make.CANARY} weigh?",
}
"""Values of required fields that have to mean something, by their name."""

ALSO: Mapping[str, Mapping[str, Any]] = {
    "connector.user_sync": {"events": [{"type": "group.created", "gid": "staff"}]},
    "connector.change_instance": {"name": "Renamed"},
    "consents.give_consent": {"version": "1"},
    "consents.change_text": {"version": "2", "text": "A text to agree to."},
    "signin.admin_login": {"email": "cleo@example.com"},
    "embedding.choose_embedding": {"kind": "openai", "model": "e5", "base_url": "http://127.0.0.1:9/v1"},
    "reranking.choose_reranking": {"url": "http://127.0.0.1:9/rerank"},
    "reranking.test_reranking": {"source": {"url": "http://127.0.0.1:9/rerank"}},
    "embedding.test_embedding": {"source": {"kind": "ollama", "model": "e5", "base_url": "http://127.0.0.1:9"}},
    "federation.create_connection": {
        "kind": "oidc",
        "settings": {"issuer": "http://127.0.0.1:9/", "client_id": "ours"},
        "enabled": False,
    },
    "federation.change_connection": {"label": "Renamed"},
    "federation.rehearse": {"material": '{"sub": "one", "email": "guest@example.com"}'},
    "signup.change_settings": {"open": True},
    "signin.confirm": {"password": PASSWORD},
    "signin.update_profile": {"name": "Renamed", "language": "de"},
    "ingest.ingest_document": {"text": "A short text."},
    "ingest.ingest_batch": {"documents": [{"id": "one", "text": "A short text."}]},
    "completions.complete": {"messages": [{"role": "user", "content": "What is it?"}], "stream": True},
    "deployments.run": {"input": "What is it?", "stream": True},
    "deployments.change_deployment": {"name": "Renamed"},
    "bots.change_key": {"name": "Renamed"},
    "turns.ask": {"message": "What is it?"},
    "users.change_user": {"name": "Renamed"},
    "scim.change_person": {"Operations": [{"op": "replace", "path": "displayName", "value": "Renamed"}]},
    "scim.change_group": {"Operations": [{"op": "replace", "path": "displayName", "value": "Renamed"}]},
    "mail.send_test": {"recipient": "guest@example.com"},
    "passkeys.change_passkey": {"name": "Renamed"},
    "grants.change_grant": {"level": "editor"},
    "keys.change_key": {"name": "Renamed"},
    "groups.change_group": {"name": "Renamed"},
    "orgs.change_organisation": {"name": "Renamed"},
    "service_keys.change_service_key": {"name": "Renamed"},
    "documents.change_document": {"title": "Renamed"},
    "collections.replace_base": {"name": "Replaced"},
    "collections.change_base": {"name": "Renamed"},
    "feedback.change_question": {"settled": True},
    "feedback.change_open_question": {"settled": True},
    "generations.change_question": {"question": "What else?"},
    "webpages.change_webpage": {"schedule": "daily"},
    "agents.change_agent": {"name": "Renamed"},
}
"""What the shape cannot say of a body that succeeds."""


@dataclass(frozen=True)
class Ask:
    """One request, ready to be sent."""

    endpoint: Endpoint
    path: str
    given: Mapping[str, str] = field(default_factory=dict)  # path parameters
    body: Any = None
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_body(self, **fields: Any) -> "Ask":
        """The same with other fields in the body."""
        return replace(self, body={**(self.body or {}), **fields})

    def with_given(self, **values: str) -> "Ask":
        """The same with other parameters in the path."""
        given = {**self.given, **values}
        return replace(self, given=given, path=address(self.endpoint, given))


def made(kind: str, need: Need, before: Made | None = None) -> Any:
    """A thing of this kind that the asker may use; inside an open writing unit."""
    return BY_KIND[kind](need, before or {})


def ask(endpoint: Endpoint, need: Need) -> Ask:
    """A request that succeeds when its asker is admitted; what it needs is made in the open writing unit."""
    rows: Made = {}
    given: dict[str, str] = {}
    for one in endpoint.params:
        if one.kind == "str":
            given[one.name] = PLAIN[f"{endpoint.key}.{one.name}"](need, rows)
        else:
            maker = SPECIAL.get(endpoint.key, BY_KIND).get(one.kind, BY_KIND[one.kind])
            rows[one.kind] = maker(need, rows)
            given[one.name] = getattr(rows[one.kind], "id", rows[one.kind])
    if endpoint.mode is Mode.UPLOAD:
        raw, headers = upload()
        return Ask(endpoint, address(endpoint, given), given, raw=raw, headers=headers)
    if endpoint.key in RAW:
        return Ask(endpoint, address(endpoint, given), given, raw=RAW[endpoint.key]())
    if endpoint.key in BEFORE:
        BEFORE[endpoint.key](need)
    headers = HEADERS[endpoint.key](need) if endpoint.key in HEADERS else {}
    body = BODIES[endpoint.key](need) if endpoint.key in BODIES else example(endpoint, need)
    return Ask(endpoint, address(endpoint, given), given, body, headers=headers)


def address(endpoint: Endpoint, given: Mapping[str, str], path: str | None = None) -> str:
    """The path with its parameters filled in."""
    found = path or endpoint.path
    for one in endpoint.params:
        found = found.replace(f"{{{one.name}:{one.kind}}}", quote(given[one.name], safe=""))
    return found


def strangers(endpoint: Endpoint) -> dict[str, str]:
    """A well-formed id of nothing for each parameter of the path."""
    return {one.name: "nothing" if one.kind == "str" else new_id(one.kind) for one in endpoint.params}


def upload(text: str = "") -> tuple[bytes, dict[str, str]]:
    """A multipart body with one small file, and its headers."""
    text = text or f"Upload number {next(_numbers)}."
    head = 'Content-Disposition: form-data; name="file"; filename="note.txt"\r\nContent-Type: text/plain'
    body = f"--edge\r\n{head}\r\n\r\n{text}\r\n--edge--\r\n".encode()
    return body, {"Content-Type": "multipart/form-data; boundary=edge"}


def example(endpoint: Endpoint, need: Need) -> Any:
    """The smallest body that succeeds, or None where there is no body."""
    if endpoint.body is None:
        return None
    schema = endpoint.body.model_json_schema()
    found = {}
    for name in schema.get("required", ()):
        found[name] = _value(name, schema["properties"][name], schema, need, ALSO.get(endpoint.key, {}))
    return found | ALSO.get(endpoint.key, {})


def _value(name: str, told: dict[str, Any], schema: dict[str, Any], need: Need, known: Mapping[str, Any]) -> Any:
    if name in known:
        return known[name]
    if (kind := kind_of(name)) is not None:
        id_ = getattr(thing := made(kind, need), "id", thing)
        return [id_] if name.endswith("_ids") else id_
    if name in FIELDS:
        return FIELDS[name]()
    return plain_value(told, schema.get("$defs", {}))


def kind_of(name: str) -> str | None:
    """The kind of thing that a field names; None when it names none. KeyError for one that nobody has said."""
    if name in NAMES_OF_THINGS:
        return NAMES_OF_THINGS[name]
    for ending in ("_ids", "_id"):
        if name.endswith(ending) and name not in NO_IDS:
            return IDS[name.removesuffix(ending)]
    return None


def id_fields(body: type[Shape] | None) -> dict[str, str]:
    """The fields of a body that name things, with their kinds."""
    names = body.model_fields if body is not None else ()
    return {name: kind for name in names if (kind := kind_of(name)) is not None}


def plain_value(told: dict[str, Any], shared: dict[str, Any]) -> Any:
    """The smallest value that a JSON schema allows."""
    if "$ref" in told or "anyOf" in told:
        return plain_value(shared[told["$ref"].rpartition("/")[2]] if "$ref" in told else told["anyOf"][0], shared)
    if "enum" in told or "const" in told:
        return told.get("const", told.get("enum", [None])[0])
    if told.get("type") == "string":
        return "2026-01-01T00:00:00Z" if told.get("format") == "date-time" else "x" * max(told.get("minLength", 1), 1)
    if told.get("type") == "array":
        return [plain_value(told.get("items", {}), shared) for _ in range(told.get("minItems", 0))]
    if told.get("type") == "object":
        return {name: plain_value(told["properties"][name], shared) for name in told.get("required", ())}
    return {"integer": told.get("minimum", 1), "number": told.get("minimum", 1), "boolean": True}.get(told.get("type"))


def json_of(body: Any) -> bytes:
    """A body as it is sent."""
    return json.dumps(body).encode()
