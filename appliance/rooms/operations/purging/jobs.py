"""Purging: files, quotes, receipts, index, pages, log; in this order, so that what a step frees the next one clears."""

import time
from collections.abc import Callable

from appliance import config
from appliance.kernel import clock
from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.operations.jobs import jobs as sweeping
from appliance.rooms.operations.purging import actions
from appliance.store import changes, opened, scrub
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection

ORPHAN_MS = 60_000
"""A file younger than this may belong to an upload whose row is being written."""
_MOST_ENTRIES, _WAIT_SECONDS, _HEARD_SECONDS, _MEGABYTE = 50_000, 1_800, 120, 1_000_000


def _give_up(purge_id: str, error: str) -> None:
    actions.fail(purge_id, error)


@job(Lane.NIGHT, tries=3, limit_seconds=4 * 3600, on_buried=_give_up)
def purge(purge_id: str) -> None:
    """Leave nothing on the disk of what was deleted."""
    removed, sequence, is_full = read_now(actions.removed, purge_id)
    live = {digest for claim in sweeping.claims for digest in read_now(claim)}
    files = opened().files.sweep(live, ORPHAN_MS)
    if not _await(lambda: actions.heard(sequence), _HEARD_SECONDS):
        raise RuntimeError("somebody has not read yet what is to be blanked; the purge is tried again")
    write_now(actions.blank, purge_id, removed, sequence)
    is_reindexed = _reindex(is_full=is_full)
    limit = config.in_force().purge_rewrite_mb * _MEGABYTE
    is_rewritten = is_full or read_now(scrub.size_bytes) <= limit
    if is_rewritten:
        scrub.rewrite()
    write_now(
        actions.finish, purge_id, ledger_sequence=sequence, file_count=files, is_rewritten=is_rewritten,
        is_reindexed=is_reindexed, is_log_cut=scrub.cut_log(),
        note="" if is_rewritten and is_reindexed else "too large for a daily purge: ask for a full one",
    )  # fmt: skip


@job(Lane.NIGHT, tries=2, limit_seconds=4 * 3600)
def purge_daily() -> None:
    """Purge when anything was deleted since the last time."""
    begun = write_now(actions.begin_daily)
    if begun is not None:
        purge.body(begun.id)


DAILY = Recurring("purging.daily", purge_daily, at="04:20")


def _reindex(*, is_full: bool) -> bool:
    """Let the index write all of its entries anew and drop its old files."""
    if not opened().has_index or (not is_full and opened().index.count() > _MOST_ENTRIES):
        return False
    for number in range(len(actions.projections)):
        after: str | None = ""
        while after is not None:
            after = write_now(actions.feed_again, number, after)
    if not _await(_indexed, _WAIT_SECONDS):
        return False
    opened().index.garbage_collect()
    opened().index.idle()
    return True


def _indexed() -> bool:
    kinds = [one.kind for one in actions.projections]
    return not changes.after(reading_connection(), opened().index.marker().sequence, kinds, 1)


def _await(is_done: Callable[[], bool], seconds: float) -> bool:
    """Wait until it is done, asked in reading units; False when it is not in time."""
    until = clock.monotonic() + seconds
    while not read_now(is_done):
        if clock.monotonic() >= until:
            return False
        time.sleep(0.1)
    return True
