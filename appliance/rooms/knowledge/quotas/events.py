"""What happens to quotas."""

from appliance.kernel.event import Event


class QuotaChanged(Event):
    """A limit was set or taken away; `subject_id` is empty for what holds for all of a scope."""

    org_id: str
    scope: str
    subject_id: str
    document_limit: int | None
    byte_limit: int | None


class QuotaNearlyFull(Event):
    """Nine tenths of a quota are used from now on; `measure` is documents or size_bytes."""

    org_id: str
    scope: str
    subject_id: str
    measure: str
    used: int
    allowed: int


class QuotaRecounted(Event):
    """Counts were not what is kept, and have been set right."""

    org_id: str
    subjects: int
