"""What Active Directory does otherwise: reasons in the text of a refusal, ids as bytes, groups in groups."""

import socket
import ssl
import threading
import uuid

import pytest

from appliance.engines.directory import Directory, Lookup, Server, ber, encoded, escaped, people
from appliance.engines.directory.filters import escaped_name
from tests.engines.directory import slapd

GUID = uuid.UUID("58342554-38d6-4ec8-948c-50044d0a33fd")
REFUSAL = "80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data {code}, v4563"


class Answering(threading.Thread):
    """A server that answers as Active Directory does: the reader is let in, the person as `code` says."""

    def __init__(self, folder, code, control="512"):
        super().__init__(daemon=True)
        slapd._certificates(folder)
        self.ca = (folder / "ca.pem").read_text()
        self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._trust.load_cert_chain(folder / "server.pem", folder / "server.key")
        self._plain = socket.create_server(("127.0.0.1", 0))
        self.port = self._plain.getsockname()[1]
        self._code, self._control, self.searched = code, control, []

    def run(self):
        plain, _ = self._plain.accept()
        with self._plain, self._trust.wrap_socket(plain, server_side=True) as wire:
            while data := wire.recv(65536):
                (_, message), *_ = ber.parts(data)
                (_, number), (tag, content), *_ = ber.parts(message)
                for answer in self._answers(tag, content):
                    wire.sendall(ber.sequence(ber.tlv(ber.INTEGER, number), answer))

    def _answers(self, tag, content):
        if tag == 0x60:
            wrong = self._code and b"anna" in content
            told = REFUSAL.format(code=self._code) if wrong else ""
            yield _result(0x61, 49 if wrong else 0, told)
        elif tag == 0x63:
            self.searched.append(content)
            if len(self.searched) == 1:
                yield self._entry()
            yield _result(0x65, 0, "")

    def _entry(self):
        values = {"objectGUID": GUID.bytes_le, "mail": b"anna@acme.test", "userAccountControl": self._control.encode()}
        listed = [
            ber.sequence(ber.octets(name), ber.sequence(ber.octets(value), tag=ber.SET))
            for name, value in values.items()
        ]
        return ber.sequence(ber.octets("cn=anna,dc=acme"), ber.sequence(*listed), tag=0x64)


def _result(tag, code, told):
    return ber.sequence(ber.integer(code, ber.ENUMERATED), ber.octets(""), ber.octets(told), tag=tag)


@pytest.fixture
def asked(tmp_path, egress):
    def ask(code="", control="512", **more):
        people._rests_until.clear()
        server = Answering(tmp_path, code, control)
        server.start()
        lookup = Lookup(base="dc=acme", bind_dn="cn=reader", bind_password="x", id_attribute="objectGUID", **more)
        verdict = Directory(Server("localhost", server.port, ca=server.ca), lookup, egress).proven("anna", "secret")
        server.join(5)
        return verdict, server.searched

    return ask


@pytest.mark.parametrize(("code", "reason"), [
    ("533", "disabled"), ("532", "password_expired"), ("773", "must_change_password"), ("775", "locked"),
    ("701", "account_expired"), ("52e", "password"), ("fff", "password"),
])  # fmt: skip
def test_why_somebody_is_refused_is_told_to_administrators(asked, code, reason):
    verdict, _ = asked(code)
    assert (verdict.found, verdict.reason, verdict.subject) == (None, reason, str(GUID))


def test_ids_are_read_as_the_directory_shows_them(asked):
    verdict, _ = asked()
    assert (verdict.found.id, verdict.found.email) == (str(GUID), "anna@acme.test")


def test_a_disabled_account_is_not_let_in_even_by_its_password(asked):
    verdict, _ = asked(control="514")
    assert (verdict.found, verdict.reason) == (None, "disabled")


def test_groups_in_groups_are_asked_for_by_the_rule_of_chains(asked):
    _, searched = asked(groups="nested")
    assert b"1.2.840.113556.1.4.1941" in searched[-1]
    assert b"cn=anna,dc=acme" in searched[-1]


@pytest.mark.parametrize(("text", "safe"), [
    ("*", "\\2a"), ("(x)", "\\28x\\29"), ("a\\b", "a\\5cb"), ("\x00", "\\00"), ("ä", "\\c3\\a4"), ("plain", "plain"),
])  # fmt: skip
def test_what_people_type_is_never_part_of_a_filter(text, safe):
    assert escaped(text) == safe
    assert encoded(f"(uid={safe})")[-len(text.encode()) :] == text.encode()


def test_names_are_escaped_for_distinguished_names():
    assert escaped_name(' a,b+c"=') == "\\20a\\2cb\\2bc\\22\\3d"


@pytest.mark.parametrize(
    "wrong", ["", "uid=x", "(uid=x", "(uid=x))", "(=x)", "(&(a=b)", "(a)", "(a=\\zz)", "(" * 100, "(!(a=b)(c=d))"]
)
def test_filters_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError):
        encoded(wrong)


@pytest.mark.parametrize(
    "raw", [b"", b"\x30", b"\x30\x05\x02", b"\x30\x85\xff\xff\xff\xff\xff", b"\x02\x84\xff\xff\xff\xff"]
)
def test_bytes_that_are_no_ber_are_refused(raw):
    if not raw:
        assert list(ber.parts(raw)) == []
        return
    with pytest.raises(ber.Malformed):
        list(ber.parts(raw))
