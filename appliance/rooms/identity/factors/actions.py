"""Changes of second factors. A wrong code is counted in a unit that commits: who judges one raises afterwards."""

import secrets
from dataclasses import dataclass

from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, NotFound, Unauthorized
from appliance.rooms.identity.factors import queries, totp
from appliance.rooms.identity.factors.events import (
    FactorAdded,
    FactorLocked,
    FactorRemoved,
    FactorStarted,
    RecoveryCodeUsed,
    SecondStepAsked,
)
from appliance.rooms.identity.factors.tables import Authenticator, Challenge, RecoveryCode
from appliance.store import opened

CHALLENGE_MS = 5 * clock.MINUTE
MOST_TRIES = 5
MOST_MISSES = 10
LOCKED_MS = 15 * clock.MINUTE
RECOVERY_CODES = 10
_SECRET_BYTES = 20
_RECOVERY_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
_RECOVERY_LENGTH = 12  # of 30 letters: 58 bits, each works once


def start(actor: Actor) -> bytes:
    """A new secret that no code has confirmed yet; one that was started before is void. 409 with a factor in force."""
    row = queries.authenticator(actor.id)
    if row is not None and row.confirmed_at is not None:
        raise Conflict("A second factor is in force already; remove it first")
    secret = secrets.token_bytes(_SECRET_BYTES)
    if row is not None:
        row.remove()
    Authenticator.add(
        org_id=actor.org_id, user_id=actor.id, sealed=_seal(secret, actor.id), last_step=0, misses=0, locked_until=0
    )
    emit(FactorStarted(actor.id))
    return secret


def add(actor: Actor, code: str) -> list[str] | None:
    """Put the started factor in force when the code is right; the recovery codes, shown once. None: it was wrong."""
    row = queries.authenticator(actor.id)
    if row is None or row.confirmed_at is not None:
        raise Conflict("No second factor has been started")
    if not _is_right(row, plain(code)):
        return None
    row.change(confirmed_at=clock.now_ms())
    RecoveryCode.delete().where(RecoveryCode.user_id == actor.id).execute()
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    for one in codes:
        RecoveryCode.add(org_id=actor.org_id, user_id=actor.id, code_hash=crypt.digest(plain(one)))
    emit(FactorAdded(actor.id))
    return codes


def remove(user_id: str) -> None:
    """Take the second factor away; 404 when there is none."""
    row = queries.authenticator(user_id)
    if row is None:
        raise NotFound("There is no second factor")
    forget_person(user_id)
    emit(FactorRemoved(user_id))


def forget_person(user_id: str) -> None:
    """Delete everything about a person's second factor."""
    Authenticator.delete().where(Authenticator.user_id == user_id).execute()
    RecoveryCode.delete().where(RecoveryCode.user_id == user_id).execute()
    Challenge.delete().where(Challenge.user_id == user_id).execute()


def begin(user_id: str, org_id: str, password: str | None, method: str = "password") -> str:
    """The token of a sign-in whose first step was `method` and whose second is to come: five minutes, five tries."""
    token = crypt.new_secret("mfa_")
    Challenge.add(
        org_id=org_id, user_id=user_id, token_hash=crypt.digest(token), method=method, password=password,
        tries=0, expires_at=clock.now_ms() + CHALLENGE_MS,
    )  # fmt: skip
    emit(SecondStepAsked(user_id, org_id))
    return token


@dataclass(frozen=True, slots=True)
class Judged:
    """Whose sign-in it is and whether the second step was right. Nothing is known of a token that does not hold."""

    user_id: str = ""
    org_id: str = ""
    token_hash: bytes = b""
    password: str | None = None
    method: str = "password"
    is_right: bool = False


def judge(token: str, code: str) -> Judged:
    """Count a try of a sign-in's second step and judge its code; a try that is one too many ends the sign-in."""
    row = _challenge(crypt.digest(token))
    if row is None:
        return Judged()
    is_right = is_proof(row.user_id, code)
    if is_right:
        return _right(row)
    if row.tries + 1 >= MOST_TRIES:
        row.remove()
    else:
        row.change(tries=row.tries + 1)
    return Judged(row.user_id, row.org_id)


def awaits(token: str) -> str:
    """Whose sign-in waits for its second step; Unauthorized when none does."""
    row = _challenge(crypt.digest(token))
    if row is None:
        raise Unauthorized("invalid", "This sign-in is over; begin it again")
    return row.user_id


def judge_other(token: str, user_id: str) -> Judged:
    """The second step by something else than a code, which has shown already whose it is."""
    row = _challenge(crypt.digest(token))
    if row is None or row.user_id != user_id:
        return Judged()
    return _right(row)


def _right(row: Challenge) -> Judged:
    return Judged(row.user_id, row.org_id, row.token_hash, row.password, row.method or "password", is_right=True)


def proven(judged: Judged) -> None:
    """Use the sign-in up; Unauthorized when somebody else did."""
    row = _challenge(judged.token_hash)
    if row is None:
        raise Unauthorized("invalid", "This sign-in is over; begin it again")
    row.remove()


def _challenge(token_hash: bytes) -> Challenge | None:
    row: Challenge | None = Challenge.get_or_none(Challenge.token_hash == token_hash)
    return row if row is not None and row.expires_at > clock.now_ms() else None


def is_proof(user_id: str, code: str) -> bool:
    """Whether a code proves who somebody is; it is used up by that."""
    row = queries.authenticator(user_id)
    if row is None or row.confirmed_at is None:
        return False
    given = plain(code)
    return _is_right(row, given) if given.isdecimal() and len(given) == totp.DIGITS else _is_recovery(user_id, given)


def _is_right(row: Authenticator, given: str) -> bool:
    now = clock.now_ms()
    if now < row.locked_until:
        return False
    step = totp.matching_step(_unseal(row), given, now, row.last_step)
    if step is not None:
        row.change(last_step=step, misses=0)
        return True
    is_one_too_many = row.misses + 1 >= MOST_MISSES
    row.change(misses=0 if is_one_too_many else row.misses + 1, locked_until=now + LOCKED_MS if is_one_too_many else 0)
    if is_one_too_many:
        emit(FactorLocked(row.user_id))
    return False


def _is_recovery(user_id: str, given: str) -> bool:
    row = RecoveryCode.get_or_none(
        (RecoveryCode.user_id == user_id)
        & (RecoveryCode.code_hash == crypt.digest(given))
        & RecoveryCode.used_at.is_null()
    )
    if row is None:
        return False
    row.change(used_at=clock.now_ms())
    emit(RecoveryCodeUsed(user_id, queries.codes_left(user_id)))
    return True


def plain(code: str) -> str:
    """A code without what people put between its letters."""
    return "".join(code.split()).replace("-", "").lower()


def _new_code() -> str:
    letters = "".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(_RECOVERY_LENGTH))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _seal(secret: bytes, user_id: str) -> bytes:
    return opened().keys.seal(secret, f"authenticator {user_id}")


def _unseal(row: Authenticator) -> bytes:
    return opened().keys.unseal(row.sealed, f"authenticator {row.user_id}")


def forget_old() -> None:
    """Delete sign-ins whose second step never came."""
    Challenge.delete().where(Challenge.expires_at < clock.now_ms()).execute()
