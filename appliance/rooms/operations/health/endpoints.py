"""The door of health."""

from appliance import __version__
from appliance.kernel.access import ADMIN, PUBLIC, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, READ, Door
from appliance.kernel.visit import Answer
from appliance.rooms.operations.health import monitoring as monitored
from appliance.rooms.operations.health import queries
from appliance.rooms.operations.health.shapes import (
    AboutView,
    DatabaseView,
    HealthView,
    IntegrationsView,
    MonitoringView,
    ReadyView,
    RedisView,
)

door = Door("health", about="Is the appliance well")


@door.get("/api/health", also=("/api/v1/health",), access=PUBLIC, mode=CALL)
async def health() -> HealthView:
    """Say that the appliance is alive."""
    return queries.health()


@door.get("/api/health/ready", access=PUBLIC, mode=READ, statuses=(503,))
def ready() -> Answer[ReadyView]:
    """Say whether every part does its work; 503 with the reasons when one does not."""
    view = queries.ready()
    return Answer(view, status=503 if view.reasons else 200)


@door.get("/api", access=PUBLIC, mode=CALL)
async def api_root() -> AboutView:
    """Name the product, its version and where its API is described."""
    return AboutView(name="appliance", version=__version__, docs_url="/api/docs", openapi_url="/api/openapi.json")


@door.get("/api/health/db", access=ADMIN, mode=READ)
def db() -> DatabaseView:
    """Check the database: structure, latency, size, versions."""
    return queries.database()


@door.get("/api/v1/monitoring/health", access=VIEWER, mode=READ)
def monitoring(*, actor: Actor) -> MonitoringView:
    """Show how answers, agents, providers and queues have been doing in the last 24 hours."""
    return monitored.monitoring(seen_by=actor)


@door.get("/api/health/redis", access=ADMIN, mode=CALL)
async def redis() -> RedisView:
    """Say that no Redis is needed."""
    return RedisView(status="not_configured")


@door.get("/api/health/integrations", access=ADMIN, mode=CALL)
async def integrations() -> IntegrationsView:
    """Show what the appliance is connected to, and what may leave the machine."""
    return queries.integrations()
