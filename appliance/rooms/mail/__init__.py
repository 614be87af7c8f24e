"""The outbox: letters are written with the change that they tell of, and handed to the mail server afterwards.

Without a mail server nothing is sent: an administrator reads what is held and passes it on.
"""

from appliance.rooms.mail.actions import Note, forget, post

__all__ = ["Note", "forget", "post"]
