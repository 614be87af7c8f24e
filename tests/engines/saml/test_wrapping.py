"""Signature wrapping: a right signature, moved away from what it signs, so that a forged assertion is read instead.

XSW 1 to 8 as Somorovsky and others describe them ("On Breaking SAML", 2012) and SAML Raider builds them.
"""

import copy

import pytest
from lxml import etree

from appliance.engines import saml
from appliance.engines.saml.names import DS, NAMESPACES, SAMLP
from tests.engines.saml.forging import Said, assertion, expected, find, pair, raw, response, right, signed

EVIL = "mallory"


def unsigned(element):
    """A copy without its own signature."""
    made = copy.deepcopy(element)
    for signature in made.findall("ds:Signature", NAMESPACES):
        made.remove(signature)
    return made


def forged(element):
    """A copy that names somebody else, under an id of its own."""
    made = copy.deepcopy(element)
    made.set("ID", "_evil")
    find(made, ".//saml:NameID").text = EVIL
    return made


def signature_of(element):
    return find(element, "ds:Signature")


def xsw1():
    whole = signed(response(assertion()))
    evil = forged(whole)
    signature_of(evil).append(unsigned(whole))
    return evil


def xsw2():
    whole = signed(response(assertion()))
    evil = forged(whole)
    evil.insert(1, unsigned(whole))
    return evil


def xsw3():
    whole = right()
    whole.insert(2, unsigned(forged(find(whole, "saml:Assertion"))))
    return whole


def xsw4():
    whole = right()
    original = find(whole, "saml:Assertion")
    evil = unsigned(forged(original))
    whole.remove(original)
    evil.append(original)
    whole.append(evil)
    return whole


def xsw5():
    whole = right()
    original = find(whole, "saml:Assertion")
    whole.replace(original, forged(original))
    whole.append(unsigned(original))
    return whole


def xsw6():
    whole = right()
    original = find(whole, "saml:Assertion")
    evil = forged(original)
    signature_of(evil).append(unsigned(original))
    whole.replace(original, evil)
    return whole


def xsw7():
    whole = right()
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(unsigned(forged(find(whole, "saml:Assertion"))))
    whole.insert(1, extensions)
    return whole


def xsw8():
    whole = right()
    original = find(whole, "saml:Assertion")
    evil = forged(original)
    box = etree.SubElement(signature_of(evil), f"{{{DS}}}Object")
    box.append(unsigned(original))
    whole.replace(original, evil)
    return whole


def same_id():
    """The forged assertion bears the id that the signature names."""
    whole = xsw5()
    for one in whole.findall("saml:Assertion", NAMESPACES):
        one.set("ID", "_assertion1")
    return whole


def other_id_attribute():
    """The forged assertion claims the id by another attribute."""
    whole = xsw8()
    evil = find(whole, "saml:Assertion")
    evil.set("Id", "_assertion1")
    return whole


def relocated():
    """The assertion's signature is put into the response around another assertion."""
    whole = right()
    original = find(whole, "saml:Assertion")
    evil = unsigned(forged(original))
    whole.insert(1, signature_of(original))
    whole.replace(original, evil)
    return whole


def hidden_in_response():
    """The signed response lies whole in the extensions of a forged one."""
    whole = signed(response(assertion()))
    evil = unsigned(forged(whole))
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(whole)
    evil.insert(1, extensions)
    return evil


WRAPPED = [xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8, same_id, other_id_attribute, relocated, hidden_in_response]


@pytest.mark.parametrize("made", WRAPPED, ids=lambda made: made.__name__)
def test_a_wrapped_signature_is_refused(made):
    with pytest.raises(saml.Refused) as refused:
        saml.verify(raw(made()), expected())
    assert refused.value.check in {"structure", "signature"}


@pytest.mark.parametrize("made", WRAPPED, ids=lambda made: made.__name__)
def test_nothing_is_told_of_a_wrapped_signature_in_a_rehearsal_either(made):
    found = saml.examine(raw(made()), expected(is_rehearsal=True))
    assert found.told is None or EVIL not in repr(found.told)
    assert found.failed


def test_without_the_order_of_places_the_same_bytes_would_be_read_from_the_signed_element(monkeypatch):
    """The second wall: where the first is taken away, identity still comes from the verified bytes alone."""
    from appliance.engines.saml import response as reading

    monkeypatch.setattr(reading.signature, "check_places", lambda _: None)
    monkeypatch.setattr(reading, "_check_shape", lambda _, __: None)
    for made in WRAPPED:
        found = saml.examine(raw(made()), expected())
        assert found.told is None or found.told.name_id == Said().name_id, made.__name__


def test_a_signature_that_also_signs_something_else_is_refused():
    """Two references: one of them is right."""
    whole = right()
    info = find(whole, ".//ds:SignedInfo")
    info.append(copy.deepcopy(find(info, "ds:Reference")))
    with pytest.raises(saml.Refused):
        saml.verify(raw(whole), expected())


def test_a_key_that_the_message_brings_is_not_used():
    """Signed whole and well, by a stranger whose certificate lies in the message (KeyInfo)."""
    with pytest.raises(saml.Refused) as refused:
        saml.verify(raw(right(key="stranger")), expected())
    assert refused.value.check == "signature"
    assert pair("stranger")[1].splitlines()[1].encode() in raw(right(key="stranger"))
