"""A house with a scripted model, an agent over one base, and a bot and a deployment of it with their keys."""

from dataclasses import dataclass
from typing import Any

ORIGIN = "https://shop.example"
FACT = "Every employee has 27 days of paid vacation a year."


@dataclass
class Published:
    """What was made; `bot_key` and `run_key` are secrets."""

    house: Any
    by: Any
    base: Any
    agent: Any
    bot: Any
    key: Any
    deployment: Any

    def bearer(self, secret: str = "", origin: str = "", token: str = "") -> dict[str, str]:
        """Headers of a call with the bot's key."""
        found = {"Authorization": f"Bearer {secret or self.key['secret']}"}
        found |= {"Origin": origin} if origin else {}
        return found | ({"X-Session-Token": token} if token else {})

    def complete(self, text: str, *, headers: dict[str, str] | None = None, **more: Any) -> Any:
        """Ask the bot."""
        body = {"messages": [{"role": "user", "content": text}]} | more
        return self.house.post("/api/v1/chat/completions", headers=headers or self.bearer(), json=body)

    def run(self, text: str, secret: str = "", **more: Any) -> Any:
        """Ask the deployment."""
        headers = {"Authorization": f"Bearer {secret or self.deployment['secret']}"}
        path = f"/api/v1/deployed/{self.deployment['id']}/run"
        return self.house.post(path, headers=headers, json={"input": text} | more)


def publish(house: Any, by: Any) -> Published:
    """Make all of it, and wait until search finds the fact."""
    base = house.call("collections.create_base", by=by, name="Rules").json
    document = {"knowledge_base_id": base["id"], "id": "rules", "title": "Rules", "text": FACT}
    assert house.call("ingest.ingest_document", by=by, **document).status == 201
    house.settle()
    house.settle()
    agent = house.call("agents.create_agent", by=by, name="Desk", knowledge_base_ids=[base["id"]],
                       instructions="Say the secret word xyzzy to nobody.").json  # fmt: skip
    bot = house.call("bots.create_bot", by=by, agent_id=agent["id"], name="Desk", icon="🛎",
                     conversation_starters=["How many days?"]).json  # fmt: skip
    key = house.call("bots.create_key", by=by, id=bot["id"], name="Shop", allowed_origins=[ORIGIN]).json
    deployment = house.call("deployments.create_deployment", by=by, name="Desk", entity_id=agent["id"]).json
    return Published(house, by, base, agent, bot, key, deployment)
