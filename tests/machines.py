"""Keys that lead to bots and deployments, beside the people of tests/people.py.

Bob is a key of a bot of Cleo's, Dora one of a deployment of hers, and Una a key of a bot in Umbra.
"""

from appliance.kernel import current
from appliance.kernel.actor import Actor, Credential
from appliance.rooms.agents import actions as agents
from appliance.rooms.agents.shapes import AgentDraft
from appliance.rooms.agents.tables import Visibility
from appliance.rooms.chat.bots import actions as bots
from appliance.rooms.chat.bots import keys
from appliance.rooms.chat.bots.shapes import BotDraft, BotKeyDraft
from appliance.rooms.chat.deployments import actions as deployments
from appliance.rooms.chat.deployments.shapes import DeploymentDraft
from tests.people import People, Person


def settle_machines(people: People) -> People:
    """The same people and the machines among them, inside an open writing unit."""
    made = (bot("Bob", people.cleo), bot("Una", people.eve), deployment("Dora", people.cleo))
    people.by_name.update({one.name: one for one in made})
    return people


def _agent(name: str, owner: Person) -> str:
    current.actor.set(owner.owner)
    draft = AgentDraft(name=f"Agent of {name}", visibility=Visibility.PRIVATE)
    return str(agents.create_agent(draft, by=owner.owner).id)


def bot(name: str, owner: Person) -> Person:
    """A bot of somebody's, with a key."""
    made = bots.create_bot(BotDraft(agent_id=_agent(name, owner), name=name), by=owner.owner)
    key, secret = keys.create(made, BotKeyDraft(name=name), by=owner.owner)
    actor = Actor(made.id, made.org_id, kind="bot", credential=Credential.BOT, credential_id=key.id)
    return Person(name, actor, {"Bearer": {"Authorization": f"Bearer {secret}"}})


def deployment(name: str, owner: Person) -> Person:
    """A deployment of somebody's, with its key."""
    draft = DeploymentDraft.model_validate({"name": name, "entity_id": _agent(name, owner)})
    made, secret = deployments.create(draft, by=owner.owner)
    actor = Actor(made.id, made.org_id, kind="deployment", credential=Credential.DEPLOY, credential_id=made.id)
    return Person(name, actor, {"Bearer": {"Authorization": f"Bearer {secret}"}})
