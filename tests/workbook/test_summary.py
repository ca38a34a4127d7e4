"""How the Summary reads and prints."""

from dataclasses import replace
from fractions import Fraction

import pytest

from matcher.plan import Reached
from matcher.workbook.findings import Finding
from tests.workbook.plans import FACTS, Cost, Seated, eventful, written

LEFT_OUT = Finding("left out", "Students", "D9", "13th", "A grade can not be read.")


def cells(sheet):
    return {row[0].value: row for row in sheet.iter_rows() if row[0].value}


def test_each_goal_is_told_in_a_sentence(tmp_path):
    said = cells(written(eventful(), tmp_path)["Summary"])
    assert "The students with the greatest need are placed first." in said
    assert "The week costs as little as it can." in said


@pytest.mark.parametrize(
    ("label", "form"),
    [("3. Need of the students placed", "#,##0"), ("10. Wages of the week", "#,##0.00")],
)
def test_whole_numbers_end_without_a_point(tmp_path, label, form):
    """With ``#,##0.##`` Excel shows 93 as ``93.``"""
    assert cells(written(eventful(), tmp_path)["Summary"])[label][1].number_format == form


def test_the_fewest_possible_is_said_only_where_it_is_proven(tmp_path):
    best = Reached(Cost(), (Fraction(200),), (Fraction(200),))
    said = cells(written(replace(eventful(), reached=(best,)), tmp_path)["Summary"])
    assert said["10. Wages of the week"][2].value == "fewest possible: 200"


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 input row was left out"), (2, "2 input rows were left out")]
)
def test_rows_left_out_are_counted_in_their_number(tmp_path, count, words):
    """However many findings tell of them."""
    facts = replace(FACTS, findings=(LEFT_OUT,) * 3, rows_left_out=count)
    book = written(eventful(), tmp_path, facts)
    assert any(str(value).startswith(words) for value in cells(book["Summary"]))


@pytest.mark.parametrize(
    ("notices", "levels", "heading"),
    [
        (0, 1, None),
        (0, 5, "Where this plan comes from"),
        (4, 8, "How good the plan is, goal by goal"),
        (10, 1, "How good the plan is, goal by goal"),
    ],
)
def test_no_page_ends_amid_the_goals(tmp_path, notices, levels, heading):
    """Where what comes before leaves too little of a page, they begin the next."""
    told = tuple((Fraction(n), n, n) for n in range(levels, 0, -1))
    goals = (Reached(Seated(), (Fraction(9),), (Fraction(10),), told),)
    plan = replace(eventful(), notices=("long " * 50,) * notices, reached=goals)
    sheet = written(plan, tmp_path)["Summary"]
    begun = [sheet.cell(brk.id + 1, 1).value for brk in sheet.row_breaks.brk]
    assert begun == ([heading] if heading else [])


def test_a_loud_notice_stands_before_all_else_and_is_marked(tmp_path):
    loud = "ATTENTION: student S3 had a seat in Math and is left out of this plan."
    plan = replace(eventful(), notices=("A quiet one.", loud))
    sheet = written(plan, tmp_path)["Summary"]
    texts = [row[0].value for row in sheet.iter_rows()]
    assert texts.count(loud) == 1
    assert texts.index(loud) < texts.index("Without a seat, highest need first")
    assert texts.index("A quiet one.") > texts.index("Notices")
    assert cells(sheet)[loud][0].font.b


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Everyone has a seat, nothing is cancelled, and there is no notice."),
        (1, "1 notice on the input: see the sheet Problems."),
        (3, "3 notices on the input: see the sheet Problems."),
    ],
)
def test_notices_on_the_input_are_counted_and_none_is_said_only_of_none(tmp_path, count, words):
    calm = replace(eventful(), reasons=(), sessions=(), notices=())
    notice = replace(LEFT_OUT, level="notice")
    facts = replace(FACTS, findings=(notice,) * count, rows_left_out=0)
    book = written(calm, tmp_path, facts)
    said = cells(book["Summary"])
    assert words in said
    assert ("Everyone has a seat" in " ".join(map(str, said))) == (count == 0)
