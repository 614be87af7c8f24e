"""Responses that are not right are refused, each for its own reason."""

import time

import pytest
from lxml import etree
from signxml import CanonicalizationMethod, DigestAlgorithm

from appliance.engines import saml
from appliance.engines.saml.names import EMAIL, NAMESPACES, TRANSIENT
from tests.engines.saml.forging import (
    MINUTE,
    NOW,
    OldSigner,
    Said,
    assertion,
    expected,
    find,
    raw,
    response,
    right,
    signed,
)  # fmt: skip

RESPONDER = "urn:oasis:names:tc:SAML:2.0:status:Responder"


def reason(message, **changes):
    """The rule that the message breaks."""
    with pytest.raises(saml.Refused) as refused:
        saml.verify(message if isinstance(message, bytes) else raw(message), expected(**changes))
    return refused.value.check


def test_without_a_signature_nothing_is_believed():
    assert reason(response(assertion())) == "signature"


def test_a_stripped_signature_is_missed():
    whole = right()
    signature = find(whole, ".//ds:Signature")
    signature.getparent().remove(signature)
    assert reason(whole) == "signature"


@pytest.mark.parametrize("text", ["mallory", "ada-0001 "])
def test_a_changed_value_breaks_the_signature(text):
    whole = right()
    find(whole, ".//saml:NameID").text = text
    assert reason(whole) == "signature"


SIGNED_FOR_US = {
    "audience": Said(audience="https://other.example"),
    "no audience": Said(audience=None),
    "recipient": Said(recipient="https://other.example/acs"),
    "destination": Said(destination="https://other.example/acs"),
    "issuer": Said(issuer="https://other.example"),
    "past": Said(end=NOW - 2 * MINUTE, confirmation_end=NOW - 2 * MINUTE),
    "future": Said(start=NOW + 2 * MINUTE),
    "confirmation past": Said(confirmation_end=NOW - 2 * MINUTE),
    "confirmation endless": Said(confirmation_end=None),
    "other request": Said(in_response_to="_other"),
    "no request": Said(in_response_to=None),
    "status": Said(status=RESPONDER),
    "holder of key": Said(method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
    "no statement": Said(with_statement=False),
    "nobody": Said(name_id=""),
}
REASONS = {"no audience": "audience", "past": "time", "future": "time", "confirmation past": "time",
           "confirmation endless": "time", "other request": "request", "no request": "request",
           "holder of key": "recipient", "no statement": "statement", "nobody": "subject"}  # fmt: skip


@pytest.mark.parametrize("case", SIGNED_FOR_US)
def test_a_signed_assertion_must_be_for_us_and_for_now(case):
    assert reason(right(SIGNED_FOR_US[case])) == REASONS.get(case, case)


@pytest.mark.parametrize("case", SIGNED_FOR_US)
def test_a_signed_response_must_be_for_us_and_for_now(case):
    said = SIGNED_FOR_US[case]
    assert reason(signed(response(assertion(said), said=said))) == REASONS.get(case, case)


def test_a_signed_response_must_say_where_it_is_sent():
    said = Said(destination=None)
    assert reason(signed(response(assertion(said), said=said))) == "destination"


def test_an_answer_to_nobody_is_refused_unless_it_is_allowed():
    said = Said(in_response_to=None)
    assert reason(right(said), request_id=None) == "request"


def test_an_answer_to_an_unknown_request_is_no_unsolicited_one():
    assert reason(right(), request_id=None, allow_unsolicited=True) == "request"


def test_a_certificate_of_another_connection_does_not_count():
    assert reason(right(key="other")) == "signature"


@pytest.mark.parametrize(
    "how", [{"algorithm": "rsa-sha1"}, {"digest_algorithm": DigestAlgorithm.SHA1}], ids=["signature", "digest"]
)
def test_sha1_is_refused(how):
    assert reason(right(signer=OldSigner, **how)) == "signature"


def test_a_mac_with_the_public_certificate_is_no_signature():
    whole = right()
    find(whole, ".//ds:SignatureMethod").set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    assert reason(whole) == "signature"


@pytest.mark.parametrize(
    "c14n",
    [
        CanonicalizationMethod.CANONICAL_XML_1_0,
        CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0_WITH_COMMENTS,
    ],
)
def test_other_canonicalisations_are_refused(c14n):
    assert reason(right(c14n=c14n)) == "signature"


def test_an_xslt_transform_is_refused():
    whole = right()
    find(whole, ".//ds:Transform").set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")
    assert reason(whole) == "signature"


def test_two_assertions_are_refused_even_when_both_are_signed():
    second = Said(id="_assertion2", name_id="bea-0002")
    assert reason(response(signed(assertion()), signed(assertion(second)))) == "structure"


def test_two_assertions_in_a_signed_response_are_refused():
    second = Said(id="_assertion2", name_id="bea-0002")
    assert reason(signed(response(assertion(), assertion(second)))) == "structure"


def test_a_comment_in_the_name_does_not_shorten_it():
    """CVE-2017-11427 and its like: the first text node alone would name the victim."""
    whole = right(Said(name_id="ada@example.com.evil.example", name_id_format=EMAIL))
    commented = raw(whole).replace(b"ada@example.com.evil", b"ada@example.com<!---->.evil")
    assert saml.verify(commented, expected()).name_id == "ada@example.com.evil.example"


def test_a_comment_in_an_attribute_does_not_shorten_it():
    whole = right(Said(email="ada@example.com.evil.example"))
    commented = raw(whole).replace(b"ada@example.com.evil", b"ada@example.com<!-- -->.evil")
    assert saml.verify(commented, expected()).attributes["email"] == ("ada@example.com.evil.example",)


def test_an_element_in_the_name_is_refused():
    inner = assertion()
    etree.SubElement(find(inner, ".//saml:NameID"), "b").text = "x"
    assert reason(response(signed(inner))) == "structure"


def test_a_transient_name_names_nobody_twice():
    told = saml.verify(raw(right(Said(name_id_format=TRANSIENT))), expected())
    with pytest.raises(saml.Refused):
        saml.asserted(told, {})
    assert saml.asserted(told, {"subject_attribute": "email"}).subject == "ada@example.com"


LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
) + b"]><lolz>&j;</lolz>"  # fmt: skip
HOSTILE = {
    "doctype": b"<!DOCTYPE Response><Response/>",
    "laughs": LAUGHS,
    "external": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
    "remote": b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd"><r/>',
    "parameter": b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><r/>',
    "utf-16": LAUGHS.decode().encode("utf-16"),
    "utf-16 said": '<?xml version="1.0" encoding="utf-16"?><r/>'.encode("utf-16-le"),
    "utf-7 said": b'<?xml version="1.0" encoding="utf-7"?><r/>',
    "ebcdic said": b'<?xml version="1.0" encoding="cp037"?><r/>',
    "empty": b"",
    "not xml": b"%PDF-1.7",
    "nul": b"<r>\x00</r>",
    "deep": b"<a>" * 5_000 + b"</a>" * 5_000,
    "html": b"<html><body>sign in</body></html>",
    "reference": b"<r>&amp;&nosuch;</r>",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_xml_ends_soon_in_a_refusal(case):
    started = time.perf_counter()
    assert reason(HOSTILE[case]) in {"xml", "structure"}
    assert time.perf_counter() - started < 1


def test_five_megabytes_are_refused_unread():
    whole = right()
    whole.append(etree.Comment("x" * 5_000_000))
    started = time.perf_counter()
    assert reason(whole) == "size"
    assert time.perf_counter() - started < 1


def test_very_many_elements_are_refused():
    assert reason(b"<r>" + b"<a/>" * 6_000 + b"</r>") == "size"


def test_a_doctype_around_a_right_response_is_refused():
    assert reason(b"<!DOCTYPE x>" + raw(right())) == "xml"


@pytest.mark.parametrize("name", ["NotBefore", "NotOnOrAfter"])
@pytest.mark.parametrize("text", ["yesterday", "2026-11-22T10:00:00", "9" * 60, ""])
def test_times_that_cannot_be_read_are_refused(name, text):
    inner = assertion()
    find(inner, "saml:Conditions").set(name, text)
    assert reason(response(signed(inner))) == "time"


def test_a_message_cut_anywhere_is_refused():
    whole = raw(right())
    for end in range(0, len(whole), 97):
        assert reason(whole[:end]) == "xml"


def test_every_element_left_out_is_refused_or_changes_nothing_that_counts():
    """One element less in an assertion that is signed afterwards: refused, or the same person all the same."""
    count = len(list(assertion().iterdescendants(etree.Element)))
    for index in range(count):
        inner = assertion()
        victim = list(inner.iterdescendants(etree.Element))[index]
        victim.getparent().remove(victim)
        found = saml.examine(raw(response(signed(inner))), expected())
        assert found.failed or found.told.name_id == "ada-0001"


def test_bytes_of_a_form_must_be_base64():
    for text in ("%%%", "é", "A", "A" * 3_000_000):
        with pytest.raises(saml.Refused):
            saml.from_base64(text)
    assert saml.from_base64("PHIv\r\nPg==") == b"<r/>"


def test_every_signature_of_the_message_must_hold():
    """The response is signed well, the assertion in it by a stranger."""
    assert reason(signed(response(signed(assertion(), key="stranger")))) == "signature"
    assert NAMESPACES["saml"]
