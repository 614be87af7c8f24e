"""Letters are handed over through the gate, encrypted unless that is switched off, and never to somewhere else."""

import socketserver
import threading
from typing import ClassVar

import pytest

from appliance.engines.egress import Egress
from appliance.engines.mail import Mail, MailFailed, Message, Server

LETTER = Message("gina@acme.test", "Grüße", "Guten Tag,\n\nein Link: http://a.test/reset/x\n.\nEnde\n")


class Postbox(socketserver.StreamRequestHandler):
    """A mail server that keeps what it is given; `refuses` is the verb that it refuses, and how."""

    letters: ClassVar[list[str]] = []
    heard: ClassVar[list[str]] = []
    refuses: tuple[str, str] = ("", "")

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            self.heard.append(line)
            if verb == self.refuses[0]:
                self.say(self.refuses[1])
            elif verb == "DATA":
                self.take()
            else:
                self.say({"EHLO": "250 here", "QUIT": "221 bye"}.get(verb, "250 ok"))
                if verb == "QUIT":
                    return

    def take(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        self.letters.append("\n".join(lines))
        self.say("250 taken")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def postbox():
    Postbox.letters, Postbox.heard, Postbox.refuses = [], [], ("", "")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postbox) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Postbox.port = server.server_address[1]
        yield Postbox
        server.shutdown()


def mail(postbox, query="?tls=none", egress=None):
    return Mail(egress or Egress(), f"smtp://127.0.0.1:{postbox.port}{query}", "Appliance <a@acme.test>")


def test_a_letter_arrives(postbox):
    mail(postbox).send(LETTER)
    (letter,) = postbox.letters
    assert "To: gina@acme.test" in letter
    assert "From: Appliance <a@acme.test>" in letter
    assert "Subject: =?utf-8?" in letter
    assert "http://a.test/reset/x" in letter


def test_nothing_is_said_in_the_clear_unless_that_is_set(postbox):
    with pytest.raises(MailFailed):
        mail(postbox, "").send(LETTER)
    assert postbox.letters == []
    assert not [line for line in postbox.heard if line.startswith(("MAIL", "RCPT", "AUTH"))]


@pytest.mark.parametrize(("verb", "answer", "is_final"), [
    ("RCPT", "550 nobody here", True), ("RCPT", "451 later", False), ("MAIL", "421 busy", False), ("DATA", "554 no", False),
])  # fmt: skip
def test_a_refusal_is_told(postbox, verb, answer, is_final):
    postbox.refuses = (verb, answer)
    with pytest.raises(MailFailed) as failed:
        mail(postbox).send(LETTER)
    assert failed.value.is_final is is_final
    assert "gina" not in str(failed.value)


def test_a_server_that_is_not_there_is_tried_again_later():
    with pytest.raises(MailFailed) as failed:
        Mail(Egress(), "smtp://127.0.0.1:1", "").send(LETTER)
    assert not failed.value.is_final


def test_the_gate_is_asked(postbox):
    seen = []
    egress = Egress(ledger=seen.append)
    mail(postbox, egress=egress).send(LETTER)
    assert [(one.feature, one.verdict) for one in seen] == [("mail", "allowed")]
    box = mail(postbox, egress=egress)
    egress.replace("mail", [])
    with pytest.raises(MailFailed):
        box.send(LETTER)
    assert len(postbox.letters) == 1


def test_without_a_server_nothing_is_sent():
    with pytest.raises(MailFailed) as failed:
        Mail(Egress(), "", "").send(LETTER)
    assert failed.value.is_final


@pytest.mark.parametrize("name", ["x@y.test\r\nBcc: evil@z.test", "x\n@y.test"])
def test_a_header_cannot_be_broken_out_of(postbox, name):
    with pytest.raises((MailFailed, ValueError)):
        mail(postbox).send(Message(name, "Subject", "Text"))
    assert postbox.letters == []


@pytest.mark.parametrize(("url", "server"), [
    ("smtps://u:p%40ss@mail.test", Server("mail.test", 465, "u", "p@ss", "at_once")),
    ("smtp://mail.test", Server("mail.test", 587)), ("smtp://mail.test:25?tls=none", Server("mail.test", 25, tls="none")),
])  # fmt: skip
def test_addresses_of_servers(url, server):
    assert Server.of(url) == server


@pytest.mark.parametrize("url", ["mail.test", "http://mail.test", "smtp://", "smtp://mail.test:x"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError):
        Server.of(url)
