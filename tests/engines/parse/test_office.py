"""Workbooks, presentations, OpenDocument texts and books."""

from parse_samples import TYPES, zipped

S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "manifest")
)


def related(*targets):
    entries = "".join(
        f'<Relationship Id="r{n}" Type="http://x/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'
    )


def workbook(sheet):
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": f'<workbook {S} {R}><sheets><sheet name="Costs" r:id="r0"/>'
            '<sheet name="Secret" state="hidden" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": related(
                ("worksheet", "worksheets/a.xml"), ("worksheet", "/xl/worksheets/b.xml")
            ),
            "xl/sharedStrings.xml": f"<sst {S}><si><t>Item</t></si><si><r><t>Da</t></r><r><t>te</t></r></si></sst>",
            "xl/styles.xml": f'<styleSheet {S}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
            "xl/worksheets/a.xml": f"<worksheet {S}><sheetData>{sheet}</sheetData></worksheet>",
            "xl/worksheets/b.xml": f"<worksheet {S}><sheetData><row><c><v>4711</v></c></row></sheetData></worksheet>",
        }
    )


def test_rows_carry_headers_dates_and_cached_values(parse):
    sheet = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>All costs</t></is></c></row>'
        '<row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c></row>'
        '<row r="4"><c r="B4"><f>1+1</f><v>2</v></c><c r="C4" s="1"><v>45292</v></c></row>'
        '<row r="5"><c r="B5" t="b"><v>1</v></c><c r="C5" t="s"><v>99</v></c></row>'
    )
    parsed = parse(workbook(sheet), "a.xlsx")
    assert parsed.text == "Costs\n\nAll costs\n\nItem | Date\n\nItem: 2; Date: 2024-01-01\n\nItem: TRUE"
    assert [heading.text for heading in parsed.headings] == ["Costs"]


def test_a_workbook_that_names_the_last_cell_stays_small(parse):
    sheet = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert parse(workbook(sheet), "a.xlsx").text == "Costs\n\n1\n\n2"


def shape(text, kind="body"):
    return (
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
        f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def test_slides_are_pages_with_titles_and_notes(parse):
    cell = "<a:tc><a:p><a:r><a:t>cell</a:t></a:r></a:p></a:tc>"
    grid = f"<p:graphicFrame><a:tbl><a:tr>{cell}</a:tr></a:tbl></p:graphicFrame>"
    slides = [f"<p:sld {P}>{shape('Body')}{grid}{shape('Title', 'title')}{shape('7', 'sldNum')}</p:sld>"]
    slides += [
        f'<p:sld {P} show="0">{shape("Gone")}</p:sld>',
        f"<p:sld {P}><p:grpSp>{shape('Third')}</p:grpSp></p:sld>",
    ]
    entries = {f"ppt/slides/s{n}.xml": slide for n, slide in enumerate(slides)}
    entries |= {
        "[Content_Types].xml": TYPES,
        "ppt/presentation.xml": f"<p:presentation {P} {R}>"
        + "".join(f'<p:sldId r:id="r{n}"/>' for n in range(3))
        + "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": related(*(("slide", f"slides/s{n}.xml") for n in range(3))),
        "ppt/slides/_rels/s0.xml.rels": related(("notesSlide", "../notes/n.xml")),
        "ppt/notes/n.xml": f"<p:notes {P}>{shape('Say this')}{shape('1', 'sldNum')}</p:notes>",
    }
    parsed = parse(zipped(entries), "a.pptx")
    assert [parsed.text[p.start : p.end] for p in parsed.pages] == ["Title\n\nBody\n\ncell\n\nSay this", "Third"]
    assert [page.number for page in parsed.pages] == [1, 3]
    assert [heading.text for heading in parsed.headings] == ["Title"]


def odt(body, manifest=""):
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF}><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
            "META-INF/manifest.xml": f"<manifest:manifest {ODF}>{manifest}</manifest:manifest>",
        }
    )


def test_opendocument_headings_lists_notes_and_tables(parse):
    cells = "".join(f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in ("a1", "b1"))
    body = (
        '<text:h text:outline-level="2">Head</text:h><text:list><text:list-item><text:p>one</text:p></text:list-item>'
        '</text:list><text:p>A<text:s text:c="1"/>claim<text:note><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>proof</text:p></text:note-body></text:note>.</text:p>"
        f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    )
    parsed = parse(odt(body), "a.odt")
    assert parsed.text == "Head\n\n- one\n\nA claim.\n\nproof\n\na1 | b1"
    assert [(heading.level, heading.text) for heading in parsed.headings] == [(2, "Head")]


def test_an_encrypted_opendocument_text_is_named_so(refusal):
    assert refusal(odt("", "<manifest:encryption-data/>"), "a.odt") == "encrypted"


def test_chapters_of_a_book_come_in_the_order_of_its_spine(parse):
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="one%20a.xhtml"/>'
        '<item id="b" href="two.xhtml"/></manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>'
    )
    entries = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfile full-path="book/package.opf"/></container>',
        "book/package.opf": package,
        "book/one a.xhtml": "<html><h1>End</h1><script>no()</script></html>",
        "book/two.xhtml": "<html><h1>Begin</h1><p>Words</html>",
    }
    parsed = parse(zipped(entries), "a.epub")
    assert parsed.text == "Begin\n\nWords\n\nEnd"
    assert [heading.text for heading in parsed.headings] == ["Begin", "End"]
