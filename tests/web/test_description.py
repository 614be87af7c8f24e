"""What the house says of itself: OpenAPI, API pages, client module, metrics."""

import base64
import json
import re

import pytest
from pydantic.json_schema import models_json_schema

from appliance.kernel import telemetry
from tests.web import toy


@pytest.fixture
def document(house):
    return house.get("/api/openapi.json").json


def test_every_endpoint_is_told_at_each_of_its_paths(house, document):
    told = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    plain = re.compile(r"\{(\w+):\w+\}")
    assert told == {
        (one.method, plain.sub(r"{\1}", path)) for one in house.app.ctx.house.endpoints for path in one.paths
    }


def test_operations_have_names_of_their_own(document):
    names = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere(document):
    text = json.dumps(document)
    for name in set(re.findall(r'"#/components/schemas/([^"]+)"', text)):
        assert name in document["components"]["schemas"]


def test_a_write_is_told_whole(document):
    told = document["paths"]["/api/notes"]["post"]
    assert told["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/NoteDraft"}
    assert set(told["responses"]) == {
        "201",
        "400",
        "401",
        "403",
        "409",
        "413",
        "415",
        "422",
        "429",
        "500",
        "503",
        "507",
    }
    assert [one["name"] for one in told["parameters"]] == ["Idempotency-Key"]
    assert told["security"] == [{"session": []}, {"bearer": []}, {"api_key": []}]


def test_a_list_tells_its_filters_and_sorts(document):
    told = {one["name"]: one for one in document["paths"]["/api/notes"]["get"]["parameters"]}
    assert set(told) == {"limit", "cursor", "sort", "text"}
    assert told["sort"]["schema"]["enum"] == ["created_at", "-created_at", "text", "-text"]


def test_its_schemas_are_pydantic_s(document):
    _, whole = models_json_schema([(toy.NoteDraft, "validation")])
    assert document["components"]["schemas"]["NoteDraft"] == whole["$defs"]["NoteDraft"]


def test_a_patch_has_no_defaults(document):
    assert "default" not in document["components"]["schemas"]["NotePatch"]["properties"]["text"]


def test_the_document_is_valid(document):
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(document)


def test_the_client_module_names_every_endpoint(house):
    module = house.get("/client.js")
    assert module.headers["content-type"] == "text/javascript; charset=utf-8"
    told = json.loads(module.body.decode().removeprefix("export const endpoints = ").rstrip(";\n"))
    assert told["toy.read_note"] == {"method": "GET", "path": "/api/notes/{id}", "once": False, "mode": "read"}
    assert house.get("/client.js", headers={"If-None-Match": module.headers["etag"]}).status == 304


@pytest.mark.settings(api_docs="off")
def test_the_description_can_be_switched_off(house, cleo):
    for path in ("/api/openapi.json", "/openapi.json", "/api/docs", "/docs", "/swagger", "/redoc"):
        assert house.get(path, by=cleo, headers={"Accept": "text/html"}).status == 404


@pytest.mark.settings(api_docs="signed_in")
def test_the_description_can_be_kept_to_those_who_signed_in(house, cleo):
    assert house.get("/openapi.json").status == 401
    assert house.get("/openapi.json", by=cleo).status == 200


class TestMetrics:
    def test_they_count_by_declared_path(self, house, cleo):
        house.call("toy.read_note", by=cleo, id="not_0123456789abcdefghjkmnpqrs")
        labels = {"method": "GET", "route": "/api/notes/{id:not}", "status": "404"}
        before = telemetry.REGISTRY.get_sample_value("appliance_http_requests_total", labels)
        house.call("toy.read_note", by=cleo, id="not_0123456789abcdefghjkmnpqrs")
        assert telemetry.REGISTRY.get_sample_value("appliance_http_requests_total", labels) == before + 1
        assert b"appliance_http_requests_total" in house.get("/metrics").body

    def test_without_a_password_only_this_machine_reads_them(self, house):
        assert house.get("/metrics").status == 200
        assert house.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status == 403

    @pytest.mark.settings(metrics_basic_auth="scraper:pass word")
    def test_with_a_password_it_is_asked_for(self, house):
        def ask(given):
            return house.get("/metrics", headers={"Authorization": "Basic " + base64.b64encode(given).decode()})

        assert ask(b"scraper:pass word").status == 200
        assert ask(b"scraper:wrong").status == 401
        assert house.get("/metrics").headers["www-authenticate"] == 'Basic realm="metrics"'
