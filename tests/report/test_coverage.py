"""Placed and not, by category, site, grade and language."""

from matcher.domain import grade_name
from matcher.report.coverage import coverage
from tests.workbook.plans import eventful


def lines():
    return {(line.by, line.value): line for line in coverage(eventful())}


def test_every_request_stands_once_under_site_grade_and_language():
    everyone = lines()["all", "everyone"]
    for by in ("site", "grade", "language"):
        of_kind = [line for line in coverage(eventful()) if line.by == by]
        assert sum(line.requests for line in of_kind) == everyone.requests
        assert sum(line.placed for line in of_kind) == everyone.placed


def test_students_without_a_category_have_a_line_of_their_own_at_the_end():
    categories = [line.value for line in coverage(eventful()) if line.by == "category"]
    assert categories == ["CATEGORY-EL", "(none)"]
    assert lines()["category", "(none)"].not_placed == 1


def test_grades_stand_in_order_by_the_names_that_schools_use():
    grades = [line.value for line in coverage(eventful()) if line.by == "grade"]
    assert grades == ["K", "3", "4"]
    assert grade_name(-1) == "TK"


def test_the_home_language_counts_before_the_language_asked_for():
    """Ben's home language is Spanish, as is what Ana and S003 asked for first."""
    assert lines()["language", "Spanish"].students == 3
