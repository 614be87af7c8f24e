"""Refusals. Every error that leaves the house is a Problem, in the one shape of the contract (section 4)."""

from typing import Any, ClassVar


class Problem(Exception):
    """A refusal with a code that programs read and a message that people read."""

    code: ClassVar[str] = "INTERNAL_ERROR"
    status: ClassVar[int] = 500
    type: ClassVar[str] = "server_error"
    message: ClassVar[str] = "Something went wrong"

    def __init__(
        self,
        message: str | None = None,
        *,
        param: str | None = None,
        details: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.text = message or self.message
        self.param = param
        self.details = details
        self.headers = headers or {}
        super().__init__(self.text)

    def body(self, request_id: str | None) -> dict[str, Any]:
        """The answer's JSON."""
        return {
            "error": {
                "code": self.code,
                "type": self.type,
                "message": self.text,
                "param": self.param,
                "details": self.details,
                "request_id": request_id,
            }
        }


class BadRequest(Problem):
    code, status, type = "BAD_REQUEST", 400, "invalid_request_error"
    message = "The request cannot be read"


class Unauthorized(Problem):
    code, status, type = "UNAUTHORIZED", 401, "authentication_error"
    message = "Sign in to do this"

    def __init__(self, reason: str = "missing", message: str | None = None) -> None:
        """Reasons: missing, invalid, expired, revoked."""
        super().__init__(message, details={"reason": reason}, headers={"WWW-Authenticate": "Bearer"})


class TierLimit(Problem):
    code, status, type = "TIER_LIMIT", 402, "billing_error"
    message = "The licence allows no more of these"


class Forbidden(Problem):
    code, status, type = "FORBIDDEN", 403, "permission_error"
    message = "You may not do this"


class CsrfFailed(Forbidden):
    code = "CSRF_FAILED"
    message = "The X-CSRF-Token header is missing or does not belong to this session"


class FeatureRequired(Forbidden):
    code = "LICENSE_FEATURE_REQUIRED"
    message = "The licence does not include this"


class MfaRequired(Forbidden):
    code = "MFA_REQUIRED"
    message = "A second factor is needed"


class ReauthRequired(Forbidden):
    code = "REAUTH_REQUIRED"
    message = "Confirm that it is you first"


class NotFound(Problem):
    code, status, type = "RESOURCE_NOT_FOUND", 404, "not_found_error"
    message = "There is nothing here"


class MethodNotAllowed(Problem):
    code, status, type = "METHOD_NOT_ALLOWED", 405, "invalid_request_error"
    message = "This address does not take that method"


class Conflict(Problem):
    code, status, type = "CONFLICT", 409, "conflict_error"
    message = "This contradicts what is already there"


class KeyReused(Conflict):
    code = "IDEMPOTENCY_KEY_REUSED"
    message = "This Idempotency-Key was used with another body"


class PreconditionFailed(Problem):
    code, status, type = "PRECONDITION_FAILED", 412, "invalid_request_error"
    message = "It was changed by someone else in the meantime"


class PayloadTooLarge(Problem):
    code, status, type = "PAYLOAD_TOO_LARGE", 413, "invalid_request_error"
    message = "The request is too large"


class UnsupportedMediaType(Problem):
    code, status, type = "UNSUPPORTED_MEDIA_TYPE", 415, "invalid_request_error"
    message = "The body is of a kind that is not taken here"


class ValidationFailed(Problem):
    code, status, type = "VALIDATION_ERROR", 422, "invalid_request_error"
    message = "Some fields are not right"

    @classmethod
    def of(cls, field: str, message: str, type_: str = "value_error") -> "ValidationFailed":
        """A refusal of one field, for rules that a shape cannot state."""
        fields = [{"field": field, "message": message, "type": type_}]
        return cls(param=field, details={"fields": fields})


class RateLimited(Problem):
    code, status, type = "RATE_LIMITED", 429, "rate_limit_error"
    message = "Too many requests; wait a little"


class InternalError(Problem):
    """Something of ours failed. The request id leads to the log; nothing inner is told."""


class ProviderError(Problem):
    code, status = "PROVIDER_ERROR", 502
    message = "The model's server did not answer as it should"


class Unavailable(Problem):
    code, status = "SERVICE_UNAVAILABLE", 503
    message = "Not available right now"


class StorageFull(Problem):
    code, status = "STORAGE_FULL", 507
    message = "The disk is full: nothing was changed"


class QuotaFull(Problem):
    """What an administrator allowed is used up (RFC 4331 answers this with 507 too). The disk has room: jobs go on."""

    code, status = "STORAGE_FULL", 507
    message = "The quota is used up: nothing was changed"
