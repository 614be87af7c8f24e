"""Deployments and the versions that were published behind them."""

from enum import StrEnum

from appliance.store.columns import Choice, Digest, IdOf, Json, Line, Prose, Stamp, Whole
from appliance.store.table import Table


class EntityType(StrEnum):
    """What answers behind a deployment. Automations (also called workflows) come with their room."""

    AGENT = "agent"
    AUTOMATION = "automation"
    WORKFLOW = "workflow"


class Status(StrEnum):
    """Whether the deployment takes calls."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class Deployment(Table, prefix="dep"):
    """An agent as an endpoint. `owner_id` deployed it; without a digest it has no key yet."""

    name = Line()
    description = Prose(default="")
    entity_type = Choice(EntityType, default=EntityType.AGENT)
    entity_id = IdOf("agt", fast=True)
    owner_id = IdOf("usr", fast=True)
    status = Choice(Status, default=Status.ACTIVE)
    rate_limit = Whole()  # requests a minute, exact
    allowed_origins = Json(default=list)  # none is no browser
    release = Whole()  # the number of the version in force
    digest = Digest(optional=True, unique=True)
    display = Line(optional=True)
    former_digest = Digest(optional=True, fast=True)
    former_until = Stamp(optional=True)
    usage_count = Whole(default=0)
    last_used_at = Stamp(optional=True)
    last_used_address = Line(optional=True)

    fast = (("org_id", "created_at"),)


class Release(Table, prefix="rel", feed=False):
    """What the agent was when a version was published: name, settings, bases."""

    deployment_id = IdOf("dep")
    number = Whole()
    tag = Line(default="")
    snapshot = Json()
    created_by = IdOf("usr")

    unique = (("deployment_id", "number"),)
