"""People as they are shown: with their groups, and what the reader may do with them."""

from appliance.kernel.actor import Actor
from appliance.rooms.identity import groups
from appliance.rooms.identity.users import policy
from appliance.rooms.identity.users.shapes import InvitedView, UserView
from appliance.rooms.identity.users.tables import User


def view(row: User, actor: Actor) -> UserView:
    """A person as this actor sees them."""
    return UserView.of(row, _groups(row), policy.verbs(row, actor))


def invited_view(row: User, actor: Actor, invite_url: str) -> InvitedView:
    """An invited person, with the link that lets them in."""
    return InvitedView.invited_by(row, _groups(row), policy.verbs(row, actor), invite_url)


def _groups(row: User) -> list[tuple[str, str]]:
    return groups.groups_of([row.id]).get(row.id, [])
