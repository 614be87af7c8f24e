"""From a handler's result to status, headers and body. Runs on the unit's thread: rows are read in their unit."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

import orjson

from appliance.config import Config
from appliance.kernel.problem import PreconditionFailed
from appliance.kernel.visit import Answer, Cookie, Download, Stream, Text
from appliance.web.call import Call
from appliance.web.credentials import cookie_name
from appliance.web.headers import HeaderRules
from appliance.web.plan import JSON, Plan
from appliance.web.replay import Again
from appliance.web.reply import Pairs, pair

_BRACED = re.compile(r"\{(\w+)\}")
_ETAG = re.compile(r'"[^"]*"')
_NO_CONTENT = 204
_NOT_MODIFIED = 304


@dataclass(slots=True)
class Outcome:
    """What will be answered; a download or stream still has to be sent."""

    status: int
    body: bytes = b""
    media_type: str | None = None
    etag: str | None = None
    location: str | None = None
    pairs: Pairs = field(default_factory=list)
    sends: Download | Stream | None = None


def outcome_of(call: Call, result: Any, config: Config) -> Outcome:
    """The outcome of a handler's result."""
    plan, answer = call.plan, None
    if isinstance(result, Answer):
        answer, result = result, result.value
    status = answer.status if answer is not None and answer.status is not None else plan.endpoint.status
    outcome = Outcome(status)
    _fill(outcome, plan, result)
    location = answer.location if answer is not None and answer.location else _location(call, result)
    if location is not None:
        outcome.location = config.base_path + location if location.startswith("/") else location
    if answer is not None:
        outcome.pairs += [pair(name.lower(), value) for name, value in answer.headers.items()]
        outcome.pairs += [set_cookie(cookie, is_secure=call.caller.is_secure) for cookie in answer.cookies]
    return outcome


def _fill(outcome: Outcome, plan: Plan, result: Any) -> None:
    if result is None:
        outcome.status = outcome.status if outcome.status >= 300 else _NO_CONTENT  # noqa: PLR2004 -- redirects keep theirs
    elif isinstance(result, Text):
        outcome.body = result.body.encode() if isinstance(result.body, str) else result.body
        outcome.media_type = result.media_type
        outcome.pairs = [pair(name.lower(), value) for name, value in result.headers.items()]
    elif isinstance(result, Download | Stream):
        outcome.sends = result
    else:
        _fill_json(outcome, plan, result)


def _fill_json(outcome: Outcome, plan: Plan, result: Any) -> None:
    outcome.media_type = plan.media_type
    if plan.serializer is None:
        raise TypeError(f"{plan.endpoint.key} answered {type(result).__name__}, which its reply does not say")
    if plan.is_page:
        rows = plan.serializer.to_json(result.data)
        outcome.body = b'{"data":' + rows + b',"pagination":' + orjson.dumps(vars(result.pagination)) + b"}"
    else:
        outcome.body = plan.serializer.to_json(result)
    outcome.etag = getattr(result, "etag", None)
    if outcome.etag is None and not plan.changes:
        outcome.etag = f'"{hashlib.blake2b(outcome.body, digest_size=12).hexdigest()}"'


def _location(call: Call, result: Any) -> str | None:
    template = call.plan.endpoint.location
    if template is None:
        return None

    def value(match: re.Match[str]) -> str:
        name = match[1]
        made = getattr(result, name, None) if name == "id" or name not in call.params else None
        return str(made if made is not None else call.params[name])

    return _BRACED.sub(value, template)


def again(first: Again, media_type: str) -> Outcome:
    """The first answer once more."""
    pairs = [(b"idempotency-replayed", b"true")]
    return Outcome(first.status, first.body, media_type if first.body else None, location=first.location, pairs=pairs)


def set_cookie(cookie: Cookie, *, is_secure: bool) -> tuple[bytes, bytes]:
    """A cookie of this host: SameSite=Lax always; Secure and `__Host-` under https."""
    parts = [f"{cookie_name(cookie.name, is_secure=is_secure)}={cookie.value}", "Path=/", "SameSite=Lax"]
    parts.append(f"Max-Age={cookie.max_age if cookie.value else 0}")
    if cookie.http_only:
        parts.append("HttpOnly")
    if is_secure:
        parts.append("Secure")
    return pair("set-cookie", "; ".join(parts))


def check_match(call: Call) -> None:
    """Refuse a lost update: the caller names a version and the object has another by now."""
    asked = call.request.headers.get("if-match")
    if asked is None or asked.strip() == "*" or not hasattr(call.target, "version"):
        return
    if f'"{call.target.id}.{call.target.version}"' not in _ETAG.findall(asked):
        raise PreconditionFailed


def pairs_of(outcome: Outcome, rules: HeaderRules) -> Pairs:
    """The headers of an outcome."""
    if outcome.media_type == JSON:
        pairs = list(rules.json)
    else:
        pairs = list(rules.api)
        given = {name for name, _ in outcome.pairs}
        pairs = [one for one in pairs if one[0] not in given]
        if outcome.media_type is not None:
            pairs.append(pair("content-type", outcome.media_type))
    if outcome.etag is not None:
        pairs.append((b"etag", outcome.etag.encode("latin-1", "replace")))
    if outcome.location is not None:
        pairs.append(pair("location", outcome.location))
    return pairs + outcome.pairs if outcome.pairs else pairs


def is_known(call: Call, outcome: Outcome) -> bool:
    """Whether the caller already has this very body. Only hashes of whole bodies are believed, never row versions."""
    asked = call.request.headers.get("if-none-match")
    return asked is not None and outcome.etag is not None and "." not in outcome.etag and outcome.etag in asked


NOT_MODIFIED = _NOT_MODIFIED
