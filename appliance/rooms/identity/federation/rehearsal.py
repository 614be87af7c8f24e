"""Trying a connection out: asking the provider, and going through a sign-in on paper."""

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import NotFound, ValidationFailed
from appliance.rooms.identity import groups
from appliance.rooms.identity.federation import arrivals, queries
from appliance.rooms.identity.federation.events import ConnectionTested
from appliance.rooms.identity.federation.ports import providers
from appliance.rooms.identity.federation.refusals import NotLetIn
from appliance.rooms.identity.federation.shapes import (
    FindingView,
    RehearsalDraft,
    RehearsalView,
    RehearsedGroup,
    TestView,
)
from appliance.rooms.identity.federation.tables import Connection
from appliance.store.database import write

_MOST_NAMES = 200
_BORNE = frozenset({"time"})  # what is pasted is old by nature


async def tried(connection: Connection) -> TestView:
    """What the provider answers to everything that a sign-in asks of it."""
    provider = providers.get(connection.kind)
    findings = await provider.probe(connection) if provider else ()
    steps = [FindingView(step=one.step, is_well=one.is_well, detail=one.detail) for one in findings]
    is_well = bool(steps) and all(one.is_well for one in steps)
    await write(emit, ConnectionTested(connection.id, is_well))
    return TestView(is_well=is_well, steps=steps)


def rehearsed(draft: RehearsalDraft, *, seen_by: Actor) -> RehearsalView:
    """Whom pasted material would sign in. It is read and mapped as in earnest, and its proof is left out."""
    connection = _connection(draft.connection_id, seen_by)
    try:
        said = providers[connection.kind].read(connection, draft.material)
        checks = providers[connection.kind].checks(connection, draft.material)
    except (KeyError, ValueError) as wrong:
        raise ValidationFailed.of("material", f"cannot be read: {wrong}", "unreadable") from None
    found = queries.mapped(connection, said, draft.mapping)
    refusal, user = None, None
    try:
        outcome, user = arrivals.expected(connection, said, found)
    except NotLetIn as reason:
        outcome, refusal = "refused", reason
    if any(not one.is_well and one.step not in _BORNE for one in checks):
        outcome, refusal = "refused", NotLetIn("not_proven")
    role = found.role or (user.role if user else connection.default_role)
    ids = found.group_ids if found.group_ids is not None else tuple(connection.group_ids) if user is None else ()
    names = groups.names(ids)
    return RehearsalView(
        outcome=outcome, refusal=refusal.reason if refusal else None, message=refusal.text if refusal else None,
        user_id=user.id if user else None, issuer=said.issuer, subject=said.subject, email=found.email,
        email_verified=found.email_verified, name=found.name, role=role, reasons=found.reasons,
        groups=[RehearsedGroup(id=id_, name=names[id_]) for id_ in ids if id_ in names],
        claims=sorted(said.claims)[:_MOST_NAMES],
        checks=[FindingView(step=one.step, is_well=one.is_well, detail=one.detail) for one in checks],
    )  # fmt: skip


def _connection(id: str, seen_by: Actor) -> Connection:
    try:
        return queries.own_connection(id, seen_by=seen_by)
    except NotFound:
        raise ValidationFailed.of("connection_id", "There is no such connection", "unknown_connection") from None
