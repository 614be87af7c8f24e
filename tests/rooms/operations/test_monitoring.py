"""What the last day looked like, told from the ledger; of agents only those that the asker may see."""

from appliance.kernel import clock, current
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms.agents import actions as agents
from appliance.rooms.agents.shapes import AgentDraft
from appliance.rooms.chat.turns.events import TurnEnded
from appliance.store.database import write_now


def ended(by: Actor, agent_id: str | None, outcome: str, took_ms: int):
    current.actor.set(by)
    emit(TurnEnded("msg_x", "cnv_x", agent_id, outcome, "builtin", took_ms))


def agent(by: Actor) -> str:
    current.actor.set(by)
    return str(agents.create_agent(AgentDraft(name="Mine", visibility="private"), by=by).id)


def test_rates_and_times_are_those_of_the_organisation(house, people):
    cleo, eve = people.cleo.actor, people.eve.actor
    for outcome, took in (("done", 10), ("done", 30), ("error", 5), ("cancelled", 1)):
        write_now(ended, cleo, None, outcome, took)
    write_now(ended, eve, None, "error", 1)
    turns = house.call("health.monitoring", by=people.dan).json["turns"]
    assert (turns["ended"], turns["failed"], turns["error_rate"]) == (4, 1, 0.25)
    assert (turns["p50_ms"], turns["p95_ms"]) == (30, 30)


def test_an_agent_that_one_may_not_see_is_not_named(house, people):
    hidden = write_now(agent, people.cleo.actor)
    write_now(ended, people.cleo.actor, hidden, "done", 10)
    assert [one["agent_id"] for one in house.call("health.monitoring", by=people.cleo).json["agents"]] == [hidden]
    assert house.call("health.monitoring", by=people.dan).json["agents"] == []


def test_what_is_older_than_a_day_is_forgotten(house, people):
    write_now(ended, people.cleo.actor, None, "error", 10)
    with clock.held(clock.now_ms() + 25 * clock.HOUR):
        write_now(ended, people.cleo.actor, None, "done", 10)
        turns = house.call("health.monitoring", by=people.cleo).json["turns"]
    assert (turns["ended"], turns["failed"]) == (1, 0)
