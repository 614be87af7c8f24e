"""Recovery on the wire."""

from appliance.kernel.shape import Line, Moment, Shape, Token, View
from appliance.rooms.identity.signin.shapes import NewPassword


class ForgottenDraft(Shape):
    email: Line


class ForgottenView(View):
    message: str = "If somebody has this address, they are sent a link."


class ResetDraft(Shape):
    token: Token
    new_password: NewPassword


class LinkView(View):
    reset_url: str
    expires_at: Moment
