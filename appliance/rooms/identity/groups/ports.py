"""Rooms above that keep groups for somebody else say which ones, each at its import."""

from collections.abc import Callable, Iterable

Keeper = Callable[[Iterable[str]], set[str]]
"""Ids of groups -> those of them that it keeps."""
keepers: dict[str, Keeper] = {}
"""By the name of who keeps them: what is changed by hand may be changed back."""


def keeps(name: str) -> Callable[[Keeper], Keeper]:
    """Make a keeper known."""

    def keep(keeper: Keeper) -> Keeper:
        keepers[name] = keeper
        return keeper

    return keep


def kept_by(ids: Iterable[str]) -> dict[str, str]:
    """Group -> who keeps it, for those that are not ours alone."""
    wanted = list(ids)
    return {id_: name for name, keeper in keepers.items() for id_ in keeper(wanted)}
