"""Responses that are right are believed, in every form that providers send them."""

import pytest

from appliance.engines import saml
from appliance.engines.saml.names import EMAIL
from tests.engines.saml.forging import (
    ISSUER,
    NOW,
    REQUEST,
    RIGHT,
    Said,
    assertion,
    expected,
    pair,
    raw,
    response,
    right,
    signed,
)  # fmt: skip


def told(element, **changes):
    return saml.verify(raw(element), expected(**changes))


def test_a_signed_assertion_is_believed():
    found = told(right())
    assert (found.issuer, found.name_id, found.in_response_to) == (ISSUER, "ada-0001", REQUEST)
    assert found.attributes["groups"] == ("engine", "poets")
    assert found.assertion_id == "_assertion1"
    assert found.expires_at > NOW


def test_a_signed_response_is_believed():
    assert told(signed(response(assertion()))).name_id == "ada-0001"


def test_both_signed_are_believed():
    assert told(signed(response(signed(assertion())))).name_id == "ada-0001"


@pytest.mark.parametrize("algorithm", ["rsa-sha384", "rsa-sha512", "sha256-rsa-MGF1"])
def test_stronger_algorithms_are_taken(algorithm):
    assert told(right(algorithm=algorithm)).name_id == "ada-0001"


def test_elliptic_keys_are_taken():
    assert told(right(kind="ec"), certificates=(pair("idp", "ec")[1],)).name_id == "ada-0001"


def test_the_second_of_two_certificates_is_tried():
    assert told(right(), certificates=(pair("last year")[1], pair()[1])).name_id == "ada-0001"


def test_a_certificate_that_ended_still_names_its_key():
    """Metadata Interoperability Profile 2.6.1: whoever pinned it trusts the key until they replace it."""
    ended = pair("ended")[1]
    assert saml.certificate_of(ended).not_after < NOW
    assert told(right(key="ended"), certificates=(ended,)).name_id == "ada-0001"


def test_unsolicited_is_believed_where_it_is_allowed():
    said = Said(in_response_to=None)
    assert told(right(said), request_id=None, allow_unsolicited=True).in_response_to is None


def test_a_minute_of_skew_is_borne():
    assert told(right(Said(start=NOW + 50_000))).name_id == "ada-0001"
    assert told(right(Said(end=NOW - 50_000, confirmation_end=NOW - 50_000))).name_id == "ada-0001"


def person(said=RIGHT, **settings):
    return saml.asserted(told(right(said)), settings)


def test_attributes_become_a_person():
    found = person()
    assert (found.issuer, found.subject, found.email, found.name) == (
        ISSUER,
        "ada-0001",
        "ada@example.com",
        "Ada Lovelace",
    )
    assert found.groups == ("engine", "poets")
    assert found.claims["displayName"] == "Ada Lovelace"


def test_an_address_is_verified_only_where_an_administrator_vouches_for_it():
    assert person().email_verified is False
    assert person(proves_email=True).email_verified is True


def test_settings_may_name_people_by_an_attribute():
    assert person(subject_attribute="email").subject == "ada@example.com"


def test_an_address_as_name_id_is_the_address():
    said = Said(name_id="bea@example.com", name_id_format=EMAIL, email="")
    assert person(said).email == "bea@example.com"
