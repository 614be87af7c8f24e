"""The outbox: a letter commits with what it tells of, is sent once, and gives up where no further try can help."""

import pytest

from appliance.kernel import clock
from appliance.kernel.clock import DAY, MINUTE
from appliance.kernel.job import GiveUp
from appliance.rooms import mail
from appliance.rooms.mail import jobs
from appliance.rooms.mail.tables import Letter, State
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection
from tests.engines.test_mail import Postbox, postbox  # noqa: F401 -- a fixture
from tests.rooms.identity.people import newcomer, set_up


@pytest.fixture
def ada(house):
    return set_up(house)


def post(house, by, **more):
    org_id = house.call("signin.me", by=by).json["organisation_id"]
    return write_now(lambda: mail.post(mail.Note("gina@acme.test", "Hello", "a secret link", **more), org_id=org_id)).id


def row(id_):
    return read_now(lambda: Letter.get_by_id(id_))


def test_without_a_server_a_letter_is_held_and_an_administrator_reads_it(house, ada):
    id_ = post(house, ada)
    assert row(id_).state is State.HELD
    assert house.call("mail.read_letter", by=ada, id=id_).json["text"] == "a secret link"
    assert (
        read_now(lambda: reading_connection().execute("SELECT 1 FROM store_job WHERE name = 'mail.deliver'").fetchall())
        == []
    )


def test_reading_needs_a_fresh_proof_and_the_list_tells_no_text(house, clock_hands, ada):
    id_ = post(house, ada)
    assert "secret" not in house.call("mail.list_letters", by=ada).body.decode()
    clock_hands.advance(10 * MINUTE)
    assert house.call("mail.read_letter", by=ada, id=id_).code == "REAUTH_REQUIRED"


def test_only_administrators_see_it(house, ada):
    ben = newcomer(house, "ben@acme.test")
    assert house.call("mail.list_letters", by=ben).status == 403


def test_the_text_is_sealed(house, ada):
    assert b"secret" not in row(post(house, ada)).sealed


@pytest.mark.settings(smtp_url="smtp://127.0.0.1:1?tls=none")
def test_a_letter_waits_while_the_server_is_away(house, ada):
    id_ = post(house, ada)
    with pytest.raises(jobs.MailFailed):
        jobs.deliver.body(id_)
    assert row(id_).state is State.WAITING
    write_now(lambda: jobs.deliver.on_buried(error="away", id=id_))
    assert (row(id_).state, row(id_).error) == (State.FAILED, "away")


class TestSending:
    @pytest.fixture
    def sending(self, house, ada, postbox):  # noqa: F811
        """A letter that waits for the mail server that is there."""
        from appliance import engines
        from appliance.engines.mail import Mail

        started = engines.started()
        served = Mail(started.egress, f"smtp://127.0.0.1:{postbox.port}?tls=none", "a@acme.test")
        object.__setattr__(started, "mail", served)
        id_ = post(house, ada)
        write_now(lambda: row(id_).change(state=State.WAITING))
        return id_

    def test_it_is_sent_once_and_its_text_forgotten(self, house, ada, sending):
        for _ in range(2):
            jobs.deliver.body(sending)
        assert len(Postbox.letters) == 1
        assert (row(sending).state, row(sending).sealed) == (State.SENT, b"")
        assert house.call("mail.read_letter", by=ada, id=sending).json["text"] == ""

    def test_what_no_try_can_help_is_given_up(self, sending):
        Postbox.refuses = ("RCPT", "550 nobody here")
        with pytest.raises(GiveUp):
            jobs.deliver.body(sending)


def test_old_letters_are_forgotten(house, clock_hands, ada):
    post(house, ada)
    clock_hands.advance(jobs.KEPT_DAYS * DAY + 1)
    jobs.forget_old.body()
    assert read_now(lambda: Letter.select().count()) == 0
    assert clock.now_ms()
