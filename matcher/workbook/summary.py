"""The Summary sheet: the week in the words of a program manager."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break

from matcher.domain import Status
from matcher.notices import LOUD
from matcher.plan import Plan, Reached
from matcher.report.attention import cancelled_lines, notice_lines, unplaced_lines
from matcher.report.continuity import continuity_lines, source_words
from matcher.report.figures import Figures, figures
from matcher.report.words import (
    ENDINGS,
    count_words,
    date_words,
    how_good,
    number_words,
    share_words,
)
from matcher.workbook.accounts import RunFacts
from matcher.workbook.print_setup import CONFIDENTIAL, footer_words, print_wide
from matcher.workbook.styles import BAND, FAINT, PAPER, WARM, Ink, Look, Pen, number
from matcher.workbook.wrapping import count_lines, room_in, row_points

_WIDTHS = (54.0, 14.0, 27.0, 41.0)
_LAST = "D"
_TITLE = Look(bold=True, size=20, color=BAND)
_UNKNOWN = Look(color=FAINT, across="right")
_MARK = Look(bold=True, color="B42318", size=10)
_HEAD = Look(bold=True, size=12, fill=BAND, color=PAPER)
_HEAD_RIGHT = replace(_HEAD, across="right", size=10, wrap=True)
_LABEL = Look(wrap=True)
_WHOLE = Look(bold=True, across="right", form="#,##0")
_BROKEN = replace(_WHOLE, form="#,##0.00")
_OF = Look(color=FAINT, across="left", indent=1)
_NOTE = Look(color=FAINT, size=10, italic=True, wrap=True, up="top")
_LINE = Look(size=10, wrap=True, up="top", across="left", indent=1)
_WARN = Look(size=10, fill=WARM, bold=True, wrap=True, across="left", indent=1)
_GOAL = Look(color=FAINT, size=9, wrap=True, up="top", across="left", indent=2)
_AFRESH = "starts afresh: no previous plan was used"
_PAGE_POINTS = 880.0
"""Height of an upright page at the size at which its columns fill it, with a little to spare."""
_HELD: tuple[tuple[Status, str], ...] = (
    ("planned", "      as planned"),
    ("covered", "      covered by another tutor"),
    ("moved", "      moved to another time"),
)


def add_summary(book: Workbook, plan: Plan, facts: RunFacts) -> None:
    """Write the Summary as the book's next sheet."""
    sheet = book.create_sheet("Summary")
    for column, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "B42318"
    body = _Summary(plan, facts)
    flowing = [*body.title(), *body.counts(), *body.since(), *body.first()]
    whole = [list(body.goals()), list(body.origin())]
    rows = [*flowing, *(row for part in whole for row in part)]
    week = f"week of {date_words(plan.problem.monday)}"
    footer = footer_words(plan.problem.settings.program, week)
    print_wide(sheet, f"A1:{_LAST}{len(rows)}", 0, footer, True)
    sheet.page_setup.orientation = "portrait"
    for row in _page_ends(flowing, whole):
        sheet.row_breaks.append(Break(id=row))
    pen = Pen(sheet)
    for inks, height in rows:
        row = pen.write(inks, height)
        if len(inks) == 1:  # a sentence, a title: across the page
            sheet.merged_cells.add(f"A{row}:{_LAST}{row}")


Row = tuple[list[Ink | None], float]


def _page_ends(flowing: list[Row], whole: list[list[Row]]) -> Iterator[int]:
    """The rows after which a printed page ends, so that each part of ``whole`` stays on one page.

    Where a page ends by itself amid ``flowing`` depends on the printer, so nothing leans on it.
    """
    number = len(flowing)
    used = sum(height for _, height in flowing)
    for part in whole:
        needed = sum(height for _, height in part)
        if used + needed > _PAGE_POINTS:
            yield number
            used = 0.0
        used += needed
        number += len(part)


class _Summary:
    def __init__(self, plan: Plan, facts: RunFacts) -> None:
        self.plan, self.facts = plan, facts
        self.figures = figures(plan)

    def title(self) -> Iterable[Row]:
        program = self.plan.problem.settings.program
        week = f"Week of Monday {date_words(self.plan.problem.monday)}"
        yield [(f"{program}: {week[0].lower()}{week[1:]}" if program else week, _TITLE)], 32
        yield [(CONFIDENTIAL, _MARK)], 18
        yield [], 8

    def counts(self) -> Iterable[Row]:
        f = self.figures
        yield _heading("Who is tutored")
        yield _count("Students with a seat", f.students_seated, f.students)
        yield _count(
            "Students with a seat in every subject they asked for", f.students_full, f.students
        )
        yield _count(
            "Requests placed (a request is one student and one subject)", f.placed, f.requests
        )
        yield _count(
            "Students tutored in their first language", f.students_first_language, f.students_seated
        )
        yield _count("Requests placed in their first language", f.placed_first_language, f.placed)
        yield _count("Tutors with at least one group", f.tutors_used, f.tutors)
        yield (
            [
                ("Groups, and their meetings in a week", _LABEL),
                (f.groups, _WHOLE),
                (f"{f.meetings:,} meetings", _OF),
            ],
            18,
        )
        yield from self._continuity(f)
        yield [], 10
        yield from self._sessions(f)

    def _continuity(self, f: Figures) -> Iterable[Row]:
        if self.plan.problem.previous is None:
            return
        yield _count("Seats kept from the previous plan", f.seats_kept, f.seats_before)
        yield _count("Seats kept with the same tutor", f.tutors_kept, f.seats_before)

    def _sessions(self, f: Figures) -> Iterable[Row]:
        total = sum(f.sessions.values())
        yield _heading("Student sessions on this week's dates")
        yield _count("Sessions that take place", f.held, total)
        for status, words in _HELD:
            yield [(words, _LABEL), (f.sessions[status], _WHOLE)], 18
        yield _count("Sessions owed to students", f.owed, total)
        yield [("      the student is away", _LABEL), (f.sessions["away"], _WHOLE)], 18
        yield [("      the meeting is cancelled", _LABEL), (f.sessions["cancelled"], _WHOLE)], 18
        yield [], 10

    def since(self) -> Iterable[Row]:
        """What stays and what changed against the previous plan."""
        lines = continuity_lines(self.plan, self.facts.previous_name)
        if lines:
            yield _heading("What is different from the previous plan (see the sheet Changes)")
            for line in lines:
                yield _said(line, _LINE)
            yield [], 10

    def first(self) -> Iterable[Row]:
        yield _heading("Look at first")
        left_out = self.facts.rows_left_out
        if left_out:
            rows = "row was" if left_out == 1 else "rows were"
            yield _said(f"{left_out:,} input {rows} left out: see the sheet Problems.", _WARN)
        loud = [line for line in self.plan.notices if line.startswith(LOUD)]
        for line in loud:
            yield _said(line, _WARN)
        parts = (
            ("Without a seat, highest need first", unplaced_lines(self.plan)),
            ("Cancelled this week", cancelled_lines(self.plan)),
            ("Notices", [*notice_lines(self.plan), *self._reading()]),
        )
        for words, lines in parts:
            if lines:
                yield [(words, Look(bold=True))], 18
            for line in lines:
                yield _said(line, _LINE)
        if not left_out and not loud and not any(lines for _, lines in parts):
            yield _said("Everyone has a seat, nothing is cancelled, and there is no notice.", _LINE)
        yield [], 10

    def _reading(self) -> list[str]:
        """How many notices the input itself gave; they stand on Problems alone."""
        count = sum(finding.level == "notice" for finding in self.facts.findings)
        said = f"{count_words(count, 'notice')} on the input: see the sheet Problems."
        return [said] if count else []

    def goals(self) -> Iterable[Row]:
        yield (
            [
                ("How good the plan is, goal by goal", _HEAD),
                ("This plan", _HEAD_RIGHT),
                ("The most any plan could reach", _HEAD_RIGHT),
                ("", _HEAD),
            ],
            30,
        )
        for reached in self.plan.reached:
            for part in range(len(reached.values)):
                yield _goal(reached, part)
            for need, students, bound in reached.levels:
                yield _level(need, students, bound)
            yield _said(reached.goal.sentence, _GOAL)
        yield _said(
            "The goals stand in order. Each limit is over all plans that do at least as well on "
            "every goal above it.",
            _NOTE,
        )
        yield [], 10

    def origin(self) -> Iterable[Row]:
        yield _heading("Where this plan comes from")
        source = source_words(self.plan, self.facts.previous_name)
        said = f"starts from the previous plan {source}" if source else _AFRESH
        yield _said(f"It {said}.", _LINE)
        if self.facts.input_name:
            yield _said(f"It was made from {self.facts.input_name}.", _LINE)
        seconds = f"{self.plan.seconds:.1f} seconds, version {self.facts.version}"
        yield _said(f"{ENDINGS[self.plan.ended_by]} ({seconds})", _LINE)
        yield _said(
            "Every rule was checked after the search, and none is broken: see Checks.", _LINE
        )


def _heading(words: str) -> Row:
    return [(words, _HEAD), ("", _HEAD), ("", _HEAD), ("", _HEAD)], 20


def _count(words: str, count: int, total: int) -> Row:
    share = f"of {total:,}" + (f"  ({share_words(count, total)})" if total else "")
    return [(words, _LABEL), (count, _WHOLE), (share, _OF)], 18


def _goal(reached: Reached, part: int) -> Row:
    goal, bound = reached.goal, reached.bounds[part]
    name = goal.labels[part][:1].upper() + goal.labels[part][1:]
    words = f"{goal.number}. {name}" if part == 0 else f"      then: {name[0].lower()}{name[1:]}"
    if bound is None:
        limit: Ink = ("not known", _UNKNOWN)
    elif goal.senses[part] == "max":
        limit = _number(bound, bold=False)
    else:
        least = "fewest possible:" if reached.proven(part) else "no plan below"
        limit = (f"{least} {number_words(bound)}", replace(_WHOLE, bold=False))
    value = _number(reached.values[part])
    return [(words, _LABEL), value, limit, (how_good(reached, part), _OF)], 18


def _number(value: Fraction, *, bold: bool = True) -> Ink:
    """A whole number without a point: the format that drops zeros would leave ``93.``."""
    look = _WHOLE if value.denominator == 1 else _BROKEN
    return (number(value), replace(look, bold=bold))


def _level(need: Fraction, students: int, bound: int | None) -> Row:
    limit: Ink = ("not known", _UNKNOWN) if bound is None else (bound, replace(_WHOLE, bold=False))
    words = f"      students placed at need {number_words(need)}"
    return [(words, _LABEL), (students, _WHOLE), limit], 18


def _said(words: str, look: Look) -> Row:
    """A sentence across the whole page."""
    lines = count_lines(words, room_in(sum(_WIDTHS), look.size, look.indent))
    return [(words, look)], row_points(lines, 14.0, 2)
