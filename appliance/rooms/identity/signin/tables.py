"""What signing in has to remember."""

from appliance.store.columns import Digest, IdOf, Prose, Stamp
from appliance.store.table import Table


class SetupLink(Table, prefix="sul", feed=False):
    """The right to make the first administrator from another machine; one row until it is used."""

    token_hash = Digest(unique=True)
    expires_at = Stamp()


class Portrait(Table, prefix="por", feed=False):
    """A person's picture, small, as the data address that the page shows."""

    user_id = IdOf("usr", unique=True)
    image = Prose()
