"""Configuration: from the environment alone, read once at start. Every setting is declared and documented here."""

import dataclasses
import difflib
import ipaddress
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NETWORKS = ("admin_networks", "trusted_proxies")
_HOST = re.compile(r"(?:\*|(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.?|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?")
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


class ConfigError(Exception):
    """A setting that cannot be used; the message names it."""


def _setting(default: Any, help_: str, *, env: str = "", secret: bool = False, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"help": help_, "env": env, "secret": secret, "choices": choices})


@dataclass(frozen=True)
class Config:
    """One value per setting. Its variable is `APPLIANCE_` and the field in capitals, unless it says another."""

    data_dir: Path = _setting(Path("data"), "Folder of everything that is kept")
    host: str = _setting("127.0.0.1", "Address to listen on")
    port: int = _setting(8080, "Port to listen on")
    public_url: str = _setting(
        "", "Address under which people reach the page, with its sub-path; for links and cookies"
    )
    admin_networks: tuple[str, ...] = _setting(
        (), "Addresses or networks from which administrators may act, comma-separated; empty: from everywhere"
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (), "Addresses or networks whose forwarded headers count, comma-separated"
    )
    operators: tuple[str, ...] = _setting(
        (), "E-mail addresses of the machine's operators; else the first administrator"
    )
    log_level: str = _setting("info", "Least level that is logged", choices=("debug", "info", "warning", "error"))
    secret_key_file: Path | None = _setting(
        None, "File with the key that seals secrets; else one is made in the data folder"
    )
    request_body_limit: int = _setting(10_000_000, "Largest JSON body in bytes")
    session_inactivity_hours: int = _setting(72, "Hours after which an unused session ends")
    session_max_days: int = _setting(30, "Days after which every session ends")
    rate_factor: float = _setting(1.0, "Factor on every rate limit")
    api_docs: str = _setting("", "Who may read the API pages; empty: public on loopback, else signed_in",
                             choices=("", "public", "signed_in", "off"))  # fmt: skip
    cors_allowed_origins: tuple[str, ...] = _setting(
        (), "Origins that may call /api, comma-separated", env="CORS_ALLOWED_ORIGINS"
    )
    metrics_basic_auth: str = _setting(
        "", "user:password for /metrics; without it only loopback", env="METRICS_BASIC_AUTH", secret=True
    )
    internal_api_secret: str = _setting("", "Opens /api/internal", env="INTERNAL_API_SECRET", secret=True)
    connector_secret: str = _setting(
        "", "Secret of Nextcloud's AppAPI, which provisions one Nextcloud and speaks for it", secret=True
    )
    connector_token_seconds: int = _setting(300, "Seconds that a token for a Nextcloud user holds")
    license_key: str = _setting("", "Licence key; wins over one applied on the page", secret=True)
    license_refresh_url: str = _setting("", "Where the licence is refreshed; empty: never asked")
    allow_demo_license: bool = _setting(False, "Honour licences signed with the published demo key")
    smtp_url: str = _setting(
        "", "Mail server, for instance smtp://user:password@mail.example:587; empty: no mail is sent", secret=True
    )
    smtp_from: str = _setting("", "Sender of letters, for instance Appliance <appliance@example.com>")
    openai_base_url: str = _setting("", "An OpenAI-compatible model server, for instance http://10.0.0.5:8000/v1")
    openai_api_key: str = _setting("", "Its key, when it wants one", secret=True)
    openai_model: str = _setting("", "The model to ask there")
    openai_ca_file: Path | None = _setting(None, "Certificates (PEM) trusted beside the system's for that server")
    embedding_model: str = _setting("", "Model that finds by meaning: added on this machine, or one of the server's")
    embedding_base_url: str = _setting(
        "", "A server with OpenAI-compatible embeddings, or Ollama's /api; empty: the model on this machine"
    )
    embedding_api_key: str = _setting("", "Its key, when it wants one", secret=True)
    embedding_ca_file: Path | None = _setting(None, "Certificates (PEM) trusted beside the system's for that server")
    embedding_languages: tuple[str, ...] = _setting(
        (), "Languages the model was made for (en,de); empty: as the model says, else all"
    )
    rerank_url: str = _setting(
        "",
        "Whole address of a /rerank endpoint (Cohere, Jina, text-embeddings-inference) for bases that want it",
    )
    rerank_model: str = _setting("", "The model to ask there; empty for text-embeddings-inference")
    rerank_api_key: str = _setting("", "Its key, when it wants one", secret=True)
    rerank_ca_file: Path | None = _setting(None, "Certificates (PEM) trusted beside the system's for that server")
    rerank_ms: int = _setting(1500, "Milliseconds that a search waits for it; then the order before is answered")
    sso_ca_file: Path | None = _setting(None, "Certificates (PEM) trusted beside the system's for identity providers")
    web_hosts: tuple[str, ...] = _setting(
        (), "Hosts whose web pages may be fetched, comma-separated, each with a port if it has an unusual one: "
        "docs.example.com, *.example.com, wiki.internal:8080, * for all; private addresses need a full name or number; "
        "empty: nothing is fetched"
    )  # fmt: skip
    web_pause_ms: int = _setting(1000, "Milliseconds between two requests to one web host")
    web_ca_file: Path | None = _setting(None, "Certificates (PEM) trusted beside the system's for web pages")
    watch_dirs: str = _setting(
        "", "Folders that fill knowledge bases, separated by semicolons: Handbook=/srv/docs makes a private base of "
        "that name, kb_...=/srv/contracts fills one that is there, /srv/manuals makes one called manuals"
    )  # fmt: skip
    watch_seconds: int = _setting(60, "Seconds between two looks at a watched folder")
    watch_grace_minutes: int = _setting(
        60, "Minutes for which a file must be missing from a watched folder before its document is removed"
    )
    watch_most_files: int = _setting(200_000, "Most files of one watched folder; what is beyond is not taken")
    script_file: Path | None = _setting(None, "Script for the scripted provider (JSON); for tests and demonstrations")
    keep_versions_days: int = _setting(
        30, "Days for which the old text of a document is kept that no answer cites; 0: for ever"
    )
    purge_rewrite_mb: int = _setting(
        2_000, "Largest database in MB that the daily purge writes anew; a full purge does it whatever its size"
    )
    turn_limit_seconds: int = _setting(600, "Longest time one answer may take")
    parse_backlog: int = _setting(
        10_000, "Uploads and pushes of an organisation that may wait to be read; more are refused with 503 for a while"
    )
    parse_memory_mb: int = _setting(512, "Memory that parsing one document may use")
    parse_seconds: int = _setting(30, "Time that parsing one document may take")
    converters: bool = _setting(
        True, "Let Tesseract and LibreOffice, where installed, read scans and what only they can read"
    )
    ocr_languages: str = _setting(
        "", "Languages of OCR as Tesseract names them (deu+eng); empty means what is installed"
    )
    parse_allow_network: bool = _setting(False, "Parse although the machine cannot cut the parser off the network")
    index_heap_mb: int = _setting(30, "Memory of the search index writer while it writes")
    drain_seconds: int = _setting(8, "Time that requests and streams get to end at shutdown")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the appliance."""
        return self.host in _LOOPBACK

    @property
    def docs_access(self) -> str:
        """public, signed_in or off."""
        return self.api_docs or ("public" if self.is_loopback else "signed_in")

    @property
    def base_url(self) -> str:
        """The address for links: the public one, else where we listen."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def base_path(self) -> str:
        """The sub-path behind a proxy, without a closing slash; empty at the root."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


_in_force: Config | None = None


def in_force() -> Config:
    """The configuration of this process: what start-up put in force, else the environment's."""
    return _in_force or put_in_force(load())


def put_in_force(config: Config | None) -> Config:
    """Make this the process's configuration; None goes back to the environment at the next question."""
    global _in_force  # noqa: PLW0603 -- one process has one configuration
    _in_force = config
    return config or Config()


@dataclass(frozen=True, slots=True)
class Explained:
    """One setting for people: where its value comes from."""

    name: str
    value: str
    source: str
    default: str
    help: str


def variable(setting: "dataclasses.Field[Any]") -> str:
    """The environment variable of a setting."""
    return setting.metadata["env"] or f"APPLIANCE_{setting.name.upper()}"


def load(environment: Mapping[str, str] | None = None) -> Config:
    """Read the environment; ConfigError for unknown names (with the nearest one) and unusable values."""
    env = os.environ if environment is None else environment
    settings = {variable(f): f for f in dataclasses.fields(Config)}
    known = set(settings) | {f"{name}_FILE" for name, f in settings.items() if f.metadata["secret"]}
    for name in env:
        if name.startswith("APPLIANCE_") and name not in known and not name.startswith("APPLIANCE_TEST_"):
            near = difflib.get_close_matches(name, known, n=1)
            raise ConfigError(f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else ""))
    return Config(**{f.name: value for name, f in settings.items() if (value := _read(env, name, f)) is not None})


def _read(env: Mapping[str, str], name: str, setting: "dataclasses.Field[Any]") -> Any:
    raw = env.get(name)
    if raw is None and setting.metadata["secret"] and (path := env.get(f"{name}_FILE")):
        try:
            raw = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"{name}_FILE cannot be read: {error.strerror}") from None
    if raw is None:
        return None
    value = _convert(name, raw, setting)
    if setting.name in _NETWORKS:
        _check_networks(name, value)
    if setting.name == "web_hosts":
        _check_hosts(name, value)
    choices = setting.metadata["choices"]
    if choices and value not in choices:
        raise ConfigError(f"{name} must be one of {', '.join(c for c in choices if c)}")
    return value


def _check_networks(name: str, networks: Sequence[str]) -> None:
    for one in networks:
        try:
            ipaddress.ip_network(one, strict=False)
        except ValueError:
            raise ConfigError(f"{name}: {one} is neither an address nor a network") from None


def _check_hosts(name: str, hosts: Sequence[str]) -> None:
    for one in hosts:
        found = _HOST.fullmatch(one)
        if found is None or not 0 < int(found[1] or 80) < 2**16:
            raise ConfigError(f"{name}: {one} is no host; write docs.example.com, *.example.com or wiki.internal:8080")


def _convert(name: str, raw: str, setting: "dataclasses.Field[Any]") -> Any:
    kind = setting.type
    if kind is bool:
        if raw.lower() not in _TRUE | _FALSE:
            raise ConfigError(f"{name} must be true or false")
        return raw.lower() in _TRUE
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    if kind in (int, float):
        return _number(name, raw, int if kind is int else float)
    return raw if kind is str else (Path(raw) if raw else None)


def _number(name: str, raw: str, kind: type[int] | type[float]) -> float:
    try:
        value = kind(raw)
    except ValueError:
        value = -1
    if not 0 <= value < 10**12:
        raise ConfigError(f"{name} must be a number of 0 or more")
    return value


def explain(environment: Mapping[str, str] | None = None) -> list[Explained]:
    """Every setting with value, source, default and help; secrets are masked."""
    env = os.environ if environment is None else environment
    config = load(env)
    rows = []
    for setting in dataclasses.fields(Config):
        name = variable(setting)
        source = "environment" if name in env else "file" if f"{name}_FILE" in env else "default"
        value = getattr(config, setting.name)
        shown = ("••••" if value else "") if setting.metadata["secret"] else _shown(value)
        rows.append(Explained(name, shown, source, _shown(setting.default), setting.metadata["help"]))
    return rows


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
