"""What stands beside the running text of OpenDocument files: shapes, charts, formulas, notes, comments, margins."""

import pytest
from more_samples import ODF
from parse_samples import zipped

SPACES = (
    f'{ODF} xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def root(name, inner):
    return f"<office:{name} {SPACES}>{inner}</office:{name}>"


def package(kind, body, *, masters="", **parts):
    whole = {"presentation": "presentation", "text": "text"}[kind]
    entries = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": root("document-content", f"<office:body><office:{whole}>{body}</office:{whole}></office:body>"),
        "styles.xml": root("document-styles", f"<office:master-styles>{masters}</office:master-styles>"),
    }
    return zipped(entries | {name.replace("__", "/"): content for name, content in parts.items()})


def odt(body, **more):
    return package("text", body, **more)


def odp(*slides, **more):
    pages = "".join(f'<draw:page draw:master-page-name="M">{slide}</draw:page>' for slide in slides)
    return package("presentation", pages, **more)


def p(text):
    return f"<text:p>{text}</text:p>"


def shape(text, kind="custom-shape", **attributes):
    told = "".join(f' presentation:{name.rstrip("_")}="{value}"' for name, value in attributes.items())
    return f"<draw:{kind}{told}>{p(text)}</draw:{kind}>"


def frame(text, **attributes):
    return shape("", "frame", **attributes).replace(p(""), f"<draw:text-box>{p(text)}</draw:text-box>")


def row(*cells):
    return (
        "<table:table-row>"
        + "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
        + "</table:table-row>"
    )


CHART = root(
    "document-content",
    f"<office:body><office:chart><chart:chart><chart:title>{p('Sales')}</chart:title><table:table>"
    f"<table:table-header-rows>{row(p(''), p('Sold'))}</table:table-header-rows><table:table-rows>"
    f"{row(p('May'), p('7'))}</table:table-rows></table:table></chart:chart></office:chart></office:body>",
)
OBJECT = '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'


@pytest.mark.parametrize("kind", ["custom-shape", "rect", "ellipse", "connector", "caption"])
def test_the_words_in_drawn_shapes_of_a_slide_are_read(parse, kind):
    grouped = f"<draw:g>{shape('inner', kind)}</draw:g>"
    assert parse(odp(shape("drawn", kind) + grouped + frame("Top", class_="title")), "a.odp").text == (
        "Top\n\ndrawn\n\ninner"
    )


def test_what_a_master_draws_and_a_footer_says_is_told_once(parse):
    master = f'<style:master-page style:name="M">{shape("Secret")}{frame("Click to add", class_="title")}</style:master-page>'
    slides = [frame(text) + frame("Our house", class_="footer") + frame("3", class_="page-number") for text in "ab"]
    parsed = parse(odp(*slides, masters=master), "a.odp")
    assert parsed.text == "a\n\nOur house\n\nSecret\n\nb"
    assert [parsed.text[page.start : page.end] for page in parsed.pages][1] == "b"


def test_the_place_of_a_footer_in_a_master_says_nothing(parse):
    footer = frame("<presentation:footer>(footer)</presentation:footer>", class_="footer")
    master = f'<style:master-page style:name="M">{footer}</style:master-page>'
    assert parse(odp(frame("a"), masters=master), "a.odp").text == "a"


def test_notes_of_a_slide_leave_out_its_number(parse):
    notes = f"<presentation:notes>{shape('say it')}{frame('1', class_='page-number')}</presentation:notes>"
    assert parse(odp(frame("a") + notes), "a.odp").text == "a\n\nsay it"


def test_a_shape_and_a_box_follow_the_paragraph_that_they_hang_on(parse):
    body = p(f"be{frame('boxed')}fore{shape('drawn', 'rect')}") + frame("alone") + p("end")
    assert parse(odt(body), "a.odt").text == "before\n\nboxed\n\ndrawn\n\nalone\n\nend"


def test_what_describes_a_picture_is_read(parse):
    svg = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
    picture = f'<draw:frame><draw:image/><s:title xmlns:s="{svg}">A plan</s:title></draw:frame>'
    assert parse(odt(p(f"see{picture}")), "a.odt").text == "see\n\nA plan"


def test_a_comment_names_its_author(parse):
    remark = f"<office:annotation><dc:creator>Bo</dc:creator><dc:date>2023</dc:date>{p('Why?')}</office:annotation>"
    assert parse(odt(p(f"A{remark} claim")), "a.odt").text == "A claim\n\nComment by Bo: Why?"


def test_notes_and_headings_within_a_table_are_read_once(parse):
    note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('proof')}</text:note-body></text:note>"
    inner = f"<table:table>{row(p('deep'))}</table:table>"
    body = f"<table:table>{row('<text:h>head</text:h>', p(f'claim{note}'), inner)}</table:table>"
    assert parse(odt(body), "a.odt").text == "head | claim | deep\n\nproof"


def test_cells_behind_one_that_covers_others_keep_their_column(parse):
    wide = '<table:table-cell table:number-columns-spanned="2"><text:p>x</text:p></table:table-cell>'
    wide = f"<table:table-row>{wide}<table:covered-table-cell/><table:table-cell>{p('z')}</table:table-cell></table:table-row>"
    heads = f"<table:table-header-rows>{row(p('A'), p('B'), p('C'))}</table:table-header-rows>"
    assert parse(odt(f"<table:table>{heads}{wide}</table:table>"), "a.odt").text == "A | B | C\n\nA: x; C: z"


def test_a_chart_is_read_by_its_title_and_figures(parse):
    assert parse(odt(p(f"see{OBJECT}"), **{"Object 1__content.xml": CHART}), "a.odt").text == (
        "see\n\nSales\n\nSold\n\nMay; Sold: 7"
    )


def test_an_object_that_holds_itself_is_read_once(parse):
    inner = root("document-content", f"<office:body><office:text>{p('in')}{OBJECT}</office:text></office:body>")
    assert parse(odt(OBJECT, **{"Object 1__content.xml": inner}), "a.odt").text == "in"


def test_objects_within_objects_are_left_out_however_many(parse):
    def holding(number):
        within = OBJECT.replace("1", str(number))
        return root("document-content", f"<office:body><office:text>{p('in')}{within}</office:text></office:body>")

    chain = {f"Object {number}__content.xml": holding(number + 1) for number in range(1, 2_000)}
    assert parse(odt(OBJECT, **chain), "a.odt").text == "in"


def test_two_formulas_that_stand_in_the_file_itself_are_read(parse):
    body = "".join(f"<draw:frame><draw:object><math><mi>{name}</mi></math></draw:object></draw:frame>" for name in "ab")
    assert parse(odt(p(body)), "a.odt").text == "a\n\nb"


@pytest.mark.parametrize("damaged", ["<a", '<!DOCTYPE c [<!ENTITY e "x">]><c>&e;</c>', "<a/>"])
def test_a_damaged_object_costs_the_text_nothing(parse, damaged):
    assert parse(odt(p(f"see{OBJECT}"), **{"Object 1__content.xml": damaged}), "a.odt").text == "see"


def test_a_formula_is_read_as_it_was_typed(parse):
    formula = "<math><semantics><mi>a</mi><annotation encoding='StarMath 5.0'>a^2 + b</annotation></semantics></math>"
    assert parse(odt(p(OBJECT), **{"Object 1__content.xml": formula}), "a.odt").text == "a^2 + b"


def test_headers_of_first_and_left_pages_are_read(parse):
    margins = "".join(f"<style:{name}>{p(name)}</style:{name}>" for name in ("header", "header-first", "footer-left"))
    content = odt(p("body"), masters=f'<style:master-page style:name="S">{margins}</style:master-page>')
    assert parse(content, "a.odt").text == "header\n\nheader-first\n\nbody\n\nfooter-left"
