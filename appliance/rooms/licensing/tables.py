"""What the appliance remembers of licences. Rows belong to the whole appliance: their organisation is empty."""

from appliance.store.columns import Json, Line, Prose, Stamp, Whole
from appliance.store.table import Table


class AppliedLicense(Table, prefix="lic", feed=False):
    """The licence key applied on the page; one row or none."""

    token = Prose()
    jti = Line()
    serial = Whole()
    customer = Line()
    applied_by = Line()


class EverLicensed(Table, prefix="lif", feed=False):
    """A feature that was licensed once: a lapse leaves what it made readable."""

    feature = Line(unique=True)


class MonthUse(Table, prefix="lmu", feed=False):
    """Messages counted in a month (`2026-11`, UTC)."""

    month = Line(unique=True)
    messages = Whole()


class Revocation(Table, prefix="lrv", feed=False):
    """A licence that its vendor took back."""

    jti = Line(unique=True)
    revoked_at = Stamp()
    reason = Line()


class Memory(Table, prefix="lme", feed=False):
    """One row: the latest time ever seen, this installation's id, the newest serial of each customer."""

    highest_at = Stamp()
    install_id = Line()
    serials = Json()


class Refresh(Table, prefix="lrf", feed=False):
    """One row once the refresh address was asked: when, what was wrong, and when it is asked again."""

    tried_at = Stamp()
    problem = Line(optional=True)
    failures = Whole()
    next_at = Stamp()
