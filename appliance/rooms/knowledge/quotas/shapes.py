"""What comes in and goes out about quotas."""

from typing import Annotated, ClassVar

from pydantic import Field

from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import Shape, View

_MOST = 2**53 - 1
Limit = Annotated[int, Field(ge=0, le=_MOST)]


class LimitDraft(Shape):
    """How many documents and bytes; null or left out allows any number."""

    documents: Limit | None = None
    size_bytes: Limit | None = None


class QuotasDraft(Shape):
    """Limits of the organisation as a whole, of each person and of each base. Only the keys that are sent change."""

    organisation: LimitDraft | None = None
    person: LimitDraft | None = None
    base: LimitDraft | None = None


class LimitView(Model):
    documents: int | None = None
    size_bytes: int | None = None


class MeasureView(Model):
    """What is used of a limit; `near` from nine tenths on."""

    used: int
    limit: int | None
    near: bool


class StandingView(View):
    """What somebody or something keeps and may keep; `own` when the limit was set for it alone."""

    documents: MeasureView
    size_bytes: MeasureView
    own: bool


class QuotasView(View):
    """The organisation as a whole, and what holds for each person and base without a limit of their own."""

    organisation: StandingView
    person: LimitView
    base: LimitView


class UsageFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-byte_count", "document_count", "created_at")

    document_count: int
    byte_count: int


class SubjectView(StandingView):
    """A person or a base by name, with what it keeps and may keep."""

    id: str
    name: str
