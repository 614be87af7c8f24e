"""In the composer `@kb:` lists the bases that one may read; keys choose one, and the answer says where it looked."""

import pytest

pytestmark = pytest.mark.browser


def test_a_base_is_named_by_keys(visit):
    ada = visit()
    ada.set_up()
    ada.page.evaluate(
        """async () => {
          const { api } = await import("app/house/api.js");
          for (const name of ["Travel rules", "Travel costs", "Menu"]) {
            const base = await api.collections.create_base({}, { name });
            const text = `The ferry of ${name} leaves at nine.`;
            await api.ingest.ingest_document({}, { knowledge_base_id: base.id, id: "one", text });
          }
        }"""
    )
    ada.go("/chat")
    box = ada.page.get_by_placeholder("Ask a question about your documents")
    box.press_sequentially("@kb:tra")
    options = ada.page.get_by_role("listbox", name="Knowledge bases").get_by_role("option")
    options.nth(1).wait_for()
    assert options.all_inner_texts() == ["Travel costs", "Travel rules"]
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    box.press("Enter")
    options.first.wait_for(state="detached")
    assert box.input_value() == '@kb:"Travel rules" '
    box.press_sequentially("When does the ferry leave?")
    box.press("Enter")
    ada.page.get_by_text("Looked only in: Travel rules").wait_for()
    ada.page.get_by_text('@kb:"Travel rules" When does').wait_for()
    ada.page.reload()
    ada.page.get_by_text("Looked only in: Travel rules").wait_for()


def test_escape_leaves_the_question_alone(visit):
    ada = visit()
    ada.set_up()
    ada.page.evaluate(
        """async () => {
          const { api } = await import("app/house/api.js");
          await api.collections.create_base({}, { name: "Menu" });
        }"""
    )
    ada.go("/chat")
    box = ada.page.get_by_placeholder("Ask a question about your documents")
    box.press_sequentially("what @kb:")
    option = ada.page.get_by_role("option", name="Menu")
    option.wait_for()
    box.press("Escape")
    option.wait_for(state="detached")
    assert box.input_value() == "what @kb:"
