"""The letter to somebody who was let in. Their language is not known yet: it says it in both."""

from appliance import config

_SUBJECT = "You have been let in / Sie wurden freigeschaltet"
_TEXT = "Hello {name},\n\nyou have been let in: {url}\n\n--\n\nGuten Tag {name},\n\nSie wurden freigeschaltet: {url}\n"


def approved(name: str, url: str | None) -> tuple[str, str]:
    """Subject and text, with the link to come in."""
    place = url or f"{config.in_force().base_url}/signin"
    return _SUBJECT, _TEXT.replace("{name}", name).replace("{url}", place)
