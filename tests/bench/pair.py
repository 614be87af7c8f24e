"""The appliance with two more rows that do the same, one open and one for signed-in people: `python -m tests.bench.pair`.

What differs between them is what it costs to know who calls.
"""

from appliance import house
from appliance.kernel.access import LIMITED, PUBLIC
from appliance.kernel.door import READ, Door
from appliance.kernel.room import Room
from appliance.kernel.shape import View

door = Door("pair", about="Two rows that do the same")


class AnswerView(View):
    text: str


@door.get("/api/bench/open", access=PUBLIC, mode=READ)
def open_row() -> AnswerView:
    """Answer anybody."""
    return AnswerView(text="the same")


@door.get("/api/bench/known", access=LIMITED, mode=READ)
def known_row() -> AnswerView:
    """Answer somebody who is known."""
    return AnswerView(text="the same")


def main() -> None:
    """Serve until a signal comes."""
    from appliance.config import load
    from appliance.server import serve

    house.ROOMS = (*house.ROOMS, Room(name="pair", about=door.about, door=door))
    serve(load(), lambda _: None)


if __name__ == "__main__":
    main()
