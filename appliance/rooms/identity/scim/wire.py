"""SCIM's manner of speaking: its media type, the names of its schemas, and its shape of a refusal (RFC 7644, 3.12)."""

from typing import Any, ClassVar

from appliance.kernel.dialect import Dialect
from appliance.kernel.problem import BadRequest, Conflict, Problem, ValidationFailed

BASE = "/scim/v2"
MEDIA_TYPE = "application/scim+json"
MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"
CORE = "urn:ietf:params:scim:schemas:core:2.0:"
USER, GROUP = f"{CORE}User", f"{CORE}Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_BAD_REQUEST = 400


class _ScimProblem(Problem):
    scim_type: ClassVar[str]


class InvalidFilter(_ScimProblem, BadRequest):
    scim_type = "invalidFilter"
    message = "The filter cannot be read"


class InvalidPath(_ScimProblem, BadRequest):
    scim_type = "invalidPath"
    message = "The path cannot be read"


class NoTarget(_ScimProblem, BadRequest):
    scim_type = "noTarget"
    message = "The path names nothing that could be changed"


class InvalidValue(_ScimProblem, BadRequest):
    scim_type = "invalidValue"
    message = "A value is not right"


class ReadOnly(_ScimProblem, BadRequest):
    scim_type = "mutability"
    message = "This attribute is read only"


class Uniqueness(_ScimProblem, Conflict):
    scim_type = "uniqueness"
    message = "This is taken by somebody else"


def tells(problem: Problem) -> tuple[int, dict[str, Any]]:
    """A refusal as SCIM says it. What is wrong with a body's fields is 400 there."""
    is_field = isinstance(problem, ValidationFailed)
    status = _BAD_REQUEST if is_field else problem.status
    told = {"schemas": [f"{MESSAGES}Error"], "status": str(status), "detail": _detail(problem)}
    scim_type = "invalidValue" if is_field else getattr(problem, "scim_type", None)
    if scim_type is None and type(problem) is BadRequest:
        scim_type = "invalidSyntax"
    return status, told | ({"scimType": scim_type} if scim_type else {})


def _detail(problem: Problem) -> str:
    if not isinstance(problem, ValidationFailed) or not problem.details:
        return problem.text
    return "; ".join(f"{one['field']}: {one['message']}" for one in problem.details["fields"]) or problem.text


DIALECT = Dialect(prefix="/scim/", media_type=MEDIA_TYPE, tells=tells)
