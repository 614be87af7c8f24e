"""The door to deployments: for people, for their keys, and for pipelines."""

from appliance.kernel.access import DEPLOY, EDITOR, VIEWER, ci
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, READ, STREAM, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import (
    Conflict,
    Forbidden,
    KeyReused,
    NotFound,
    ProviderError,
    TierLimit,
    ValidationFailed,
)
from appliance.kernel.rate import AGENTS, CHAT, KEY
from appliance.kernel.visit import Answer, Stream, Visit
from appliance.rooms.chat.conversations import ConversationRemoved
from appliance.rooms.chat.conversations.events import ConversationOpened
from appliance.rooms.chat.deployments import actions, evaluating, queries, runs
from appliance.rooms.chat.deployments.evaluating import EvaluationDraft, EvaluationView
from appliance.rooms.chat.deployments.events import (
    DeploymentChanged,
    DeploymentCreated,
    DeploymentKeyRotated,
    DeploymentPublished,
    DeploymentRemoved,
)
from appliance.rooms.chat.deployments.shapes import (
    DeploymentDraft,
    DeploymentFilter,
    DeploymentPatch,
    DeploymentReplacement,
    DeploymentRotation,
    DeploymentStatusView,
    DeploymentView,
    NewDeploymentView,
    PastRunFilter,
    PastRunView,
    PublishDraft,
    PublishedView,
    RunDraft,
    RunView,
)
from appliance.rooms.chat.deployments.tables import Deployment
from appliance.rooms.chat.turns import streams
from appliance.rooms.chat.turns.events import TurnAsked
from appliance.store.database import read, write

door = Door("deployments", about="Deployments: an agent's version as an endpoint with a key of its own")

_ALL, _ALL_ALSO = "/api/v1/deployments", ["/api/deployments"]
_ONE, _ONE_ALSO = "/api/v1/deployments/{id:dep}", ["/api/deployments/{id:dep}"]


@door.get(_ALL, also=_ALL_ALSO, access=VIEWER, mode=READ, rate=AGENTS)
def list_deployments(where: DeploymentFilter, page: PageAsk, *, actor: Actor) -> Page[DeploymentView]:
    """List the deployments that I may see."""
    return queries.deployments(where, page, seen_by=actor)


@door.post(
    _ALL, also=_ALL_ALSO, access=EDITOR, mode=WRITE, rate=AGENTS, once=True, status=201, secret=True,
    location="/api/v1/deployments/{id}", errors=[NotFound, ValidationFailed], emits=[DeploymentCreated],
)  # fmt: skip
def create_deployment(draft: DeploymentDraft, *, actor: Actor) -> NewDeploymentView:
    """Deploy an agent. The key is in this answer and nowhere else; a deployment made with a key gets none."""
    row, secret = actions.create(draft, by=actor)
    return NewDeploymentView.of(row, actor, **queries.facts(row), secret=secret, api_key=secret)


@door.get(_ONE, also=_ONE_ALSO, access=VIEWER, mode=READ, rate=AGENTS, target=queries.deployment)
def read_deployment(deployment: Deployment, *, actor: Actor) -> DeploymentView:
    """Read a deployment, never with its key."""
    return queries.view(deployment, actor)


@door.put(
    _ONE, also=_ONE_ALSO, access=EDITOR, mode=WRITE, rate=AGENTS, target=queries.deployment, can="deployments:change",
    emits=[DeploymentChanged],
)  # fmt: skip
def replace_deployment(deployment: Deployment, draft: DeploymentReplacement, *, actor: Actor) -> DeploymentView:
    """Replace name, status and limits; what answers stays."""
    return queries.view(actions.change(deployment, draft.fields(), by=actor), actor)


@door.patch(
    _ONE, also=_ONE_ALSO, access=EDITOR, mode=WRITE, rate=AGENTS, target=queries.deployment, can="deployments:change",
    errors=[ValidationFailed, NotFound], emits=[DeploymentChanged, DeploymentPublished],
)  # fmt: skip
def change_deployment(deployment: Deployment, patch: DeploymentPatch, *, actor: Actor) -> DeploymentView:
    """Change name, status or limits, go back to a version, or publish the agent as it is now."""
    return queries.view(actions.patch(deployment, patch, by=actor), actor)


@door.delete(
    _ONE, also=_ONE_ALSO, access=EDITOR, mode=WRITE, rate=AGENTS, target=queries.deployment, can="deployments:change",
    emits=[DeploymentRemoved, ConversationRemoved],
)  # fmt: skip
def remove_deployment(deployment: Deployment, *, actor: Actor) -> None:
    """Remove a deployment. Its key ends at once."""
    actions.remove(deployment, by=actor)


@door.post(
    f"{_ONE}/rotate", also=[f"{_ONE_ALSO[0]}/rotate"], access=EDITOR, mode=WRITE, rate=AGENTS, once=True, secret=True,
    target=queries.deployment, can="deployments:mint", errors=[Forbidden], emits=[DeploymentKeyRotated],
)  # fmt: skip
def rotate_key(deployment: Deployment, draft: DeploymentRotation, *, actor: Actor) -> NewDeploymentView:
    """Give a deployment a new key, shown once; the former one holds on for the overlap."""
    row, secret = actions.rotate(deployment, draft.overlap_hours, by=actor)
    return NewDeploymentView.of(row, actor, **queries.facts(row), secret=secret, api_key=secret)


@door.get(
    f"{_ONE}/runs", also=[f"{_ONE_ALSO[0]}/runs"], access=EDITOR, mode=READ, rate=AGENTS, target=queries.deployment,
    can="deployments:change",
)  # fmt: skip
def list_runs(deployment: Deployment, where: PastRunFilter, page: PageAsk, *, actor: Actor) -> Page[PastRunView]:
    """List the runs of a deployment, the latest first. They are kept for thirty days."""
    return queries.runs(deployment, where, page, seen_by=actor)


@door.post(
    "/api/v1/deployed/{id:dep}/run", access=DEPLOY, mode=STREAM, rate=KEY, once=True, statuses=(201,),
    target=queries.own,
    errors=[Conflict, Forbidden, KeyReused, ProviderError, TierLimit], emits=[TurnAsked, ConversationOpened],
)  # fmt: skip
async def run(deployment: Deployment, draft: RunDraft, visit: Visit, *, actor: Actor) -> Answer[Stream | RunView]:
    """Ask the deployed version. With `stream` the events of `POST /api/chat` come, else one object."""
    turn, is_repeat = await write(
        runs.ask, deployment, draft.input, visit.idempotency_key, by=actor, stream=draft.stream
    )
    headers = {"Idempotency-Replayed": "true"} if is_repeat else {}
    if draft.stream:
        return Answer(Stream(streams.events(turn.message_id)), headers=headers)
    async for _ in streams.events(turn.message_id):
        pass
    told = RunView.of(await read(runs.answer, deployment, turn), deployment)
    return Answer(told, status=201, headers=headers, location=f"/api/v1/deployments/{deployment.id}")


@door.post(
    "/api/v1/ci/deploy", access=ci("ci:deploy"), mode=WRITE, once=True, status=201,
    location="/api/v1/deployments/{id}", errors=[Conflict, Forbidden, NotFound, ValidationFailed],
    emits=[DeploymentCreated, DeploymentPublished],
)  # fmt: skip
def publish(draft: PublishDraft, *, actor: Actor) -> PublishedView:
    """Publish the agent as it is now behind its deployment. No key is made or told."""
    row = actions.publish_by_key(draft, by=actor)
    return PublishedView(
        id=row.id, deployment_id=row.id, entity_type=row.entity_type, entity_id=row.entity_id, version=row.release,
        version_tag=draft.version_tag, status=row.status, deployed_at=row.updated_at,
    )  # fmt: skip


@door.post(
    "/api/v1/ci/evaluate", access=ci("ci:evaluate"), mode=CALL, rate=CHAT, once=False,
    errors=[Conflict, Forbidden, NotFound, TierLimit], emits=[TurnAsked, ConversationOpened, ConversationRemoved],
)  # fmt: skip
async def evaluate(draft: EvaluationDraft, *, actor: Actor) -> EvaluationView:
    """Ask given cases of a deployment's version or of an agent, and report what the answers hold."""
    return await evaluating.evaluate(draft, by=actor)


@door.get("/api/v1/ci/status/{deployment_id:dep}", access=ci("ci:status"), mode=READ, target=queries.status_target)
def deployment_status(deployment: Deployment) -> DeploymentStatusView:
    """Read how a deployment is, and how its last run went."""
    return queries.status(deployment)
