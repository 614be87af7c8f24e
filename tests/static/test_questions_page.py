"""A thumb with its reason reaches those who look after the base, and is settled with a document that answers it."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_a_bad_answer_is_told_taken_on_and_settled_with_a_document(visit: Any) -> None:
    ada = visit()
    ada.set_up()
    ada.make_base("Harbour")
    ada.upload("ferry.md", "The green ferry leaves at nine.")
    base = ada.page.url
    ada.go("/chat")
    ada.waits_for(".composer textarea:focus")
    ada.page.keyboard.type("When does the green ferry leave?")
    ada.page.keyboard.press("Enter")
    ada.page.get_by_role("button", name="Bad answer").press("Enter")
    ada.page.get_by_role("radio", name="It is out of date").check()
    ada.page.get_by_label("In your words").fill("It is ten o'clock now")
    ada.page.locator(".feedback-why").get_by_role("button", name="Send").press("Enter")
    ada.page.locator(".feedback-said", has_text="It is out of date").wait_for()
    ada.page.reload()
    ada.waits_for(".feedback [aria-pressed=true][aria-label='Bad answer']")

    ada.page.goto(f"{base}/questions")
    row = ada.page.locator(".question-row")
    assert "When does the green ferry leave?" in row.inner_text()
    assert "It is ten o'clock now" in row.inner_text()
    row.locator(".menu > .button").press("Enter")
    row.get_by_role("menuitem", name="Take it on").press("Enter")
    row.get_by_text("with Ada Lovelace").wait_for()
    row.get_by_role("button", name="Answer").press("Enter")
    dialog = ada.page.locator("dialog")
    dialog.get_by_role("radio", name="ferry.md").check()
    dialog.get_by_label("Note").fill("In the timetable")
    dialog.get_by_role("button", name="Settle").press("Enter")
    ada.page.get_by_text("No open questions").wait_for()
    ada.page.get_by_role("radio", name="Settled").check()
    row.get_by_text("Answered by").wait_for()
    row.get_by_role("link", name="ferry.md").press("Enter")
    assert "leaves at nine" in ada.waits_for(".sheet").inner_text()


def test_what_was_asked_of_all_knowledge_waits_for_administrators(visit: Any) -> None:
    ada = visit()
    ada.set_up()
    ada.make_base("Harbour")
    ada.go("/chat")
    ada.waits_for(".composer textarea:focus")
    ada.page.keyboard.type("What is the airspeed of a swallow?")
    ada.page.keyboard.press("Enter")
    ada.waits_for(".feedback")
    ada.go("/knowledge")
    ada.page.get_by_role("link", name="Open questions").press("Enter")
    row = ada.page.locator(".question-row")
    assert "airspeed" in row.inner_text()
    row.locator(".menu > .button").press("Enter")
    row.get_by_role("menuitem", name="Settle without a document").press("Enter")
    ada.page.get_by_text("No open questions").wait_for()
