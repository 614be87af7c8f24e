"""Letters that were written and whether they were sent."""

from enum import StrEnum

from appliance.store.columns import Bytes, Choice, Flag, Line, Stamp
from appliance.store.table import Table


class State(StrEnum):
    """`held`: there is no mail server; an administrator passes it on."""

    WAITING = "waiting"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"


class Letter(Table, prefix="mal"):
    """One letter. Its text may hold a link that is a secret: it is sealed, and forgotten once it is sent."""

    recipient = Line()
    subject = Line()
    sealed = Bytes()
    state = Choice(State)
    error = Line(optional=True)
    sent_at = Stamp(optional=True)
    is_guarded = Flag(False)  # about an operator of the machine: only operators read it

    fast = (("org_id", "created_at"),)
