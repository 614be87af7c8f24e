"""Changes of passkeys. A refused proof uses its question up in a unit that commits: who judges raises afterwards."""

import hashlib
import secrets
from dataclasses import dataclass

from appliance.engines import passkeys as engine
from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, NotFound
from appliance.rooms.identity.passkeys import policy, queries
from appliance.rooms.identity.passkeys.events import PasskeyAdded, PasskeyRefused, PasskeyRemoved, PasskeyRenamed
from appliance.rooms.identity.passkeys.shapes import PasskeyDraft, ProofDraft
from appliance.rooms.identity.passkeys.tables import Ceremony, Passkey, Step
from appliance.rooms.identity.users import User

CEREMONY_MS = 5 * clock.MINUTE
MOST_PASSKEYS = 20
DEFAULT_NAME = "Passkey"
_CHALLENGE_BYTES = 32


def _hashed(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def begin(step: Step, holder: str, user_id: str | None = None) -> bytes:
    """A challenge for one browser, known by what only it has; questions that are over go."""
    now, challenge = clock.now_ms(), secrets.token_bytes(_CHALLENGE_BYTES)
    Ceremony.delete().where(Ceremony.expires_at <= now).execute()
    Ceremony.add(
        org_id="", step=step, challenge_hash=_hashed(challenge), holder=crypt.digest(holder), user_id=user_id,
        expires_at=now + CEREMONY_MS,
    )  # fmt: skip
    return challenge


def used_up(step: Step, holder: str, client_data: str) -> Ceremony | None:
    """The question that an answer belongs to, gone with this; None, and still there, when another browser was asked."""
    try:
        challenge = engine.challenge_of(client_data)
    except engine.BadPasskey:
        return None
    row: Ceremony | None = Ceremony.get_or_none(Ceremony.challenge_hash == _hashed(challenge))
    if row is None or not crypt.same(row.holder, crypt.digest(holder)):
        return None  # whom it was not asked cannot take it away either
    row.remove()
    return row if row.step == step and row.expires_at > clock.now_ms() else None


def add(draft: PasskeyDraft, *, by: Actor) -> Passkey | None:
    """Keep a new passkey; None when what the browser sent proves nothing."""
    at, ceremony = queries.require_site(), used_up(Step.ADD, by.session_id, draft.client_data)
    if ceremony is None or ceremony.user_id != by.id:
        return None
    try:
        made = engine.registered(at, draft.credential, draft.client_data, draft.attestation)
    except engine.BadPasskey:
        return None
    if queries.by_credential(_hashed(made.credential)) is not None:
        raise Conflict("This passkey is known already")
    if len(queries.passkeys_of(by.id)) >= MOST_PASSKEYS:
        raise Conflict(f"A person has at most {MOST_PASSKEYS} passkeys")
    row = Passkey.add(
        org_id=by.org_id, user_id=by.id, name=draft.name or DEFAULT_NAME, credential=made.credential,
        credential_hash=_hashed(made.credential), key=made.key, host=at.host, counter=made.counter,
        is_backed_up=made.is_backed_up,
    )  # fmt: skip
    emit(PasskeyAdded(by.id, row.id))
    return row


def rename(row: Passkey, name: str | None) -> Passkey:
    """Give a passkey another name; null is the default again."""
    wanted = name or DEFAULT_NAME
    if row.name != wanted:
        row.change(name=wanted)
        emit(PasskeyRenamed(row.user_id, row.id))
    return row


def remove(row: Passkey, person: User) -> None:
    """Take a passkey away, unless it is the last way in."""
    policy.require_other_way_in(row, person)
    row.remove()
    emit(PasskeyRemoved(row.user_id, row.id))


def remove_all(person: User) -> int:
    """Take everything of somebody who lost it away; NotFound when there is nothing."""
    rows = queries.passkeys_of(person.id)
    if not rows:
        raise NotFound("There is no passkey")
    for row in rows:
        row.remove()
        emit(PasskeyRemoved(person.id, row.id))
    return len(rows)


@dataclass(frozen=True, slots=True)
class Judged:
    """Whose passkey it was, and why it was refused; empty when it was right."""

    user_id: str = ""
    org_id: str = ""
    passkey_id: str = ""
    refused: str = ""


def judge(step: Step, holder: str, draft: ProofDraft) -> Judged:
    """Use a question up and judge its answer; a refusal is recorded."""
    judged = _judged(step, holder, draft)
    if judged.refused:
        emit(PasskeyRefused(judged.user_id, judged.org_id, judged.passkey_id, judged.refused))
    return judged


def _judged(step: Step, holder: str, draft: ProofDraft) -> Judged:
    at, ceremony = queries.site(), used_up(step, holder, draft.client_data)
    if at is None or ceremony is None:
        return Judged(refused="challenge")
    row = _presented(draft)
    if row is None:
        return Judged(refused="unknown")
    if not _is_whose(row, ceremony, draft):
        return Judged(row.user_id, row.org_id, row.id, "somebody_else")
    try:
        counter = engine.counted(at, draft.proof(), row.key, verified=step is Step.SIGN_IN)
    except engine.BadPasskey:
        return Judged(row.user_id, row.org_id, row.id, "proof")
    if (counter or row.counter) and counter <= row.counter:  # WebAuthn, section 6.1.1: it may have been copied
        return Judged(row.user_id, row.org_id, row.id, "counter")
    row.change(counter=counter, last_used_at=clock.now_ms())
    return Judged(row.user_id, row.org_id, row.id)


def _presented(draft: ProofDraft) -> Passkey | None:
    try:
        return queries.by_credential(_hashed(engine.data(draft.credential)))
    except engine.BadPasskey:
        return None


def _is_whose(row: Passkey, ceremony: Ceremony, draft: ProofDraft) -> bool:
    """Whether the passkey is of the person that was asked for; without one, the browser has to say whose it is."""
    try:
        said = engine.data(draft.user_handle).decode() if draft.user_handle else None
    except (engine.BadPasskey, UnicodeDecodeError):
        return False
    expected = ceremony.user_id or said
    return row.user_id == expected and said in (None, row.user_id)


def forget_person(user_id: str) -> int:
    """Delete everything about a person's passkeys; how many there were."""
    Ceremony.delete().where(Ceremony.user_id == user_id).execute()
    gone: int = Passkey.delete().where(Passkey.user_id == user_id).execute()
    return gone


def forget_old() -> None:
    """Delete questions that nobody answered."""
    Ceremony.delete().where(Ceremony.expires_at <= clock.now_ms()).execute()
