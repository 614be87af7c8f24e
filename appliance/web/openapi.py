"""OpenAPI 3.1 from the declarations: schemas by pydantic, every status an endpoint may answer, every credential."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from pydantic import TypeAdapter

from appliance import __version__
from appliance.config import Config
from appliance.kernel import problem as problems
from appliance.kernel.door import Endpoint, Mode
from appliance.kernel.page import MAX_LIMIT, OPERATORS
from appliance.kernel.problem import Problem
from appliance.kernel.visit import Download, Stream, Text
from appliance.web.client import plain_path
from appliance.web.credentials import SESSION_COOKIE
from appliance.web.plan import JSON, json_reply

_REF = "#/components/schemas/{model}"
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_OPEN = ("PUBLIC", "SIGNED")
_BODY_PROBLEMS = (problems.PayloadTooLarge, problems.UnsupportedMediaType, problems.ValidationFailed)
_ALWAYS = (problems.BadRequest, problems.RateLimited, problems.InternalError, problems.Unavailable)
_PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "type", "message", "param", "details", "request_id"],
            "properties": {
                "code": {"type": "string"},
                "type": {"type": "string"},
                "message": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "details": {"type": ["object", "null"]},
                "request_id": {"type": ["string", "null"]},
            },
        }
    },
}
_SECURITY = {
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE,
                "description": "Changes need the header X-CSRF-Token too, from /auth/csrf."},
    "bearer": {"type": "http", "scheme": "bearer",
               "description": "A session's JWT, a personal access token, a user, service, bot or deployment key."},
    "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "A user or service key."},
}  # fmt: skip


def openapi_document(endpoints: Sequence[Endpoint], config: Config) -> bytes:
    """The whole document as JSON."""
    adapters = {(endpoint.key, side): adapter for endpoint in endpoints for side, adapter in _adapters(endpoint)}
    inputs = [(key, _direction(key[1]), adapter) for key, adapter in adapters.items()]
    schemas, shared = TypeAdapter.json_schemas(inputs, ref_template=_REF)
    by_key = {key: schemas[key, _direction(key[1])] for key in adapters}
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for endpoint in endpoints:
        for number, path in enumerate(endpoint.paths):
            paths[plain_path(path)][endpoint.method.lower()] = _operation(endpoint, number, by_key)
    components = {"Problem": _PROBLEM_SCHEMA, **shared.get("$defs", {})}
    for endpoint in endpoints:
        if endpoint.method == "PATCH" and endpoint.body is not None:
            _forget_defaults(components[by_key[endpoint.key, "body"]["$ref"].rpartition("/")[2]])
    return orjson.dumps({
        "openapi": "3.1.0",
        "info": {"title": "Appliance", "version": __version__,
                 "description": "Every answer carries X-Request-Id. Errors have one shape; see the schema Problem."},
        "servers": [{"url": config.base_path or "/"}],
        "tags": _tags(endpoints),
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SECURITY},
    })  # fmt: skip


def _forget_defaults(schema: dict[str, Any]) -> None:
    """What a PATCH leaves out stays as it is, so its fields have no defaults."""
    for one in schema.get("properties", {}).values():
        one.pop("default", None)


def _direction(side: str) -> Any:
    return "validation" if side == "body" else "serialization"


def _adapters(endpoint: Endpoint) -> Iterable[tuple[str, TypeAdapter[Any]]]:
    if endpoint.body is not None:
        yield "body", TypeAdapter(endpoint.body)
    reply = json_reply(endpoint.signature.reply)
    if reply is not None:
        yield "reply", TypeAdapter(reply)


def _tags(endpoints: Iterable[Endpoint]) -> list[dict[str, str]]:
    return [{"name": room} for room in dict.fromkeys(endpoint.room for endpoint in endpoints)]


def _operation(endpoint: Endpoint, number: int, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    name = endpoint.key.replace(".", "_") + (f"_{number + 1}" if number else "")
    about = "\n\n".join(part for part in (endpoint.about, f"Access: {endpoint.access}.") if part)
    told: dict[str, Any] = {
        "operationId": name, "tags": [endpoint.room], "summary": endpoint.summary, "description": about,
        "parameters": _parameters(endpoint), "responses": _responses(endpoint, schemas),
    }  # fmt: skip
    if endpoint.access.word in _OPEN:
        told["security"] = []
    elif endpoint.access.word in ("BOT", "DEPLOY", "INTERNAL"):
        told["security"] = [{"bearer": []}]
    else:
        told["security"] = [{"session": []}, {"bearer": []}, {"api_key": []}]
    if endpoint.mode is Mode.UPLOAD:
        told["requestBody"] = _UPLOAD_BODY
    elif endpoint.body is not None:
        schema = {"schema": schemas[endpoint.key, "body"]}
        told["requestBody"] = {"required": True, "content": dict.fromkeys(_media_types(endpoint), schema)}
    return told


def _media_types(endpoint: Endpoint) -> list[str]:
    """What a body may be sent as; the answer comes as the first."""
    return [endpoint.dialect.media_type, JSON] if endpoint.dialect else [JSON]


_UPLOAD_BODY = {
    "required": True,
    "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"], "properties": {
            "file": {"type": "string", "contentMediaType": "application/octet-stream"},
            "title": {"type": "string"},
            "metadata": {"type": "string", "description": "A JSON object"},
        }}}},
}  # fmt: skip


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    found = [_path_parameter(one.name, one.kind) for one in endpoint.params]
    if endpoint.is_paged:
        whole = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": 20}
        found += [_query("limit", whole), _query("cursor", {"type": "string"})]
    filter_ = endpoint.signature.filter
    if filter_ is not None:
        sorts = [way for sort in filter_.sorts for way in (sort.lstrip("-"), "-" + sort.lstrip("-"))]
        found.append(_query("sort", {"type": "string", "enum": list(dict.fromkeys(sorts))}))
        found += [_filter(name, field.description) for name, field in filter_.model_fields.items()]
    if endpoint.once:
        found.append(_header("Idempotency-Key", "The same key and body get the first answer again, for 24 hours."))
    if endpoint.target is not None and endpoint.method in ("PUT", "PATCH", "DELETE"):
        found.append(_header("If-Match", "The ETag that was read; 412 when the object has changed since."))
    return found


def _path_parameter(name: str, kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if kind not in ("str", "path"):
        schema["pattern"] = f"^{kind}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$"
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _filter(name: str, description: str | None) -> dict[str, Any]:
    told = description or f"Equals. Also {', '.join(f'{name}__{operator}' for operator in OPERATORS)}."
    return _query(name, {"type": "string"}) | {"description": told}


def _header(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": {"type": "string"}}


def _responses(endpoint: Endpoint, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    content = _content(endpoint, schemas.get((endpoint.key, "reply")))
    found: dict[str, Any] = {}
    for status in (endpoint.status, *endpoint.statuses):
        found[str(status)] = {"description": endpoint.summary} | ({"content": content} if content else {})
    if endpoint.method == "GET" and endpoint.mode is not Mode.STREAM:
        found["304"] = {"description": "It is as the ETag in If-None-Match says"}
    if endpoint.mode is Mode.DOWNLOAD:
        found["206"] = {"description": "The asked range"} | ({"content": content} if content else {})
        found["416"] = {"description": "There is no such range", "content": {"application/json": {"schema": _PROBLEM}}}
    refused = {_media_types(endpoint)[0]: {"schema": {"type": "object"} if endpoint.dialect else _PROBLEM}}
    by_status: dict[int, list[str]] = defaultdict(list)
    for kind in dict.fromkeys(_problems(endpoint)):
        by_status[endpoint.dialect.tells(kind())[0] if endpoint.dialect else kind.status].append(kind.code)
    for status, codes in sorted(by_status.items()):
        told = {"description": ", ".join(dict.fromkeys(codes)), "content": refused}
        found.setdefault(str(status), told)
    return found


def _content(endpoint: Endpoint, schema: Any) -> dict[str, Any]:
    reply = endpoint.signature.reply
    parts = getattr(reply, "__args__", (reply,))
    found: dict[str, Any] = {_media_types(endpoint)[0]: {"schema": schema}} if schema is not None else {}
    if Stream in parts:
        found["text/event-stream"] = {"schema": {"type": "string"}}
    if Download in parts:
        found["application/octet-stream"] = {"schema": {"type": "string", "contentEncoding": "binary"}}
    if Text in parts:
        found["text/plain"] = {"schema": {"type": "string"}}
    return found


def _problems(endpoint: Endpoint) -> Iterable[type[Problem]]:
    yield from _ALWAYS
    if endpoint.access.word not in _OPEN:
        yield from (problems.Unauthorized, problems.Forbidden)
    elif endpoint.method != "GET":
        yield problems.CsrfFailed
    if endpoint.target is not None or endpoint.params or endpoint.access.word == "INTERNAL":
        yield problems.NotFound
    if endpoint.target is not None and endpoint.writes:
        yield problems.PreconditionFailed
    if endpoint.body is not None or endpoint.mode is Mode.UPLOAD:
        yield from _BODY_PROBLEMS
    if endpoint.writes:
        yield from (problems.Conflict, problems.StorageFull)
    if endpoint.once:
        yield problems.KeyReused
    if endpoint.feature is not None:
        yield problems.FeatureRequired
    yield from endpoint.errors
