"""Times of SAML messages: xs:dateTime in UTC (SAML core 1.3.3) as milliseconds."""

from datetime import UTC, datetime

from appliance.engines.saml.terms import Refused

_LONGEST = 40


def moment(text: str | None) -> int | None:
    """Milliseconds, or None where nothing is said; Refused for what is no time in UTC."""
    if text is None:
        return None
    try:
        if len(text) > _LONGEST:
            raise ValueError("long")
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is None:
            raise ValueError("local")
        return int(found.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise Refused("time", "The message holds a time that cannot be read.") from None


def written(ms: int) -> str:
    """A time as SAML writes it."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
