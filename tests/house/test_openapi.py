"""The OpenAPI document says what the house does: every address, every status, every shape, and nothing else."""

import json
import re
from copy import deepcopy
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.core import NotSet

from appliance.web.openapi import openapi_document
from tests.house.declared import BY_KEY, ENDPOINTS, KEYS, keys_of
from tests.samples import address, strangers

EXAMPLES = 8
CALLED = keys_of(lambda one: one.mode not in ("stream", "upload") and one.access.word != "INTERNAL")


@pytest.fixture(scope="module")
def document(town):
    return json.loads(openapi_document(ENDPOINTS, town.config))


@pytest.fixture(scope="module")
def drawn(document):
    """What chance calls are drawn from: all but the path, which names what there is."""
    for operations in (copied := deepcopy(document))["paths"].values():
        for one in operations.values():
            for parameter in one["parameters"]:
                if parameter["in"] == "path":
                    parameter["schema"] = {"enum": ["there"]}
    return schemathesis.openapi.from_dict(copied)


def operation(document, endpoint, path=""):
    return document["paths"][re.sub(r":\w+\}", "}", path or endpoint.path)][endpoint.method.lower()]


def test_the_document_is_valid(document):
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_served_document_is_this_one(town, document):
    ask = town.ask(BY_KEY["health.openapi"], town.people.nobody)
    assert town.send(ask).json == document


def test_every_address_is_in_it_and_no_other(document):
    told = {(method.upper(), path) for path, found in document["paths"].items() for method in found}
    assert told == {(one.method, re.sub(r":\w+\}", "}", path)) for one in ENDPOINTS for path in one.paths}
    ids = [one["operationId"] for found in document["paths"].values() for one in found.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("key", KEYS)
def test_every_status_is_in_it(document, key):
    endpoint = BY_KEY[key]
    declared = {endpoint.status, *endpoint.statuses, *(problem.status for problem in endpoint.errors)}
    for path in endpoint.paths:
        told = operation(document, endpoint, path)
        assert {str(status) for status in declared} <= told["responses"].keys()
        assert {one["name"] for one in told["parameters"] if one["in"] == "path"} == {
            one.name for one in endpoint.params
        }
        assert ("requestBody" in told) == (endpoint.body is not None or endpoint.mode == "upload")
        assert told["summary"] == endpoint.summary


@pytest.mark.parametrize("key", KEYS)
def test_answers_have_the_documented_shapes(acme, document, key):
    endpoint, people, usual = BY_KEY[key], acme.people, acme.usual(BY_KEY[key])
    lost = acme.ask(endpoint, usual)
    lost = lost.with_given(**strangers(endpoint)) if endpoint.params else lost
    for ask, by in ((acme.ask(endpoint, people.nobody), people.nobody), (lost, usual),
                    (acme.ask(endpoint, usual), usual)):  # fmt: skip
        reply = acme.send(ask, by)
        told = operation(document, endpoint)["responses"][str(reply.status)]
        media_type = (reply.headers["content-type"] or "").partition(";")[0]
        if media_type == "application/json" and key != "health.openapi":
            schema = told["content"][media_type]["schema"] | {"components": document["components"]}
            Draft202012Validator(schema).validate(reply.json)
        else:
            assert reply.status in (204, 303) or "content" in told, reply.status


@pytest.mark.parametrize("key", CALLED)
def test_chance_calls_are_answered_as_documented(acme, drawn, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    case_of = drawn[operation_path(endpoint)][endpoint.method].as_strategy()
    known = acme.ask(endpoint, ada).given

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=case_of)
    def call(case):
        place = address(endpoint, known)
        query = urlencode(case.query or {}, doseq=True, errors="surrogatepass")
        has_body = endpoint.body is not None and not isinstance(case.body, NotSet)
        reply = acme.driven.send(
            endpoint.method, f"{place}?{query}", body=json.dumps(case.body).encode() if has_body else None,
            headers=ada.headers | ({"Content-Type": "application/json"} if has_body else {}), endpoint=endpoint,
        )  # fmt: skip
        assert reply.status < 500
        assert reply.status in acme.documented[key], f"{reply.status} is not documented"

    call()


def operation_path(endpoint):
    return re.sub(r":\w+\}", "}", endpoint.path)
