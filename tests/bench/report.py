"""One line per figure: what it is, its ratio to the bare library of the same run, its mark, and whether it meets it."""

import sys
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Figure:
    """`mark` is a least value, or a most value where `at_most` says so; no mark means that it is only told.

    `ratio` is against `bare`, the same done with the library alone. `least_ratio` is a mark for the ratio.
    """

    name: str
    value: float
    unit: str
    mark: float | None = None
    at_most: bool = False
    bare: float | None = None
    least_ratio: float | None = None
    more: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return self.value / self.bare if self.bare else None

    @property
    def is_fine(self) -> bool:
        meets = self.mark is None or (self.value <= self.mark if self.at_most else self.value >= self.mark)
        return meets and (self.least_ratio is None or (self.ratio or 0) >= self.least_ratio)

    def told(self) -> str:
        """The line."""
        ratio = f"{self.ratio:.2f} of bare {_short(self.bare or 0)}" if self.ratio is not None else ""
        marks = [] if self.mark is None else [f"{'<=' if self.at_most else '>='} {_short(self.mark)}"]
        marks += [] if self.least_ratio is None else [f"ratio >= {self.least_ratio}"]
        verdict = ("fine" if self.is_fine else "NOT FINE") if marks else ""
        more = "  ".join(f"{name} {_short(value)}" for name, value in self.more.items())
        return (
            f"{self.name:44}{_short(self.value):>9} {self.unit:6} {ratio:22} {', '.join(marks):16} {verdict:9} {more}"
        )

    def plain(self) -> dict[str, object]:
        """For a JSON file."""
        return asdict(self) | {"ratio": self.ratio, "fine": self.is_fine}


class Report:
    """Prints figures as they come and keeps them."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []

    def add(self, figure: Figure) -> None:
        """Print and keep a figure."""
        self.figures.append(figure)
        sys.stdout.write(figure.told().rstrip() + "\n")
        sys.stdout.flush()

    @property
    def is_fine(self) -> bool:
        return all(figure.is_fine for figure in self.figures)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
