"""Any exception to one Problem in the contract's shape. Nothing inner is told: the request id leads to the log."""

import errno
import logging
from collections.abc import Mapping
from typing import Any

import orjson
import pydantic
from sanic.exceptions import MethodNotAllowed as SanicMethod
from sanic.exceptions import SanicException

from appliance.kernel import telemetry
from appliance.kernel.dialect import Dialect
from appliance.kernel.problem import (
    BadRequest,
    InternalError,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    Problem,
    Unavailable,
    ValidationFailed,
)
from appliance.kernel.shape import sentence
from appliance.store import reserve
from appliance.web.reply import Pairs, Reply, pair

_BY_STATUS: Mapping[int, type[Problem]] = {404: NotFound, 405: MethodNotAllowed, 413: PayloadTooLarge, 503: Unavailable}
_SERVER_ERROR = 500


def problem_of(error: BaseException) -> Problem:
    """The problem that answers this exception; what nobody foresaw is logged with its trace and told as 500."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, pydantic.ValidationError):
        return invalid(error)
    if isinstance(error, SanicException):
        return _of_framework(error)
    if isinstance(error, OSError) and error.errno in reserve.NO_SPACE:
        return reserve.full()
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE, errno.EAGAIN):
        return Unavailable("Too many things are open at once; try again shortly")
    telemetry.log("request failed", level=logging.ERROR, error=error)
    return InternalError()


def _of_framework(error: SanicException) -> Problem:
    status = error.status_code or _SERVER_ERROR
    if isinstance(error, SanicMethod):
        return MethodNotAllowed(headers=dict(error.headers))
    if status >= _SERVER_ERROR and status not in _BY_STATUS:
        telemetry.log("request failed", level=logging.ERROR, error=error)
        return InternalError()
    return _BY_STATUS.get(status, BadRequest)()


def invalid(error: pydantic.ValidationError) -> ValidationFailed:
    """Pydantic's findings as the contract's `details.fields`; what was sent is never echoed."""
    fields = [
        {
            "field": ".".join(str(part) for part in found["loc"]),
            "message": sentence(found["msg"]),
            "type": found["type"],
        }
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return ValidationFailed(param=fields[0]["field"] or None if fields else None, details={"fields": fields})


def problem_reply(
    problem: Problem, request_id: str, fixed: tuple[tuple[bytes, bytes], ...], more: Pairs,
    dialect: Dialect | None = None,
) -> Reply:  # fmt: skip
    """The answer that tells a problem, in a dialect's shape where one is spoken."""
    headers = [pair(name.lower(), value) for name, value in problem.headers.items()]
    status, told = problem.status, problem.body(request_id)
    if dialect is not None:
        status, told = dialect.tells(problem)
        fixed = (*(one for one in fixed if one[0] != b"content-type"), pair("content-type", dialect.media_type))
    body = orjson.dumps(told, default=_plain)
    return Reply(status, body, [*fixed, (b"x-request-id", request_id.encode()), *headers, *more])


def _plain(value: Any) -> Any:
    return str(value)
