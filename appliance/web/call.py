"""One request on its way through the gate: what was found out about it so far."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from appliance.kernel.actor import NOBODY, Actor
from appliance.kernel.problem import Problem
from appliance.kernel.shape import Shape
from appliance.kernel.visit import Upload, Visit
from appliance.web.headers import Caller
from appliance.web.limits import Verdict

if TYPE_CHECKING:
    from appliance.web.plan import Plan
    from appliance.web.replay import Claim


class Call:
    """Mutable and short-lived; the steps of the gate fill it from top to bottom."""

    __slots__ = (
        "actor", "body", "by_cookie", "caller", "claim", "filter", "key", "license_refusal", "note", "page", "params",
        "plan", "prepared", "query", "raw", "refusal", "request", "request_id", "started", "target", "upload",
        "verdict", "visit",
    )  # fmt: skip

    def __init__(self, request: Any, plan: "Plan", params: dict[str, str], request_id: str) -> None:
        self.request = request
        self.plan = plan
        self.params = params
        self.request_id = request_id
        self.caller: Caller
        self.actor: Actor = NOBODY
        self.by_cookie = False
        self.verdict: Verdict | None = None
        self.raw = b""
        self.query: Mapping[str, str] = {}
        self.key: str | None = None
        self.claim: Claim | None = None
        self.target: Any = None
        self.body: Shape | None = None
        self.filter: Any = None
        self.page: Any = None
        self.upload: Upload | None = None
        self.prepared: Any = None
        self.visit: Visit | None = None
        self.license_refusal: Problem | None = None  # told only after the target was found
        self.note: Callable[[str], None] | None = None  # what records a refusal, given the row's key
        self.refusal: Problem | None = None  # what is wrong with body or query; told last

    @property
    def scope(self) -> str:
        """Whose Idempotency-Key it is: the credential's, or the address's where credentials are ignored."""
        actor = self.actor
        who = actor.credential_id or actor.session_id or actor.id or f"address:{self.caller.address}"
        return f"{who} {self.plan.endpoint.key}"
