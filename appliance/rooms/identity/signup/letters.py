"""Letters of registration. The person's language is not known yet: they say it in both."""

from appliance import config

_SUBJECT = "You have been let in / Sie wurden freigeschaltet"
_TEXT = "Hello {name},\n\nyou have been let in: {url}\n\n--\n\nGuten Tag {name},\n\nSie wurden freigeschaltet: {url}\n"


def approved(name: str, url: str | None) -> tuple[str, str]:
    """Subject and text, with the link to come in."""
    place = url or f"{config.in_force().base_url}/signin"
    return _SUBJECT, _TEXT.replace("{name}", name).replace("{url}", place)


_PROOF_SUBJECT = "Confirm your address / Adresse bestätigen"
_PROOF = """Hello {name},

with this link you confirm your address, once and within a day:

{url}

If you did not register, do nothing.

--

Guten Tag {name},

mit diesem Link bestätigen Sie Ihre Adresse, einmal und innerhalb eines Tages:

{url}

Haben Sie sich nicht registriert, tun Sie nichts.
"""


def proof(name: str, url: str) -> tuple[str, str]:
    """Subject and text with the link that proves an address."""
    return _PROOF_SUBJECT, _PROOF.replace("{url}", url).replace("{name}", name)
