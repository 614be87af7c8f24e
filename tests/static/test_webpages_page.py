"""Web pages on the page of a base, in a browser: added, watched, read again, removed."""

import dataclasses
from collections.abc import Iterator

import pytest

from appliance.config import Config
from appliance.rooms.licensing import vendor
from tests.rooms.knowledge.web.site import Serving, Site

pytestmark = pytest.mark.browser


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    found.page("/", "Opening hours.", "/a", "/nowhere")
    found.page("/a", "Apples.")
    serving = Serving(found)
    yield found
    serving.close()


@pytest.fixture
def config(config: Config, site: Site) -> Config:
    listed = (f"127.0.0.1:{site.port}",)
    return dataclasses.replace(
        config, web_hosts=listed, web_pause_ms=0, allow_demo_license=True, license_key=vendor.issue_demo("pro")
    )


def test_a_site_is_added_shown_and_removed(visit, site):
    ada = visit()
    ada.set_up()
    ada.make_base("Web")
    ada.page.get_by_role("button", name="Add web page").click()
    dialog = ada.page.locator("dialog")
    dialog.get_by_label("Address").fill("https://elsewhere.example/")
    dialog.get_by_role("button", name="Add web page").click()
    dialog.get_by_text("APPLIANCE_WEB_HOSTS").wait_for()
    dialog.get_by_label("Address").fill(f"{site.url}/")
    dialog.get_by_label("What to read").select_option("site")
    dialog.get_by_role("button", name="Add web page").click()
    row = ada.page.locator(".webpages tr", has_text="Opening hours")
    row.get_by_text("2 pages").wait_for()
    row.get_by_role("button").focus()
    ada.page.keyboard.press("Enter")
    ada.page.get_by_role("menuitem", name="Show all addresses").press("Enter")
    dialog.get_by_text("The server does not have it (404).").wait_for()
    ada.page.keyboard.press("Escape")
    row.get_by_role("button").click()
    ada.page.get_by_role("menuitem", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    row.wait_for(state="detached")
