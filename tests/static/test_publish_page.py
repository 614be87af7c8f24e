"""The pages of bots and deployments, before the real server."""

import os

import pytest

pytestmark = pytest.mark.browser


def picture(visitor, name):
    """A picture for whoever looks, when a folder for them is named."""
    if folder := os.environ.get("PICTURES"):
        visitor.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def make_agent(visitor, name):
    visitor.go("/agents/new")
    visitor.page.get_by_role("textbox", name="Name").fill(name)
    visitor.page.get_by_role("button", name="Create").click()
    visitor.page.wait_for_url("**/agents/agt_*")


def test_a_bot_is_published_with_a_key_for_a_site(visit):
    ada = visit()
    ada.set_up()
    make_agent(ada, "Desk")
    ada.go("/publish")
    picture(ada, "publish-empty")
    ada.page.get_by_role("link", name="New bot").click()
    ada.page.get_by_role("textbox", name="Name").fill("Help desk")
    ada.page.get_by_role("textbox", name="Sign").fill("🛎")
    ada.page.get_by_role("textbox", name="Example questions").fill("When do you open?\n\nWhere are you?")
    ada.page.get_by_role("button", name="Create").click()
    ada.page.wait_for_url("**/publish/bots/bot_*")
    ada.page.get_by_role("button", name="New key").click()
    dialog = ada.page.locator("dialog")
    dialog.get_by_label("Name").fill("Shop")
    dialog.get_by_label("Web sites that may use it").fill("shop.example")
    dialog.get_by_role("button", name="Create").click()
    dialog.get_by_text("must be an origin").wait_for()
    dialog.get_by_label("Web sites that may use it").fill("https://shop.example")
    picture(ada, "bot-new-key")
    dialog.get_by_role("button", name="Create").click()
    secret = dialog.get_by_role("textbox", name="Secret").input_value()
    line = dialog.get_by_role("textbox", name="Line for your web pages").input_value()
    assert secret.startswith("apl_bot_")
    assert line == f'<script src="{ada.base}/widget/chat-widget.js" data-api-key="{secret}" defer></script>'
    dialog.get_by_role("button", name="I have saved it").click()
    ada.page.locator(".table", has_text="https://shop.example").wait_for()
    assert secret not in ada.page.content()
    picture(ada, "bot")
    ada.page.get_by_role("button", name="Actions for “Shop”").click()
    ada.page.get_by_role("menuitem", name="New secret").click()
    ada.page.locator("dialog").get_by_role("button", name="New secret").click()
    ada.page.locator("dialog").get_by_role("textbox", name="Secret").wait_for()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_deployment_is_made_and_called_as_its_page_says(visit, house, scheme, width):
    ada = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    ada.set_up()
    make_agent(ada, "Desk")
    ada.go("/publish?kind=deployments")
    ada.page.get_by_role("link", name="New deployment").click()
    ada.page.get_by_role("textbox", name="Name").fill("Orders")
    ada.page.get_by_role("button", name="Create").click()
    dialog = ada.page.locator("dialog")
    secret = dialog.get_by_role("textbox", name="Secret").input_value()
    curl = dialog.get_by_role("textbox", name="Example with curl").input_value()
    picture(ada, f"deployment-made-{scheme}")
    dialog.get_by_role("button", name="I have saved it").click()
    ada.page.wait_for_url("**/publish/deployments/dep_*")
    path = curl.split(" ")[1].removeprefix(ada.base)
    answer = house.post(path, headers={"Authorization": f"Bearer {secret}"}, json={"input": "When do you open?"})
    assert answer.status == 201
    ada.page.reload()
    ada.page.locator(".table", has_text="When do you open?").wait_for()
    picture(ada, f"deployment-{scheme}")
    ada.page.get_by_role("button", name="Publish the agent as it is now").click()
    ada.page.locator(".deployment-facts", has_text="Version 2").wait_for()
    ada.go("/publish?kind=deployments")
    ada.page.locator(".card", has_text="Orders").wait_for()
    picture(ada, f"deployments-{scheme}")
    assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
