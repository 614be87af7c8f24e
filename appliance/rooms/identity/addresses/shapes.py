"""Addresses on the wire."""

from appliance.kernel.shape import Moment, Shape, Token, View
from appliance.rooms.identity.users.shapes import Email


class AddressDraft(Shape):
    email: Email


class AddressProofDraft(Shape):
    """The token of the link that was sent to the new address."""

    token: Token


class AddressAskedView(View):
    """Until when the link in the letter holds."""

    email: str
    expires_at: Moment
