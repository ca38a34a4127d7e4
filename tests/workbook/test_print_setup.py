"""What stands at the foot of every printed page."""

from dataclasses import replace

import pytest

from matcher.domain import Program, Settings
from matcher.workbook.print_setup import footer_words
from tests.workbook.plans import plan_of, slot, tutor, written

WEEK = "week of 21 September 2026"


@pytest.mark.parametrize(
    ("program", "foot"),
    [
        ("", WEEK),
        ("Pilot", f"Pilot · {WEEK}"),
        ("Full house: twelve one-room centres", f"Full house: twelve one-room centres · {WEEK}"),
        ("a " * 40, f"{'a ' * 24}a… · {WEEK}"),
    ],
)
def test_the_week_is_whole_whatever_the_program_is_called(program, foot):
    """Cut at the end, a page told of the 'week of 21 September 2'."""
    assert footer_words(program, WEEK) == foot


def test_a_footer_is_no_longer_than_excel_allows(tmp_path):
    program = Program((), (tutor(1),), (slot(2, 480),), Settings(program="&" * 300))
    plan = replace(plan_of(program, []), reached=(), notices=())
    for sheet in written(plan, tmp_path):
        parts = (getattr(sheet.oddFooter, side).text for side in ("left", "center", "right"))
        assert sum(len(part or "") + 2 for part in parts) <= 255
