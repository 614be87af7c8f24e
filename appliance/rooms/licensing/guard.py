"""The gate's questions to the licence, answered from the raw reader on the loop."""

from appliance.kernel.problem import FeatureRequired, Problem
from appliance.kernel.room import RawReader
from appliance.rooms.licensing import queries
from appliance.rooms.licensing.tiers import tiers

_STARTS = frozenset({"POST", "PUT", "PATCH"})


def refusal(reader: RawReader, feature: str, method: str) -> Problem | None:
    """The problem that refuses a feature, or None.

    What was never licensed is refused whole. After a lapse only what creates, enables or starts is.
    """
    if feature in queries.standing(reader).features:
        return None
    if method not in _STARTS and queries.was_licensed(reader, feature):
        return None
    required = tiers().features[feature].tier
    return FeatureRequired(
        f"This needs a licence of the tier {required}", details={"feature": feature, "required_tier": required}
    )


def tier(reader: RawReader) -> str:
    """The tier in force."""
    return queries.standing(reader).tier
