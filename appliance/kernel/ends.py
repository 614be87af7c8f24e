"""Ends of credentials, told in process: whoever holds a stream or connection of one drops it at once."""

from collections.abc import Callable

_hearers: set[Callable[[str], None]] = set()


def hear(hearer: Callable[[str], None]) -> Callable[[], None]:
    """Be told the id (user, session, key or other credential) of everything that ends; the answer stops it."""
    _hearers.add(hearer)
    return lambda: _hearers.discard(hearer)


def tell(id_: str) -> None:
    """Say that every credential, stream and connection of this id is over. Call it through `current.after_commit`."""
    for hearer in tuple(_hearers):
        hearer(id_)
