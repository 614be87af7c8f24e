import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.engines.citations import CitationFilter, Cited, Text
from appliance.engines.providers.contract import Source

VACATION = "Full-time staff get 30 days of paid vacation per year. Unused days expire on 31 March 2027."
CANTEEN = "The canteen opens at 11:30 and serves lunch until two."
CHINESE = "全职员工每年有30天带薪休假。未用完的假期在三月底作废。"
SOURCES = (
    Source(1, "chk_1", "doc_1", "Handbook", VACATION, page=4, start=1000, end=1000 + len(VACATION)),
    Source(2, "chk_2", "doc_2", "Canteen", CANTEEN),
    Source(3, "chk_3", "doc_3", "手册", CHINESE, start=50),
)


def filtered(*pieces):
    marks = CitationFilter(SOURCES)
    out = [item for piece in pieces for item in marks.feed(piece)]
    return out + marks.finish()


def shown(*pieces):
    return "".join(item.text for item in filtered(*pieces) if isinstance(item, Text))


def cited(*pieces):
    return [item.number for item in filtered(*pieces) if isinstance(item, Cited)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Staff get 30 days of vacation [1].", "Staff get 30 days of vacation [1]."),
        ("Staff get 30 days of vacation. [1]", "Staff get 30 days of vacation. [1]"),
        ("Staff get 30 days of vacation[1].", "Staff get 30 days of vacation[1]."),
        ("The canteen serves lunch 【2】.", "The canteen serves lunch [2]."),
        ("The canteen serves lunch 【2†source】.", "The canteen serves lunch [2]."),
        ("The canteen serves lunch ［2］.", "The canteen serves lunch [2]."),
        ("The canteen serves lunch [[2]].", "The canteen serves lunch [2]."),
        ("The canteen serves lunch [^2].", "The canteen serves lunch [2]."),
        ("The canteen serves lunch [1, 2].", "The canteen serves lunch [2]."),
        ("The canteen serves lunch [1-3].", "The canteen serves lunch [2]."),
        ("The canteen serves lunch [9][2].", "The canteen serves lunch [2]."),
        ("The canteen serves lunch [2][9] daily", "The canteen serves lunch [2] daily"),
        ("Unused days expire on March 31, 2027 [1].", "Unused days expire on March 31, 2027 [1]."),
        ("Unused days expire on 31.03.2027 [1].", "Unused days expire on 31.03.2027 [1]."),
        ("每年有30天带薪休假 [3]。", "每年有30天带薪休假 [3]。"),
        ("全职员工有30天带薪休假[3]。", "全职员工有30天带薪休假[3]。"),
        ("- Vacation: 30 days paid [1]\n2. Lunch canteen [2]", "- Vacation: 30 days paid [1]\n2. Lunch canteen [2]"),
    ],
)
def test_marks_that_are_borne_out_stay_in_one_spelling(said, expected):
    assert shown(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The moon is made of cheese [1].", "The moon is made of cheese."),
        ("The canteen serves lunch [9].", "The canteen serves lunch."),
        ("The canteen serves lunch [1] daily", "The canteen serves lunch daily"),
        ("The canteen serves lunch [9]daily", "The canteen serves lunch daily"),
        ("Staff get 31 days of vacation [1].", "Staff get 31 days of vacation."),
        ("Staff get 45 days of vacation [1].", "Staff get 45 days of vacation."),
        ("The canteen serves lunch in 2031 [2].", "The canteen serves lunch in 2031."),
        ("每年有45天带薪休假 [3]。", "每年有45天带薪休假。"),
        ("[1] Staff get 30 days", " Staff get 30 days"),
        ("Pigs fly[7].", "Pigs fly."),
    ],
)
def test_marks_that_are_not_borne_out_go_with_their_blank(said, expected):
    assert shown(said) == expected
    assert cited(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "Staff get 30 days, see [1](https://example.org).",
        "Read arr[0] and then arr[1] = 30 days of vacation",
        "grid[0][1] holds",
        "`Staff get 30 days of vacation [1]`",
        "``a ` b [1]`` ok",
        "```\nStaff get 30 days of vacation [1]\n```",
        "~~~~ python\nx [1]\n~~~\ny [1]\n~~~~",
        "[1]: https://example.org",
        "An [open bracket, [12345] and [x] and [1",
        "blank at the end  ",
        "tabs\t\tand     blanks",
    ],
)
def test_what_is_no_mark_is_untouched(said):
    assert shown(said) == said
    assert cited(said) == []


def test_after_code_marks_count_again():
    said = "```\nx [1]\n```\nThe canteen serves lunch [2]. `y [2]` The canteen serves lunch [9]."
    assert shown(said) == "```\nx [1]\n```\nThe canteen serves lunch [2]. `y [2]` The canteen serves lunch."


def test_a_citation_comes_once_and_before_its_first_mark():
    out = filtered("Staff get 30 days of vacation [1]. The canteen serves lunch [2]. Unused days expire [1].")
    kinds = [item.number if isinstance(item, Cited) else item.text for item in out]
    before = "".join(kind for kind in kinds[: kinds.index(1)] if isinstance(kind, str))
    assert before == "Staff get 30 days of vacation"
    assert [kind for kind in kinds if isinstance(kind, int)] == [1, 2]


def test_the_span_is_the_best_stretch_in_code_points_of_the_document():
    found = next(item for item in filtered("Unused days expire on 31 March 2027 [1].") if isinstance(item, Cited))
    assert found.snippet == "Unused days expire on 31 March 2027."
    assert found.start == 1000 + VACATION.index("Unused")
    assert found.end == found.start + len(found.snippet)
    assert found.score == 1.0
    assert found.source.document_id == "doc_1"


def test_text_is_not_held_back_longer_than_a_mark_may_last():
    marks = CitationFilter(SOURCES)
    assert marks.feed("A word") == [Text("A word")]
    assert marks.feed(" [") == []
    assert marks.feed("x") == [Text(" [x")]


def test_hostile_brackets_are_held_back_only_in_part():
    marks = CitationFilter(SOURCES)
    given_out = sum(len(item.text) for item in marks.feed("[1," * 5000 + " " * 5000) if isinstance(item, Text))
    assert given_out >= 20_000 - 200


PIECES = st.lists(
    st.sampled_from(
        [
            "Staff get 30 days of vacation",
            " ",
            "[1]",
            "[2]",
            "[9]",
            "[1, 2]",
            "【2】",
            ".",
            "\n",
            "`",
            "```",
            "[",
            "]",
            "(",
            "arr[0]",
            "[1](x)",
            "The canteen serves lunch",
            "每年有30天带薪休假",
            "[3]",
            "[[2]]",
            "1",
            ",",
            "  ",
            ":",
        ]
    ),
    max_size=25,
).map("".join)


@settings(deadline=None)
@given(PIECES, st.data())
def test_any_split_gives_the_same_output(said, data):
    cut = data.draw(st.integers(0, len(said)))
    whole, halves, signs = filtered(said), filtered(said[:cut], said[cut:]), filtered(*said)
    assert joined(whole) == joined(halves) == joined(signs)


@settings(deadline=None)
@given(PIECES)
def test_every_mark_shown_outside_of_code_was_announced(said):
    out = filtered(said.replace("`", "").replace("(", "").replace("arr[0]", "").replace(":", ""))
    numbers = {item.number for item in out if isinstance(item, Cited)}
    assert numbers <= {1, 2, 3}
    assert "[9]" not in "".join(item.text for item in out if isinstance(item, Text))


def joined(out):
    """Output with neighbouring texts put together."""
    flat: list[object] = []
    for item in out:
        if isinstance(item, Text) and flat and isinstance(flat[-1], str):
            flat[-1] += item.text
        else:
            flat.append(item.text if isinstance(item, Text) else item)
    return flat
