"""Letters on the wire."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, View
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


class TrialDraft(Shape):
    recipient: Annotated[Line, StringConstraints(pattern=r"^[^@\s<>\",;]{1,64}@[^@\s<>\",;]{1,189}$")]


class MailSettingsView(View):
    """Where letters go; the server's password is never told."""

    configured: bool
    server: str | None
    sender: str | None
