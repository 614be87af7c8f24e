"""The text that holds until an organisation writes its own."""

import hashlib
from dataclasses import dataclass

FIRST_VERSION = "1"
FIRST_TEXT = """\
You come from Nextcloud. To sign you in, Nextcloud tells this appliance your user name, your display name, your e-mail \
address and your groups. What you ask and the documents that you add are kept here and go to nobody outside of your \
organisation's machines. You can withdraw this consent at any time; your account then stays, and you are asked again.

Sie kommen aus Nextcloud. Damit Sie angemeldet werden können, nennt Nextcloud dieser Anwendung Ihren Benutzernamen, \
Ihren Anzeigenamen, Ihre E-Mail-Adresse und Ihre Gruppen. Ihre Fragen und die Dokumente, die Sie hinzufügen, bleiben \
hier und verlassen die Rechner Ihrer Organisation nicht. Sie können die Einwilligung jederzeit widerrufen; Ihr Konto \
bleibt dann bestehen, und Sie werden wieder gefragt.
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A version in force."""

    version: str
    text: str
    sha256: str


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


FIRST = Text(FIRST_VERSION, FIRST_TEXT, digest(FIRST_TEXT))
