"""Reads of organisations."""

from appliance.kernel.actor import Actor
from appliance.kernel.room import RawReader
from appliance.rooms import licensing
from appliance.rooms.identity.orgs import policy
from appliance.rooms.identity.orgs.shapes import OrganisationSettingsView
from appliance.rooms.identity.orgs.tables import BetaFeature, Language, Organisation
from appliance.store.paging import found

DEFAULT_TIME_ZONE = "UTC"


def the_org() -> Organisation | None:
    """The first organisation, or None before set-up."""
    first: Organisation | None = Organisation.select().order_by(Organisation.id).first()
    return first


def mine(*, seen_by: Actor) -> Organisation:
    """The actor's organisation."""
    row: Organisation = found(Organisation.select().where(Organisation.id == seen_by.org_id), "Organisation")
    return row


def settings(row: Organisation, actor: Actor) -> OrganisationSettingsView:
    """The organisation's settings, those that nobody has set with their default; unset public chat is said as null."""
    switched = row.beta_features or {}
    return OrganisationSettingsView.from_row(
        row, language=row.language or Language.ENGLISH, time_zone=row.time_zone or DEFAULT_TIME_ZONE,
        can=policy.verbs(actor),
        beta_features={one: bool(switched.get(one)) for one in BetaFeature},
    )  # fmt: skip


def allows_public_chat(reader: RawReader, id: str) -> bool:
    """Whether other sites' pages may talk with bots, read raw: a key's list of origins decides until this is closed."""
    return reader.one("SELECT 1 FROM orgs_organisation WHERE id = ? AND public_chat = 0", (id,)) is None


def beta_features(id: str) -> list[str]:
    """The beta features that an organisation has switched on."""
    row = Organisation.get_or_none(Organisation.id == id)
    switched = (row.beta_features or {}) if row else {}
    return sorted(name for name, on in switched.items() if on)


def name_of(id: str) -> str:
    """The organisation's name; empty when it is not there."""
    row = Organisation.get_or_none(Organisation.id == id)
    return row.name if row else ""


@licensing.counted("organisations")
def count() -> int:
    """How many organisations there are."""
    number: int = Organisation.select().count()
    return number


def may_see(actor: Actor, id: str) -> bool:
    """Everybody sees their own organisation."""
    return actor.org_id == id
