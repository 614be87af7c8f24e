"""Windows to the outside: language models, the parse sandbox, and the one egress gate that they go through."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from appliance.config import Config
from appliance.engines.egress import Egress, EgressRecord, Rule
from appliance.engines.embed import FEATURE, Embeddings, EmbeddingServer, EmbeddingSettings
from appliance.engines.mail import Mail
from appliance.engines.models import ModelCall, Models, ModelSettings
from appliance.engines.parse import Programs, Reader, Sandbox
from appliance.engines.rerank import FEATURE as RERANK
from appliance.engines.rerank import Reranking, RerankServer
from appliance.engines.web import hosts
from appliance.kernel import telemetry

_HTTPS, _HTTP = 443, 80


@dataclass(frozen=True, slots=True)
class Engines:
    """What runs: the way to models, the sandbox for documents, the gate for everything that goes out."""

    models: Models
    sandbox: Sandbox
    reader: Reader
    egress: Egress
    mail: Mail
    embeddings: Embeddings
    reranking: Reranking


_started: Engines | None = None


def started() -> Engines:
    """The running engines; RuntimeError before start and after the end."""
    if _started is None:
        raise RuntimeError("the engines are not running")
    return _started


def running() -> Engines | None:
    """The running engines, or None: in a command that works on a stopped appliance."""
    return _started


def start(config: Config) -> Engines:
    """Start the engines from the configuration. Nothing is imported or spawned that is not used yet."""
    global _started  # noqa: PLW0603 -- one process runs one set
    egress = Egress(_rules(config), _seen)
    sandbox = Sandbox(
        memory_mb=config.parse_memory_mb,
        cpu_seconds=config.parse_seconds,
        wall_seconds=config.parse_seconds,
        require_network_off=not config.parse_allow_network,
    )
    _started = Engines(
        Models(egress, _settings(config), _counted),
        sandbox,
        Reader(sandbox, _programs(config)),
        egress,
        Mail(egress, config.smtp_url, config.smtp_from),
        Embeddings(_embedding(config), egress),
        Reranking(_rerank(config), egress),
    )
    return _started


async def stop() -> None:
    """End the engines: close connections and the sandbox's server."""
    global _started
    ending, _started = _started, None
    if ending is not None:
        await ending.models.aclose()
        ending.reader.close()
        ending.sandbox.close()
        ending.embeddings.close()


def _programs(config: Config) -> Programs:
    return Programs(
        folder=config.data_dir.resolve() / "converting",
        languages=config.ocr_languages,
        is_off=not config.converters,
        may_reach_network=config.parse_allow_network,
    )


def _rules(config: Config) -> tuple[Rule, ...]:
    """What an administrator configured, and nothing else, may be reached."""
    rules = (("models", config.openai_base_url), (FEATURE, config.embedding_base_url), (RERANK, config.rerank_url))
    return (*hosts.rules(config.web_hosts), *(_rule(feature, url) for feature, url in rules if url))


def _rule(feature: str, url: str) -> Rule:
    address = urlsplit(url)
    port = address.port or (_HTTPS if address.scheme == "https" else _HTTP)
    return Rule(feature, private=True, targets=frozenset({(address.hostname or "", port)}))


def _embedding(config: Config) -> EmbeddingSettings:
    server, ca_file = None, str(config.embedding_ca_file or "")
    if config.embedding_base_url:
        server = EmbeddingServer(config.embedding_base_url, config.embedding_model, config.embedding_api_key, ca_file)
    return EmbeddingSettings(config.data_dir, config.embedding_model, server, config.embedding_languages, ca_file)


def _rerank(config: Config) -> RerankServer:
    ca_file, seconds = str(config.rerank_ca_file or ""), config.rerank_ms / 1000
    return RerankServer(config.rerank_url, config.rerank_model, config.rerank_api_key, ca_file, seconds)


def _settings(config: Config) -> ModelSettings:
    if config.script_file is not None:
        return ModelSettings(provider="scripted", script_path=str(config.script_file))
    if not config.openai_base_url:
        return ModelSettings()
    return ModelSettings(
        provider="openai",
        base_url=config.openai_base_url,
        api_key=config.openai_api_key,
        model=config.openai_model,
        ca_bundle=str(config.openai_ca_file or ""),
        total=float(config.turn_limit_seconds),
    )


def _seen(record: EgressRecord) -> None:
    telemetry.EGRESS.labels(record.feature, record.verdict).inc()
    telemetry.log("egress", feature=record.feature, verdict=record.verdict, host=record.host, port=record.port)


def _counted(call: ModelCall) -> None:
    telemetry.CHAT_TOKENS.labels("in", call.model).inc(call.usage.input)
    telemetry.CHAT_TOKENS.labels("out", call.model).inc(call.usage.output)
    telemetry.CHAT_TURN_SECONDS.observe(call.total_ms / 1000)
