"""The door of second factors: adding one, taking it away."""

from appliance.kernel.access import ADMIN, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, WRITE, Door
from appliance.kernel.problem import Conflict, Forbidden, NotFound, ReauthRequired, ValidationFailed
from appliance.rooms.identity import orgs, users
from appliance.rooms.identity.factors import actions, policy, totp
from appliance.rooms.identity.factors.events import FactorAdded, FactorLocked, FactorRemoved, FactorStarted
from appliance.rooms.identity.factors.shapes import EnrolDraft, EnrolView
from appliance.rooms.identity.users import User
from appliance.store.database import write

door = Door("factors", about="The second factor of a sign-in")


@door.post(
    "/auth/mfa/totp", access=VIEWER, mode=CALL, once=False, fresh=True, secret=True,
    errors=[Conflict, ValidationFailed, ReauthRequired], emits=[FactorStarted, FactorAdded, FactorLocked],
)  # fmt: skip
async def enrol(draft: EnrolDraft, *, actor: Actor) -> EnrolView:
    """Add a second factor: first without a code for the secret, then with one, which answers the recovery codes, once.

    It is in force only once a code has shown that the authenticator has the secret.
    """
    if draft.code is None:
        return await write(_started, actor)
    codes = await write(actions.add, actor, draft.code)
    if codes is None:
        raise ValidationFailed.of("code", "is not right", "wrong_code")
    return EnrolView(confirmed=True, recovery_codes=codes)


def _started(actor: Actor) -> EnrolView:
    secret, person = actions.start(actor), users.user(actor.id, seen_by=actor)
    uri = totp.uri(secret, orgs.name_of(actor.org_id), person.email)
    return EnrolView(confirmed=False, secret=totp.base32(secret), uri=uri)


@door.delete(
    "/auth/mfa/totp", access=VIEWER, mode=WRITE, fresh=True, errors=[NotFound, ReauthRequired], emits=[FactorRemoved]
)  # fmt: skip
def remove(*, actor: Actor) -> None:
    """Take my second factor away; needs a fresh proof that it is me."""
    actions.remove(actor.id)


@door.delete(
    "/api/users/{id:usr}/second-factor", access=ADMIN, mode=WRITE, fresh=True, target=users.user,
    errors=[NotFound, Forbidden, ReauthRequired], emits=[FactorRemoved],
)  # fmt: skip
def remove_of_user(user: User, *, actor: Actor) -> None:
    """Take the second factor of somebody who lost it away; their password is still asked for."""
    policy.require_power_over(user, actor)
    actions.remove(user.id)
