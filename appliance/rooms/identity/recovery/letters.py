"""The letter with the link, in the person's language."""

_SUBJECTS = {"en": "Choose a new password", "de": "Neues Passwort wählen"}
_TEXTS = {
    "en": """Hello {name},

somebody asked for a new password for your account. With this link you choose one, once and within an hour:

{url}

If it was not you, do nothing: your password stays as it is.
""",
    "de": """Guten Tag {name},

für Ihr Konto wurde ein neues Passwort angefordert. Mit diesem Link wählen Sie eines, einmal und innerhalb einer Stunde:

{url}

Waren Sie es nicht, tun Sie nichts: Ihr Passwort bleibt, wie es ist.
""",
}


def reset(language: str | None, name: str, url: str) -> tuple[str, str]:
    """Subject and text."""
    tongue = language if language in _TEXTS else "en"
    return _SUBJECTS[tongue], _TEXTS[tongue].replace("{name}", name).replace("{url}", url)
