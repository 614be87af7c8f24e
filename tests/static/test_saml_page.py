"""SAML before the real server: metadata are shown before they are kept, and a pasted answer is gone through."""

import pytest

from tests.engines.saml.forging import Said, assertion, pair, raw, signed
from tests.rooms.identity.saml_flow import metadata

pytestmark = pytest.mark.browser


def test_a_saml_provider_is_added_and_an_answer_tried(visit):
    ada = visit()
    ada.set_up()
    ada.go("/settings/sso")
    ada.page.get_by_role("button", name="Add a provider").first.click()
    box = ada.page.locator("dialog")
    box.get_by_label("Kind").select_option("saml")
    assert ada.waits_for("dialog .copy input").input_value().endswith("/auth/saml/metadata")
    box.get_by_role("button", name="Make a key").click()
    ada.waits_for("dialog li .badge.is-good")
    box.get_by_label("Name on the sign-in page").fill("Acme ID")
    box.get_by_label("Metadata of the provider").fill("<x/>")
    ada.waits_for("dialog [role=alert]")
    box.get_by_label("Metadata of the provider").fill(metadata(pair()[1], pair("next")[1]))
    shown = ada.waits_for("dialog .notice[role=status]").inner_text()
    assert "https://idp.example/sso" in shown
    assert shown.count("Valid") == 2
    box.get_by_text("New people get an account").click()
    box.get_by_role("button", name="Create").click()
    ada.waits_for(".table tr:has-text('Acme ID')")
    ada.page.get_by_role("button", name="Actions for Acme ID").click()
    ada.page.get_by_role("menuitem", name="Mapping").click()
    box.get_by_label("Try it").fill(raw(signed(assertion(Said()))).decode())
    box.get_by_role("button", name="Show who would come in").click()
    ada.page.wait_for_selector("dialog [role=status] li")
    told = ada.page.locator("dialog [role=status]").inner_text()
    assert "ada@example.com" in told
    assert ada.page.locator("dialog [role=status] li .badge.is-bad").all_inner_texts() != []
    assert "Signature" in ada.page.locator("dialog [role=status] li .badge.is-good").all_inner_texts()
