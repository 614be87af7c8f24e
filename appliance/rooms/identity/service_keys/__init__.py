"""A service key is a program's own account: its own activity, its own private chats, no seat, never an operator.

The key says how strong its account is; with the key goes the account. Only administrators with a session make them.
"""
