"""The index of a base and its test bench in a browser, with the keyboard."""

import pytest

pytestmark = pytest.mark.browser


def with_document(visit):
    ada = visit()
    ada.set_up()
    ada.page.evaluate(
        """async () => {
          const { api } = await import("app/house/api.js");
          const base = await api.collections.create_base({}, { name: "Files" });
          await api.ingest.ingest_document({}, { id: "one", title: "Otters", text: "The otter sleeps.", knowledge_base_id: base.id });
          window.base = base.id;
        }"""
    )
    ada.go(f"/knowledge/{ada.page.evaluate('window.base')}/index")
    return ada


def test_a_question_is_kept_and_run_and_the_index_is_built_anew(visit):
    ada = with_document(visit)
    ada.page.get_by_text("Generation 1").wait_for()
    ada.page.get_by_role("button", name="Add a question").press("Enter")
    dialog = ada.page.locator("dialog")
    dialog.get_by_role("option", name="Otters").wait_for(state="attached")
    dialog.get_by_label("Question").fill("who sleeps")
    dialog.get_by_role("button", name="Add a question").press("Enter")
    ada.page.get_by_role("button", name="Run", exact=True).press("Enter")
    ada.page.get_by_text("rank of the right document").wait_for()
    ada.page.get_by_role("button", name="Rebuild the index").press("Enter")
    ada.page.get_by_role("button", name="Back to this one").wait_for()
    ada.page.get_by_role("button", name="Back to this one").press("Enter")
    ada.page.get_by_text("Generation 1 serves now").wait_for()


def test_other_sizes_say_what_a_new_index_takes(visit):
    ada = with_document(visit)
    ada.go(f"/knowledge/{ada.page.url.split('/knowledge/')[1].split('/')[0]}")
    ada.page.locator(".page-actions .menu > .button").press("Enter")
    ada.page.get_by_role("menuitem", name="Edit").press("Enter")
    dialog = ada.page.locator("dialog")
    dialog.get_by_text("A rebuild covers").wait_for()
    dialog.get_by_label("Size of a passage (tokens)").fill("120")
    dialog.get_by_role("button", name="Save").click()
    ada.page.get_by_text("Saved").first.wait_for()
