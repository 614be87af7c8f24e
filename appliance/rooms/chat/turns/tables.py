"""What a turn needs beside its messages: who asked what over which bases, and the exact events for replay."""

from appliance.store.columns import Bytes, Digest, Flag, IdOf, Json
from appliance.store.table import Table


class Turn(Table, prefix="tur", feed=False):
    """`events` holds the packed events once the answer has ended. `once` is the hash of an Idempotency-Key."""

    message_id = IdOf("msg", unique=True)
    conversation_id = IdOf("cnv", fast=True)
    owner_id = IdOf("usr", fast=True)
    knowledge_base_ids = Json(optional=True)
    is_cancelled = Flag(default=False)
    once = Digest(optional=True, unique=True)
    body_hash = Digest(optional=True)
    events = Bytes(optional=True)
