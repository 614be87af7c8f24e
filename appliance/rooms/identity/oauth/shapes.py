"""Settings of OAuth connections. Addresses can be changed, for servers of one's own."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from appliance.engines.oauth import is_safe_url
from appliance.kernel.shape import PRINTABLE, Line, Shape

_LONGEST = 500


def _address(text: str) -> str:
    if not is_safe_url(text) or "?" in text:
        raise ValueError("must be an https address (http on this machine alone) without user, query and fragment")
    return text


Address = Annotated[
    str, StringConstraints(max_length=_LONGEST, strip_whitespace=True), PRINTABLE, AfterValidator(_address)
]
Base = Annotated[Address, AfterValidator(lambda text: text.rstrip("/"))]
Scope = Annotated[str, StringConstraints(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]{1,100}$"), PRINTABLE]


class OpenIdSettings(Shape):
    """An OpenID provider by its issuer. Addresses beyond its host are reached only when `hosts` names them."""

    issuer: Address
    client_id: Line
    scopes: list[Scope] = Field(default_factory=lambda: ["openid", "profile", "email"], max_length=20)
    hosts: list[Base] = Field(default_factory=list, max_length=10)
    userinfo: bool = True


class GoogleSettings(Shape):
    """With `hosted_domain` only accounts of that Workspace domain come in."""

    client_id: Line
    hosted_domain: Line | None = None
    issuer: Address = "https://accounts.google.com"
    hosts: list[Base] = Field(
        default_factory=lambda: ["https://oauth2.googleapis.com", "https://www.googleapis.com",
                                 "https://openidconnect.googleapis.com"], max_length=10,
    )  # fmt: skip


class MicrosoftSettings(Shape):
    """`tenant` is an id or domain of Entra; organizations, common and consumers let every tenant's people in."""

    client_id: Line
    tenant: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{1,100}$"), PRINTABLE] = "organizations"
    address: Base = "https://login.microsoftonline.com"
    hosts: list[Base] = Field(default_factory=lambda: ["https://graph.microsoft.com"], max_length=10)


class GitHubSettings(Shape):
    """`organisation` lets only its members in. Enterprise servers have addresses of their own."""

    client_id: Line
    organisation: Line | None = None
    reads_groups: bool = False
    address: Base = "https://github.com"
    api: Base = "https://api.github.com"


class NextcloudSettings(Shape):
    """The address of the Nextcloud, with its folder."""

    client_id: Line
    address: Base
    rewrite: Literal["index.php", ""] = "index.php"
