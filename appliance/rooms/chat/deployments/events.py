"""What can happen to deployments. What is asked and answered is never part of the ledger."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class DeploymentCreated(Event):
    deployment_id: str
    entity_id: str
    deployment_name: str
    has_key: bool


@dataclass(frozen=True)
class DeploymentChanged(Event):
    deployment_id: str
    fields: list[str]


@dataclass(frozen=True)
class DeploymentPublished(Event):
    """A version of the agent was put behind the deployment."""

    deployment_id: str
    version: int
    tag: str


@dataclass(frozen=True)
class DeploymentKeyRotated(Event):
    deployment_id: str
    overlap_hours: int


@dataclass(frozen=True)
class DeploymentRemoved(Event):
    deployment_id: str
    deployment_name: str
