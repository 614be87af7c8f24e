"""Purging: files, quotes, receipts, index, pages, log; in this order, so that what a step frees the next one clears."""

import time

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
_MOST_ENTRIES, _WAIT_SECONDS, _MEGABYTE = 50_000, 1_800, 1_000_000


def _give_up(purge_id: str, error: str) -> None:
    actions.fail(purge_id, error)


@job(Lane.NIGHT, tries=3, limit_seconds=4 * 3600, on_buried=_give_up)
def purge(purge_id: str) -> None:
    """Leave nothing on the disk of what was deleted."""
    removed, sequence, is_full = read_now(actions.removed, purge_id)
    live = {digest for claim in sweeping.claims for digest in read_now(claim)}
    files = opened().files.sweep(live, ORPHAN_MS)
    receipts = write_now(actions.blank, removed)
    is_reindexed = _reindex(is_full=is_full)
    limit = config.in_force().purge_rewrite_mb * _MEGABYTE
    is_rewritten = is_full or read_now(scrub.size_bytes) <= limit
    if is_rewritten:
        scrub.rewrite()
    write_now(
        actions.finish, purge_id, ledger_sequence=sequence, removed_count=len(removed), file_count=files,
        receipt_count=receipts, is_rewritten=is_rewritten, is_reindexed=is_reindexed, is_log_cut=scrub.cut_log(),
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
    kinds = [one.kind for one in actions.projections]
    until = clock.monotonic() + _WAIT_SECONDS
    while read_now(lambda: changes.after(reading_connection(), opened().index.marker().sequence, kinds, 1)):
        if clock.monotonic() >= until:
            return False
        time.sleep(0.1)
    opened().index.garbage_collect()
    opened().index.idle()
    return True
