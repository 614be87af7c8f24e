"""The second factor in a browser: the code is drawn and typed, and signing in asks for one."""

import base64

import pytest

from appliance.kernel import clock
from appliance.rooms.identity.factors import totp
from tests.static.conftest import PASSWORD

pytestmark = pytest.mark.browser


def code(secret, steps=0):
    padded = secret + "=" * (-len(secret) % 8)
    return totp.code(base64.b32decode(padded), totp.step_at(clock.now_ms()) + steps)


def test_a_second_factor_is_added_and_asked_for(visit):
    ada = visit()
    ada.set_up()
    ada.go("/settings/account")
    ada.page.get_by_role("button", name="Add a second factor").click()
    ada.waits_for("svg.qr")
    secret = ada.page.get_by_role("textbox", name="Secret").input_value()
    ada.page.get_by_role("textbox", name="Code").fill(code(secret))
    ada.page.keyboard.press("Enter")
    assert len(ada.waits_for("dialog pre").inner_text().split()) == 10
    ada.page.context.clear_cookies()
    ada.go("/settings/keys")
    ada.waits_for("form")
    ada.page.get_by_label("E-mail").fill("ada@acme.example")
    ada.page.locator("input[type=password]").fill(PASSWORD)
    ada.page.keyboard.press("Enter")
    ada.page.get_by_role("textbox", name="Code").fill(code(secret, 1))
    ada.page.keyboard.press("Enter")
    ada.page.wait_for_url("**/settings/keys")
