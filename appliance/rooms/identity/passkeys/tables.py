"""Passkeys and what was asked of browsers. Public keys only; challenges are kept as digests."""

from enum import StrEnum

from appliance.store.columns import Bytes, Choice, Digest, Flag, IdOf, Line, Stamp, Whole
from appliance.store.table import Table


class Step(StrEnum):
    """What a challenge is for. An answer to one is no answer to another."""

    ADD = "add"
    SIGN_IN = "sign_in"
    SECOND_STEP = "second_step"
    CONFIRM = "confirm"


class Passkey(Table, prefix="pky", feed=False):
    """A person's passkey."""

    user_id = IdOf("usr", fast=True)
    name = Line()
    credential = Bytes()
    credential_hash = Digest(unique=True)
    key = Bytes()
    host = Line()  # where it holds
    counter = Whole()
    is_backed_up = Flag(False)
    last_used_at = Stamp(optional=True)


class Ceremony(Table, prefix="pkc", feed=False):
    """A question to one browser: answered once, within five minutes."""

    step = Choice(Step)
    challenge_hash = Digest(unique=True)
    holder = Digest()  # of what only the browser asked has: its cookie, its session, the token of its sign-in
    user_id = IdOf("usr", optional=True)
    expires_at = Stamp(fast=True)
