"""What each format gives: text, headings, pages, title, and where they stand."""

import json

import pytest
from parse_samples import W, docx, paragraph, pdf, table

from appliance.engines.parse import ParseFailed, clean


def spans_hold(parsed):
    assert parsed.text == clean(parsed.text)
    for heading in parsed.headings:
        assert " ".join(parsed.text[heading.start : heading.end].split()) == heading.text
    for page in parsed.pages:
        assert 0 <= page.start <= page.end <= len(parsed.text)
    return parsed


def test_pdf_pages_are_numbered_and_hold_their_text(parse):
    parsed = spans_hold(parse(pdf(["First page"], [], ["Third page"]), "a.pdf"))
    assert [page.number for page in parsed.pages] == [1, 2, 3]
    assert [parsed.text[page.start : page.end] for page in parsed.pages] == ["First page", "", "Third page"]
    assert [passage.page for passage in parsed.passages] == [1]
    assert parsed.media_type == "application/pdf"


def test_pdf_outline_entries_become_headings(parse):
    content = pdf(["Alpha part", "words"], ["more", "Beta part", "end"], outline=[("Alpha part", 0), ("Beta part", 1)])
    parsed = spans_hold(parse(content, "a.pdf"))
    assert [heading.text for heading in parsed.headings] == ["Alpha part", "Beta part"]


def test_pdf_word_parted_at_the_end_of_a_line_is_whole(parse):
    assert "some information\nhere" in parse(pdf(["some infor-", "mation here"]), "a.pdf").text


def test_pdf_without_text_layer_asks_for_more(parse):
    with pytest.raises(ParseFailed) as caught:
        parse(pdf([]), "scan.pdf")
    assert (caught.value.code, caught.value.message) == ("needs_ocr", "pdf")


def test_docx_headings_tables_and_margins(parse):
    body = (
        paragraph("Report", "H1") + paragraph("Costs", "H2") + paragraph("Intro.")
        + table(["Item", "Price"], ["Bolt", "3"], ["Nut", "2"]) + paragraph("Rest", "Own")
    )  # fmt: skip
    header = f"<w:hdr {W}>{paragraph('Confidential')}</w:hdr>"
    footer = f"<w:ftr {W}>{paragraph('Page foot')}</w:ftr>"
    parsed = spans_hold(parse(docx(body, header1=header, header2=header, footer1=footer), "a.docx"))
    assert [(h.level, h.text) for h in parsed.headings] == [(1, "Report"), (2, "Costs"), (1, "Rest")]
    assert "Item: Bolt; Price: 3\n\nItem: Nut; Price: 2" in parsed.text
    assert parsed.text.startswith("Confidential")
    assert parsed.text.endswith("Page foot")
    assert parsed.text.count("Confidential") == 1


def test_docx_notes_and_text_boxes_follow_their_paragraph_once(parse):
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    alternatives = (
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    body = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>Claim</w:t>'
        f'<w:footnoteReference w:id="2"/><w:drawing>{alternatives}</w:drawing></w:r></w:p>{paragraph("After")}'
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("Proof 𐌲")}</w:footnote></w:footnotes>'
    assert parse(docx(body, footnotes=notes), "a.docx").text == "Claim\n\nboxed\n\nProof 𐌲\n\nAfter"


def test_docx_text_box_in_a_table_and_in_a_header_is_read_once(parse):
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('boxed')}</w:txbxContent></w:pict></w:r></w:p>"
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{box}{paragraph("both")}</w:tc>'
    body = f"<w:tbl><w:tr>{wide}<w:tc>{paragraph('last')}</w:tc></w:tr></w:tbl>"
    parsed = parse(docx(body, header1=f"<w:hdr {W}>{box.replace('boxed', 'heading box')}</w:hdr>"), "a.docx")
    assert parsed.text == "heading box\n\nboth | last\n\nboxed"


def test_docx_leaves_out_deleted_text_and_field_codes(parse):
    body = (
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>added</w:t></w:r></w:ins>"
        "<w:r><w:instrText>HYPERLINK x</w:instrText><w:tab/><w:t>kept</w:t></w:r></w:p>"
    )
    assert parse(docx(body), "a.docx").text == "added kept"


def test_html_keeps_the_content_and_drops_the_frame(parse):
    filler = "Main words that matter. " * 12
    page = (
        "<!doctype html><title>The  page</title><nav>Menu</nav><header><ul><li>Top</ul></header><main><h1>Head</h1>"
        f"<p>{filler}<b>bo</b>ld<br>next</p><script>evil()</script><style>p{{}}</style><p hidden>secret</p>"
        "<table><tr><th>A<th>B<tr><td>1<td>2</table><ul><li>one<li>two</ul></main><footer>Imprint</footer>"
    )
    parsed = spans_hold(parse(page.encode(), "a.html"))
    assert parsed.title == "The page"
    assert all(word in parsed.text for word in ("bold\nnext", "A: 1; B: 2", "- one\n\n- two"))
    assert not any(word in parsed.text for word in ("Menu", "Top", "evil", "secret", "Imprint", "p{"))
    assert [(h.level, h.text) for h in parsed.headings] == [(1, "Head")]


def test_html_encoding_is_taken_from_its_meta_element(parse):
    page = '<html><meta charset="windows-1251"><p>Привет, мир</p>'.encode("cp1251")
    assert parse(page, "a.htm").text == "Привет, мир"


def test_markdown_headings_outside_code_are_kept(parse):
    text = "# Top #\n\nText\n\n```\n# no heading\n```\n\nUnder\n-----\n\n### Deep\n\n| a | b |\n|---|---|\n"
    parsed = spans_hold(parse(text.encode(), "a.md"))
    assert [(h.level, h.text) for h in parsed.headings] == [(1, "Top"), (2, "Under"), (3, "Deep")]
    assert (parsed.title, parsed.media_type) == ("Top", "text/markdown")
    assert parsed.text == text.strip("\n")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Grüße aus Köln, schöne Straße — für alle Bürger und Gäste der Stadt.", "cp1252"),
        ("Съешь же ещё этих мягких французских булок, да выпей чаю.", "koi8_r"),
        ("Съешь же ещё этих мягких французских булок, да выпей чаю.", "cp1251"),
        ("名前は髙橋淳です。東京に住んでいます。", "cp932"),
        ("名前は高橋です。東京に住んでいます。", "euc_jp"),
        ("今天的天气很好，我们一起去公园散步吧。", "gb18030"),
        ("今天的天氣很好，我們一起去公園散步吧。", "big5"),
        ("오늘은 날씨가 아주 좋아서 공원에 갑니다.", "euc_kr"),
        ("Text with a mark", "utf-16"),
        ("Text without a mark", "utf-16-be"),
        ("Zażółć gęślą jaźń", "utf-8-sig"),
    ],
)
def test_text_of_any_encoding(parse, text, encoding):
    assert parse(text.encode(encoding), "a.txt").text == text


def test_declared_character_set_is_honoured(parse):
    assert parse("Şiir".encode("cp1254"), "a.txt", "text/plain; charset=windows-1254").text == "Şiir"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_rows_carry_their_headers(parse, delimiter):
    rows = [["Name", "Town"], ["Ada", '"Bath' + delimiter + ' Avon"'], ["Bo", ""]]
    content = "\r\n".join(delimiter.join(row) for row in rows)
    parsed = parse(content.encode(), "a.csv")
    assert parsed.text.split("\n\n")[1:] == [
        f"Name: Ada; Town: Bath{'' if delimiter == chr(9) else delimiter} Avon",
        "Name: Bo",
    ]


def test_csv_without_headers_keeps_its_rows(parse):
    assert parse(b"1,2\n3,4\n", "a.csv").text == "1 | 2\n3 | 4"


def test_json_is_indented_and_keeps_its_words(parse):
    value = {"name": "Zoë", "list": [1, 2.5, None], "deep": {"a": True}}
    assert json.loads(parse(json.dumps(value).encode(), "a.json").text) == value
    assert "Zoë" in parse(json.dumps(value).encode(), "a.json").text


def test_xml_gives_the_text_of_its_elements(parse):
    content = '<?xml version="1.0" encoding="shift_jis"?><a><b>名前</b><c>two</c></a>'.encode("shift_jis")
    assert parse(content, "a.xml").text == "名前\n\ntwo"


def test_text_is_composed_and_free_of_controls(parse):
    parsed = parse("e\u0301 \ud7a3\x00\x08 and more words\r\nend\u2028".encode(), "a.txt")
    assert parsed.text == "\u00e9 \ud7a3 and more words\nend"


def test_code_and_rows_of_markdown_are_not_cut(parse):
    rows = [f"| {n} | a cell. With two sentences in it, number {n} |" for n in range(60)]
    text = "\n".join(["# Table", "", *rows, "", "```", *["step one. Then step two"] * 8, "```"])
    parsed = parse(text.encode(), "a.md", tokens=120)
    ends = {one.end for one in parsed.passages} | {one.start for one in parsed.passages}
    assert len(parsed.passages) > 5
    for row in rows:
        start = parsed.text.index(row)
        assert not [at for at in ends if start < at < start + len(row)]


def test_items_of_a_numbered_list_keep_their_numbers(parse):
    page = "<!doctype html><body><ol start=3><li>three<ul><li>inner</ul><li>four</ol><ol><li>one</ol>"
    assert parse(page.encode(), "a.html").text.split("\n\n") == ["3. three", "- inner", "4. four", "1. one"]


@pytest.mark.parametrize("mark", [",", ";", "|", "^", "~", "\t"])
def test_tables_of_any_delimiter_are_read(parse, mark):
    rows = [["name", "city", "sum"], ["Ada", "Rome", "1"], ["Bob", "Oslo", "2"]]
    text = parse("\n".join(mark.join(row) for row in rows).encode(), "a.csv").text
    assert "name: Bob; city: Oslo; sum: 2" in text


def test_a_table_may_name_its_delimiter_and_stand_below_a_title(parse):
    text = parse("sep=;\nReport of 2024\n\nname;city;sum\nAda;Köln;1,5\n".encode("cp1252"), "a.csv").text
    assert text == "Report of 2024\n\nname | city | sum\n\nname: Ada; city: Köln; sum: 1,5"


def test_attributes_of_data_are_read_but_not_those_of_drawings(parse):
    data = b'<parts xmlns:x="u"><part id="A-17" name="Pump" x:y="z"><price currency="EUR">12</price> net</part></parts>'
    assert parse(data, "a.xml").text.split("\n\n") == ["id: A-17; name: Pump", "currency: EUR", "12", "net"]
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9"><text x="1">Room 5</text></svg>'
    assert parse(drawing, "a.svg").text == "Room 5"


def test_json_values_may_follow_each_other(parse):
    assert parse(b'{"a": "x\ty"}\n{"b": [2]}\n', "a.json").text == '{\n "a": "x\\ty"\n}\n{\n "b": [\n  2\n ]\n}'


def test_xml_is_read_behind_what_is_broken(parse):
    assert parse(b"<a><b>before</b>&unknown;<b>after</b></a>", "a.xml").text == "before\n\n&unknown;\n\nafter"
