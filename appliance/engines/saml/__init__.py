"""SAML 2.0, our half of it: questions to an identity provider, and its answers believed or not. No users here.

XML and cryptography are loaded at first use: an idle house needs none of it. It blocks: off the loop with it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from appliance.engines.asserted import Asserted
from appliance.engines.saml.terms import Certificate, Check, Examined, Expected, Provider, Refused, Service, Told

if TYPE_CHECKING:
    from appliance.engines.saml.request import Question


def provider_of(metadata: str) -> Provider:
    """The identity provider that pasted metadata describes; Refused where it does not hold."""
    from appliance.engines.saml import metadata as reading

    return reading.provider_of(metadata.encode())


def certificate_of(text: str) -> Certificate:
    """A certificate given as PEM or Base64; Refused for one that is weak or cannot be read."""
    from appliance.engines.saml import certificates

    return certificates.certificate_of(text)


def service_metadata(service: Service) -> bytes:
    """Our own metadata document."""
    from appliance.engines.saml import metadata

    return metadata.service_metadata(service)


def new_key_pair(host: str, now_ms: int) -> tuple[str, str]:
    """A private key and its certificate, both PEM."""
    from appliance.engines.saml import certificates

    return certificates.new_key_pair(host, now_ms)


def question(**said: Any) -> "Question":
    """A request to be sent: id, destination, issued_at, relay_state, name_id_format, is_forced."""
    from appliance.engines.saml import request

    return request.Question(**said)


def redirect_url(asked: "Question", service: Service) -> str:
    """The address that carries a request by redirect."""
    from appliance.engines.saml import request

    return request.redirect_url(asked, service)


def post_form(asked: "Question", service: Service) -> tuple[str, str]:
    """The page that carries a request by a form, and the hash of its one script."""
    from appliance.engines.saml import request

    return request.post_form(asked, service), request.SUBMIT_HASH


def verify(raw: bytes, expected: Expected) -> Told:
    """What a response tells, when it keeps every rule; Refused with the first that it breaks."""
    from appliance.engines.saml import response

    return response.verify(raw, expected)


def examine(raw: bytes, expected: Expected) -> Examined:
    """A message rule by rule."""
    from appliance.engines.saml import response

    return response.examine(raw, expected)


def peek(raw: bytes) -> tuple[str, str | None]:
    """Issuer and InResponseTo as a message claims them, unproven."""
    from appliance.engines.saml import response

    return response.peek(raw)


def unproven(raw: bytes, expected: Expected) -> Told:
    """What a message claims, believed or not: for rehearsals alone."""
    from appliance.engines.saml import response

    return response.unproven(raw, expected)


def address_of(location: str) -> str:
    """A sign-on address that a browser may be sent to."""
    from appliance.engines.saml import metadata

    return metadata.address_of(location)


def from_base64(text: str) -> bytes:
    """The bytes of a form's message field."""
    from appliance.engines.saml import reading

    return reading.from_base64(text)


def asserted(told: Told, settings: Mapping[str, Any]) -> Asserted:
    """The person whom an assertion names, read as the connection's settings say."""
    from appliance.engines.saml import attributes

    return attributes.asserted(told, settings)


__all__ = [
    "Asserted", "Certificate", "Check", "Examined", "Expected", "Provider", "Refused", "Service", "Told",
    "address_of", "asserted", "certificate_of", "examine", "from_base64", "new_key_pair", "peek", "post_form",
    "provider_of", "question", "redirect_url", "service_metadata", "unproven", "verify",
]  # fmt: skip
