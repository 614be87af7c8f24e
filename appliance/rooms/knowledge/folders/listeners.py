"""Folders are followed once somebody is there; what is removed by hand stays out; a base takes its files along."""

from appliance.kernel.job import enqueue
from appliance.kernel.room import Listener
from appliance.rooms.identity.signin.events import SetUp
from appliance.rooms.knowledge.collections.events import BaseRemoved
from appliance.rooms.knowledge.documents.events import DocumentRemoved
from appliance.rooms.knowledge.folders import actions, jobs
from appliance.store.ledger import Entry


def _follow(entry: Entry) -> None:
    del entry
    if actions.named():
        enqueue(jobs.follow, key="follow")


def _forget_base(entry: Entry) -> None:
    actions.forget_base((entry.data or {})["knowledge_base_id"])


def _leave_out(entry: Entry) -> None:
    actions.leave_out([(entry.data or {})["document_id"]])


FOLLOW = Listener("folders.follow", (SetUp.event_name,), _follow)
FORGET_BASES = Listener("folders.forget_bases", (BaseRemoved.event_name,), _forget_base)
LEAVE_OUT = Listener("folders.leave_out", (DocumentRemoved.event_name,), _leave_out)
