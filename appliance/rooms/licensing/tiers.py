"""Reads `licenses/tiers.toml`: which feature and which limit belongs to which tier."""

import functools
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

COUNTED = ("users", "agents", "knowledge_bases", "messages", "automations")
"""The limits that are counted; their names are those of the status on the wire."""

COMMUNITY = "community"


class Lapse(StrEnum):
    """What happens to a feature whose licence has ended."""

    NO_NEW = "no_new"
    ENFORCE = "enforce"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Feature:
    """A paid feature: the least tier that includes it and what a lapse does to it."""

    name: str
    tier: str
    lapse: Lapse


@dataclass(frozen=True, slots=True)
class Tiers:
    """The whole table. A limit of None is no limit."""

    order: tuple[str, ...]
    features: dict[str, Feature]
    limits: dict[str, dict[str, int | None]]

    def features_of(self, tier: str) -> frozenset[str]:
        """Every feature that this tier includes."""
        rank = self.order.index(tier)
        return frozenset(name for name, feature in self.features.items() if self.order.index(feature.tier) <= rank)

    def tier_for(self, limit: str, count: int) -> str | None:
        """The least tier that allows so many of these, or None."""
        for tier in self.order:
            allowed = self.limits[tier][limit]
            if allowed is None or count <= allowed:
                return tier
        return None


def licenses_folder() -> Path:
    """`licenses` as package data of an installed appliance, else at the top of the repository."""
    package = Path(__file__).parents[2]
    packed = package / "licenses"
    return packed if packed.is_dir() else package.parent / "licenses"


@functools.cache
def tiers() -> Tiers:
    """The table in force, read once a process."""
    table = tomllib.loads((licenses_folder() / "tiers.toml").read_text(encoding="utf-8"))
    names = sorted({name for limits in table["limits"].values() for name in limits})
    return Tiers(
        order=tuple(table["order"]),
        features={
            name: Feature(name, entry["tier"], Lapse(entry["lapse"])) for name, entry in table["features"].items()
        },
        limits={tier: {name: table["limits"][tier].get(name) for name in names} for tier in table["order"]},
    )
