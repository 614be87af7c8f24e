"""Watched folders on the page of knowledge bases, in a browser: what was taken, what was not and why, look now."""

import dataclasses
from pathlib import Path

import pytest

from appliance.config import Config

pytestmark = pytest.mark.browser


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "travel.txt").write_text("The quiet coach goes to Zagreb.", encoding="utf-8")
    (folder / "film.mp4").write_text("No film.", encoding="utf-8")
    return folder


@pytest.fixture
def config(config: Config, share: Path) -> Config:
    return dataclasses.replace(config, watch_dirs=f"Handbook={share};Broken", watch_seconds=1)


def test_a_folder_fills_a_base_and_says_what_it_could_not_take(visit, share):
    ada = visit()
    ada.set_up()
    ada.go("/knowledge")
    row = ada.page.locator(".folders tr", has_text=str(share))
    row.get_by_text("1 file", exact=True).wait_for()
    row.get_by_text("1 file could not be taken or read").wait_for()
    ada.page.locator(".folders tr", has_text="Broken").get_by_text("neither of the form").wait_for()
    row.get_by_role("button").focus()
    ada.page.keyboard.press("Enter")
    ada.page.get_by_role("menuitem", name="What is not stored").press("Enter")
    ada.page.locator("dialog").get_by_text("hold no text that can be read").wait_for()
    ada.page.keyboard.press("Escape")
    row.get_by_role("button").click()
    ada.page.get_by_role("menuitem", name="Look now").click()
    ada.page.get_by_text("The folder is being looked at").wait_for()
    row.get_by_role("link", name="Handbook").click()
    ada.page.get_by_text("travel.txt").first.wait_for()
