"""Passkeys on the wire. What browsers answer is base64url without padding."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from appliance.engines.passkeys import Proof
from appliance.kernel.page import Filter
from appliance.kernel.shape import PRINTABLE, Line, Moment, Shape, View
from appliance.rooms.identity.passkeys.tables import Passkey

_URLSAFE = r"^[A-Za-z0-9_-]+={0,2}$"
Encoded = Annotated[str, StringConstraints(pattern=_URLSAFE, max_length=16_000), PRINTABLE]
MfaToken = Annotated[str, StringConstraints(min_length=1, max_length=1000), PRINTABLE]


class OptionsView(View):
    """What to give `navigator.credentials`, with bytes in base64url."""

    options: dict[str, Any]


class PasskeyDraft(Shape):
    """What `navigator.credentials.create` answered."""

    name: Line | None = None
    credential: Encoded
    client_data: Encoded
    attestation: Encoded


class PasskeyPatch(Shape):
    name: Line | None = None


class ProofDraft(Shape):
    """What `navigator.credentials.get` answered."""

    credential: Encoded
    client_data: Encoded
    authenticator_data: Encoded
    signature: Encoded
    user_handle: Encoded | None = None

    def proof(self) -> Proof:
        """The part that is signed, and its signature."""
        return Proof(self.credential, self.client_data, self.authenticator_data, self.signature)


class SecondAskDraft(Shape):
    mfa_token: MfaToken


class SecondProofDraft(ProofDraft):
    mfa_token: MfaToken


class PasskeyFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("created_at", "-created_at", "name")

    name: str


class PasskeyView(View):
    """`holds_here`: it was made for the address that the appliance has now."""

    id: str
    name: str
    host: str
    holds_here: bool
    is_backed_up: bool
    created_at: Moment
    last_used_at: Moment | None

    @classmethod
    def of(cls, row: Passkey, host: str) -> "PasskeyView":
        """A passkey, seen from a host."""
        return cls.from_row(row, holds_here=row.host == host)


class RemovedView(View):
    """How many were taken away."""

    removed: Annotated[int, Field(ge=0)]


class PasskeyStatusView(View):
    """Whether browsers offer passkeys here, and for which host."""

    offered: bool
    host: str | None
