"""People as they are shown: with their groups, and what the reader may do with them."""

from collections.abc import Callable, Iterable

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.rooms.identity import groups
from appliance.rooms.identity.users import policy, queries
from appliance.rooms.identity.users.shapes import InvitedView, OpenInvitationView, UserView
from appliance.rooms.identity.users.tables import Invitation, User


def view(row: User, actor: Actor) -> UserView:
    """A person as this actor sees them."""
    return UserView.of(row, _groups(row), policy.verbs(row, actor))


def invited_view(row: User, actor: Actor, invite_url: str) -> InvitedView:
    """An invited person, with the link that lets them in."""
    return InvitedView.invited_by(row, _groups(row), policy.verbs(row, actor), invite_url)


def invitation_views(rows: Iterable[Invitation]) -> Callable[[Invitation], OpenInvitationView]:
    """How invitations are shown; who invites and who is invited is read at once for all."""
    ids = {one for row in rows for one in (row.user_id, row.invited_by)}
    people, now = queries.people(ids), clock.now_ms()

    def shown(row: Invitation) -> OpenInvitationView:
        person, by = people[row.user_id], people.get(row.invited_by)
        return OpenInvitationView.from_row(
            row, email=person.email, name=person.name, role=person.role, invited_by=by.name if by else "",
            state="open" if row.expires_at > now else "expired",
        )  # fmt: skip

    return shown


def _groups(row: User) -> list[tuple[str, str]]:
    return groups.groups_of([row.id]).get(row.id, [])
