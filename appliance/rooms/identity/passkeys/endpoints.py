"""The door of passkeys: one's own, coming in with one, and a proof beside password and code."""

from appliance.engines import passkeys as engine
from appliance.kernel import crypt
from appliance.kernel.access import ADMIN, PUBLIC, VIEWER
from appliance.kernel.actor import FRESH_MS, Actor
from appliance.kernel.door import CALL, NOTHING, READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import (
    Conflict,
    Forbidden,
    NotFound,
    RateLimited,
    ReauthRequired,
    Unauthorized,
    ValidationFailed,
)
from appliance.kernel.rate import AUTH
from appliance.kernel.visit import Answer, Cookie, Visit
from appliance.rooms.identity import factors, orgs, sessions, users
from appliance.rooms.identity.passkeys import actions, proof, queries
from appliance.rooms.identity.passkeys.actions import Judged
from appliance.rooms.identity.passkeys.events import PasskeyAdded, PasskeyRefused, PasskeyRemoved, PasskeyRenamed
from appliance.rooms.identity.passkeys.shapes import (
    OptionsView,
    PasskeyDraft,
    PasskeyFilter,
    PasskeyPatch,
    PasskeyStatusView,
    PasskeyView,
    ProofDraft,
    RemovedView,
    SecondAskDraft,
    SecondProofDraft,
)
from appliance.rooms.identity.passkeys.tables import Passkey, Step
from appliance.rooms.identity.sessions.events import Confirmed, SignedIn
from appliance.rooms.identity.signin import answers, entering
from appliance.rooms.identity.signin.shapes import ConfirmedView, SignedInView
from appliance.rooms.identity.users import User
from appliance.store.database import write

door = Door("passkeys", about="Passkeys: a way in without a password")


def _view(row: Passkey) -> PasskeyView:
    at = queries.site()
    return PasskeyView.of(row, at.host if at else "")


@door.get("/auth/passkeys/status", access=PUBLIC, mode=READ)
def passkey_status() -> PasskeyStatusView:
    """Say whether passkeys hold at the address of this appliance."""
    at = queries.site()
    return PasskeyStatusView(offered=at is not None, host=at.host if at else None)


@door.get("/auth/passkeys", access=VIEWER, mode=READ)
def list_passkeys(where: PasskeyFilter, page: PageAsk, *, actor: Actor) -> Page[PasskeyView]:
    """List my passkeys."""
    return queries.mine(where, page, seen_by=actor).map(_view)


@door.post(
    "/auth/passkeys/options", access=VIEWER, mode=WRITE, once=False, fresh=True, errors=[Conflict, ReauthRequired],
    emits=NOTHING,
)  # fmt: skip
def ask_new(*, actor: Actor) -> OptionsView:
    """Ask for a new passkey: what to give the browser, once and for five minutes. Needs a fresh proof that it is me."""
    at, person = queries.require_site(), users.user(actor.id, seen_by=actor)
    known = [row.credential for row in queries.passkeys_of(actor.id)]
    challenge = actions.begin(Step.ADD, actor.session_id, actor.id)
    who = (person.id.encode(), person.email, person.name or person.email)
    return OptionsView(options=engine.creation(at, orgs.name_of(actor.org_id) or "Appliance", who, known, challenge))


@door.post(
    "/auth/passkeys", access=VIEWER, mode=CALL, once=False, fresh=True, status=201, location="/auth/passkeys",
    errors=[Conflict, ReauthRequired, ValidationFailed], emits=[PasskeyAdded],
)  # fmt: skip
async def add_passkey(draft: PasskeyDraft, *, actor: Actor) -> PasskeyView:
    """Keep the passkey that the browser made."""
    row = await write(actions.add, draft, by=actor)
    if row is None:
        raise ValidationFailed.of("credential", "was not accepted; begin again", "wrong_passkey")
    return _view(row)


@door.patch(
    "/auth/passkeys/{id:pky}", access=VIEWER, mode=WRITE, target=queries.own, emits=[PasskeyRenamed]
)  # fmt: skip
def change_passkey(passkey: Passkey, patch: PasskeyPatch) -> PasskeyView:
    """Give one of my passkeys another name."""
    return _view(actions.rename(passkey, patch.name) if "name" in patch.sent() else passkey)


@door.delete(
    "/auth/passkeys/{id:pky}", access=VIEWER, mode=WRITE, fresh=True, target=queries.own,
    errors=[Conflict, ReauthRequired], emits=[PasskeyRemoved],
)  # fmt: skip
def remove_passkey(passkey: Passkey, *, actor: Actor) -> None:
    """Take one of my passkeys away; the last way in stays."""
    actions.remove(passkey, users.user(actor.id, seen_by=actor))


@door.post(
    "/auth/passkeys/sign-in/options", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, secret=True,
    errors=[Conflict], emits=NOTHING,
)  # fmt: skip
def ask_sign_in() -> Answer[OptionsView]:
    """Ask for a sign-in with a passkey: nobody is named, so the answer says nothing of anybody."""
    at, token = queries.require_site(), crypt.new_secret("pkb_")
    view = OptionsView(options=engine.request(at, (), actions.begin(Step.SIGN_IN, token), verified=True))
    return Answer(view, cookies=(Cookie(proof.BROWSER, token, max_age=actions.CEREMONY_MS // 1000),))


@door.post(
    "/auth/passkeys/sign-in", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, secret=True,
    prepare=proof.for_sign_in, errors=[Unauthorized], emits=[SignedIn, PasskeyRefused],
)  # fmt: skip
def sign_in(draft: ProofDraft, *, visit: Visit, prepared: Judged) -> Answer[SignedInView]:  # noqa: ARG001
    """Sign in with a passkey that verified the person; no further step is asked for."""
    answer = answers.signed_in(*entering.enter(prepared.user_id, "passkey", visit))
    return Answer(answer.value, cookies=(*answer.cookies, Cookie(proof.BROWSER, "")))


@door.post(
    "/auth/passkeys/second-step/options", access=PUBLIC, mode=WRITE, rate=AUTH, once=False,
    errors=[Conflict, Unauthorized], emits=NOTHING,
)  # fmt: skip
def ask_second_step(draft: SecondAskDraft) -> OptionsView:
    """Ask for a passkey as the second step of a sign-in whose password was right."""
    at, user_id = queries.require_site(), factors.awaits(draft.mfa_token)
    return _asked(Step.SECOND_STEP, draft.mfa_token, user_id, at)


@door.post(
    "/auth/passkeys/second-step", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, secret=True,
    prepare=proof.for_second_step, errors=[Unauthorized], emits=[SignedIn, PasskeyRefused],
)  # fmt: skip
def second_step(
    draft: SecondProofDraft, *, visit: Visit, prepared: factors.Judged  # noqa: ARG001
) -> Answer[SignedInView]:  # fmt: skip
    """Sign in, second step: a passkey in place of a code."""
    return answers.signed_in(*entering.second_step(prepared, "passkey", visit))


@door.post(
    "/auth/passkeys/confirm/options", access=VIEWER, mode=WRITE, rate=AUTH, once=False, errors=[Conflict, Forbidden],
    emits=NOTHING,
)  # fmt: skip
def ask_confirmation(*, actor: Actor) -> OptionsView:
    """Ask for a passkey as a fresh proof that it is me."""
    sessions.require_session(actor)
    return _asked(Step.CONFIRM, actor.session_id, actor.id, queries.require_site())


def _asked(step: Step, holder: str, user_id: str, at: engine.Site) -> OptionsView:
    known = [row.credential for row in queries.passkeys_of(user_id) if row.host == at.host]
    if not known:
        raise Conflict("There is no passkey for this address")
    return OptionsView(options=engine.request(at, known, actions.begin(step, holder, user_id), verified=False))


@door.post(
    "/auth/passkeys/confirm", access=VIEWER, mode=WRITE, rate=AUTH, once=False, prepare=proof.for_confirmation,
    errors=[ValidationFailed, RateLimited, Forbidden], emits=[Confirmed, PasskeyRefused],
)  # fmt: skip
def confirm(draft: ProofDraft, *, actor: Actor, prepared: Judged) -> ConfirmedView:  # noqa: ARG001
    """Prove again that it is me, by passkey: what asks for a fresh proof works for ten minutes."""
    session = sessions.confirm(actor, "passkey")
    return ConfirmedView(confirmed_at=session.confirmed_at, fresh_until=session.confirmed_at + FRESH_MS)


@door.get("/api/users/{id:usr}/passkeys", access=ADMIN, mode=READ, target=users.user)
def list_of_user(user: User, where: PasskeyFilter, page: PageAsk) -> Page[PasskeyView]:
    """List the passkeys of a person."""
    return queries.of_person(user, where, page).map(_view)


@door.post(
    "/api/users/{id:usr}/passkeys/remove-all", access=ADMIN, mode=WRITE, once=False, fresh=True, target=users.user,
    errors=[NotFound, Forbidden, ReauthRequired], emits=[PasskeyRemoved],
)  # fmt: skip
def remove_of_user(user: User, *, actor: Actor) -> RemovedView:
    """Take all passkeys of somebody who lost them away."""
    factors.require_power_over(user, actor)
    return RemovedView(removed=actions.remove_all(user))
