"""Passkeys in a browser with a virtual authenticator: added on the security page, then the way in; by keyboard alone."""

import dataclasses
import socket

import pytest

from appliance.config import Config
from appliance.kernel import clock
from appliance.kernel.clock import MINUTE
from tests.static.conftest import PASSWORD, Visitor

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def config(config: Config) -> Config:
    """Passkeys hold at a name with a port that is known beforehand."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return dataclasses.replace(config, port=port, public_url=f"http://localhost:{port}")


@pytest.fixture
def ada(visit, house):
    """Ada, with a device that has passkeys."""
    window = visit()
    session = window.page.context.new_cdp_session(window.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    window.set_up()
    return window


def press(visitor: Visitor, name: str) -> None:
    """Go to a button with the Tab key alone, and press it."""
    button = visitor.page.get_by_role("button", name=name, exact=True).last
    button.wait_for()
    for _ in range(60):
        if button.evaluate("one => one === document.activeElement"):
            visitor.page.keyboard.press("Enter")
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


def add(visitor: Visitor) -> None:
    visitor.go("/settings/account")
    press(visitor, "Add a passkey")
    visitor.waits_for("dialog input[name=name]:focus").fill("Laptop")
    visitor.page.keyboard.press("Enter")
    visitor.waits_for(".table td:has-text('Laptop')")


def test_a_passkey_is_added_and_signs_in(ada):
    add(ada)
    press(ada, "Sign out")
    ada.waits_for("input[name=email]:focus")
    press(ada, "Sign in with a passkey")
    ada.waits_for(".composer textarea:focus")


def test_what_needs_a_fresh_proof_asks_for_it_and_goes_on(ada):
    with clock.held() as hands:
        add(ada)
        hands.advance(11 * MINUTE)
        press(ada, "Add a second factor")
        ada.waits_for("dialog .segments")
        press(ada, "Use a passkey")
        ada.waits_for("svg.qr")
        ada.page.keyboard.press("Escape")
        hands.advance(11 * MINUTE)
        press(ada, "Add a second factor")
        ada.page.locator(".segments label", has_text="Password").click()
        ada.waits_for("dialog input[type=password]").fill(PASSWORD)
        ada.page.keyboard.press("Enter")
        ada.waits_for("svg.qr")
