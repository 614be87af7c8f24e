"""A citation of a PDF opens the page as it looks, with the cited lines marked."""

from tests.make_knowledge import PDF


def test_a_citation_of_a_pdf_opens_its_page(visit):
    ada = visit()
    ada.set_up()
    ada.make_base("Ferries")
    ada.page.set_input_files("input[type=file]", [{"name": "ferry.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    ada.waits_for(".table tr:has-text('ferry.pdf') .badge.is-good")
    ada.go("/chat")
    ada.waits_for(".composer textarea:focus")
    ada.page.keyboard.type("When does the quiet ferry leave?")
    ada.page.keyboard.press("Enter")
    ada.waits_for(".sources")
    ada.page.locator("button.cite").first.click()
    ada.waits_for(".viewer-text:focus")
    picture = ada.waits_for(".facsimile img")
    assert "The quiet ferry leaves at nine." in picture.get_attribute("alt")
    page, mark = picture.bounding_box(), ada.page.locator(".facsimile rect").bounding_box()
    assert page["x"] < mark["x"] < page["x"] + page["width"] * 0.2
    assert page["y"] + page["height"] * 0.25 < mark["y"] < page["y"] + page["height"] * 0.5
    assert ada.page.get_by_role("button", name="Next page").is_disabled()
    ada.page.get_by_role("button", name="Text", exact=True).click()
    assert "quiet ferry" in ada.waits_for(".sheet mark").inner_text()
