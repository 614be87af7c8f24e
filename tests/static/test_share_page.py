"""Sharing a base with the keyboard, who has access and why, and the networks of administration, in a browser."""

import pytest

pytestmark = pytest.mark.browser


def with_base(visit):
    ada = visit()
    ada.set_up()
    ada.page.evaluate(
        """async () => {
          const { api } = await import("app/house/api.js");
          await api.groups.create_group({}, { name: "Lawyers" });
          window.base = (await api.collections.create_base({}, { name: "Files" })).id;
        }"""
    )
    ada.go(f"/knowledge/{ada.page.evaluate('window.base')}")
    return ada


def test_a_group_is_let_in_and_denied_by_the_keyboard_alone(visit):
    ada = with_base(visit)
    ada.page.get_by_role("button", name="More").or_(ada.page.locator(".menu > .button")).first.focus()
    ada.page.keyboard.press("Enter")
    ada.page.get_by_role("menuitem", name="Share").focus()
    ada.page.keyboard.press("Enter")
    dialog = ada.page.locator("dialog")
    dialog.get_by_text("owner", exact=True).wait_for()
    dialog.get_by_role("combobox", name="Person or group").focus()
    ada.page.keyboard.type("law")
    dialog.get_by_role("option", name="Lawyers").wait_for()
    ada.page.keyboard.press("ArrowDown")
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.press("Enter")
    dialog.get_by_text("granted by").wait_for()
    level = dialog.get_by_label("Level of Lawyers")
    level.select_option("deny")
    dialog.get_by_text("denied by").wait_for()
    dialog.get_by_role("button", name="Take away from Lawyers").press("Enter")
    dialog.get_by_text("denied by").wait_for(state="detached")


def test_networks_are_kept(visit):
    ada = visit()
    ada.set_up()
    ada.go("/settings/security")
    box = ada.page.get_by_label("Networks")
    box.fill("10.0.0.0/8\n2001:db8::/32")
    ada.page.get_by_role("button", name="Save").click()
    ada.page.get_by_text("Saved").first.wait_for()
    ada.go("/settings/security")
    assert ada.page.get_by_label("Networks").input_value() == "10.0.0.0/8\n2001:db8::/32"
