"""A sign-in on its way: sealed into a cookie of the browser that began it, for ten minutes, and good for once."""

import base64
import binascii
import dataclasses
from dataclasses import dataclass

import orjson
from cryptography.exceptions import InvalidTag

from appliance.engines import oauth
from appliance.kernel import clock, crypt
from appliance.kernel.visit import Cookie, Visit
from appliance.rooms.identity.federation import NotLetIn, ProviderKind
from appliance.store import opened

LIFE_MS = 10 * clock.MINUTE
_COOKIE = "appliance_flow_"
_NAMED = 12
_ABOUT = "sign-in flow"


@dataclass(frozen=True, slots=True)
class Flow:
    """What has to hold when the browser comes back."""

    kind: str
    connection_id: str
    issuer: str
    redirect_uri: str
    then: str
    fresh: bool = False
    """Whether the person has to prove anew who they are, whatever session the provider still has."""
    state: str = dataclasses.field(default_factory=oauth.new_secret)
    nonce: str = dataclasses.field(default_factory=oauth.new_secret)
    verifier: str = dataclasses.field(default_factory=oauth.new_secret)
    expires_at: int = dataclasses.field(default_factory=lambda: clock.now_ms() + LIFE_MS)

    @property
    def begun_at(self) -> int:
        return self.expires_at - LIFE_MS


def kept(flow: Flow) -> Cookie:
    """The cookie that binds a flow to this browser; each flow has its own, so that two windows do not collide."""
    plain = orjson.dumps(dataclasses.asdict(flow))
    sealed = base64.urlsafe_b64encode(opened().keys.seal(plain, _ABOUT)).decode()
    return Cookie(_COOKIE + flow.state[:_NAMED], sealed, max_age=LIFE_MS // clock.SECOND)


def over(flow: Flow) -> Cookie:
    """The cookie that takes it away."""
    return Cookie(_COOKIE + flow.state[:_NAMED], "")


def begun(kind: ProviderKind, visit: Visit) -> Flow:
    """The flow that this very browser began with this state; NotLetIn for every other one, an expired one too."""
    state = visit.query.get("state", "")
    sealed = visit.cookie(_COOKIE + state[:_NAMED]) if state else None
    if not sealed:
        raise NotLetIn("not_ours", inner="no flow of this browser")
    try:
        flow = Flow(**orjson.loads(opened().keys.unseal(base64.urlsafe_b64decode(sealed), _ABOUT)))
    except (InvalidTag, binascii.Error, ValueError, TypeError):
        raise NotLetIn("not_ours", inner="the flow cannot be read") from None
    if not crypt.same(flow.state, state) or flow.kind != kind or flow.expires_at <= clock.now_ms():
        raise NotLetIn("not_ours", inner="another flow, or an expired one")
    return flow
