"""Wrong sign-ins: five a minute for each pair of account and address. The right one from elsewhere still works."""

from collections import OrderedDict

from appliance.kernel import clock
from appliance.kernel.problem import RateLimited

MOST = 5
WINDOW_SECONDS = 60.0
_MOST_PAIRS = 50_000
_Pair = tuple[str, str]
_tries: OrderedDict[_Pair, list[float]] = OrderedDict()


def begin(account: str, address: str) -> None:
    """Count a try before it is judged, so that parallel ones count too; RateLimited when there were too many."""
    pair, now = (account, address), clock.monotonic()
    recent = [at for at in _tries.get(pair, []) if now - at < WINDOW_SECONDS]
    if len(recent) >= MOST:
        wait = int(recent[0] + WINDOW_SECONDS - now) + 1
        raise RateLimited("Too many wrong sign-ins; wait a little", headers={"Retry-After": str(wait)})
    _tries[pair] = [*recent, now]
    _tries.move_to_end(pair)
    if len(_tries) > _MOST_PAIRS:
        _tries.popitem(last=False)


def succeeded(account: str, address: str) -> None:
    """Forget the tries of a pair whose secret was right."""
    _tries.pop((account, address), None)
