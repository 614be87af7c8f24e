"""Named budgets of requests a minute (semantics section 7). The bucket holds twice the rate, so a burst is forgiven."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    name: str
    per_minute: int


AUTH = Budget("auth", 30)  # only routes that take a secret
CHAT = Budget("chat", 60)
AGENTS = Budget("agents", 120)
KNOWLEDGE = Budget("knowledge", 60)  # uploads and ingestion
WEBHOOK = Budget("webhook", 600)
GENERAL = Budget("general", 300)
KEY = Budget("key", 60)
MCP = Budget("mcp", 100)
