"""What is told of health."""

from appliance.kernel.shape import View


class HealthView(View):
    status: str
    version: str
    tier: str


class ReadyView(View):
    """`reasons` keep it from being ready; `warnings` ask for people while everything goes on."""

    status: str
    reasons: list[str]
    warnings: list[str] = []


class DatabaseView(View):
    """State of the database; sizes in bytes, latency in milliseconds."""

    status: str
    latency_ms: float
    integrity: str
    size_bytes: int
    wal_bytes: int
    schema_version: int
    sqlite_version: str
    writer_queue_depth: int


class RedisView(View):
    """The appliance needs no Redis; the address exists for those who look for one."""

    status: str


class IntegrationView(View):
    name: str
    kind: str
    status: str
    detail: str | None = None


class IntegrationsView(View):
    status: str
    integrations: list[IntegrationView]


class AboutView(View):
    name: str
    version: str
    docs_url: str
    openapi_url: str


class TurnsView(View):
    """Answers that ended in the window; times in milliseconds, rates from 0 to 1."""

    agent_id: str | None = None
    ended: int
    failed: int
    error_rate: float
    p50_ms: int | None
    p95_ms: int | None


class QueueView(View):
    lane: str
    waiting: int
    running: int
    buried: int


class MonitoringView(View):
    """How the appliance has been doing in the last `window_hours`."""

    status: str
    window_hours: int
    turns: TurnsView
    agents: list[TurnsView]
    providers: list[IntegrationView]
    queues: list[QueueView]
    writer_queue_depth: int
