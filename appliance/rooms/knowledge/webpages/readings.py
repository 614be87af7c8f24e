"""Beginning a reading of a web page: at once, when it was added, and again, by hand or when it is due."""

from appliance.kernel import clock
from appliance.kernel.job import enqueue
from appliance.rooms.knowledge.webpages import frontier, jobs
from appliance.rooms.knowledge.webpages.frontier import Led
from appliance.rooms.knowledge.webpages.tables import Kind, PageState, Progress, WebAddress, Webpage

_ZERO = {"asked": 0, "changed": 0, "unchanged": 0, "not_modified": 0, "left_out": 0}


def begin(webpage: Webpage) -> None:
    """Begin a reading, in the open unit; every address that is known waits to be asked for again."""
    webpage.change(
        run=webpage.run + 1, state=Progress.FETCHING, error_code=None, started_at=clock.now_ms(), finished_at=None,
        next_at=None, **_ZERO,
    )  # fmt: skip
    first = WebAddress.get_or_none((WebAddress.webpage_id == webpage.id) & (WebAddress.url == webpage.url))
    if first is None:
        frontier.add(webpage, [webpage.url], Led(is_sitemap=webpage.kind is Kind.SITEMAP))
    elif first.state is PageState.GONE:
        first.change(state=PageState.QUEUED, misses=0)
    enqueue(jobs.read_address, key=webpage.id, webpage_id=webpage.id, run=webpage.run)


def begin_again(webpage_id: str) -> bool:
    """Begin a reading unless one is going on; the answer says whether."""
    webpage = Webpage.get_or_none(Webpage.id == webpage_id)
    if webpage is None or webpage.state is Progress.FETCHING:
        return False
    begin(webpage)
    return True
