"""The door of recovery."""

from appliance.engines import passwords
from appliance.kernel.access import ADMIN, PUBLIC
from appliance.kernel.actor import Actor
from appliance.kernel.door import WRITE, Door
from appliance.kernel.problem import BadRequest, Forbidden, ReauthRequired, ValidationFailed
from appliance.kernel.rate import AUTH
from appliance.rooms.identity import factors, users
from appliance.rooms.identity.recovery import actions, queries
from appliance.rooms.identity.recovery.events import RecoveryAsked, ResetLinkMade
from appliance.rooms.identity.recovery.shapes import ForgottenDraft, ForgottenView, LinkView, ResetDraft
from appliance.rooms.identity.signin.proof import require_strong
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users.events import PasswordChanged
from appliance.store.database import read

door = Door("recovery", about="Back in after a forgotten password")


async def _for_reset(draft: ResetDraft) -> str:
    """The hashed new password, when the link holds."""
    _, person = await read(queries.open_link, draft.token)
    require_strong("new_password", draft.new_password, person.name, person.email)
    return await passwords.hashed(draft.new_password)


@door.post("/auth/forgot-password", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, emits=[RecoveryAsked])
def forgot_password(draft: ForgottenDraft) -> ForgottenView:
    """Ask for a link to choose a new password; the answer is the same whether or not anybody has the address."""
    actions.ask(draft.email)
    return ForgottenView()


@door.post(
    "/auth/reset-password", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, prepare=_for_reset,
    errors=[BadRequest, ValidationFailed], emits=[PasswordChanged],
)  # fmt: skip
def reset_password(draft: ResetDraft, *, prepared: str) -> None:
    """Choose a new password with the link, once. Every session ends; a second factor is asked for as ever."""
    actions.use(draft.token, prepared)


@door.post(
    "/api/users/{id:usr}/reset-link", access=ADMIN, mode=WRITE, once=False, fresh=True, secret=True,
    target=users.user, errors=[Forbidden, ReauthRequired], emits=[ResetLinkMade],
)  # fmt: skip
def make_reset_link(user: User, *, actor: Actor) -> LinkView:
    """Make a link with which a person chooses a new password; shown once, for one hour."""
    factors.require_power_over(user, actor)
    row, url = actions.make_link(user, by=actor.id)
    return LinkView(reset_url=url, expires_at=row.expires_at)
