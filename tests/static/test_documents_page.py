"""Documents are narrowed, chosen, changed together and replaced; the viewer shows the place and the version that was cited."""

from pathlib import Path
from typing import Any

import pytest

from tests.static.conftest import Visitor
from tests.static.test_uploads_page import FILES, told

pytestmark = pytest.mark.browser

SHEET = "item,price\nrope,3\nanchor: small,70\nsail,900\n"
LINE = "Line {:06} speaks of nothing, at some length, so that the text is long.\n"


def shelf(visit: Any, **files: str) -> Visitor:
    ada: Visitor = visit()
    ada.set_up()
    ada.make_base("Harbour")
    names = {name.replace("_", "."): text for name, text in files.items()}
    ada.page.set_input_files(FILES, [file(name, text) for name, text in names.items()])
    told(ada, f"{len(names)} file{'s' * (len(names) > 1)}: {len(names)} ready")
    ada.page.get_by_role("button", name="Clear this list").click()
    return ada


def file(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def rows(ada: Visitor) -> list[str]:
    return [one.inner_text().split("\n")[0] for one in ada.page.locator("tbody .is-main").all()]


def waits_for_rows(ada: Visitor, *names: str) -> None:
    ada.page.get_by_role("heading", name=f"{len(names)} document").wait_for()
    assert rows(ada) == list(names)


def test_a_list_is_narrowed_and_sorted_and_the_address_keeps_it(visit: Any) -> None:
    ada = shelf(visit, rope_txt="Rope.", sail_txt="The sail is long.", prices_csv=SHEET)
    ada.page.get_by_label("Title or file name").press_sequentially("ROPE")
    waits_for_rows(ada, "rope.txt")
    ada.page.reload()
    waits_for_rows(ada, "rope.txt")
    ada.page.get_by_role("button", name="Clear 1 filter").press("Enter")
    ada.page.get_by_role("heading", name="3 documents").wait_for()
    ada.page.get_by_label("Kind").select_option("sheet")
    waits_for_rows(ada, "prices.csv")
    ada.page.get_by_label("Kind").select_option("")
    ada.page.get_by_role("button", name="Title").press("Enter")
    ada.waits_for("th[aria-sort=ascending] >> text=Title")
    waits_for_rows(ada, "prices.csv", "rope.txt", "sail.txt")


def test_many_are_tagged_reviewed_and_deleted_with_the_keyboard(visit: Any) -> None:
    ada = shelf(visit, rope_txt="Rope.", sail_txt="Sail.", mast_txt="Mast.")
    dialog = ada.page.locator("dialog")
    ada.page.get_by_label("Choose “rope.txt”").press("Space")
    ada.page.get_by_role("button", name="Choose all 3").press("Enter")
    ada.page.get_by_text("3 chosen").wait_for()
    ada.page.get_by_role("button", name="Tags", exact=True).press("Enter")
    dialog.locator("input[name=tags]").fill("sea, boats")
    dialog.get_by_role("button", name="Save").press("Enter")
    ada.page.get_by_text("3 documents done.").first.wait_for()
    ada.page.get_by_label("Tag", exact=True).select_option("sea")
    ada.page.get_by_label("Choose all that are shown").press("Space")
    ada.page.get_by_role("button", name="Owner, review").press("Enter")
    dialog.locator("input[type=date]").fill("2020-01-01")
    dialog.get_by_role("button", name="Save").press("Enter")
    ada.page.locator("tbody").get_by_text("Review due").nth(2).wait_for()
    ada.page.get_by_label("Choose “mast.txt”").press("Space")
    ada.page.get_by_role("button", name="Delete").press("Enter")
    dialog.get_by_role("button", name="Delete").press("Enter")
    ada.page.get_by_role("heading", name="2 documents").wait_for()


def test_what_cannot_be_done_is_named_one_by_one(visit: Any) -> None:
    ada = shelf(visit, rope_txt="Rope.", sail_txt="Sail.")
    ada.page.evaluate(
        """async () => {
          const { api } = await import("app/house/api.js");
          const id = location.pathname.split("/").at(-1);
          const other = await api.collections.create_base({}, { name: "Other" });
          const form = new FormData();
          form.append("file", new File(["Rope."], "rope.txt"));
          await api.documents.upload_document({ id: other.id }, form);
        }"""
    )
    ada.page.get_by_label("Choose all that are shown").check()
    ada.page.get_by_role("button", name="Move").click()
    dialog = ada.page.locator("dialog")
    dialog.get_by_role("button", name="Move to another base").click()
    dialog.get_by_text("1 document done. 1 was left as it is:").wait_for()
    assert "rope.txt" in dialog.locator(".bulk-refused").inner_text()
    assert "holds this document already" in dialog.locator(".bulk-refused").inner_text()


def test_an_owner_and_facts_are_written(visit: Any) -> None:
    ada = shelf(visit, rope_txt="Rope.")
    row, dialog = ada.page.locator("tbody tr").first, ada.page.locator("dialog")
    row.locator(".menu > .button").press("Enter")
    row.get_by_role("menuitem", name="Edit").press("Enter")
    dialog.get_by_label("Owner").press_sequentially("Ada")
    dialog.get_by_role("option", name="Ada Lovelace").wait_for()
    ada.page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Add an entry").press("Enter")
    dialog.get_by_label("Name of entry 1").fill("pier")
    dialog.get_by_label("Value of entry 1").fill("north")
    dialog.get_by_role("button", name="Save").press("Enter")
    row.get_by_text("Owner: Ada Lovelace").wait_for()
    row.locator(".menu > .button").press("Enter")
    row.get_by_role("menuitem", name="Edit").press("Enter")
    assert dialog.get_by_label("Value of entry 1").input_value() == "north"
    assert dialog.get_by_label("Owner").input_value() == "Ada Lovelace"


def test_an_old_answer_opens_the_version_that_it_cited(visit: Any) -> None:
    ada = shelf(visit, ferry_txt="The green ferry leaves at nine.")
    base = ada.page.url
    ada.go("/chat")
    ada.waits_for(".composer textarea:focus")
    ada.page.keyboard.type("When does the green ferry leave?")
    ada.page.keyboard.press("Enter")
    ada.waits_for("button.cite")
    chat = ada.page.url
    ada.page.goto(base)
    row, dialog = ada.page.locator("tbody tr").first, ada.page.locator("dialog")
    row.locator(".menu > .button").press("Enter")
    row.get_by_role("menuitem", name="Replace file").press("Enter")
    dialog.locator("input[type=file]").set_input_files([file("ferry.txt", "The green ferry leaves at ten.")])
    dialog.get_by_role("button", name="Replace file").press("Enter")
    ada.page.get_by_text("The new version is being read").wait_for()
    row.locator(".badge.is-good").wait_for()
    ada.page.goto(chat)
    ada.page.locator("button.cite").first.press("Enter")
    assert "nine" in ada.waits_for(".sheet mark").inner_text()
    ada.page.get_by_text("This is not the present version.").wait_for()
    ada.page.get_by_role("button", name="Show the present one").press("Enter")
    ada.page.locator(".sheet", has_text="leaves at ten").wait_for()


def test_a_spreadsheet_is_a_table_and_its_cited_row_is_marked(visit: Any) -> None:
    ada = shelf(visit, prices_csv=SHEET)
    ada.page.get_by_label("Search these documents").fill("sail")
    ada.page.keyboard.press("Enter")
    ada.page.locator(".hit").first.press("Enter")
    ada.waits_for(".records tr.is-marked")
    table = ada.page.locator(".records")
    assert table.locator("th").all_inner_texts() == ["item", "price"]
    assert [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()] == [
        ["rope", "3"], ["anchor: small", "70"], ["sail", "900"],
    ]  # fmt: skip
    ada.page.get_by_role("button", name="As a table").press("Enter")
    assert "item: sail; price: 900" in (ada.waits_for(".sheet").text_content() or "")  # what is off screen is not drawn


def test_a_long_text_opens_at_its_place_and_is_read_on_in_parts(visit: Any, tmp_path: Path) -> None:
    ada = visit()
    ada.set_up()
    ada.make_base("Long")
    path = tmp_path / "long.txt"
    path.write_text("".join(LINE.format(n) for n in range(72_000)))
    assert path.stat().st_size > 5_000_000
    ada.page.set_input_files(FILES, [path])
    told(ada, "1 file: 1 ready")
    sizes: list[int] = []
    ada.page.on("response", lambda answer: sizes.append(len(answer.body())) if "/text?" in answer.url else None)
    start = len(LINE.format(0)) * 50_000
    document = ada.page.locator("tbody a").first.get_attribute("href")
    ada.page.goto(f"{ada.base}{document}?start={start}&end={start + 11}")
    assert ada.waits_for(".sheet mark").inner_text() == "Line 050000"
    sheet = ada.page.locator(".viewer-text")
    sheet.press("Home")
    ada.page.get_by_role("button", name="Show earlier text").press("Enter")
    ada.page.locator(".sheet", has_text="Line 049930").wait_for()
    for _ in range(3):
        count = ada.page.locator(".sheet").count()
        sheet.press("End")
        ada.page.locator(".sheet").nth(count).wait_for(state="attached")
    shown = "\n".join(ada.page.locator(".sheet").all_text_contents())
    numbers = [int(line[5:11]) for line in shown.splitlines() if line.startswith("Line ")]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert len(numbers) > 200
    assert max(sizes) < 40_000


def test_a_document_that_could_not_be_read_says_why_on_its_own_page(visit: Any) -> None:
    ada = visit()
    ada.set_up()
    ada.make_base("Harbour")
    ada.page.set_input_files(FILES, [file("blank.txt", " ")])
    told(ada, "1 file: 1 could not be read")
    place = ada.page.evaluate(
        """async () => {
          const { api } = await import("app/house/api.js");
          const base = location.pathname.split("/")[2];
          const { data } = await api.documents.list_documents({ id: base, query: {} });
          return `/knowledge/${base}/documents/${data[0].id}`;
        }"""
    )
    ada.go(place)
    ada.page.get_by_role("heading", name="blank.txt").wait_for()
    ada.page.get_by_role("heading", name="Failed").wait_for()
    ada.page.get_by_text("The document holds no text.").wait_for()
    ada.seen.errors.clear()  # the browser names the answer 404, which is right
