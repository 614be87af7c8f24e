"""The letter of an invitation. The invited person's language is not known yet: it says it in both."""

_SUBJECT = "You are invited / Sie sind eingeladen"
_TEXT = """Hello {name},

{by} invites you. With this link you choose a password, once and within {days} days:

{url}

--

Guten Tag {name},

{by} lädt Sie ein. Mit diesem Link wählen Sie ein Passwort, einmal und innerhalb von {days} Tagen:

{url}
"""


def invitation(name: str, by: str, url: str, days: int) -> tuple[str, str]:
    """Subject and text."""
    text = _TEXT.replace("{days}", str(days)).replace("{url}", url)
    return _SUBJECT, text.replace("{by}", by).replace("{name}", name)
