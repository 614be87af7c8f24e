"""The door of users, and of who is in which group."""

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, ReauthRequired, TierLimit, ValidationFailed
from appliance.kernel.visit import Text
from appliance.rooms.identity import groups
from appliance.rooms.identity.groups import Group, GroupView, GroupWithMembersView, Membership
from appliance.rooms.identity.groups.events import MemberRemoved, MembersAdded
from appliance.rooms.identity.users import actions, imports, invitations, policy, queries
from appliance.rooms.identity.users import reach as reaching
from appliance.rooms.identity.users.events import (
    InvitationRenewed,
    InvitationWithdrawn,
    UserChanged,
    UserErased,
    UserInvited,
    UserRemoved,
    UserRestored,
    WorkHandedOver,
)
from appliance.rooms.identity.users.shapes import (
    HandedOverView,
    HandOverDraft,
    ImportDraft,
    ImportView,
    InvitationFilter,
    InvitedView,
    MembersDraft,
    OpenInvitationView,
    ReachView,
    UserDraft,
    UserFilter,
    UserPatch,
    UserReplacement,
    UserView,
)
from appliance.rooms.identity.users.tables import User
from appliance.rooms.identity.users.views import invitation_views, invited_view, view
from appliance.rooms.mail.events import LetterWritten

door = Door("users", about="People of the organisation")


@door.get("/api/users", also=["/api/v1/users"], access=ADMIN, mode=READ)
def list_users(where: UserFilter, page: PageAsk, *, actor: Actor) -> Page[UserView]:
    """List the people of the organisation."""
    rows = queries.users(where, page, seen_by=actor)
    of = groups.groups_of([row.id for row in rows.data])
    return rows.map(lambda row: UserView.of(row, of.get(row.id, []), policy.verbs(row, actor)))


@door.post(
    "/api/users", also=["/api/v1/users"], access=ADMIN, mode=WRITE, once=True, status=201, location="/api/users/{id}",
    secret=True, errors=[Conflict, TierLimit], emits=[UserInvited, LetterWritten],
)  # fmt: skip
def invite_user(draft: UserDraft, *, actor: Actor) -> InvitedView:
    """Invite a person; the answer carries the link that lets them in, once."""
    row, url = actions.invite(draft, by=actor)
    return invited_view(row, actor, url)


@door.get("/api/invitations", access=ADMIN, mode=READ)
def list_invitations(where: InvitationFilter, page: PageAsk, *, actor: Actor) -> Page[OpenInvitationView]:
    """List invitations that nobody has followed yet."""
    rows = queries.invitations(where, page, seen_by=actor)
    return rows.map(invitation_views(rows.data))


@door.post(
    "/api/users/{id:usr}/invitation", access=ADMIN, mode=WRITE, once=False, secret=True, target=queries.invited,
    emits=[InvitationRenewed, LetterWritten],
)  # fmt: skip
def renew_invitation(user: User, *, actor: Actor) -> InvitedView:
    """Invite once more: a new link, mailed where there is a mail server; the one before is dead."""
    return invited_view(user, actor, invitations.renew(user, by=actor))


@door.delete(
    "/api/users/{id:usr}/invitation", access=ADMIN, mode=WRITE, target=queries.invited,
    emits=[InvitationWithdrawn, UserRemoved],
)  # fmt: skip
def withdraw_invitation(user: User) -> None:
    """Take an invitation back; its link is dead, the seat and the address are free."""
    actions.withdraw(user)


@door.get("/api/users/export", access=ADMIN, mode=READ)
def export_users(*, actor: Actor) -> Text:
    """Read everybody of the organisation as CSV; no cell of it is a formula."""
    return Text(
        imports.exported(seen_by=actor), "text/csv; charset=utf-8",
        {"Content-Disposition": 'attachment; filename="people.csv"'},
    )  # fmt: skip


@door.post(
    "/api/users/import", access=ADMIN, mode=WRITE, once=True, secret=True, errors=[TierLimit, ValidationFailed],
    emits=[UserInvited, LetterWritten],
)  # fmt: skip
def import_users(draft: ImportDraft, *, actor: Actor) -> ImportView:
    """Invite everybody of a CSV who is not here yet, all or nobody; each with the link that lets them in, once."""
    return imports.imported(draft.csv, dry_run=draft.dry_run, by=actor)


@door.get("/api/users/{id:usr}", also=["/api/v1/users/{id:usr}"], access=ADMIN, mode=READ, target=queries.user)
def read_user(user: User, *, actor: Actor) -> UserView:
    """Read a person or service account."""
    return view(user, actor)


@door.put(
    "/api/users/{id:usr}", also=["/api/v1/users/{id:usr}"], access=ADMIN, mode=WRITE, target=queries.user,
    errors=[Conflict, TierLimit], emits=[UserChanged],
)  # fmt: skip
def replace_user(user: User, draft: UserReplacement, *, actor: Actor) -> UserView:
    """Replace a person's name, role, groups, and whether they are enabled."""
    return view(actions.change(user, draft.fields(), by=actor), actor)


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
    """Remove a person; every way in of theirs ends at once. They can be restored for 30 days."""
    actions.remove(user)


@door.post(
    "/api/users/{id:usr}/restore", access=ADMIN, mode=WRITE, once=False, target=queries.removed,
    errors=[Conflict, TierLimit], emits=[UserRestored],
)  # fmt: skip
def restore_user(user: User, *, actor: Actor) -> UserView:
    """Bring a removed person back within 30 days; it takes a seat."""
    return view(actions.restore(user), actor)


@door.post(
    "/api/users/{id:usr}/erase", access=ADMIN, mode=WRITE, once=False, fresh=True, target=queries.removed,
    errors=[Conflict, ReauthRequired], emits=[UserErased],
)  # fmt: skip
def erase_user(user: User, *, actor: Actor) -> UserView:
    """Erase a removed person at once: their data, their conversations and what they kept to themselves.

    It cannot be undone. What the next purge leaves is a number under which the audit knows them.
    """
    return view(actions.erase(user), actor)


@door.get("/api/users/{id:usr}/reach", access=ADMIN, mode=READ, target=queries.user)
def reach(user: User) -> ReachView:
    """Read what a person can use at this moment, and why."""
    return reaching.reach(user)


@door.post(
    "/api/users/{id:usr}/hand-over", access=ADMIN, mode=WRITE, once=False, target=queries.leaver,
    errors=[ValidationFailed], emits=[WorkHandedOver],
)  # fmt: skip
def hand_over(user: User, draft: HandOverDraft) -> HandedOverView:
    """Give all knowledge bases and agents of a person to somebody else; conversations stay private."""
    moved = actions.hand_over(user, draft.to)
    return HandedOverView(from_user_id=user.id, to_user_id=draft.to, moved=moved)


@door.post(
    "/api/organisation/groups/{id:grp}/members", access=ADMIN, mode=WRITE, once=True, status=201,
    location="/api/organisation/groups/{id}", target=groups.group, errors=[ValidationFailed], emits=[MembersAdded],
)  # fmt: skip
def add_members(group: Group, draft: MembersDraft, *, actor: Actor) -> GroupWithMembersView | GroupView:
    """Put people into a group; it holds from their next request on."""
    queries.require_people(draft.user_ids, seen_by=actor)
    return groups.view(groups.add_members(group, draft.user_ids), actor)


@door.delete(
    "/api/organisation/groups/{id:grp}/members/{user_id:usr}", access=ADMIN, mode=WRITE, target=groups.membership,
    emits=[MemberRemoved],
)  # fmt: skip
def remove_member(membership: Membership) -> None:
    """Take somebody out of a group; it holds from their next request on."""
    groups.remove_member(membership)
