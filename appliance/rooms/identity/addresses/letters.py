"""Letters about an address: the link to the new one, a notice to the old one; in the person's language."""

_PROOF = {
    "en": ("Confirm your new address", """Hello {name},

with this link this becomes the address of your account, once and within a day:

{url}

If you did not ask for it, do nothing.
"""),
    "de": ("Neue Adresse bestätigen", """Guten Tag {name},

mit diesem Link wird dies die Adresse Ihres Kontos, einmal und innerhalb eines Tages:

{url}

Waren Sie es nicht, tun Sie nichts.
"""),
}  # fmt: skip
_NOTICE = {
    "en": ("The address of your account has changed", """Hello {name},

your account now has another address than this one. If it was not you, tell an administrator at once.
"""),
    "de": ("Die Adresse Ihres Kontos wurde geändert", """Guten Tag {name},

Ihr Konto hat jetzt eine andere Adresse als diese. Waren Sie es nicht, sagen Sie es sofort einem Administrator.
"""),
}  # fmt: skip


def proof(language: str | None, name: str, url: str) -> tuple[str, str]:
    """Subject and text with the link."""
    subject, text = _PROOF[language if language in _PROOF else "en"]
    return subject, text.replace("{url}", url).replace("{name}", name)


def notice(language: str | None, name: str) -> tuple[str, str]:
    """Subject and text of the notice."""
    subject, text = _NOTICE[language if language in _NOTICE else "en"]
    return subject, text.replace("{name}", name)
