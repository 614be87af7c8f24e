"""Documents other people made: what must and must not come out of them."""

import json

import pytest

from appliance.engines.parse import ParseFailed


def cases(folder, kind):
    return [case for case in json.loads((folder / "manifest.json").read_text()) if case["kind"] == kind]


def test_texts_hold_what_they_must(real_documents, sandbox):
    for case in cases(real_documents, "text"):
        parsed = sandbox.parse(real_documents / case["file"], filename=case["name"])
        assert [word for word in case["must"] if word not in parsed.text] == []
        assert [word for word in case["must_not"] if word in parsed.text] == []
        assert parsed.passages


def test_passages_are_slices_that_leave_nothing_out(real_documents, sandbox):
    for case in cases(real_documents, "text"):
        parsed = sandbox.parse(real_documents / case["file"], filename=case["name"])
        past = 0
        for one in parsed.passages:
            words = parsed.text[one.start : one.end]
            assert words == words.strip()
            assert 0 < len(words) <= 1_200
            assert not parsed.text[past : one.start].strip()
            past = one.end
        assert not parsed.text[past:].strip()


def test_the_rows_of_a_table_without_rules_stay_together(real_documents, sandbox):
    name = "markitdown-SPARSE-2024-INV-1234_borderless_table.pdf"
    text = sandbox.parse(real_documents / name, filename=name).text
    assert "SKU-6678 | Software | $200.00 | $42,000.00 | 2024-10-25 | High Value" in text


def test_unreadable_ones_are_refused_cleanly(real_documents, sandbox):
    codes = {}
    for case in cases(real_documents, "refuse"):
        with pytest.raises(ParseFailed) as caught:
            sandbox.parse(real_documents / case["file"], filename=case["name"])
        codes[case["file"].rpartition(".")[2]] = caught.value.code
    assert codes == {"pdf": "encrypted", "docx": "corrupt"}


def test_arabic_comes_in_reading_order(real_documents, sandbox):
    text = sandbox.parse(real_documents / "sample-files-habibi.pdf", filename="habibi.pdf").text
    assert "حَبيبي" in text


def test_pages_of_a_long_document_are_counted(real_documents, sandbox):
    parsed = sandbox.parse(real_documents / "sample-files-pdflatex-4-pages.pdf", filename="a.pdf")
    assert [page.number for page in parsed.pages] == [1, 2, 3, 4]
    assert {passage.page for passage in parsed.passages} == {1, 2, 3, 4}
