"""The door of quotas."""

from appliance.kernel.access import ADMIN, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.identity import users
from appliance.rooms.identity.users import User
from appliance.rooms.knowledge.quotas import actions, queries
from appliance.rooms.knowledge.quotas.events import QuotaChanged
from appliance.rooms.knowledge.quotas.shapes import (
    LimitDraft,
    QuotasDraft,
    QuotasView,
    StandingView,
    SubjectView,
    UsageFilter,
)
from appliance.rooms.knowledge.quotas.tables import Scope

door = Door("quotas", about="How much people, knowledge bases and the organisation may keep")

_PERSON = "/api/quotas/people/{id:usr}"


@door.get("/api/quotas", access=ADMIN, mode=READ)
def read_quotas(actor: Actor) -> QuotasView:
    """Read what my organisation keeps and may keep, and what each person and base may keep."""
    return queries.settings(actor.org_id)


@door.put("/api/quotas", access=ADMIN, mode=WRITE, emits=(QuotaChanged,))
def change_quotas(draft: QuotasDraft, actor: Actor) -> QuotasView:
    """Set limits. What is kept already stays; beyond a limit nothing more comes in."""
    actions.change(draft, by=actor)
    return queries.settings(actor.org_id)


@door.get("/api/quotas/mine", access=VIEWER, mode=READ)
def my_quota(actor: Actor) -> StandingView:
    """Read what I keep and may keep."""
    return queries.standing(Scope.PERSON, actor.id, actor.org_id)


@door.get("/api/quotas/people", access=ADMIN, mode=READ)
def list_people_quotas(where: UsageFilter, page: PageAsk, actor: Actor) -> Page[SubjectView]:
    """List who keeps how much, the most first."""
    return queries.subjects(Scope.PERSON, where, page, users.names, seen_by=actor)


@door.put(_PERSON, access=ADMIN, mode=WRITE, target=users.user, emits=(QuotaChanged,))
def change_person_quota(user: User, draft: LimitDraft, actor: Actor) -> StandingView:
    """Give a person a limit of their own; null allows any number."""
    actions.put(Scope.PERSON, user.id, draft, by=actor)
    return queries.standing(Scope.PERSON, user.id, actor.org_id)


@door.delete(_PERSON, access=ADMIN, mode=WRITE, target=users.user, emits=(QuotaChanged,))
def remove_person_quota(user: User, actor: Actor) -> None:
    """Let a person have the limit of everybody again."""
    actions.withdraw(Scope.PERSON, user.id, by=actor)
