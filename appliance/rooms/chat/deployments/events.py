"""What can happen to deployments. What is asked and answered is never part of the ledger."""

from appliance.kernel.event import Event


class DeploymentCreated(Event):
    deployment_id: str
    entity_id: str
    deployment_name: str
    has_key: bool


class DeploymentChanged(Event):
    deployment_id: str
    fields: list[str]


class DeploymentPublished(Event):
    """A version of the agent was put behind the deployment."""

    deployment_id: str
    version: int
    tag: str


class DeploymentKeyRotated(Event):
    deployment_id: str
    overlap_hours: int


class DeploymentRemoved(Event):
    deployment_id: str
    deployment_name: str
