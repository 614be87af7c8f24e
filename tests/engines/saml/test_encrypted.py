"""Encrypted assertions: opened with the appliance's key, and then held to the same rules as any other."""

import base64
import os

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from appliance.engines import saml
from appliance.engines.saml.names import DS, SAML, XENC, XENC11
from tests.engines.saml.forging import ACS, ENTITY, Said, assertion, expected, pair, raw, response, signed

OAEP = XENC + "rsa-oaep-mgf1p"


def ours(name="appliance"):
    key, certificate = pair(name)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return saml.Service(ENTITY, ACS, pem, certificate)


def encrypted(element, *, to="appliance", method="aes256-gcm", wrap=OAEP, spoilt=False):
    secret, plain = os.urandom(32), raw(element)
    if method.endswith("gcm"):
        algorithm, nonce = XENC11 + method, os.urandom(12)
        sealed = nonce + AESGCM(secret).encrypt(nonce, plain, None)
    else:
        algorithm, iv, fill = XENC + method, os.urandom(16), 16 - len(plain) % 16
        sealer = Cipher(algorithms.AES(secret), modes.CBC(iv)).encryptor()
        sealed = iv + sealer.update(plain + bytes(fill - 1) + bytes([fill])) + sealer.finalize()
    if spoilt:
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    public = x509.load_pem_x509_certificate(pair(to)[1].encode()).public_key()
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303 -- what the standard means
    wrapped = base64.b64encode(public.encrypt(secret, oaep)).decode()
    return etree.fromstring(f"""<saml:EncryptedAssertion xmlns:saml="{SAML}"><xenc:EncryptedData xmlns:xenc="{XENC}">
      <xenc:EncryptionMethod Algorithm="{algorithm}"/><ds:KeyInfo xmlns:ds="{DS}"><xenc:EncryptedKey>
      <xenc:EncryptionMethod Algorithm="{wrap}"/><xenc:CipherData><xenc:CipherValue>{wrapped}</xenc:CipherValue>
      </xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>
      {base64.b64encode(sealed).decode()}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>
      </saml:EncryptedAssertion>""")


def reason(element, **changes):
    with pytest.raises(saml.Refused) as refused:
        saml.verify(raw(element), expected(service=ours(), **changes))
    return refused.value


def test_a_signed_assertion_inside_is_believed():
    whole = response(encrypted(signed(assertion())))
    assert saml.verify(raw(whole), expected(service=ours())).name_id == "ada-0001"


@pytest.mark.parametrize("method", ["aes256-gcm", "aes256-cbc"])
@pytest.mark.parametrize("inner", [assertion, lambda: signed(assertion())], ids=["bare", "signed"])
def test_inside_a_signed_response_it_is_believed(inner, method):
    whole = signed(response(encrypted(inner(), method=method)))
    assert saml.verify(raw(whole), expected(service=ours())).name_id == "ada-0001"


def test_encryption_is_no_signature():
    assert reason(response(encrypted(assertion()))).check == "signature"


def test_a_stranger_inside_is_refused():
    assert reason(response(encrypted(signed(assertion(), key="stranger")))).check == "signature"


def test_malleable_encryption_outside_of_a_signature_is_refused():
    assert "GCM" in reason(response(encrypted(signed(assertion()), method="aes256-cbc"))).text


def test_every_failure_to_open_sounds_the_same():
    inner = signed(assertion())
    cases = [encrypted(inner, to="other"), encrypted(inner, spoilt=True)]
    assert {(reason(response(one)).check, reason(response(one)).text) for one in cases} == {
        ("decryption", "The assertion cannot be decrypted with the appliance's key.")
    }


def test_without_a_key_of_ours_it_says_so():
    with pytest.raises(saml.Refused, match="no key"):
        saml.verify(raw(response(encrypted(signed(assertion())))), expected())


@pytest.mark.parametrize("wrap", [XENC + "rsa-1_5", "nothing"])
def test_old_ways_to_wrap_a_key_are_refused(wrap):
    assert reason(response(encrypted(signed(assertion()), wrap=wrap))).check == "decryption"


def test_the_rules_hold_inside_as_well():
    said = Said(audience="https://other.example")
    assert reason(response(encrypted(signed(assertion(said))))).check == "audience"


def test_two_assertions_inside_are_refused():
    outer = signed(assertion())
    outer.append(assertion(Said(id="_two")))
    assert reason(signed(response(encrypted(outer)))).check == "structure"


def test_beside_a_plain_assertion_it_is_refused():
    assert reason(signed(response(encrypted(assertion()), assertion(Said(id="_two"))))).check == "structure"
