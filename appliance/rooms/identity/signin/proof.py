"""What is judged before the unit opens: tries, passwords, strength. Hashing never holds the writer or the loop up."""

from appliance.engines import passwords
from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden, Unauthorized, ValidationFailed
from appliance.kernel.visit import Visit
from appliance.rooms.identity import factors
from appliance.rooms.identity.factors import Judged
from appliance.rooms.identity.federation import NotLetIn
from appliance.rooms.identity.sessions import require_session
from appliance.rooms.identity.signin import actions, directories, queries, throttle
from appliance.rooms.identity.signin.directories import Came
from appliance.rooms.identity.signin.queries import Known
from appliance.rooms.identity.signin.shapes import (
    AcceptDraft,
    ConfirmDraft,
    PasswordDraft,
    SecondStepDraft,
    SetupDraft,
    SignInDraft,
)
from appliance.rooms.identity.users.queries import folded
from appliance.store.database import read, write


def require_strong(field: str, password: str, *known: str) -> None:
    """422 for a password that is guessed first."""
    if weakness := passwords.weakness(password, *known):
        raise ValidationFailed.of(field, weakness, "weak_password")


async def for_setup(draft: SetupDraft, visit: Visit) -> str:
    """The hashed password of the first administrator."""
    await read(actions.require_setup, draft.setup_token, visit)
    require_strong("password", draft.password, draft.email, draft.name)
    return await passwords.hashed(draft.password)


async def for_sign_in(draft: SignInDraft, visit: Visit) -> Known | Came:
    """Who it is, when the password is right. Known and unknown addresses take the same steps and the same time."""
    account = folded(draft.email)
    throttle.begin(account, visit.address)
    known = await read(queries.known, account)
    if not await passwords.verified(known.password, draft.password):
        came = await directories.asked(draft.email, draft.password, visit)
        if came is None:
            await write(actions.refuse_sign_in, known, "password")
            raise Unauthorized("invalid", "E-mail or password is not right")
        throttle.succeeded(account, visit.address)
        return came
    throttle.succeeded(account, visit.address)
    if await read(queries.is_password_off, known.user_id):
        await write(actions.refuse_sign_in, known, "password_off")
        raise NotLetIn("password_off")
    return known


async def for_invitation(draft: AcceptDraft) -> str:
    """The hashed password of somebody who joins."""
    require_strong("password", draft.password, draft.name)
    return await passwords.hashed(draft.password)


async def for_change(draft: PasswordDraft, visit: Visit, actor: Actor) -> str:
    """The hashed new password of somebody who proved the present one."""
    if actor.kind != "person":
        raise Forbidden("A service account has no password")
    throttle.begin(actor.id, visit.address)
    known = await read(queries.known_by_id, actor.id)
    if not await passwords.verified(known.password, draft.current_password):
        await write(actions.refuse_sign_in, known, "current_password")
        raise ValidationFailed.of("current_password", "is not right", "wrong_password")
    throttle.succeeded(actor.id, visit.address)
    require_strong("new_password", draft.new_password)
    return await passwords.hashed(draft.new_password)


async def for_second_step(draft: SecondStepDraft) -> Judged:
    """Whose sign-in it is, when the code is right. Wrong ones are counted before they are refused."""
    judged = await write(factors.judge, draft.mfa_token, draft.code)
    if not judged.is_right:
        if judged.user_id:
            await write(actions.refuse_sign_in, Known(judged.user_id, judged.org_id), "second_factor")
        raise Unauthorized("invalid", "The code is not right, or the sign-in is over")
    return judged


async def for_confirmation(draft: ConfirmDraft, visit: Visit, actor: Actor) -> str:
    """How somebody who is signed in proved again who they are."""
    require_session(actor)
    field = "password" if draft.code is None else "code"
    if draft.password is None and draft.code is None:
        raise ValidationFailed.of(field, "Field required", "missing")
    throttle.begin(actor.id, visit.address)
    known = await read(queries.known_by_id, actor.id)
    if not await _proves(draft, known):
        await write(actions.refuse_sign_in, known, f"confirm_{field}")
        raise ValidationFailed.of(field, "is not right", f"wrong_{field}")
    throttle.succeeded(actor.id, visit.address)
    return field


async def _proves(draft: ConfirmDraft, known: Known) -> bool:
    if draft.code is not None:
        return await write(factors.is_proof, known.user_id, draft.code)
    return await passwords.verified(known.password, draft.password or "")
