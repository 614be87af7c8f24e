"""The settings of a directory."""

import ssl
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from appliance.engines.directory import encoded
from appliance.engines.egress import plain_host
from appliance.kernel.shape import PRINTABLE, Shape

_LONGEST = 1000
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_LONGEST), PRINTABLE]
Certificates = Annotated[str, StringConstraints(max_length=200_000), PRINTABLE]
Attribute = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$"), PRINTABLE]


def _host(text: str) -> str:
    host = plain_host(text)
    if not host or any(letter in host for letter in "/@ ") or "//" in text:
        raise ValueError("must be a host name without a scheme, for instance ldap.example.com")
    return host


def _filter_with(place: str, text: str) -> str:
    if place not in text:
        raise ValueError(f"must contain {place}")
    try:
        encoded(text.replace("{login}", "x").replace("{dn}", "x"))
    except ValueError as wrong:
        raise ValueError(f"is no LDAP filter: {wrong}") from None
    return text


def _user_filter(text: str) -> str:
    return _filter_with("{login}", text)


def _group_filter(text: str) -> str:
    return _filter_with("{dn}", text)


def _authority(text: str | None) -> str | None:
    if text:
        try:
            ssl.create_default_context(cadata=text)
        except (ssl.SSLError, ValueError):
            raise ValueError("must be certificates in PEM") from None
    return text or None


class DirectorySettings(Shape):
    """Where the directory is and how people and groups are found. TLS is always proven; there is no switch for it."""

    host: Annotated[Name, AfterValidator(_host)]
    port: Annotated[int, Field(ge=1, le=65535)] = 636
    security: Literal["ldaps", "starttls"] = "ldaps"
    ca: Annotated[Certificates | None, AfterValidator(_authority)] = None
    base: Annotated[Name, StringConstraints(min_length=1)]
    bind_dn: Name = ""
    user_filter: Annotated[Name, AfterValidator(_user_filter)] = "(&(objectClass=person)(|(uid={login})(mail={login})))"
    user_dn: Name = ""
    id_attribute: Attribute = "entryUUID"
    email_attribute: Attribute = "mail"
    name_attribute: Attribute = "displayName"
    groups: Literal["member_of", "search", "nested", "none"] = "member_of"
    group_base: Name = ""
    group_filter: Annotated[Name, AfterValidator(_group_filter)] = "(member={dn})"
    proves_email: bool = False  # addresses in it are kept by administrators alone
    seconds: Annotated[float, Field(gt=0, le=20)] = 5.0
    syncs: bool = True
    most_suspended_percent: Annotated[int, Field(ge=1, le=100)] = 20

    @model_validator(mode="after")
    def _somebody_looks(self) -> "DirectorySettings":
        if not self.bind_dn and "{login}" not in self.user_dn:
            raise ValueError("needs bind_dn, or user_dn with {login}")
        return self
