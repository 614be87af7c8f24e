"""What a page shows comes out in the order in which people read it."""

import pytest
from placed_pdf import placed

LEFT = [f"left line {n} goes on with enough words" for n in range(6)]
RIGHT = [f"right line {n} goes on with enough words" for n in range(6)]


def columns(at=700):
    """Two columns that are drawn line by line, as scanners do."""
    return [piece for n in range(6) for piece in ((50, at - 12 * n, LEFT[n]), (330, at - 12 * n, RIGHT[n]))]


def test_columns_drawn_line_by_line_are_read_one_after_the_other(parse):
    text = parse(placed([(50, 740, "One title over both"), *columns(), (50, 60, "A closing line")]), "a.pdf").text
    assert text == "\n\n".join(["One title over both", "\n".join(LEFT), "\n".join(RIGHT), "A closing line"])


def test_columns_drawn_one_after_the_other_stay_so(parse):
    pieces = [(50, 700 - 12 * n, line) for n, line in enumerate(LEFT)]
    pieces += [(330, 700 - 12 * n, line) for n, line in enumerate(RIGHT)]
    assert parse(placed(pieces), "a.pdf").text == "\n".join(LEFT) + "\n\n" + "\n".join(RIGHT)


def test_the_cells_of_a_row_stand_together(parse):
    rows = [("Item", "What it is", "Price"), ("A-1", "A long", "10 EUR"), ("B-2", "Short", "20 EUR")]
    pieces = [(50 + 150 * n, 700 - 40 * at, cell) for at, row in enumerate(rows) for n, cell in enumerate(row)]
    pieces.insert(5, (200, 648, "description"))
    text = parse(placed(pieces), "a.pdf").text
    assert text == "Item | What it is | Price\nA-1 | A long description | 10 EUR\nB-2 | Short | 20 EUR"


def test_a_table_drawn_column_by_column_is_read_row_by_row(parse):
    names, sums = ["Alpha", "Beta", "Gamma"], ["11", "22", "33"]
    pieces = [(50, 700 - 12 * n, name) for n, name in enumerate(names)]
    pieces += [(200, 700 - 12 * n, number) for n, number in enumerate(sums)]
    assert parse(placed(pieces), "a.pdf").text == "Alpha | 11\nBeta | 22\nGamma | 33"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_written_sideways_is_read_upright(parse, turn):
    pieces = [(50, 700 - 12 * n, line) for n, line in enumerate(LEFT)]
    for rotate in (0, turn):
        assert parse(placed(pieces, turn=turn, rotate=rotate), "a.pdf").text == "\n".join(LEFT)


def test_labels_written_upwards_beside_each_other_stay_words(parse):
    labels = ["March", "of", "all", "years"]
    pieces = [(50, 700 - 12 * n, line) for n, line in enumerate(LEFT)]
    pieces += [(300, (612 - 100 - 11 * n) * 792 / 612, label, 10, 90) for n, label in enumerate(labels)]
    assert parse(placed(pieces), "a.pdf").text.endswith("March of all years")


def test_heads_and_feet_are_said_once(parse):
    pages = [
        [(50, 760, "Acme handbook"), (50, 700, f"Content of part {n * n}"), (50, 690, "end of content"),
         (50, 680, f"words {n}"), (50, 660, f"more {n}"), (300, 30, f"Page {n} of 5")]
        for n in range(1, 6)
    ]  # fmt: skip
    parsed = parse(placed(*pages), "a.pdf")
    assert parsed.text.count("Acme handbook") == 1
    assert parsed.text.count("of 5") == 1
    assert all(f"Content of part {n * n}" in parsed.text for n in range(1, 6))
    assert [page.number for page in parsed.pages] == [1, 2, 3, 4, 5]
    assert all("content" in parsed.text[page.start : page.end] for page in parsed.pages)


def test_pages_of_few_lines_lose_none(parse):
    parsed = parse(placed(*[[(50, 700, f"Part {n}"), (50, 600, "Same words")] for n in range(1, 6)]), "a.pdf")
    assert [f"Part {n}" in parsed.text for n in range(1, 6)] == [True] * 5
    assert parsed.text.count("Same words") == 5


def test_words_parted_at_the_end_of_a_line_are_whole(parse):
    lines = ["we inform you of infor-", "mation that is well-", "known; a plan well known", "since 2019-", "2020"]
    text = parse(placed([(50, 700 - 12 * n, line) for n, line in enumerate(lines)]), "a.pdf").text
    assert text == "we inform you of information\nthat is well-known;\na plan well known\nsince 2019-\n2020"


def test_a_stretched_line_is_no_table(parse):
    full = "a line of prose that fills the whole column to"
    words = [(50, 676, "the"), (125, 676, "stretched"), (230, 676, "one")]
    pieces = [(50, 700, full), (50, 688, full), *words, (50, 664, full)]
    text = parse(placed(pieces), "a.pdf").text
    assert "the stretched one" in text.replace("|", "") or "the | stretched | one" in text


def test_letters_drawn_one_by_one_are_one_word(parse):
    pieces = [(50, 100, "H"), (57.22, 100, "a"), (62.78, 100, "n"), (68.34, 100, "d")]
    assert parse(placed(pieces), "a.pdf").text == "Hand"


def test_dots_that_lead_to_a_page_number_are_few(parse):
    assert parse(placed([(50, 100, "Chapter one . . . . . . . . . . . . . . 7")]), "a.pdf").text == "Chapter one ... 7"


def test_what_was_filled_into_a_form_is_read(parse):
    look = "BT /Helv 10 Tf 2 4 Td (Filled by Ada) Tj ET"
    font = "/Resources<</Font<</Helv 3 0 R>>>>"
    objects = [
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Filled by Ada)/Rect[150 690 300 710]/F 4/P 4 0 R/AP<</N 7 0 R>>>>",
        f"<</Type/XObject/Subtype/Form/BBox[0 0 150 20]{font}/Length {len(look)}>>stream\n{look}\nendstream",
    ]
    form = placed(
        [(50, 694, "Your name")], objects=objects, catalog="/AcroForm<</Fields[6 0 R]>>", page_extra="/Annots[6 0 R]"
    )
    assert parse(form, "a.pdf").text == "Your name | Filled by Ada"


def test_a_filled_field_that_no_program_has_drawn_is_read(parse):
    field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ada)/DA(/Helv 10 Tf 0 g)/Rect[150 690 300 710]/F 4/P 4 0 R>>"
    form = "/AcroForm<</Fields[6 0 R]/NeedAppearances true/DA(/Helv 10 Tf 0 g)/DR<</Font<</Helv 3 0 R>>>>>>"
    sample = placed([(50, 694, "Your name")], objects=[field], catalog=form, page_extra="/Annots[6 0 R]")
    assert parse(sample, "a.pdf").text == "Your name | Ada"


def test_the_second_half_of_a_parted_word_is_no_word_of_its_own(parse):
    lines = [
        "in the list with all, in-",
        "cluding others; an-",
        "other is a start-",
        "up, as a start is up",
        "and another",
    ]
    text = parse(placed([(50, 700 - 12 * n, line) for n, line in enumerate(lines)]), "a.pdf").text
    assert text.split("\n")[:4] == [
        "in the list with all, including",
        "others; another",
        "is a start-up,",
        "as a start is up",
    ]


def test_words_are_known_from_the_pages_before(parse):
    whole = [(50, 700, "what goes on within"), (50, 688, "stands with them in it")]
    parted = [(50, 700, "it goes on with-"), (50, 688, "in, and with it in")]
    assert "it goes on within,\n" in parse(placed(whole, parted), "a.pdf").text


def test_a_hyphen_that_a_word_has_elsewhere_stays(parse):
    lines = ["a well-versed writer", "who is well-", "versed in it"]
    text = parse(placed([(50, 700 - 12 * n, line) for n, line in enumerate(lines)]), "a.pdf").text
    assert text == "a well-versed writer\nwho is well-versed\nin it"


def test_the_number_of_a_note_is_no_part_of_the_word(parse):
    behind = [(50, 700, "property"), (86.7, 704, "2", 6), (90.1, 700, ", as said")]
    before = [(50, 675, "1", 6), (53.4, 671, "Property is theft")]
    assert parse(placed([*behind, *before]), "a.pdf").text == "property 2, as said\n\n1 Property is theft"


def test_figures_of_a_name_or_formula_stay_with_it(parse):
    pieces = [(50, 700, "water is H"), (94.5, 697, "2", 6), (97.9, 700, "O, on route66 and 4you")]
    assert parse(placed(pieces), "a.pdf").text == "water is H2O, on route66 and 4you"


@pytest.mark.parametrize("turn", [90, 270])
def test_a_table_written_sideways_is_read_row_by_row(parse, turn):
    pieces = [
        (50 + 150 * n, 700 - 20 * at, cell)
        for at, row in enumerate(("ABC", "DEF", "GHI"))
        for n, cell in enumerate(row)
    ]
    for rotate in (0, turn):
        assert parse(placed(pieces, turn=turn, rotate=rotate), "a.pdf").text == "A | B | C\nD | E | F\nG | H | I"
