"""The order of refusals: each request below is wrong in every later way too, and is told the first."""

import pytest

from appliance.kernel.ids import new_id
from appliance.web import admission, modes
from appliance.web.gate import ADMISSION
from appliance.web.modes import SETTLING
from tests.web import toy
from tests.web.conftest import bearer


def test_the_order_is_the_contract_s():
    assert (
        admission.refuse_when_draining, admission.find_caller, admission.check_size, admission.authenticate,
        admission.check_csrf, admission.take_rate, admission.check_role, admission.check_origin,
        admission.check_fresh,
    ) == ADMISSION  # fmt: skip
    assert (modes.load_target, modes.refuse_unlicensed, modes.replay_first, modes.refuse_invalid) == SETTLING


def nowhere():
    return f"/api/notes/{new_id('not')}/paid"


@pytest.mark.settings(request_body_limit=1000)
def test_size_comes_before_authentication(house):
    assert house.post(nowhere(), body=b"x" * 2000).status == 413


def test_authentication_comes_before_role_and_target(house):
    reply = house.post(nowhere(), body=b"not json")
    assert reply.status == 401
    assert reply.error["details"] == {"reason": "missing"}
    assert reply.headers["www-authenticate"] == "Bearer"


def test_csrf_comes_before_rate_and_role(house, browser):
    browser.headers.pop("X-CSRF-Token")
    assert house.post(nowhere(), by=browser, body=b"not json").code == "CSRF_FAILED"


@pytest.mark.settings(rate_factor=1.0)
def test_rate_comes_before_role(house):
    slow = bearer("slow", rate_limit=1, role=toy.Role.VIEWER)
    assert house.post(nowhere(), by=slow).status == 403
    assert house.post(nowhere(), by=slow).status == 429


def test_role_comes_before_the_target(house, dan):
    assert house.post(nowhere(), by=dan, body=b"not json").status == 403


def test_the_target_comes_before_the_licence(house, cleo):
    assert house.post(nowhere(), by=cleo, body=b"not json").status == 404


@pytest.fixture
def note(house, cleo):
    return house.call("toy.write_note", by=cleo, text="a note").json["id"]


def test_another_tenant_s_object_is_not_there(house, note, eve):
    assert house.call("toy.read_note", by=eve, id=note).code == "RESOURCE_NOT_FOUND"
    assert house.patch(f"/api/notes/{note}", by=eve, body=b"not json").status == 404


def test_the_licence_comes_before_replay_and_validation(house, note, cleo):
    reply = house.post(f"/api/notes/{note}/paid", by=cleo, body=b"not json", headers={"Idempotency-Key": ""})
    assert reply.code == "LICENSE_FEATURE_REQUIRED"
    assert reply.error["details"] == {"feature": "dlp", "required_tier": "enterprise"}


def test_replay_comes_before_validation(house, note, cleo):
    toy.licensed.add("dlp")
    key = {"Idempotency-Key": "k"}
    assert house.call("toy.paid", by=cleo, id=note, headers=key, text="x").status == 200
    assert (
        house.post(f"/api/notes/{note}/paid", by=cleo, body=b"not json", headers=key).code == "IDEMPOTENCY_KEY_REUSED"
    )


def test_validation_comes_last(house, note, cleo):
    toy.licensed.add("dlp")
    assert house.call("toy.paid", by=cleo, id=note, text="").status == 422
    assert toy.calls == ["a note"]
