"""Nextcloud instances that vouch for their people, and what they told of people and groups."""

from appliance.kernel.actor import Role
from appliance.store.columns import Bytes, Choice, Flag, IdOf, Json, Line, Stamp, Whole
from appliance.store.table import Table


class Instance(Table, prefix="ncx"):
    """A provisioned Nextcloud. Its key is sealed; after a rotation the one before holds for a day."""

    instance_id = Line(unique=True)
    name = Line()
    url = Line()
    release = Line()
    sealed = Bytes()
    sealed_before = Bytes(optional=True)
    before_until = Stamp(optional=True)
    is_app_api = Flag(False)  # provisioned with the secret of the environment, so AppAPI's headers speak for it
    creates_people = Flag(True)
    does_second_factor = Flag(False)
    default_role = Choice(Role, default=Role.EDITOR)
    synced_at = Stamp(optional=True)
    last_event = Line(optional=True)
    events = Whole(default=0)

    unique = (("org_id", "url"),)


class Pairing(Table, prefix="ncp", feed=False):
    """The right to provision one instance: a secret that an administrator was shown once."""

    sealed = Bytes()
    expires_at = Stamp()
    used_at = Stamp(optional=True)


class Fact(Table, prefix="ncf", feed=False):
    """What was told of a person (`uid`), a group (`gid`) or a membership (both): each field with its time."""

    instance_id = IdOf("ncx")
    gid = Line()
    uid = Line()
    fields = Json()
    is_suspended = Flag(False)  # the account was suspended because Nextcloud disabled the person

    unique = (("instance_id", "gid", "uid"),)
    fast = (("instance_id", "uid"),)


class LinkedGroup(Table, prefix="ncg", feed=False):
    """A group that was made because Nextcloud has it."""

    instance_id = IdOf("ncx")
    gid = Line()
    group_id = IdOf("grp", unique=True)

    unique = (("instance_id", "gid"),)
