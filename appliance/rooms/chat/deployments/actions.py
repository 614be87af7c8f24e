"""Every change of deployments: made, changed, published, given keys, removed."""

from typing import Any

from appliance.kernel import clock, crypt, current, ends
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.rooms import agents
from appliance.rooms.chat import conversations
from appliance.rooms.chat.deployments import policy, queries
from appliance.rooms.chat.deployments.events import (
    DeploymentChanged,
    DeploymentCreated,
    DeploymentKeyRotated,
    DeploymentPublished,
    DeploymentRemoved,
)
from appliance.rooms.chat.deployments.shapes import DEFAULT_RATE, DeploymentDraft, DeploymentPatch, PublishDraft
from appliance.rooms.chat.deployments.tables import Deployment, EntityType, Release
from appliance.rooms.chat.turns import SETTINGS
from appliance.rooms.identity.keys import require_mint

_KEPT = ("name", *SETTINGS, "knowledge_base_ids")
_LIMITS = {"rate_limit", "allowed_origins"}
_NO_AUTOMATIONS = "There are no automations here yet: deploy an agent"


def create(draft: DeploymentDraft, *, by: Actor) -> tuple[Deployment, str | None]:
    """Deploy an agent that this actor sees. The second part is its key, shown once; none when a key or token asks."""
    _refuse_automations(draft.entity_type)
    agent = agents.agent(draft.entity_id, seen_by=by)
    secret = crypt.new_secret(queries.PREFIX) if by.has_session else None
    row = Deployment.add(
        org_id=by.org_id, owner_id=by.id, release=1, **draft.fields() | {"entity_type": EntityType.AGENT},
        **({} if secret is None else {"digest": crypt.digest(secret), "display": crypt.display(secret)}),
    )  # fmt: skip
    _keep(row, agent, 1, "", by)
    emit(DeploymentCreated(row.id, agent.id, row.name, secret is not None))
    return row, secret


def _keep(row: Deployment, agent: agents.Agent, number: int, tag: str, by: Actor) -> None:
    snapshot = {name: getattr(agent, name) for name in _KEPT}
    Release.add(org_id=row.org_id, deployment_id=row.id, number=number, tag=tag, snapshot=snapshot, created_by=by.id)


def change(row: Deployment, sent: dict[str, Any], *, by: Actor) -> Deployment:
    """Change what was sent; limits with a session alone. A deployment that is closed ends its streams."""
    policy.require_change(row, by)
    fields = {name: value for name, value in sent.items() if getattr(row, name) != value}
    if _LIMITS & set(fields):
        policy.require_session(by)
    if fields:
        row.change(**fields)
        emit(DeploymentChanged(row.id, sorted(fields)))
    if "status" in fields:
        current.after_commit(lambda: ends.tell(row.id))
    return row


def patch(row: Deployment, draft: DeploymentPatch, *, by: Actor) -> Deployment:
    """Change what was sent; null puts a field back to its default. Then pin or publish a version when asked."""
    defaults = {"description": "", "status": "active", "rate_limit": DEFAULT_RATE, "allowed_origins": []}
    sent = {
        name: defaults[name] if value is None else value
        for name, value in draft.sent().items()
        if name not in ("version", "publish") and (value is not None or name in defaults)
    }
    row = change(row, sent, by=by)
    if draft.version is not None and draft.version != row.release:
        _pin(row, draft.version)
    if draft.publish:
        publish(row, "", by=by)
    return row


def _pin(row: Deployment, number: int) -> None:
    kept = queries.release(row, number)
    if kept is None:
        raise ValidationFailed.of("version", "There is no such version")
    row.change(release=number)
    emit(DeploymentPublished(row.id, number, kept.tag))


def publish(row: Deployment, tag: str, *, by: Actor) -> Deployment:
    """Put the agent as it is now behind the deployment, as its next version."""
    policy.require_change(row, by)
    agent = agents.agent(row.entity_id, seen_by=by)
    number = queries.next_number(row)
    _keep(row, agent, number, tag, by)
    row.change(release=number)
    emit(DeploymentPublished(row.id, number, tag))
    return row


def publish_by_key(draft: PublishDraft, *, by: Actor) -> Deployment:
    """Publish behind the deployment that is named, or the one of the agent that is named; without one, a keyless one.

    409 when the agent has several deployments and none is named.
    """
    _refuse_automations(draft.entity_type)
    if draft.deployment_id is not None:
        return publish(queries.deployment(draft.deployment_id, seen_by=by), draft.version_tag, by=by)
    if draft.entity_id is None:
        raise ValidationFailed.of("deployment_id", "Name a deployment or an agent", "missing")
    agent = agents.agent(draft.entity_id, seen_by=by)
    there = [row for row in queries.of_agent(agent.id, seen_by=by) if policy.may_change(row, by)]
    if len(there) > 1:
        raise Conflict("This agent has several deployments; name one with deployment_id", param="deployment_id")
    if there:
        return publish(there[0], draft.version_tag, by=by)
    row = Deployment.add(
        org_id=by.org_id, owner_id=by.id, name=agent.name, entity_id=agent.id, rate_limit=DEFAULT_RATE, release=1
    )
    _keep(row, agent, 1, draft.version_tag, by)
    emit(DeploymentCreated(row.id, agent.id, row.name, has_key=False))
    return row


def rotate(row: Deployment, overlap_hours: int, *, by: Actor) -> tuple[Deployment, str]:
    """Give a deployment a new key, shown once; the former one works for the overlap, an older one no longer."""
    policy.require_change(row, by)
    require_mint(by)
    secret = crypt.new_secret(queries.PREFIX)
    stays = overlap_hours and row.digest is not None
    row.change(
        former_digest=row.digest if stays else None,
        former_until=clock.now_ms() + overlap_hours * clock.HOUR if stays else None,
        digest=crypt.digest(secret), display=crypt.display(secret),
    )  # fmt: skip
    if not stays:
        current.after_commit(lambda: ends.tell(row.id))
    emit(DeploymentKeyRotated(row.id, overlap_hours))
    return row, secret


def remove(row: Deployment, *, by: Actor) -> None:
    """Remove it for good: its key ends at once, its runs are purged after the retention."""
    policy.require_change(row, by)
    _remove(row)


def _remove(row: Deployment) -> None:
    for talk in queries.conversations_of(row):
        conversations.remove_conversation(talk, by=Actor(id=row.id, org_id=row.org_id))
    Release.delete().where(Release.deployment_id == row.id).execute()
    row.remove()
    current.after_commit(lambda: ends.tell(row.id))
    emit(DeploymentRemoved(row.id, row.name))


def hand_over(from_id: str, to_id: str) -> int:
    """Give every deployment of somebody to somebody else; keys live on."""
    rows = queries.deployed_by(from_id)
    for row in rows:
        row.change(owner_id=to_id)
    return len(rows)


def erase_owned(user_id: str) -> int:
    """Remove the deployments that nobody took over from an erased person."""
    rows = queries.deployed_by(user_id)
    for row in rows:
        _remove(row)
    return len(rows)


def forget_runs(before_ms: int, limit: int) -> int:
    """Remove what was asked and answered in runs before a moment; how many."""
    rows = queries.conversations_before(before_ms, limit)
    for talk in rows:
        conversations.remove_conversation(talk, by=Actor(id=talk.owner_id, org_id=talk.org_id))
    return len(rows)


def _refuse_automations(kind: EntityType) -> None:
    if kind is not EntityType.AGENT:
        raise ValidationFailed.of("entity_type", _NO_AUTOMATIONS)
