"""The pages of people, groups and keys, before the real server."""

import pytest

pytestmark = pytest.mark.browser


def pick(visitor, label):
    visitor.page.locator(".segments label", has_text=label).first.click()


def test_a_group_is_made_and_filled(visit):
    ada = visit()
    ada.set_up()
    ada.go("/settings/groups")
    ada.page.get_by_role("button", name="New group").first.click()
    ada.page.locator("dialog").get_by_label("Name").fill("Lawyers")
    ada.page.locator("dialog").get_by_role("button", name="Create").click()
    ada.waits_for(".table")
    ada.page.get_by_role("button", name="Actions for Lawyers").click()
    ada.page.get_by_role("menuitem", name="Members").click()
    ada.page.locator("dialog").get_by_role("button", name="Add").click()
    ada.waits_for("dialog .table td.is-main")
    ada.page.locator("dialog").get_by_role("button", name="Done").click()
    ada.page.locator(".table", has_text="1 person").wait_for()


@pytest.mark.parametrize(
    ("tab", "new"), [("API keys", "New API key"), ("Tokens", "New token"), ("Service keys", "New service key")]
)
def test_each_kind_of_key_is_shown_once_and_then_listed(visit, tab, new):
    ada = visit()
    ada.set_up()
    ada.go("/settings/keys")
    pick(ada, tab)
    ada.page.get_by_role("button", name=new).first.click()
    ada.page.locator("dialog").get_by_label("Name").fill("Laptop")
    ada.page.locator("dialog").get_by_role("button", name="Create").click()
    secret = ada.waits_for("dialog .copy input").input_value()
    assert secret.startswith("apl_")
    ada.page.locator("dialog").get_by_role("button", name="I have saved it").click()
    ada.waits_for(".table td.is-main")
    assert secret not in ada.page.content()


def test_a_deleted_person_is_restored_and_one_sees_what_they_reach(visit):
    ada = visit()
    ada.set_up()
    ada.go("/settings/people")
    ada.page.get_by_role("button", name="Invite").click()
    ada.page.locator("dialog").get_by_label("E-mail").fill("ben@acme.example")
    ada.page.locator("dialog").get_by_role("button", name="Invite").click()
    ada.waits_for("dialog .copy input")
    ada.page.locator("dialog").get_by_role("button", name="Done").click()
    menu = ada.page.get_by_role("button", name="Actions for ben")
    menu.click()
    ada.page.get_by_role("menuitem", name="What can they reach?").click()
    ada.waits_for("dialog .empty")
    ada.page.locator("dialog").get_by_role("button", name="Done").click()
    menu.click()
    ada.page.get_by_role("menuitem", name="Delete").click()
    ada.page.locator("dialog").get_by_role("button", name="Delete").click()
    menu.wait_for(state="detached")
    pick(ada, "Deleted in the last 30 days")
    menu.click()
    ada.page.get_by_role("menuitem", name="Restore").click()
    menu.wait_for(state="detached")
    pick(ada, "People")
    ada.waits_for(".table")
    menu.wait_for()


def test_the_address_and_a_token_for_a_directory_are_given(visit):
    ada = visit()
    ada.set_up()
    ada.go("/settings/people")
    ada.page.get_by_role("button", name="Import and export").click()
    ada.page.get_by_role("menuitem", name="Provisioning (SCIM)").click()
    assert ada.waits_for("dialog .copy input").input_value().endswith("/scim/v2")
    ada.page.locator("dialog").get_by_role("button", name="Create a token").click()
    ada.waits_for("dialog .notice.is-warn")
    assert ada.waits_for("dialog .copy input").input_value().startswith("apl_svc_")
    ada.page.locator("dialog").get_by_role("button", name="I have saved it").click()
    ada.waits_for("dialog .copy input")
