"""Embeddings: texts to vectors, by a model of the data folder in a process of its own, or by a server."""

from appliance.engines.embed.embeddings import Embeddings, EmbeddingSettings, Found
from appliance.engines.embed.installed import Installed, models, remove
from appliance.engines.embed.process import EmbedFailed
from appliance.engines.embed.provider import FEATURE, EmbeddingServer, Provider
from appliance.engines.embed.runtime import Runtime
from appliance.engines.embed.sources import Active, Choice

__all__ = [
    "FEATURE", "Active", "Choice", "EmbedFailed", "EmbeddingServer", "EmbeddingSettings", "Embeddings", "Found",
    "Installed", "Provider", "Runtime", "models", "remove",
]  # fmt: skip
