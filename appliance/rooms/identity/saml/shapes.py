"""SAML on the wire: the connection's settings, the provider's form, and what providers need of us."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, field_validator, model_validator

from appliance.engines import saml
from appliance.kernel import clock
from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, LongText, Moment, Shape, View

WARN_MS = 30 * clock.DAY
_MOST_CERTIFICATES = 10


class Binding(StrEnum):
    """How a request travels."""

    REDIRECT = "redirect"
    POST = "post"


class NameIdFormat(StrEnum):
    """What a provider is asked to name people by."""

    PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
    UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"


class CertificateShape(Shape):
    """A certificate by its PEM; everything else is read from it."""

    pem: LongText
    fingerprint: str = ""
    subject: str = ""
    not_before: Moment = 0
    not_after: Moment = 0

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        pem = given.get("pem") if isinstance(given, dict) else given
        try:
            found = saml.certificate_of(str(pem))
        except saml.Refused as refused:
            raise ValueError(refused.text) from None
        return {name: getattr(found, name) for name in ("pem", "fingerprint", "subject", "not_before", "not_after")}


class SamlSettings(Shape):
    """`metadata`, when sent, is read into entity id, addresses and certificates; it is not kept itself."""

    entity_id: Line
    redirect_url: LongText | None = None
    post_url: LongText | None = None
    certificates: Annotated[list[CertificateShape], Field(min_length=1, max_length=_MOST_CERTIFICATES)]
    binding: Binding = Binding.REDIRECT
    name_id_format: NameIdFormat | None = NameIdFormat.PERSISTENT
    subject_attribute: Line | None = None
    proves_email: bool = False
    allow_unsolicited: bool = False
    force_authn: bool = False

    @model_validator(mode="before")
    @classmethod
    def _metadata(cls, given: Any) -> Any:
        if not isinstance(given, dict) or not given.get("metadata"):
            return given
        try:
            found = saml.provider_of(str(given["metadata"]))
        except saml.Refused as refused:
            raise ValueError(refused.text) from None
        read = {"entity_id": found.entity_id, "redirect_url": found.redirect_url, "post_url": found.post_url,
                "certificates": [one.pem for one in found.certificates]}  # fmt: skip
        return {name: value for name, value in given.items() if name != "metadata"} | read

    @field_validator("redirect_url", "post_url")
    @classmethod
    def _address(cls, given: str | None) -> str | None:
        try:
            return saml.address_of(given) if given else None
        except saml.Refused as refused:
            raise ValueError(refused.text) from None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not self.redirect_url and not self.post_url:
            raise ValueError("a sign-on address is needed")
        if not (self.redirect_url if self.binding is Binding.REDIRECT else self.post_url):
            self.binding = Binding.POST if self.post_url else Binding.REDIRECT
        return self

    @property
    def destination(self) -> str:
        """Where requests go."""
        return (self.redirect_url if self.binding is Binding.REDIRECT else self.post_url) or ""


class LoginAsk(Filter):
    """Which connection (the first one unless it is named), and where to go afterwards: a path of this host.

    `fresh=1` asks the provider for a new sign-in, whatever session it still has.
    """

    extras: ClassVar[frozenset[str]] = frozenset({"connection", "next", "fresh"})

    connection: str
    next: str
    fresh: str


class FinishAsk(Filter):
    extras: ClassVar[frozenset[str]] = frozenset({"request", "ticket"})

    request: str
    ticket: str


class AnswerForm(Shape):
    """The form that the provider's page sends (SAML bindings 3.5.4): `SAMLResponse` in Base64, and `RelayState`."""

    takes_form: ClassVar[bool] = True

    response: LongText = Field(alias="SAMLResponse")
    relay_state: LongText | None = Field(default=None, alias="RelayState")


class MetadataDraft(Shape):
    metadata: LongText


class CertificateView(View):
    fingerprint: str
    subject: str
    not_before: Moment
    not_after: Moment
    state: str  # valid, expiring (within 30 days), expired


class ProviderView(View):
    """What pasted metadata says."""

    entity_id: str
    redirect_url: str | None
    post_url: str | None
    certificates: list[CertificateView]
    wants_signed_requests: bool
    valid_until: Moment | None


class ServiceView(View):
    """What a provider needs to know of this appliance."""

    entity_id: str
    acs_url: str
    metadata_url: str
    certificate: CertificateView | None
    can: list[str]


def certificate_view(found: Any, now: int) -> CertificateView:
    """A certificate and how long it is good for."""
    state = "expired" if found.not_after <= now else "expiring" if found.not_after - now < WARN_MS else "valid"
    return CertificateView(
        fingerprint=found.fingerprint, subject=found.subject, not_before=found.not_before, not_after=found.not_after,
        state=state,
    )  # fmt: skip
