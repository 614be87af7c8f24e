"""Letters on the wire."""

from typing import ClassVar

from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, View
from appliance.rooms.mail.tables import State


class LetterFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "created_at")

    recipient: str
    state: State


class LetterView(View):
    id: str
    recipient: str
    subject: str
    state: State
    error: str | None
    created_at: Moment
    sent_at: Moment | None


class LetterTextView(LetterView):
    text: str
