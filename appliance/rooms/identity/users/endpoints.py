"""The door of users."""

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, TierLimit
from appliance.rooms.identity import groups
from appliance.rooms.identity.users import actions, policy, queries
from appliance.rooms.identity.users.events import UserChanged, UserInvited, UserRemoved
from appliance.rooms.identity.users.shapes import InvitedView, UserDraft, UserFilter, UserPatch, UserView
from appliance.rooms.identity.users.tables import User
from appliance.rooms.identity.users.views import invited_view, view

door = Door("users", about="People of the organisation")


@door.get("/api/users", also=["/api/v1/users"], access=ADMIN, mode=READ)
def list_users(where: UserFilter, page: PageAsk, *, actor: Actor) -> Page[UserView]:
    """List the people of the organisation."""
    rows = queries.users(where, page, seen_by=actor)
    of = groups.groups_of([row.id for row in rows.data])
    return rows.map(lambda row: UserView.of(row, of.get(row.id, []), policy.verbs(row, actor)))


@door.post(
    "/api/users", also=["/api/v1/users"], access=ADMIN, mode=WRITE, once=True, status=201, location="/api/users",
    secret=True, errors=[Conflict, TierLimit], emits=[UserInvited],
)  # fmt: skip
def invite_user(draft: UserDraft, *, actor: Actor) -> InvitedView:
    """Invite a person; the answer carries the link that lets them in, once."""
    row, url = actions.invite(draft, by=actor)
    return invited_view(row, actor, url)


@door.patch(
    "/api/users/{id:usr}", also=["/api/v1/users/{id:usr}"], access=ADMIN, mode=WRITE, target=queries.user,
    errors=[Conflict, TierLimit], emits=[UserChanged],
)  # fmt: skip
def change_user(user: User, patch: UserPatch, *, actor: Actor) -> UserView:
    """Change a person's name, role, groups, or whether they are enabled."""
    return view(actions.change(user, patch.sent(), by=actor), actor)


@door.delete(
    "/api/users/{id:usr}", also=["/api/v1/users/{id:usr}"], access=ADMIN, mode=WRITE, target=queries.user,
    errors=[Conflict], emits=[UserRemoved],
)  # fmt: skip
def remove_user(user: User) -> None:
    """Remove a person; everything of theirs ends at once."""
    actions.remove(user)
