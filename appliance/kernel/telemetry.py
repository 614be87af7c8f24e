"""Structured logs and the metrics of semantics section 12. Written by the faces and choke points, never by rooms."""

import logging
import sys
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from appliance.kernel import clock, current

REGISTRY = CollectorRegistry()
_log = logging.getLogger("appliance")


def _counter(name: str, help_: str, *labels: str) -> Counter:
    return Counter(f"appliance_{name}", help_, labels, registry=REGISTRY)


def _gauge(name: str, help_: str, *labels: str) -> Gauge:
    return Gauge(f"appliance_{name}", help_, labels, registry=REGISTRY)


def _histogram(name: str, help_: str, *labels: str) -> Histogram:
    return Histogram(f"appliance_{name}", help_, labels, registry=REGISTRY)


HTTP_REQUESTS = _counter("http_requests", "Requests answered", "method", "route", "status")
HTTP_SECONDS = _histogram("http_request_duration_seconds", "Time to the answer", "method", "route")
CHAT_TURNS = _counter("chat_turns", "Turns that ended", "tier", "model")
CHAT_TURN_SECONDS = _histogram("chat_turn_duration_seconds", "Time from question to last token")
CHAT_TOKENS = _counter("chat_tokens", "Tokens in and out", "direction", "model")
TOOL_CALLS = _counter("tool_calls", "Tool calls", "tool_name", "status")
SEARCH_SECONDS = _histogram("search_duration_seconds", "Time of a search")
INGEST_DOCUMENTS = _counter("ingest_documents", "Documents that reached a state", "state")
INDEX_LAG = _gauge("index_lag_seconds", "Age of the oldest change that search does not know")
WRITER_DEPTH = _gauge("writer_queue_depth", "Units waiting for the writer")
WRITER_WAIT = _histogram("writer_wait_seconds", "Time a unit waited for the writer")
DB_SIZE = _gauge("db_size_bytes", "Size of the database file")
WAL_SIZE = _gauge("wal_bytes", "Size of the write-ahead log")
REDIS_CONNECTED = _gauge("redis_connected", "1 when a Redis is connected; the appliance needs none")
MIGRATIONS = _counter("migrations_applied", "Migrations applied by this process")
GUARDRAIL_EVENTS = _counter("guardrail_events", "Guardrail findings", "violation_type", "action")
LICENSE_ACTIVE = _gauge("license_active", "1 for the tier in force", "tier")
LICENSE_EXPIRES = _gauge("license_expires_at", "Unix time at which the licence ends")
USERS_ACTIVE = _gauge("users_active", "Enabled people")
MESSAGES_MONTH = _gauge("messages_month", "Messages counted this month")
JOBS = _gauge("jobs", "Jobs by lane and state", "lane", "state")
EGRESS = _counter("egress", "Outgoing connections", "feature", "verdict")
BUILD_INFO = _gauge("build_info", "Version", "version")


class _JsonLines(logging.Formatter):
    """One JSON object a line; CR and LF cannot break out of it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": clock.iso(clock.now_ms()),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if request_id := current.request_id.get():
            line.setdefault("request_id", request_id)
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def start_logging(level: str) -> None:
    """Send our log and the libraries' warnings to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    _log.setLevel(level.upper())


def log(event: str, *, level: int = logging.INFO, error: BaseException | None = None, **facts: Any) -> None:
    """Write one structured line. Facts never hold secrets or the words of people."""
    _log.log(level, event, extra={"facts": facts}, exc_info=error)
