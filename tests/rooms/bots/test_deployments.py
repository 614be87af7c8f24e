"""Deployments: a version behind a key, limits that hold, pipelines that publish and evaluate without ever seeing a key."""

import time

import pytest

from tests.driving import Streamed


def ci(house, by, *scopes):
    made = house.call("keys.create_key", by=by, name="pipeline", scope="ci", ci_scopes=list(scopes))
    return {"X-API-Key": made.json["secret"]}


@pytest.fixture
def pipeline(house, published):
    return ci(house, published.by, "ci:deploy", "ci:evaluate", "ci:status")


def test_it_answers_with_its_citations(house, published):
    found = published.run("How many days of vacation?")
    assert (found.status, found.headers["location"]) == (201, f"/api/v1/deployments/{published.deployment['id']}")
    told = found.json
    assert "27 days" in told["output"]
    assert (told["version"], told["model"], told["citations"][0]["title"]) == (1, "scripted", "Rules")
    row = house.call("deployments.read_deployment", by=published.by, id=published.deployment["id"]).json
    assert (row["usage_count"], row["version"], row["has_key"]) == (1, 1, True)
    runs = house.call("deployments.list_runs", by=published.by, id=published.deployment["id"]).json["data"]
    assert [(one["input"], one["state"]) for one in runs] == [("How many days of vacation?", "done")]


def test_it_streams_the_events_of_a_turn(house, published):
    path = f"/api/v1/deployed/{published.deployment['id']}/run"
    headers = {"Authorization": f"Bearer {published.deployment['secret']}"}
    with Streamed(house.port, path, headers, method="POST", body={"input": "count", "stream": True}) as stream:
        events = list(stream)
    assert (events[0].name, events[-1].name) == ("start", "done")
    assert "".join(event.data["text"] for event in events if event.name == "token") == "tick " * 40


def test_the_key_is_told_once_and_a_key_makes_none(house, published):
    made = published.deployment
    assert (made["secret"][:8], made["secret"]) == ("apl_dep_", made["api_key"])
    listed = house.call("deployments.list_deployments", by=published.by)
    assert made["secret"] not in listed.body.decode()
    key = {"X-API-Key": house.call("keys.create_key", by=published.by, name="program").json["secret"]}
    keyless = house.call("deployments.create_deployment", headers=key, name="x", entity_id=published.agent["id"]).json
    assert (keyless["secret"], keyless["api_key"], keyless["has_key"]) == (None, None, False)
    rotation = {"id": keyless["id"], "overlap_hours": 0}
    assert house.call("deployments.rotate_key", headers=key, **rotation).status == 403
    assert house.call("deployments.change_deployment", headers=key, id=keyless["id"], rate_limit=999).status == 403
    secret = house.call("deployments.rotate_key", by=published.by, **rotation).json["secret"]
    assert house.post(f"/api/v1/deployed/{keyless['id']}/run", headers={"Authorization": f"Bearer {secret}"},
                      json={"input": "count"}).status == 201  # fmt: skip


def test_a_key_runs_its_own_deployment_alone(house, published):
    other = house.call("deployments.create_deployment", by=published.by, name="x", agent_id=published.agent["id"]).json
    headers = {"Authorization": f"Bearer {other['secret']}"}
    path = f"/api/v1/deployed/{published.deployment['id']}/run"
    assert house.post(path, headers=headers, json={"input": "count"}).status == 404
    for elsewhere in ("/api/v1/deployments", "/api/v1/bots/me", "/auth/user", "/api/agents"):
        assert house.get(elsewhere, headers=headers).status == 401


def test_a_version_stays_until_another_is_published(house, published, pipeline):
    agent, id_ = {"by": published.by, "id": published.agent["id"]}, published.deployment["id"]
    house.call("agents.change_agent", knowledge_base_ids=[], **agent)
    assert published.run("How many days of vacation?").json["citations"] != []
    done = house.call("deployments.publish", headers=pipeline, version_tag="v2", deployment_id=id_).json
    assert (done["version"], done["version_tag"], done["deployment_id"]) == (2, "v2", id_)
    assert not {"secret", "api_key"} & done.keys()
    assert published.run("How many days of vacation?").json["citations"] == []
    back = house.call("deployments.change_deployment", by=published.by, id=id_, version=1).json
    assert (back["version"], back["versions"]) == (1, 2)
    assert published.run("How many days of vacation?").json["citations"] != []
    assert house.call("deployments.change_deployment", by=published.by, id=id_, version=9).status == 422
    assert house.call("deployments.change_deployment", by=published.by, id=id_, publish=True).json["version"] == 3


def test_publishing_an_agent_finds_its_one_deployment_or_makes_one_without_a_key(house, published, pipeline):
    body = {"headers": pipeline, "version_tag": "v2", "entity_id": published.agent["id"]}
    assert house.call("deployments.publish", **body).json["deployment_id"] == published.deployment["id"]
    fresh = house.call("agents.create_agent", by=published.by, name="Fresh").json["id"]
    made = house.call("deployments.publish", **body | {"entity_id": fresh}).json
    assert house.call("deployments.read_deployment", by=published.by, id=made["id"]).json["has_key"] is False
    house.call("deployments.create_deployment", by=published.by, name="second", entity_id=fresh)
    assert house.call("deployments.publish", **body | {"entity_id": fresh}).status == 409


def test_pipelines_are_held_to_scopes_and_to_their_owner(house, published, ada, eve, people):
    id_ = published.deployment["id"]
    status = ci(house, published.by, "ci:status")
    assert house.call("deployments.deployment_status", headers=status, deployment_id=id_).json["usage_count"] == 0
    assert house.call("deployments.publish", headers=status, version_tag="x", deployment_id=id_).status == 403
    assert house.call("deployments.deployment_status", by=ada, deployment_id=id_).status == 403
    stranger = ci(house, eve, "ci:deploy", "ci:status", "ci:evaluate")
    assert house.call("deployments.deployment_status", headers=stranger, deployment_id=id_).status == 404
    assert house.call("deployments.publish", headers=stranger, version_tag="x", deployment_id=id_).status == 404
    case = {"cases": [{"input": "count"}], "deployment_id": id_}
    assert house.call("deployments.evaluate", headers=stranger, **case).status == 404


def test_an_evaluation_reports_every_check(house, published, pipeline):
    cases = [
        {"input": "How many days of vacation?", "contains": ["27 DAYS"], "regex": r"\d+ days", "citation": "Rules"},
        {"input": "count to forty", "contains": ["tick", "tock"], "citation": "Rules"},
        {"input": "break now"},
        {"input": "count", "regex": "("},
    ]
    found = house.call("deployments.evaluate", headers=pipeline, cases=cases,
                       deployment_id=published.deployment["id"]).json  # fmt: skip
    assert [one["passed"] for one in found["cases"]] == [True, False, False, False]
    assert [one["score"] for one in found["cases"]] == [1.0, 0.5, 0.0, 0.5]
    assert (found["pass_rate"], found["overall_score"], found["version"]) == (0.25, 0.5, 1)
    assert found["cases"][3]["checks"][1]["passed"] is None
    runs = house.call("deployments.list_runs", by=published.by, id=published.deployment["id"]).json["data"]
    assert runs == [], "what was asked for a report is not kept"
    agent = house.call("deployments.evaluate", headers=pipeline, cases=cases[:1], agent_id=published.agent["id"]).json
    assert (agent["pass_rate"], agent["version"]) == (1.0, None)
    assert house.call("conversations.list_conversations", by=published.by).json["data"] == []


def test_a_pattern_without_end_is_cut_off(house, published, pipeline):
    cases = [{"input": "count", "regex": "(tick|tick |t|i|c|k| )*x"}, {"input": "count", "regex": "tick"}]
    began = time.monotonic()
    found = house.call("deployments.evaluate", headers=pipeline, cases=cases, agent_id=published.agent["id"]).json
    assert time.monotonic() - began < 10
    assert [one["checks"][1]["passed"] for one in found["cases"]] == [None, None]


@pytest.mark.settings(rate_factor=1.0)
def test_its_limit_is_enforced(house, published):
    house.call("deployments.change_deployment", by=published.by, id=published.deployment["id"], rate_limit=2)
    assert [published.run("count").status for _ in range(3)] == [201, 201, 429]


def test_a_closed_one_takes_no_calls(house, published):
    closed = {"id": published.deployment["id"], "status": "inactive"}
    house.call("deployments.change_deployment", by=published.by, **closed)
    assert published.run("count").status == 403
    whole = {"id": published.deployment["id"], "name": "Desk"}
    assert house.call("deployments.replace_deployment", by=published.by, **whole).json["status"] == "active"
    assert published.run("count").status == 201
    assert house.call("deployments.remove_deployment", by=published.by, id=whole["id"]).status == 204
    assert published.run("count").status == 401


@pytest.mark.parametrize("kind", ["workflow", "automation"])
def test_automations_are_refused_until_there_are_some(house, published, kind):
    made = house.call("deployments.create_deployment", by=published.by, name="x", entity_type=kind, entity_id="aut_x")
    assert (made.status, made.error["param"]) == (422, "entity_type")


def test_a_broken_model_is_the_providers_error(published):
    found = published.run("break now")
    assert (found.status, found.code, found.error["details"]) == (502, "PROVIDER_ERROR", {"reason": "provider_error"})


def test_a_repeat_has_the_same_run(house, published):
    headers = {"Authorization": f"Bearer {published.deployment['secret']}", "Idempotency-Key": "one"}
    path = f"/api/v1/deployed/{published.deployment['id']}/run"
    first, second = (house.post(path, headers=headers, json={"input": "count"}) for _ in range(2))
    assert (first.json, second.headers["idempotency-replayed"]) == (second.json, "true")


@pytest.mark.parametrize("end", ["close", "rotate", "remove"])
def test_its_end_ends_what_it_streams(house, published, end):
    id_ = published.deployment["id"]
    ends = {
        "close": lambda: house.call("deployments.change_deployment", by=published.by, id=id_, status="inactive"),
        "rotate": lambda: house.call("deployments.rotate_key", by=published.by, id=id_, overlap_hours=0),
        "remove": lambda: house.call("deployments.remove_deployment", by=published.by, id=id_),
    }
    headers = {"Authorization": f"Bearer {published.deployment['secret']}"}
    body = {"input": "hang", "stream": True}
    with Streamed(house.port, f"/api/v1/deployed/{id_}/run", headers, method="POST", body=body) as stream:
        assert [stream.next().name for _ in range(2)] == ["start", "token"]
        assert ends[end]().status < 300
        began = time.monotonic()
        assert [event.name for event in stream][-1] in ("bye", "error")
        assert time.monotonic() - began < 1
