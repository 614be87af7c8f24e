"""Receipts of purges."""

from enum import StrEnum

from appliance.store.columns import Choice, Flag, Line, Stamp, Whole
from appliance.store.table import Table


class State(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Purge(Table, prefix="prg", feed=False):
    """One purge: what it was for (up to `ledger_sequence`), and what it did. It says no word of what was deleted."""

    state = Choice(State, default=State.WAITING)
    full = Flag(default=False)
    ledger_sequence = Whole(default=0)
    removed_count = Whole(default=0)
    file_count = Whole(default=0)
    receipt_count = Whole(default=0)
    is_rewritten = Flag(default=False)
    is_reindexed = Flag(default=False)
    is_log_cut = Flag(default=False)
    note = Line(500, default="")
    ended_at = Stamp(optional=True)
