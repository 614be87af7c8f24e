"""What the search across everything answers."""

from typing import ClassVar

from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import View


class FindFilter(Filter):
    """The words (`q`), and which kind of thing."""

    sorts: ClassVar[tuple[str, ...]] = ()

    q: str
    type: str


class FoundView(Model):
    """One thing; `snippet` is safe HTML with `<mark>`, `url` its place on the page."""

    type: str
    id: str
    name: str
    snippet: str
    url: str
    score: float


class FoundPage(View):
    """What was found, best first."""

    data: list[FoundView]
