"""What is agreed with an identity provider, and what came of examining a message. Loads no XML library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from appliance.kernel import clock

LARGEST: Final = 256 * 1024
"""The most bytes of one SAML message or metadata document, decoded."""

SKEW_MS: Final = clock.MINUTE
"""By how much the provider's clock may differ from ours."""


class Refused(Exception):
    """A message that is not believed. `check` names the rule; the text is for people and holds nothing secret."""

    def __init__(self, check: str, message: str) -> None:
        self.check = check
        self.text = message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of a provider. Only its key counts; its dates are shown, so that a change of keys is not missed."""

    pem: str
    fingerprint: str  # SHA-256, hex in upper case
    subject: str
    not_before: int
    not_after: int


@dataclass(frozen=True, slots=True)
class Provider:
    """What an identity provider's metadata says."""

    entity_id: str
    redirect_url: str | None
    post_url: str | None
    certificates: tuple[Certificate, ...]
    wants_signed_requests: bool = False
    valid_until: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Us: how the appliance calls itself, where answers go, and its own key (PEM) where it has one."""

    entity_id: str
    acs_url: str
    private_key: str | None = field(default=None, repr=False)
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a response must be to be believed."""

    service: Service
    issuer: str
    certificates: tuple[str, ...]  # PEM; any one of them may have signed
    now: int
    request_id: str | None = None  # the request begun in this browser
    allow_unsolicited: bool = False
    is_rehearsal: bool = False  # a message looked at by an administrator: no request was begun for it


@dataclass(frozen=True, slots=True)
class Check:
    """One rule and whether the message keeps it."""

    name: str
    passed: bool
    message: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the verified bytes of an assertion say. `expires_at`: from then on nobody believes it anyway."""

    assertion_id: str
    issuer: str
    name_id: str
    name_id_format: str
    in_response_to: str | None
    expires_at: int
    attributes: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str] = field(default_factory=dict)  # friendly name -> name
    context: str | None = None  # how the provider says that it asked


@dataclass(frozen=True, slots=True)
class Examined:
    """A message, rule by rule. `told` is None when nothing in it is verified."""

    checks: tuple[Check, ...]
    told: Told | None

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)


Settings = Mapping[str, Any]
