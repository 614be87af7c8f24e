"""Metadata of providers is read strictly; ours is what providers expect."""

import base64
import datetime as dt
import hashlib
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier

from appliance.engines import saml
from appliance.engines.saml.certificates import bare
from appliance.engines.saml.names import DS, MD, NAMESPACES, PERSISTENT, POST, REDIRECT, SAML
from tests.engines.saml.forging import ACS, ENTITY, ISSUER, NOW, SERVICE, pair

KEY, CERTIFICATE = saml.new_key_pair("appliance.example", NOW)
KEYED = saml.Service(ENTITY, ACS, KEY, CERTIFICATE)


def metadata(*certificates, location="https://idp.example/sso", entity=ISSUER, more=""):
    keys = "".join(
        f'<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{bare(one)}'
        "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for one in certificates
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor xmlns:md="{MD}" xmlns:ds="{DS}"
      entityID="{entity}"><md:IDPSSODescriptor WantAuthnRequestsSigned="true"
      protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{keys}
      <md:SingleSignOnService Binding="{REDIRECT}" Location="{location}"/>
      <md:SingleSignOnService Binding="{POST}" Location="{location}/post"/></md:IDPSSODescriptor>{more}
      </md:EntityDescriptor>"""


def test_a_provider_is_read_with_all_its_certificates():
    found = saml.provider_of(metadata(pair()[1], pair("next")[1], pair()[1]))
    assert (found.entity_id, found.redirect_url) == (ISSUER, "https://idp.example/sso")
    assert found.post_url == "https://idp.example/sso/post"
    assert [one.pem for one in found.certificates] == [pair()[1], pair("next")[1]]
    assert found.wants_signed_requests is True
    assert found.certificates[0].not_after > found.certificates[0].not_before


def test_one_provider_among_others_services_is_found():
    inner = metadata(pair()[1]).partition("?>")[2]
    text = f'<md:EntitiesDescriptor xmlns:md="{MD}">{inner}<md:EntityDescriptor entityID="x"/></md:EntitiesDescriptor>'
    assert saml.provider_of(text).entity_id == ISSUER


WRONG = {
    "no certificate": metadata(),
    "script": metadata(pair()[1], location="javascript:alert(1)"),
    "file": metadata(pair()[1], location="file:///etc/passwd"),
    "no host": metadata(pair()[1], location="https://"),
    "blank": metadata(pair()[1], location="https://idp.example/a b"),
    "nobody": metadata(pair()[1], entity=""),
    "twice": f"<x>{metadata(pair()[1]).partition('?>')[2] * 2}</x>",
    "doctype": "<!DOCTYPE x>" + metadata(pair()[1]).partition("?>")[2],
    "certificate": metadata("AAAA"),
    "text": "https://idp.example/metadata",
    "us": "<r/>",
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_metadata_is_refused(case):
    with pytest.raises(saml.Refused):
        saml.provider_of(WRONG[case])


def test_a_short_key_is_refused():
    key = rsa.generate_private_key(65_537, 1_024)  # noqa: S505 -- too short, for once
    name, start = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")]), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(7).not_valid_before(start).not_valid_after(start + dt.timedelta(days=9))
    with pytest.raises(saml.Refused, match="too short"):
        saml.provider_of(metadata(built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()))


def test_our_metadata_say_where_answers_go():
    root = etree.fromstring(saml.service_metadata(SERVICE))
    service = root.find("md:SPSSODescriptor/md:AssertionConsumerService", NAMESPACES)
    assert (root.get("entityID"), service.get("Location"), service.get("Binding")) == (ENTITY, ACS, POST)
    assert root.find("md:SPSSODescriptor", NAMESPACES).get("WantAssertionsSigned") == "true"
    assert root.find(".//md:KeyDescriptor", NAMESPACES) is None


def test_our_metadata_bear_our_certificate_and_no_key():
    text = saml.service_metadata(KEYED)
    uses = [one.get("use") for one in etree.fromstring(text).iterfind(".//md:KeyDescriptor", NAMESPACES)]
    assert uses == ["signing", "encryption"]
    assert b"PRIVATE" not in text
    assert bare(CERTIFICATE).encode() in text


def asked(**more):
    return saml.question(
        id="_q1", destination="https://idp.example/sso?tenant=7", issued_at=NOW, relay_state="r&=s", **more
    )


def test_a_request_by_redirect_is_packed_into_the_query():
    url = saml.redirect_url(asked(name_id_format=PERSISTENT), SERVICE)
    assert url.startswith("https://idp.example/sso?tenant=7&SAMLRequest=")
    query = parse_qs(urlsplit(url).query)
    root = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
    assert query["RelayState"] == ["r&=s"]
    assert (root.get("ID"), root.get("AssertionConsumerServiceURL")) == ("_q1", ACS)
    assert root.findtext(f"{{{SAML}}}Issuer") == ENTITY
    assert "Signature" not in query


def test_a_signed_redirect_holds_its_signature_over_the_query_as_sent():
    query = urlsplit(saml.redirect_url(asked(), KEYED)).query.partition("&")[2]
    signed, _, _ = query.partition("&Signature=")
    signature = base64.b64decode(parse_qs(query)["Signature"][0])
    public = x509.load_pem_x509_certificate(CERTIFICATE.encode()).public_key()
    public.verify(signature, signed.encode(), padding.PKCS1v15(), hashes.SHA256())


def test_a_request_by_form_is_signed_in_its_xml():
    page, script_hash = saml.post_form(asked(), KEYED)
    form = etree.HTML(page)
    xml = base64.b64decode(form.xpath("//input[@name='SAMLRequest']/@value")[0])
    assert form.xpath("//form/@action") == ["https://idp.example/sso?tenant=7"]
    assert form.xpath("//input[@name='RelayState']/@value") == ["r&=s"]
    script = form.findtext(".//script")
    assert script_hash == "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    found = XMLVerifier().verify(
        xml,
        x509_cert=CERTIFICATE,
        id_attribute="ID",
        expect_config=SignatureConfiguration(
            location="./", verification_time=dt.datetime.fromtimestamp(NOW / 1000, dt.UTC)
        ),
    )
    assert found.signed_xml.get("ID") == "_q1"
    assert etree.fromstring(xml)[1].tag == f"{{{DS}}}Signature"
