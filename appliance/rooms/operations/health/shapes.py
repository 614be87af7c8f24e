"""What is told of health."""

from appliance.kernel.shape import View


class HealthView(View):
    status: str
    version: str
    tier: str


class ReadyView(View):
    status: str
    reasons: list[str]


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
