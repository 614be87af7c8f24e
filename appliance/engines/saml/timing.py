"""Times of SAML messages: xs:dateTime in UTC (SAML core 1.3.3) as milliseconds."""

from datetime import UTC, datetime

from appliance.engines.saml.terms import Refused

_LONGEST = 40


def moment(text: str | None) -> int | None:
    """Milliseconds, or None where nothing is said; Refused for what is no time in UTC."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip()) if len(text) <= _LONGEST else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused("time", "The message holds a time that cannot be read.")
    return int(found.timestamp() * 1000)


def written(ms: int) -> str:
    """A time as SAML writes it."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
