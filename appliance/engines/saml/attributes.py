"""From attributes to what every identity provider says of a person. Where the settings name an attribute, that one."""

from collections.abc import Mapping
from typing import Any

from appliance.engines.asserted import Asserted
from appliance.engines.saml import names
from appliance.engines.saml.terms import Refused, Told


def asserted(told: Told, settings: Mapping[str, Any]) -> Asserted:
    """The person, as the connection's settings read them; Refused when nothing lasting names them.

    `subject_attribute` replaces the NameID. `proves_email`: an administrator vouches that the provider's addresses are
    those of its people, since SAML itself has no word for a verified address.
    """
    email = _first(told, names.EMAIL_ATTRIBUTES)
    if email is None and told.name_id_format == names.EMAIL:
        email = told.name_id
    return Asserted(
        issuer=told.issuer, subject=_subject(told, settings), email=email,
        email_verified=email is not None and bool(settings.get("proves_email")),
        name=_first(told, names.NAME_ATTRIBUTES) or _given_and_surname(told),
        groups=_values(told, names.GROUP_ATTRIBUTES), claims=claims(told),
    )  # fmt: skip


def claims(told: Told) -> dict[str, Any]:
    """Every attribute by its name and by its friendly name: one value bare, several as a list."""
    plain: dict[str, Any] = {name: said[0] if len(said) == 1 else list(said) for name, said in told.attributes.items()}
    for friendly, name in told.aliases.items():
        plain.setdefault(friendly, plain.get(name))
    return plain | {"name_id": told.name_id, "name_id_format": told.name_id_format}


def _subject(told: Told, settings: Mapping[str, Any]) -> str:
    wanted = settings.get("subject_attribute")
    if wanted:
        found = _values(told, (wanted.lower(),))
        if not found:
            raise Refused("subject", f"The assertion has no attribute {wanted}.")
        return found[0]
    if told.name_id_format == names.TRANSIENT:
        raise Refused("subject", "The NameID is transient: another name each time. Ask for a persistent one.")
    return told.name_id


def _values(told: Told, wanted: tuple[str, ...]) -> tuple[str, ...] | None:
    """The values of the first of these attributes (in lower case); None when the provider says nothing of them."""
    by_name = {friendly.lower(): name for friendly, name in told.aliases.items()}
    by_name |= {name.lower(): name for name in told.attributes}
    for name in wanted:
        if name in by_name:
            return told.attributes[by_name[name]]
    return None


def _first(told: Told, wanted: tuple[str, ...]) -> str | None:
    found = _values(told, wanted)
    return found[0] if found else None


def _given_and_surname(told: Told) -> str | None:
    schema = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
    given = _first(told, ("givenname", "firstname", "urn:oid:2.5.4.42", schema + "givenname"))
    surname = _first(told, ("sn", "surname", "lastname", "urn:oid:2.5.4.4", schema + "surname"))
    return " ".join(part for part in (given, surname) if part) or None
