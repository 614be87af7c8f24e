"""Second factors. Secrets are sealed, codes are kept as digests."""

from appliance.store.columns import Bytes, Digest, IdOf, Line, Stamp, Whole
from appliance.store.table import Table


class Authenticator(Table, prefix="mfa", feed=False):
    """A person's authenticator. It counts once a code of it has confirmed it."""

    user_id = IdOf("usr", unique=True)
    sealed = Bytes()
    confirmed_at = Stamp(optional=True)
    last_step = Whole()  # the latest step whose code was used: no code works twice
    misses = Whole()  # wrong codes since the last right one
    locked_until = Stamp()


class RecoveryCode(Table, prefix="mrc", feed=False):
    """A code for the day on which the authenticator is lost; each works once."""

    user_id = IdOf("usr", fast=True)
    code_hash = Digest()
    used_at = Stamp(optional=True)


class Challenge(Table, prefix="mfc", feed=False):
    """A sign-in whose first step was right and whose second step is still to come."""

    user_id = IdOf("usr")
    token_hash = Digest(unique=True)
    password = Line(optional=True)  # the hash that was proven: a changed password ends the sign-in
    tries = Whole()
    expires_at = Stamp(fast=True)
    method = Line(optional=True)  # what the first step was
