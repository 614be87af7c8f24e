"""Words that stand beside the text of Office documents: charts, diagrams, comments, text boxes, imported documents."""

import io
import zipfile

import pytest
from parse_samples import TYPES, W, docx, paragraph, zipped

KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = f'xmlns:r="{KINDS}"'
POINTS = (
    f'<d:dataModel xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" {A}><d:ptLst><d:pt><d:t><a:p><a:r>'
    "<a:t>Plan</a:t></a:r></a:p></d:t></d:pt><d:pt><d:t><a:p><a:r><a:t>Build</a:t></a:r></a:p></d:t></d:pt></d:ptLst>"
    "</d:dataModel>"
)
CHART = (
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:ser><c:tx><c:v>Sales</c:v></c:tx><c:cat>'
    "<c:v>May</c:v></c:cat><c:val><c:v>7</c:v></c:val></c:ser></c:chart>"
)


def related(*entries, kinds=KINDS):
    rows = "".join(f'<R Id="{key}" Type="{kinds}/{kind}" Target="{target}"/>' for key, kind, target in entries)
    return f"<Relationships>{rows}</Relationships>"


def drawn(inner):
    return f"<w:p><w:r><w:t>above</w:t></w:r><w:r><w:drawing>{inner}</w:drawing></w:r></w:p>"


def word(body, related_to, **parts):
    entries = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": related_to,
    }
    return zipped(entries | {name.replace("__", "/"): content for name, content in parts.items()})


def test_a_chart_and_a_diagram_of_a_text_follow_their_paragraph(parse):
    chart = f'<c:chart xmlns:c="urn:c" {R} r:id="r1"/>'
    diagram = f'<d:relIds xmlns:d="urn:d" {R} r:dm="r2" r:lo="r3"/>'
    places = related(("r1", "chart", "charts/c.xml"), ("r2", "diagramData", "d.xml"))
    content = word(
        drawn(chart) + drawn(diagram) + paragraph("end"),
        places,
        **{"word__charts__c.xml": CHART, "word__d.xml": POINTS},
    )
    assert parse(content, "a.docx").text == "above\n\nSales: May: 7\n\nabove\n\nPlan\nBuild\n\nend"


def charted(parse, inner):
    chart = f'<c:chart xmlns:c="urn:c" {R} r:id="r1"/>'
    part = f'<c:chart xmlns:c="urn:c" {A}>{inner}</c:chart>'
    return parse(word(drawn(chart), related(("r1", "chart", "c.xml")), **{"word__c.xml": part}), "a.docx").text


def cells(name, *values):
    points = "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(values) if value)
    return f"<c:{name}>{points}</c:{name}>"


def test_a_point_without_a_value_leaves_the_others_under_their_label(parse):
    series = cells("tx", "Sales") + cells("cat", "May", "June", "July") + cells("val", "7", "", "9")
    assert charted(parse, f"<c:ser>{series}</c:ser>") == "above\n\nSales: May: 7; July: 9"


def test_the_points_of_a_scatter_chart_and_its_title_in_a_cell_are_read(parse):
    series = cells("tx", "Weight") + cells("xVal", "1", "2") + cells("yVal", "8.200000000000001", "3.5")
    title = f"<c:title>{cells('tx', 'Growth')}</c:title>"
    assert charted(parse, f"{title}<c:ser>{series}</c:ser>") == "above\n\nGrowth\nWeight: 1: 8.2; 2: 3.5"


def test_of_several_levels_of_labels_the_nearest_counts(parse):
    levels = cells("lvl", "May", "June") + cells("lvl", "2023")
    series = f"<c:cat>{levels}</c:cat>" + cells("val", "7", "8")
    assert charted(parse, f"<c:ser>{cells('tx', 'Sales')}{series}</c:ser>") == "above\n\nSales: May: 7; June: 8"


@pytest.mark.parametrize("damaged", ["<c:chart", '<!DOCTYPE c [<!ENTITY e "x">]><c>&e;</c>'])
def test_a_damaged_chart_costs_the_text_nothing(parse, damaged):
    chart = f'<c:chart xmlns:c="urn:c" {R} r:id="r1"/>'
    content = word(drawn(chart), related(("r1", "chart", "c.xml")), **{"word__c.xml": damaged})
    assert parse(content, "a.docx").text == "above"


@pytest.mark.parametrize("part", ["styles", "numbering", "comments", "footnotes"])
def test_a_damaged_part_costs_the_text_nothing(parse, part):
    assert parse(docx(paragraph("words", "H1"), **{part: "<w:broken"}), "a.docx").text == "words"


def test_a_comment_names_its_author_and_follows_its_paragraph(parse):
    comments = f'<w:comments {W}><w:comment w:id="3" w:author="Bo">{paragraph("Why?")}</w:comment></w:comments>'
    body = '<w:p><w:r><w:t>Claim</w:t></w:r><w:r><w:commentReference w:id="3"/></w:r></w:p>' + paragraph("next")
    assert parse(docx(body, comments=comments), "a.docx").text == "Claim\n\nComment by Bo: Why?\n\nnext"


def test_an_imported_document_stands_in_its_place(parse):
    body = f'{paragraph("before")}<w:altChunk r:id="r9"/>{paragraph("after")}'
    page = "<html><body><p>in between</p></body></html>"
    content = word(body, related(("r9", "aFChunk", "part.html")), **{"word__part.html": page})
    assert parse(content, "a.docx").text == "before\n\nin between\n\nafter"


def test_readings_of_east_asian_words_are_left_out(parse):
    ruby = (
        "<w:ruby><w:rt><w:r><w:t>toukyou</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase></w:ruby>"
    )
    assert parse(docx(f"<w:p><w:r>{ruby}</w:r></w:p>"), "a.docx").text == "東京"


def slide(inner):
    return f'<p:sld xmlns:p="urn:p" {A} {R}><p:spTree>{inner}</p:spTree></p:sld>'


def show(inner, *more, kinds=KINDS, **parts):
    entries = {
        "[Content_Types].xml": TYPES,
        "ppt/presentation.xml": f'<p:presentation xmlns:p="urn:p" xmlns:r="{kinds}"><p:sldId id="256" r:id="s1"/>'
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": related(("s1", "slide", "slides/s.xml"), kinds=kinds),
        "ppt/slides/s.xml": slide(inner),
        "ppt/slides/_rels/s.xml.rels": related(*more, kinds=kinds),
    }
    return zipped(entries | {name.replace("__", "/"): content for name, content in parts.items()})


def changed(content, name, text):
    """The same package with another text in one part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    return zipped(parts | {name: text})


SHAPE = "<p:sp><p:txBody><a:p><a:r><a:t>Hello</a:t></a:r></a:p></p:txBody></p:sp>"


def test_a_diagram_and_the_comments_of_a_slide_are_read(parse):
    frame = '<p:graphicFrame><d:relIds xmlns:d="urn:d" r:dm="d1"/></p:graphicFrame>'
    comments = '<p:cmLst xmlns:p="urn:p"><p:cm><p:text>Nicer, please</p:text></p:cm></p:cmLst>'
    places = [("d1", "diagramData", "d.xml"), ("c1", "comments", "c.xml")]
    content = show(SHAPE + frame, *places, **{"ppt__slides__d.xml": POINTS, "ppt__slides__c.xml": comments})
    assert parse(content, "a.pptx").text == "Hello\n\nPlan\nBuild\n\nComment: Nicer, please"


PLACE = SHAPE.replace("<p:txBody>", '<p:nvSpPr><p:nvPr><p:ph type="ftr"/></p:nvPr></p:nvSpPr><p:txBody>')
NUMBER = SHAPE.replace("<a:r>", '<a:fld type="slidenum">').replace("</a:r>", "</a:fld>")


def grounded(inner, own="", master=""):
    """A show of one slide on a layout that draws `own` on a master that draws `master`."""
    name = "ppt__slideLayouts__"
    parts = {
        f"{name}l.xml": slide(own),
        f"{name}_rels__l.xml.rels": related(("m", "slideMaster", "m.xml")),
        f"{name}m.xml": slide(master),
    }
    return show(inner, ("l", "slideLayout", "../slideLayouts/l.xml"), **parts)


def test_what_layout_and_master_draw_themselves_is_read(parse):
    layout, master = SHAPE.replace("Hello", "Draft"), SHAPE.replace("Hello", "Our house")
    assert parse(grounded(SHAPE, layout + PLACE + NUMBER, master), "a.pptx").text == "Hello\n\nDraft\n\nOur house"


@pytest.mark.parametrize("no", ["0", "false"])
def test_a_slide_that_hides_its_master_shows_nothing_of_it(parse, no):
    content = grounded(SHAPE, SHAPE.replace("Hello", "Draft"))
    hiding = slide(SHAPE).replace("<p:sld ", f'<p:sld showMasterSp="{no}" ')
    assert "Draft" in parse(content, "a.pptx").text
    assert parse(changed(content, "ppt/slides/s.xml", hiding), "a.pptx").text == "Hello"


def test_a_formula_on_a_slide_is_read_as_it_would_be_typed(parse):
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    power = "<m:sSup><m:e><m:r><m:t>a</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    formula = f'<m:oMath xmlns:m="{math}">{power}</m:oMath>'
    assert parse(show(SHAPE.replace("</a:p>", f"{formula}</a:p>")), "a.pptx").text == "Helloa^2"


def test_a_damaged_layout_costs_a_slide_nothing(parse):
    content = changed(grounded(SHAPE, SHAPE), "ppt/slideLayouts/l.xml", "<")
    assert parse(content, "a.pptx").text == "Hello"


def test_a_footer_is_told_once_in_a_whole_show(parse):
    two = changed(
        show(SHAPE + PLACE.replace("Hello", "Our house")),
        "ppt/presentation.xml",
        f'<p:presentation xmlns:p="urn:p" {R}><p:sldId r:id="s1"/><p:sldId r:id="s1"/></p:presentation>',
    )
    assert parse(two, "a.pptx").text == "Hello\n\nOur house\n\nHello"


def test_a_comment_of_a_slide_names_its_author(parse):
    comments = '<p:cmLst xmlns:p="urn:p"><p:cm authorId="4"><p:text>Nicer</p:text></p:cm></p:cmLst>'
    content = show(SHAPE, ("c1", "comments", "c.xml"))
    content = changed(content, "ppt/slides/c.xml", comments)
    people = '<p:cmAuthorLst xmlns:p="urn:p"><p:cmAuthor id="4" name="Bo"/></p:cmAuthorLst>'
    content = changed(content, "ppt/people.xml", people)
    places = related(("s1", "slide", "slides/s.xml"), ("a1", "commentAuthors", "people.xml"))
    content = changed(content, "ppt/_rels/presentation.xml.rels", places)
    assert parse(content, "a.pptx").text == "Hello\n\nComment by Bo: Nicer"


def test_a_strict_presentation_is_read(parse):
    assert parse(show(SHAPE, kinds=STRICT), "a.pptx").text == "Hello"


def book(sheet, *more, kinds=KINDS, date1904="0", **parts):
    entries = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f'<workbook xmlns:r="{kinds}"><workbookPr date1904="{date1904}"/><sheets>'
        '<sheet name="Costs" sheetId="1" r:id="s1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": related(("s1", "worksheet", "s.xml"), ("s2", "styles", "looks.xml"), kinds=kinds),
        "xl/looks.xml": '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/s.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
        "xl/_rels/s.xml.rels": related(*more, kinds=kinds),
    }
    return zipped(entries | {name.replace("__", "/"): content for name, content in parts.items()})


DAY = '<row r="1"><c r="A1" s="0"><v>1</v></c></row>'


def test_a_strict_workbook_is_read(parse):
    assert parse(book(DAY, kinds=STRICT), "a.xlsx").text == "Costs\n\n1899-12-31"


def test_a_workbook_of_an_old_mac_counts_its_days_from_1904(parse):
    assert parse(book(DAY, date1904="1"), "a.xlsx").text == "Costs\n\n1904-01-02"


def test_shares_are_written_in_per_cent(parse):
    looks = (
        '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="0.0%"/></numFmts><cellXfs><xf numFmtId="9"/>'
        '<xf numFmtId="200"/><xf numFmtId="0"/></cellXfs></styleSheet>'
    )
    cells = "".join(f'<c r="{column}1" s="{style}"><v>0.19</v></c>' for style, column in enumerate("ABC"))
    content = book(f'<row r="1">{cells}</row>', **{"xl__looks.xml": looks})
    assert parse(content, "a.xlsx").text == "Costs\n\n19% | 19% | 0.19"


def test_text_boxes_and_comments_of_a_sheet_follow_it(parse):
    box = f'<d:wsDr xmlns:d="urn:d" {A}><d:sp><a:p><a:r><a:t>Mind the tax</a:t></a:r></a:p></d:sp></d:wsDr>'
    remark = '<comments><commentList><comment ref="B2"><text><t>too high</t></text></comment></commentList></comments>'
    places = [("d", "drawing", "d.xml"), ("c", "comments", "c.xml")]
    content = book(DAY, *places, **{"xl__d.xml": box, "xl__c.xml": remark})
    assert parse(content, "a.xlsx").text.endswith("Mind the tax\n\nComment on B2: too high")


def test_what_is_damaged_beside_a_sheet_costs_it_nothing(parse):
    content = book(DAY, ("d", "drawing", "d.xml"), ("c", "comments", "c.xml"), **{"xl__d.xml": "<", "xl__c.xml": "<a>"})
    assert parse(content, "a.xlsx").text == "Costs\n\n1899-12-31"
