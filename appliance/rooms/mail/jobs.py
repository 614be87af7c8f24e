"""Chores of the outbox."""

from typing import Any

from appliance.engines import started
from appliance.engines.mail import MailFailed, Message
from appliance.kernel import clock
from appliance.kernel.job import GiveUp, Lane, Recurring, job
from appliance.rooms.mail import queries
from appliance.rooms.mail.tables import Letter, State
from appliance.store.database import read_now, write_now

KEPT_DAYS = 30


def _give_up(*, error: str, id: str, **_: Any) -> None:
    row = Letter.get_or_none(Letter.id == id)
    if row is not None:
        row.change(state=State.FAILED, error=error[:200])


@job(lane=Lane.QUICK, tries=5, on_buried=_give_up)
def deliver(id: str) -> None:
    """Hand a letter to the mail server."""
    found = read_now(_waiting, id)
    if found is None:
        return
    try:
        started().mail.send(found)
    except MailFailed as failure:
        if failure.is_final:
            raise GiveUp(str(failure)) from failure
        raise
    write_now(_sent, id)


def _waiting(id: str) -> Message | None:
    row = Letter.get_or_none((Letter.id == id) & (Letter.state == State.WAITING))
    return Message(row.recipient, row.subject, queries.text_of(row)) if row else None


def _sent(id: str) -> None:
    Letter.get_by_id(id).change(state=State.SENT, sent_at=clock.now_ms(), sealed=b"", error=None)


@job(lane=Lane.NIGHT)
def forget_old() -> None:
    """Delete letters that are 30 days old."""
    write_now(_forget)


def _forget() -> None:
    Letter.delete().where(Letter.created_at < clock.now_ms() - KEPT_DAYS * clock.DAY).execute()


NIGHTLY = Recurring("mail.forget_old", forget_old, at="03:58")
