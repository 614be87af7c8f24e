"""The one place where errors of the native index become ours; its panics are no `Exception`."""

import re
from asyncio import CancelledError
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from appliance.store import reserve
from appliance.store.search.entries import IndexDamaged, IndexFull, IndexUnavailable, SearchIndexError

_ERROR_NUMBER: Final = re.compile(r"(?:os error |code: |\[Errno )(\d+)")
_FULL: Final = frozenset({27, 28, 122})  # EFBIG, ENOSPC, EDQUOT
_PASSING: Final = frozenset({4, 11, 12, 13, 23, 24, 30})  # EINTR, EAGAIN, ENOMEM, EACCES, ENFILE, EMFILE, EROFS


@contextmanager
def guarded() -> Iterator[None]:
    """Turns whatever the native library raises into a SearchIndexError; put only native calls inside."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, CancelledError, SearchIndexError):
        raise
    except (TypeError, UnicodeEncodeError):
        raise  # an argument that cannot cross into the library says nothing about the index
    except BaseException as error:
        raise _named(error) from error


def _named(error: BaseException) -> SearchIndexError:
    text = f"{type(error).__name__}: {error}"
    numbers = {int(number) for number in _ERROR_NUMBER.findall(text)}
    if numbers & _FULL:
        reserve.full()
        return IndexFull(text)
    if numbers & _PASSING or "LockBusy" in text or "acquire Lockfile" in text or isinstance(error, MemoryError):
        return IndexUnavailable(text)
    return IndexDamaged(text)
