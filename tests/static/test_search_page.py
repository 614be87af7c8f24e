"""Search is narrowed, explained and asked of a day, all of it in the address; bases are named by keys."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser


def filled(visit: Any, **more: Any) -> Any:
    """A window before two bases; the second document of the first one is tagged and of two pages of the web."""
    ada = visit(**more)
    ada.set_up()
    ada.page.evaluate(
        """async () => {
          const { api } = await import("app/house/api.js");
          for (const name of ["Travel rules", "Menu"]) {
            const base = await api.collections.create_base({}, { name });
            const put = (id, text, more) => api.ingest.ingest_document({}, { knowledge_base_id: base.id, id, text, ...more });
            await put("one", `The ferry of ${name} leaves at nine.`, { title: "Ferries" });
            await put("two", `The night ferry of ${name} leaves at ten.`, { title: "Nights", metadata: { tags: ["night"] } });
          }
          while ((await api.retrieval.search_all({}, { query: "ferry" })).data.length < 4)
            await new Promise((done) => setTimeout(done, 50));
        }"""
    )
    ada.go("/knowledge")
    ada.page.get_by_role("heading", name="Travel rules").wait_for()
    return ada


def titles(ada: Any, count: int) -> list[str]:
    ada.page.locator(".results-head", has_text=f"{count} passage").wait_for()
    return sorted(ada.page.locator(".hit-title").all_inner_texts())


def asked(ada: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(ada.page.url).query)


def test_a_search_is_narrowed_and_explained_and_can_be_shared(visit: Any) -> None:
    ada = filled(visit)
    box = ada.page.get_by_label("Search all documents")
    box.fill("ferry")
    box.press("Enter")
    assert titles(ada, 4) == ["Ferries", "Ferries", "Nights", "Nights"]
    assert sorted(ada.page.locator(".hit-place").all_inner_texts()) == ["Menu", "Menu", "Travel rules", "Travel rules"]
    ada.page.get_by_role("button", name="Filter the search").press("Enter")
    tag = ada.page.get_by_label("Tag", exact=True)
    tag.fill("night")
    tag.press("Enter")
    assert titles(ada, 2) == ["Nights", "Nights"]
    ada.page.get_by_label("Kind", exact=True).select_option("pushed")
    ada.page.get_by_label("Explain each hit").press("Space")
    why = ada.page.locator(".explained").first
    why.get_by_text("because the knowledge base is yours").wait_for()
    assert "ferry" in why.inner_text()
    assert asked(ada) == {"q": ["ferry"], "search_tag": ["night"], "search_kind": ["pushed"], "search_explain": ["1"]}
    ada.page.reload()
    assert titles(ada, 2) == ["Nights", "Nights"]
    assert ada.page.get_by_label("Tag", exact=True).input_value() == "night"
    ada.page.get_by_label("Language", exact=True).select_option("fi")
    ada.page.get_by_text("Nothing that passes the filters was found for “ferry”.").wait_for()
    ada.page.get_by_role("button", name="Search without filters").press("Enter")
    assert titles(ada, 4)[0] == "Ferries"
    ada.page.locator(".hit", has_text="night ferry").first.press("Enter")
    assert "night ferry" in ada.waits_for(".sheet mark").inner_text()
    assert asked(ada)["version"] == ["1"]


def test_a_day_before_tells_what_is_missing(visit: Any) -> None:
    ada = filled(visit)
    ada.go("/knowledge?q=ferry&search_as_of=2020-01-01")
    ada.page.get_by_text("As it stood on 1 Jan 2020.").wait_for()
    ada.page.get_by_role("button", name="Clear 1 filter").press("Enter")
    assert len(titles(ada, 4)) == 4
    assert ada.page.get_by_label("As it stood on").input_value() == ""


def test_a_base_is_named_by_keys_and_a_wrong_name_is_told(visit: Any) -> None:
    ada = filled(visit)
    box = ada.page.get_by_label("Search all documents")
    box.press_sequentially("@kb:tra")
    ada.page.get_by_role("option", name="Travel rules").wait_for()
    box.press("Enter")
    assert box.input_value() == '@kb:"Travel rules" '
    box.press_sequentially("ferry")
    box.press("Enter")
    ada.page.get_by_text("in 1 knowledge base that was named").wait_for()
    assert titles(ada, 2) == ["Ferries", "Nights"]
    box.fill("@kb:nowhere ferry")
    box.press("Enter")
    ada.page.get_by_role("alert").get_by_text('There is no knowledge base "nowhere"').wait_for()


def test_filters_of_documents_and_of_the_search_live_side_by_side(visit: Any) -> None:
    ada = filled(visit)
    ada.page.get_by_role("link", name="Travel rules").click()
    box = ada.page.get_by_label("Search these documents")
    box.fill("ferry")
    box.press("Enter")
    assert len(titles(ada, 2)) == 2
    ada.page.get_by_label("Title or file name").press_sequentially("night")
    ada.page.get_by_role("heading", name="1 document").wait_for()
    assert asked(ada) == {"q": ["ferry"], "text": ["night"]}
    assert len(titles(ada, 2)) == 2
