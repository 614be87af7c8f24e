"""A document is renamed, tagged and due for review, and its versions are listed, in a browser."""

import pytest

pytestmark = pytest.mark.browser


def test_a_document_is_looked_after(visit):
    ada = visit()
    ada.set_up()
    ada.page.evaluate(
        """async () => {
          const { api } = await import("app/house/api.js");
          window.base = (await api.collections.create_base({}, { name: "Files" })).id;
          await api.ingest.ingest_document({}, { knowledge_base_id: window.base, id: "one", text: "The ferry leaves at nine." });
        }"""
    )
    base = ada.page.evaluate("window.base")
    ada.go(f"/knowledge/{base}")
    row = ada.page.locator("tbody tr").first
    row.get_by_text("ready", exact=False).wait_for()
    row.locator(".menu > .button").click()
    row.get_by_role("menuitem", name="Edit").click()
    dialog = ada.page.locator("dialog")
    dialog.get_by_label("Title").fill("Timetable")
    dialog.get_by_label("Review by").fill("2020-01-01")
    dialog.get_by_role("button", name="Save").click()
    row.get_by_text("Review due").wait_for()
    row.get_by_text("Timetable").wait_for()
    row.locator(".menu > .button").click()
    row.get_by_role("menuitem", name="Versions").click()
    dialog.get_by_text("Version 1").wait_for()
    ada.go(f"/knowledge/{base}/questions")
    ada.page.get_by_text("No open questions").wait_for()
