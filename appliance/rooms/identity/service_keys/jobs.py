"""Chores of service keys."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.service_keys.queries import of_service_keys
from appliance.store.database import write_now


@job(lane=Lane.QUICK)
def write_uses() -> None:
    """Write the last use of service keys."""
    if of_service_keys.are_waiting:
        write_now(of_service_keys.write)


EVERY_MINUTE = Recurring("service_keys.write_uses", write_uses, seconds=60)
