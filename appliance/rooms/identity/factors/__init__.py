"""The second factor of a sign-in: codes of an authenticator (RFC 6238), and recovery codes for the day it is lost.

Every code works once. Five wrong ones end a sign-in, ten in a row close the authenticator for a quarter of an hour.
"""

from appliance.rooms.identity.factors.actions import (
    CHALLENGE_MS,
    Judged,
    awaits,
    begin,
    forget_person,
    is_proof,
    judge,
    judge_other,
    proven,
)
from appliance.rooms.identity.factors.policy import require_power_over
from appliance.rooms.identity.factors.queries import has_factor

__all__ = [
    "CHALLENGE_MS", "Judged", "awaits", "begin", "forget_person", "has_factor", "is_proof", "judge", "judge_other",
    "proven", "require_power_over",
]  # fmt: skip
