"""The marketplace, the search across everything, quotas and purges, in a browser."""

import os
from pathlib import Path

import pytest

from tests.rooms.identity.people import PASSWORD, newcomer

pytestmark = pytest.mark.browser


def shoot(visitor, name):
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("APPLIANCE_TEST_PICTURES"):
        visitor.page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.fixture
def ada(visit):
    visitor = visit()
    visitor.set_up()
    return visitor


def signed_in(visit, house, email, **more):
    newcomer(house, email)
    visitor = visit(**more)
    visitor.go("/signin")
    visitor.page.get_by_label("E-mail").fill(email)
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.keyboard.press("Enter")
    visitor.waits_for(".composer textarea:focus")
    return visitor


def published(ada):
    """A private base with one document, published from its menu."""
    ada.make_base("Travel handbook")
    ada.upload("coach.md", "# Coaches\n\nThe quiet coach goes to Zagreb.")
    ada.page.locator(".page-head .menu > .button").click()
    ada.page.get_by_role("menuitem", name="Marketplace").click()
    ada.page.locator("dialog").get_by_label("Summary").fill("How we travel")
    shoot(ada, "publish")
    ada.page.locator("dialog").get_by_role("button", name="Publish").click()
    ada.page.get_by_text("Published", exact=True).first.wait_for()
    return ada.page.url.rsplit("/", 1)[1]


def test_a_base_is_published_installed_forked_and_withdrawn(ada, visit, house):
    base = published(ada)
    ben = signed_in(visit, house, "ben@acme.test", viewport={"width": 390, "height": 800})
    ben.go("/knowledge/marketplace")
    ben.page.get_by_role("textbox", name="Search the marketplace").fill("travel")
    card = ben.page.get_by_role("button", name="Travel handbook")
    card.wait_for()
    shoot(ben, "market-390")
    card.press("Enter")
    ben.page.locator("dialog").get_by_text("How we travel").wait_for()
    shoot(ben, "preview-390")
    ben.page.get_by_role("button", name="Install", exact=True).press("Enter")
    ben.page.locator("dialog").get_by_role("link", name="Open").click()
    ben.waits_for(".notice:has-text('From the marketplace')")
    ben.page.get_by_text("coach.md").first.wait_for()
    shoot(ben, "installed-390")
    assert ben.page.locator(".dropzone").count() == 0
    ben.page.get_by_role("button", name="Fork").click()
    ben.page.locator("dialog").get_by_label("Name of your copy").fill("Mine")
    ben.page.keyboard.press("Enter")
    ben.waits_for("h1:has-text('Mine')")
    ben.waits_for(".table tr:has-text('coach.md') .badge.is-good")
    ada.go(f"/knowledge/{base}")
    ada.page.locator(".page-head .menu > .button").click()
    ada.page.get_by_role("menuitem", name="Marketplace").click()
    ada.page.get_by_role("button", name="Withdraw").click()
    ada.page.locator("dialog").get_by_role("button", name="Withdraw").click()
    ada.page.get_by_text("Withdrawn").wait_for()
    ben.go("/knowledge/marketplace")
    ben.page.get_by_text("Nothing is here").wait_for()


def test_everything_is_found_by_the_keyboard(ada):
    ada.make_base("Travel handbook")
    ada.upload("coach.md", "# Coaches\n\nThe quiet coach goes to Zagreb.")
    ada.page.keyboard.press("Control+k")
    ada.waits_for("dialog input:focus")
    ada.page.keyboard.type("zagreb")
    ada.waits_for("[role=option]:has-text('Zagreb')")
    shoot(ada, "palette")
    ada.page.keyboard.press("Control+a")
    ada.page.keyboard.type("travel")
    ada.page.get_by_role("option", name="Travel handbook").wait_for()
    ada.page.keyboard.press("Control+a")
    ada.page.keyboard.type("quota")
    ada.page.locator("[role=option][aria-selected=true]:has-text('Quotas')").wait_for()
    ada.page.keyboard.press("Enter")
    ada.waits_for("h1:has-text('Quotas')")
    ada.page.keyboard.press("Control+k")
    ada.page.get_by_role("group", name="Recent").get_by_text("Quotas").wait_for()
    ada.page.keyboard.press("Escape")
    ada.page.locator("dialog").wait_for(state="detached")


def test_a_quota_is_set_seen_and_said(ada):
    ada.make_base("Travel handbook")
    ada.upload("coach.md", "The quiet coach goes to Zagreb.")
    here = ada.page.url
    ada.go("/settings/quotas")
    each = ada.page.get_by_role("group", name="Each knowledge base")
    each.get_by_label("Documents").fill("1")
    ada.page.get_by_role("button", name="Save").click()
    ada.page.get_by_text("Saved").first.wait_for()
    shoot(ada, "quotas")
    ada.page.goto(here)
    ada.waits_for(".meter.is-full")
    file = {"name": "second.md", "mimeType": "text/markdown", "buffer": b"Another text."}
    ada.page.set_input_files("input[type=file]", [file])
    ada.page.get_by_text("The quota for this knowledge base is used up: 1 of 1 documents.").wait_for()
    shoot(ada, "quota-full")
    ada.go("/settings/quotas")
    ada.page.locator(".segments input[value=base]").check()
    ada.page.get_by_role("button", name="Limit of Travel handbook").click()
    ada.page.locator("dialog").get_by_label("Documents").fill("5")
    ada.page.keyboard.press("Enter")
    ada.waits_for(".table tr:has-text('own limit')")
    ada.go("/settings/account")
    ada.page.get_by_text("What I keep").wait_for()


def test_a_removed_person_is_erased_and_purged_with_a_receipt(ada, house):
    newcomer(house, "zoe@acme.test")
    ada.go("/settings/people")
    ada.page.get_by_role("button", name="Actions for zoe").click()
    ada.page.get_by_role("menuitem", name="Delete").click()
    ada.page.locator("dialog").get_by_role("button", name="Delete").click()
    ada.page.locator(".segments input[value=removed]").check()
    ada.page.get_by_role("button", name="Actions for zoe").click()
    ada.page.get_by_role("menuitem", name="Erase now").click()
    ada.page.locator("dialog").get_by_role("button", name="Erase now").click()
    ada.page.locator(".table:has-text('zoe')").wait_for(state="detached")
    house.settle()
    ada.go("/settings/purges")
    ada.page.locator(".facts div:has-text('People')").get_by_text("1").wait_for()
    ada.page.get_by_role("button", name="Purge now").click()
    ada.page.locator("dialog").get_by_label("Full purge").check()
    shoot(ada, "purge-ask")
    ada.page.locator("dialog").get_by_role("button", name="Purge now").click()
    ada.waits_for(".receipt .badge:has-text('done')")
    ada.page.get_by_text("Nothing waits for a purge").wait_for()
    shoot(ada, "purges")
    with ada.page.expect_download() as down:
        ada.page.get_by_role("link", name="Receipt").click()
    assert '"is_log_cut": true' in Path(down.value.path()).read_text()
