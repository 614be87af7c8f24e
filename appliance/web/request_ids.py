"""Request ids: real ids of ours, made a thousand at a time because every request needs one."""

from appliance.kernel.ids import ALPHABET, new_id

_TAILS = tuple(first + second for first in ALPHABET for second in ALPHABET)


class RequestIds:
    """A source of `req_` ids. One random stem serves 1,024 requests, told apart by the last two characters."""

    def __init__(self) -> None:
        self._stem = ""
        self._next = len(_TAILS)

    def new(self) -> str:
        """A new id."""
        if self._next == len(_TAILS):
            self._stem, self._next = new_id("req")[:-2], 0
        self._next += 1
        return self._stem + _TAILS[self._next - 1]
