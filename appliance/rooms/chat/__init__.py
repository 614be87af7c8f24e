"""Chat: conversations of people with the appliance, and the turns that answer in them.

Everything in this wing belongs to one owner; nobody else finds it, not even an administrator.
"""
