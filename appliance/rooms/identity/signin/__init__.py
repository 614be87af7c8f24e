"""How people come in: set-up of the first administrator, password, invitation. Known and unknown look the same.

Passwords are judged off the event loop and outside of the unit. Further ways in end in `sessions.open_session`.
"""

from appliance.rooms.identity.signin.machine import create_user, fresh_setup_token, reset_password
from appliance.rooms.identity.signin.policy import permissions

__all__ = ["create_user", "fresh_setup_token", "permissions", "reset_password"]
