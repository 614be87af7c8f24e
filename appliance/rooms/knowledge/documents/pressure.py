"""How much may wait to be read: beyond it an organisation is asked to come again, and nobody else waits for it."""

from appliance import config
from appliance.kernel.actor import Actor
from appliance.kernel.job import Lane
from appliance.kernel.problem import Unavailable
from appliance.store import queue
from appliance.store.unit import reading_connection

_COME_AGAIN_SECONDS = 30


def require_room(by: Actor) -> None:
    """Unavailable, with the time to wait, while too much of the organisation waits. The house keeps its own measure."""
    most = config.in_force().parse_backlog
    if by.kind != "system" and queue.is_over(reading_connection(), Lane.PARSE, by.org_id, most):
        raise Unavailable(
            "Too many documents wait to be read; send more in a while",
            headers={"Retry-After": str(_COME_AGAIN_SECONDS)},
        )
