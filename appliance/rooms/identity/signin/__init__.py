"""How people come in: set-up of the first administrator, password, invitation. Known and unknown look the same.

Passwords are judged off the event loop and outside of the unit. Whoever comes by a provider's word ends in `ended`.
"""

from appliance.rooms.identity.signin.federated import come_in, ended, refused, safe_next
from appliance.rooms.identity.signin.machine import create_user, fresh_setup_token, reset_password
from appliance.rooms.identity.signin.policy import permissions

__all__ = [
    "come_in", "create_user", "ended", "fresh_setup_token", "permissions", "refused", "reset_password", "safe_next",
]  # fmt: skip
