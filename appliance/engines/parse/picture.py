"""What a page looks like: a picture of it, and where on it a quotation stands."""

from dataclasses import dataclass
from typing import Final

MOST_QUOTED: Final = 3_000
"""Code points of a quotation that are looked for; one request to the child holds no more."""
WIDTHS: Final = range(100, 2_001)


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle on the page in shares of its width and height, from the left upper corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG, `width` by `height` pixels; no marks when the quotation is not found on it."""

    png: bytes
    width: int
    height: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """A page to draw: the open descriptor of its PDF, its number from 1, the pixels across, and what to mark on it."""

    document: int
    page: int
    width: int
    quote: str = ""
