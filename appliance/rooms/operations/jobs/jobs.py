"""Sweeps of the store: done jobs, old receipts, files that no row points to."""

from collections.abc import Callable, Sequence

from appliance.kernel import clock
from appliance.kernel.job import Lane, Recurring, job
from appliance.store import opened, queue, receipts
from appliance.store.database import read_now, write_now
from appliance.store.unit import writing_connection

claims: list[Callable[[], Sequence[str]]] = []
"""Filled in by the house: each answers the digests of the files that its rows point to."""


@job(Lane.NIGHT)
def sweep() -> None:
    """Forget done jobs and old receipts, and remove files that nothing points to."""
    write_now(lambda: queue.sweep(writing_connection(), clock.now_ms() - clock.DAY))
    write_now(lambda: receipts.sweep(writing_connection()))
    live = {digest for claim in claims for digest in read_now(claim)}
    opened().files.sweep(live)


NIGHTLY = Recurring("sweep", sweep, at="03:10")
