"""What is judged before the unit opens. A wrong answer uses its question up, and is refused afterwards."""

from http.cookies import CookieError, SimpleCookie

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Unauthorized, ValidationFailed
from appliance.kernel.visit import Visit
from appliance.rooms.identity import factors
from appliance.rooms.identity.passkeys import actions
from appliance.rooms.identity.passkeys.actions import Judged
from appliance.rooms.identity.passkeys.shapes import ProofDraft, SecondProofDraft
from appliance.rooms.identity.passkeys.tables import Step
from appliance.rooms.identity.sessions import require_session
from appliance.rooms.identity.signin import throttle
from appliance.store.database import write

BROWSER = "appliance_passkey"
_REFUSED = "This passkey was not accepted"


def browser(visit: Visit) -> str:
    """What the browser was given when it was asked; empty when it shows nothing."""
    try:
        jar = SimpleCookie(visit.headers.get("cookie", ""))
    except CookieError:
        return ""
    found = jar.get(f"__Host-{BROWSER}" if visit.is_secure else BROWSER)
    return found.value if found else ""


async def for_sign_in(draft: ProofDraft, visit: Visit) -> Judged:
    """Whose passkey it is. Known and unknown ones are refused alike."""
    judged = await write(actions.judge, Step.SIGN_IN, browser(visit), draft)
    if judged.refused:
        raise Unauthorized("invalid", _REFUSED)
    return judged


async def for_second_step(draft: SecondProofDraft) -> factors.Judged:
    """Whose sign-in it is, when the passkey is of the person whose password was right."""
    judged = await write(actions.judge, Step.SECOND_STEP, draft.mfa_token, draft)
    found = factors.Judged() if judged.refused else await write(factors.judge_other, draft.mfa_token, judged.user_id)
    if not found.is_right:
        raise Unauthorized("invalid", _REFUSED)
    return found


async def for_confirmation(draft: ProofDraft, visit: Visit, actor: Actor) -> Judged:
    """That the person who is signed in has the passkey."""
    require_session(actor)
    throttle.begin(actor.id, visit.address)
    judged = await write(actions.judge, Step.CONFIRM, actor.session_id, draft)
    if judged.refused:
        raise ValidationFailed.of("credential", _REFUSED, "wrong_passkey")
    throttle.succeeded(actor.id, visit.address)
    return judged
