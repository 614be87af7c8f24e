"""Reads of second factors."""

from appliance.rooms.identity.factors.tables import Authenticator, RecoveryCode


def authenticator(user_id: str) -> Authenticator | None:
    """A person's authenticator, confirmed or not."""
    row: Authenticator | None = Authenticator.get_or_none(Authenticator.user_id == user_id)
    return row


def has_factor(user_id: str) -> bool:
    """Whether signing in takes this person a second step."""
    row = authenticator(user_id)
    return row is not None and row.confirmed_at is not None


def codes_left(user_id: str) -> int:
    """How many recovery codes a person still has."""
    left: int = RecoveryCode.select().where((RecoveryCode.user_id == user_id) & RecoveryCode.used_at.is_null()).count()
    return left
