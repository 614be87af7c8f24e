"""What is asked and told of a page."""

from typing import Self

from appliance.engines.parse import Picture
from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import View


class PageFilter(Filter):
    """Which page (from 1), of which version, how many pixels across, and the span of the text to mark on it."""

    number: int
    version: int
    width: int
    start: int
    end: int


class MarkView(Model):
    """A rectangle in shares of the page's width and height, from its left upper corner."""

    left: float
    top: float
    width: float
    height: float


class PageView(View):
    """A page as a picture: `image` is a PNG as a data URL, `width` by `height` pixels.

    `marks` are the lines on which the asked span stands, in the order of the text; none when it is not on this page.
    """

    document_id: str
    version: int
    number: int
    page_count: int | None
    width: int
    height: int
    image: str
    marks: list[MarkView]

    @classmethod
    def of(cls, facts: tuple[str, int, int, int | None], picture: Picture, image: str) -> Self:
        document_id, version, number, page_count = facts
        marks = [MarkView(left=m.left, top=m.top, width=m.width, height=m.height) for m in picture.marks]
        return cls(
            document_id=document_id, version=version, number=number, page_count=page_count,
            width=picture.width, height=picture.height, image=image, marks=marks,
        )  # fmt: skip
