"""Wrong sign-ins: five a minute for each pair of account and address. The right one from elsewhere still works."""

import math
from collections import OrderedDict

from appliance.kernel import clock
from appliance.kernel.problem import RateLimited

MOST = 5
WINDOW_SECONDS = 60.0
_MOST_PAIRS = 50_000
_Pair = tuple[str, str]
tries: OrderedDict[_Pair, list[float]] = OrderedDict()


def begin(account: str, address: str) -> None:
    """Count a try before it is judged, so that parallel ones count too; RateLimited when there were too many."""
    pair, now = (account, address), clock.monotonic()
    recent = [at for at in tries.get(pair, []) if now - at < WINDOW_SECONDS]
    if len(recent) >= MOST:
        wait = max(math.ceil(recent[0] + WINDOW_SECONDS - now), 1)
        raise RateLimited("Too many wrong sign-ins; wait a little", headers={"Retry-After": str(wait)})
    tries[pair] = [*recent, now]
    tries.move_to_end(pair)
    if len(tries) > _MOST_PAIRS:
        tries.popitem(last=False)


def succeeded(account: str, address: str) -> None:
    """Forget the tries of a pair whose secret was right."""
    tries.pop((account, address), None)
