"""Who says from where the organisation is administered: its administrators, with a session or a key of theirs."""

CAN = {"networks:change": "an administrator of the organisation"}
