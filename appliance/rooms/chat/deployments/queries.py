"""Every read of deployments, their versions and runs; and the hot read that turns a key into an actor."""

from typing import Any, cast

import orjson

from appliance.kernel.actor import Actor, Credential, Role
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import NotFound, Unauthorized
from appliance.kernel.room import Presented, RawReader
from appliance.rooms import agents
from appliance.rooms.chat.conversations import Author, Conversation, FailureView, Message
from appliance.rooms.chat.deployments import policy
from appliance.rooms.chat.deployments.shapes import (
    DeploymentFilter,
    DeploymentStatusView,
    DeploymentView,
    PastRunFilter,
    PastRunView,
)
from appliance.rooms.chat.deployments.tables import Deployment, Release
from appliance.rooms.chat.turns import Standing
from appliance.rooms.chat.turns.borrowing import pages_of, require_live, standing
from appliance.rooms.chat.turns.tables import Turn
from appliance.rooms.identity.keys import Lookup, Uses
from appliance.store.paging import found, paged

PREFIX = "apl_dep_"
_COLUMNS = "SELECT id, org_id, entity_id, owner_id, allowed_origins, rate_limit"
_LOOKUP = Lookup(
    PREFIX,
    f"{_COLUMNS} FROM deployments_deployment WHERE digest = ?",
    f"{_COLUMNS}, former_until FROM deployments_deployment WHERE former_digest = ?",
)
_LISTED = """
SELECT 1 FROM deployments_deployment, json_each(allowed_origins)
WHERE json_each.value = ? AND digest IS NOT NULL LIMIT 1
"""
of_deployments = Uses("UPDATE deployments_deployment SET last_used_at = ?, last_used_address = ? WHERE id = ?")


def _visible(actor: Actor) -> Any:
    mine = Deployment.org_id == actor.org_id
    if actor.at_least(Role.ADMIN):
        return Deployment.select().where(mine)
    seen = (Deployment.owner_id == actor.id) | Deployment.entity_id.in_(agents.visible_ids(actor))
    return Deployment.select().where(mine & seen)


def deployment(id: str, *, seen_by: Actor) -> Deployment:
    """The deployment of this id: seen by who deployed it, by administrators and by whoever sees its agent."""
    return cast("Deployment", found(_visible(seen_by).where(Deployment.id == id), "Deployment"))


def own(id: str, *, seen_by: Actor) -> Deployment:
    """The deployment that a key leads to; 404 for every other one."""
    row: Deployment | None = Deployment.get_or_none(Deployment.id == id) if id == seen_by.id else None
    if row is None:
        raise NotFound("Deployment not found")
    return row


def status_target(deployment_id: str, *, seen_by: Actor) -> Deployment:
    """The deployment of this id, by the name that the CI rows use."""
    return deployment(deployment_id, seen_by=seen_by)


def deployments(where: DeploymentFilter, page: PageAsk, *, seen_by: Actor) -> Page[DeploymentView]:
    """The deployments that this actor may see."""
    rows = paged(_visible(seen_by), Deployment, where, page)
    names = agents.names([row.entity_id for row in rows.data])
    releases = _releases([row.id for row in rows.data])
    return rows.map(
        lambda row: DeploymentView.of(
            row, seen_by, entity_name=names.get(row.entity_id), **_versions(row, releases.get(row.id, {}))
        )
    )


def facts(row: Deployment) -> dict[str, Any]:
    """What a view says of a deployment that other rows hold."""
    name = agents.names([row.entity_id]).get(row.entity_id)
    return {"entity_name": name} | _versions(row, _releases([row.id]).get(row.id, {}))


def view(row: Deployment, actor: Actor) -> DeploymentView:
    """One deployment for this actor."""
    return DeploymentView.of(row, actor, **facts(row))


def _releases(ids: list[str]) -> dict[str, dict[int, str]]:
    rows = Release.select(Release.deployment_id, Release.number, Release.tag).where(Release.deployment_id.in_(ids))
    by_id: dict[str, dict[int, str]] = {}
    for one in rows:
        by_id.setdefault(one.deployment_id, {})[one.number] = one.tag
    return by_id


def _versions(row: Deployment, tags: dict[int, str]) -> dict[str, Any]:
    return {"version_tag": tags.get(row.release, ""), "versions": len(tags)}


def deployed_by(user_id: str) -> list[Deployment]:
    """The deployments of somebody."""
    return list(Deployment.select().where(Deployment.owner_id == user_id))


def of_agent(agent_id: str, *, seen_by: Actor) -> list[Deployment]:
    """The deployments of an agent that this actor may see."""
    return list(_visible(seen_by).where(Deployment.entity_id == agent_id))


def visible(actor: Actor) -> list[Deployment]:
    """Every deployment that this actor may see, by name."""
    return list(_visible(actor).order_by(Deployment.name, Deployment.id))


def may_see(actor: Actor, id: str) -> bool:
    """Whether this actor may hear of this deployment's changes."""
    return bool(_visible(actor).where(Deployment.id == id).exists())


def release(row: Deployment, number: int) -> Release | None:
    """A version that was published behind a deployment."""
    kept: Release | None = Release.get_or_none((Release.deployment_id == row.id) & (Release.number == number))
    return kept


def next_number(row: Deployment) -> int:
    """The number of the next version."""
    last: Release | None = (
        Release.select().where(Release.deployment_id == row.id).order_by(Release.number.desc()).first()
    )
    return 1 if last is None else last.number + 1


def runs(row: Deployment, where: PastRunFilter, page: PageAsk, *, seen_by: Actor) -> Page[PastRunView]:
    """The runs of a deployment; for those who may change it, for runs tell what was asked."""
    policy.require_change(row, seen_by)
    mine: Any = Conversation.select(Conversation.id).where(
        (Conversation.owner_id == row.id) & Conversation.deleted_at.is_null(True)
    )
    query: Any = Message.select().where((Message.role == Author.ASSISTANT) & Message.conversation_id.in_(mine))
    rows = paged(query, Message, where, page)
    asked = _questions([one.conversation_id for one in rows.data])
    return rows.map(lambda one: _past_run(one, asked.get(one.conversation_id, "")))


def _questions(conversation_ids: list[str]) -> dict[str, str]:
    query = Message.select().where((Message.role == Author.USER) & Message.conversation_id.in_(conversation_ids))
    return {one.conversation_id: one.text for one in query}


def _past_run(answer: Message, question: str) -> PastRunView:
    code = answer.error_code
    error = FailureView(code=code, message=answer.error_message or "") if code else None
    return PastRunView.from_row(answer, input=question, output=answer.text, error=error)


def conversations_before(moment_ms: int, limit: int) -> list[Conversation]:
    """Conversations of runs that are older than a moment."""
    ids = Deployment.select(Deployment.id)
    query = Conversation.select().where(
        Conversation.owner_id.in_(ids) & Conversation.deleted_at.is_null(True) & (Conversation.created_at < moment_ms)
    )
    return list(query.limit(limit))


def conversations_of(row: Deployment) -> list[Conversation]:
    """The conversations of every run of a deployment."""
    return list(Conversation.select().where((Conversation.owner_id == row.id) & Conversation.deleted_at.is_null(True)))


def status(row: Deployment) -> DeploymentStatusView:
    """How a deployment is, and how its last run went."""
    mine: Any = Conversation.select(Conversation.id).where(Conversation.owner_id == row.id)
    answers: Any = Message.select().where((Message.role == Author.ASSISTANT) & Message.conversation_id.in_(mine))
    last: Message | None = answers.order_by(Message.id.desc()).first()
    tag = _releases([row.id]).get(row.id, {}).get(row.release, "")
    return DeploymentStatusView(
        id=row.id, name=row.name, entity_type=row.entity_type, entity_id=row.entity_id, status=row.status,
        version=row.release, version_tag=tag, usage_count=row.usage_count,
        last_run_status=None if last is None else last.state, last_run_at=None if last is None else last.created_at,
    )  # fmt: skip


def resolve(reader: RawReader, presented: Presented) -> Actor:
    """The deployment that a key leads to; dead with who deployed it and with its agent's owner."""
    id_, org_id, agent_id, owner_id, origins, rate_limit = _LOOKUP.row(reader, presented)
    behind = require_live(reader, agent_id, owner_id)
    of_deployments.note(id_, presented.now_ms, presented.address)
    return Actor(
        id=id_, org_id=org_id, kind="deployment", credential=Credential.DEPLOY, credential_id=id_,
        rate_limit=rate_limit, origins=pages_of(reader, org_id, orjson.loads(origins)), behind=behind,
    )  # fmt: skip


def are_listed(reader: RawReader, origin: str, now_ms: int) -> bool:  # noqa: ARG001 -- these keys have no end of their own
    """Whether some deployment lists this origin."""
    return reader.one(_LISTED, (origin,)) is not None


def standing_of(turn: Turn) -> Standing:
    """What a run rests on: the version in force, and the rights of agent's owner and deployer."""
    row: Deployment | None = Deployment.get_or_none(Deployment.id == turn.owner_id)
    kept = None if row is None else release(row, row.release)
    if row is None or kept is None:
        raise Unauthorized("revoked")
    return standing(row.entity_id, row.owner_id, (row.id,), pinned=kept.snapshot)
