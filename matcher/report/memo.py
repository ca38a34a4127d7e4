"""The memo for a board: one page, every figure with what it rests on, and no learning gain foretold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Inches, Pt, RGBColor

from matcher.report.scenario_words import dollars, served_words
from matcher.report.scenarios import by_phase, open_coverage
from matcher.report.words import count_words, date_words, listed, number_words
from matcher.scenarios.figures import FTE_HOURS
from matcher.scenarios.outcome import Outcome, Study

MOST_TOLD = 4
"""So many scenarios have a row in the tables of the one page."""
WEEKS_BY_DAY = ((30, 4), (60, 8), (90, 12))
"""Days after the start, and the weeks of sessions that lie in them."""
_INK, _FAINT = RGBColor(0x33, 0x4E, 0x68), RGBColor(0x6B, 0x72, 0x80)


def write_memo(study: Study, path: Path) -> None:
    """Write the memo as a ``.docx`` file. Raises :class:`OSError` if that can't be."""
    memo = _Memo(study)
    memo.write()
    memo.document.save(str(path))


def told(study: Study) -> list[Outcome]:
    """The scenarios that the memo tells: the phases, or else the first ones."""
    return (by_phase(study.outcomes) or list(study.outcomes))[:MOST_TOLD]


class _Memo:
    """Writes one paragraph after another and numbers the assumptions as figures lean on them."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.outcomes = told(study)
        self.ladder = bool(by_phase(study.outcomes))
        self.aim = self.outcomes[-1] if self.ladder else self.outcomes[0]
        self.assumptions: list[str] = []
        self.document: Any = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Inches(8.5), Inches(11)
        section.left_margin = section.right_margin = Inches(0.75)
        section.top_margin = section.bottom_margin = Inches(0.5)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Calibri", Pt(9.5)
        style.paragraph_format.space_after = Pt(2)
        self.document.core_properties.author = "tutor-matcher"
        self.document.core_properties.title = f"{study.program} memo".strip()

    def write(self) -> None:
        title = self.study.program or "Tutoring program"
        self._paragraph(f"{title}: memo to the board", size=15, bold=True, color=_INK)
        week = date_words(self.study.monday)
        self._paragraph(
            f"From schedules of the week of {week}. Numbers in brackets name the assumptions below.",
            size=8.5,
            color=_FAINT,
        )
        if self.study.partial:
            self._paragraph("PARTIAL: not every scenario was solved.", bold=True)
        self._section("The problem", self._problem())
        self._section("Who it is for", self._who())
        self._section("The model", self._model())
        self._heading("Staffing and cost")
        self._table(self._staffing())
        self._budget()
        self._heading("What to track")
        self._table(self._metrics())
        self._section(
            "Not in this memo",
            "No learning gain is foretold: what students learn is measured, not scheduled.",
        )
        self._heading("Assumptions")
        for number, assumption in enumerate(self.assumptions, start=1):
            self._paragraph(f"[{number}] {assumption}", size=8, color=_FAINT, after=0)

    # -- what it says ---------------------------------------------------------------------------

    def _problem(self) -> str:
        first, plan, bound = self.outcomes[0], self._plan(), self._bound()
        lines = [f"{first.scenario.name}: {served_words(first)}{plan}{bound}"]
        if self.aim is not first:
            lines.append(f"{self.aim.scenario.name}: {served_words(self.aim)}")
        missing = count_words(self.aim.figures.not_served, "student")
        return " ".join([*lines, f"{missing} would still have no seat."])

    def _who(self) -> str:
        last = self.aim
        sites = sorted({s.site for s in last.problem.students.values()})
        need = last.scenario.levers.min_need
        who = (
            f"Students of {listed(sites)}" if len(sites) <= 4 else f"Students of {len(sites)} sites"
        )
        rule = f", with a need of {number_words(need)} or more" if need is not None else ""
        shown = [
            f"{line.value} {line.students_placed} of {line.students}"
            for line in open_coverage(last)
            if line.by == "grade" and not line.hidden
        ]
        grades = f" Served by grade: {', '.join(shown)}{self._small()}." if shown else ""
        return (
            f"{who}{rule}. Seats go by need, not by who asks first; {last.figures.children} students ask"
            f" for {count_words(last.figures.requests, 'seat')}.{grades}"
        )

    def _model(self) -> str:
        last = self.aim
        settings, f = last.problem.settings, last.figures
        least, most = settings.sessions_per_week
        often = str(least) if least == most else f"{least} to {most}"
        lengths = [m.minutes for g in last.schedule for m in g.meetings]
        span = f"{min(lengths)} to {max(lengths)}" if lengths else "no"
        return (
            f"Groups of at most {settings.max_group_size} with the same tutor all year, {often}"
            f" sessions a week of {span} minutes, in a language that tutor and student share;"
            f" {f.groups} groups with {number_words(Fraction(f.placed.count, max(1, f.groups)))}"
            f" students each on average{self._plan()}."
        )

    def _staffing(self) -> list[list[str]]:
        plan, weeks, fte = self._plan(), self._weeks(), self._fte()
        costs, rate = self._costs(), self._rate()
        rows = [
            [
                "Phase" if self.ladder else "Scenario",
                f"Students served{plan}",
                f"At most{self._bound()}",
                "Tutors",
                f"Full-time{fte}",
                f"Wages a year{weeks}",
                f"All in a year{costs}",
                "A student, wages / all in",
                f"A student's hour, all in, full / expected{rate}",
            ]
        ]
        for one in self.outcomes:
            f = one.figures
            expected = None if f.attendance is None else f.per_hour(f.attendance)
            rows.append(
                [
                    one.scenario.name,
                    f"{f.served.count} of {f.children}",
                    str(f.served.most),
                    str(f.tutors),
                    f"{float(f.fte):.1f}",
                    dollars(f.bill.wages),
                    dollars(f.bill.year),
                    f"{_dollars(f.wages_per_student)} / {_dollars(f.per_student)}",
                    f"{_dollars(f.per_hour())} / {_dollars(expected)}",
                ]
            )
        return rows

    def _budget(self) -> None:
        """Which of them cost more than there is."""
        for one in self.outcomes:
            budget, year = one.problem.settings.total_budget, one.figures.bill.year
            if budget is not None:
                over = year > budget
                said = f"{dollars(abs(budget - year))} {'more than' if over else 'below'}"
                name = one.scenario.name
                self._paragraph(
                    f"{name}: {said} the budget of {dollars(budget)}.", size=8.5, after=0
                )

    def _metrics(self) -> list[list[str]]:
        first = self.outcomes[0].figures
        rate = first.attendance or Fraction(1)
        days = [f"{day} days" for day, _ in WEEKS_BY_DAY]
        elapsed = self._note(
            "30, 60 and 90 days after the start have "
            + listed([str(weeks) for _, weeks in WEEKS_BY_DAY])
            + " weeks of sessions."
        )
        sessions = [f"{round(first.sessions.count * weeks * rate):,}" for _, weeks in WEEKS_BY_DAY]
        share = f"{float(rate * 100):.3g}%"
        return [
            [f"{self.outcomes[0].scenario.name}: planned", *days],
            [f"Students enrolled{self._plan()}", *[str(first.served.count)] * 3],
            [f"Sessions attended since the start{elapsed}{self._rate()}", *sessions],
            ["Attendance, of scheduled sessions", *[share] * 3],
            ["Students who still have their first tutor", *["all who can"] * 3],
            ["Teachers who see a change; families satisfied", "ask", "ask", "ask, and compare"],
        ]

    # -- assumptions ----------------------------------------------------------------------------

    def _note(self, assumption: str) -> str:
        if assumption not in self.assumptions:
            self.assumptions.append(assumption)
        return f" [{self.assumptions.index(assumption) + 1}]"

    def _plan(self) -> str:
        return self._note(
            f"A real schedule of the week of {date_words(self.study.monday)} that keeps every rule of"
            " the program: the best plan found, which seats the greatest need first."
        )

    def _bound(self) -> str:
        return self._note("Proven: no schedule with the same tutors, rooms and times serves more.")

    def _small(self) -> str:
        least = self.aim.problem.settings.small_cell
        return self._note(
            f"Counts of students below {least} are not shown, nor those that would give them away."
        )

    def _weeks(self) -> str:
        weeks = listed([str(w) for w in sorted({o.figures.bill.weeks for o in self.outcomes})])
        return self._note(f"{weeks} weeks of sessions a year, each like the one that was planned.")

    def _fte(self) -> str:
        return self._note(f"{FTE_HOURS} hours a week with groups are one full-time tutor.")

    def _costs(self) -> str:
        items = list(dict.fromkeys(cost.item for one in self.outcomes for cost in one.costs))
        what = f"Wages and {listed(items)}" if items else "Wages alone: no other cost is given"
        return self._note(f"{what}, as the Costs sheet gives them.")

    def _rate(self) -> str:
        rates = sorted({r for one in self.outcomes if (r := one.figures.attendance) is not None})
        if not rates:
            return self._note("Every scheduled session is attended: no attendance is assumed.")
        said = " or ".join(f"{float(rate * 100):.3g}%" for rate in rates)
        asked = any(one.scenario.levers.attendance is not None for one in self.outcomes)
        source = "as the planner assumes" if asked else "as in the sessions held so far"
        return self._note(f"{said} of scheduled sessions are attended, {source}.")

    # -- how it looks ---------------------------------------------------------------------------

    def _section(self, title: str, text: str) -> None:
        self._heading(title)
        self._paragraph(text)

    def _heading(self, title: str) -> None:
        self._paragraph(title, size=10.5, bold=True, color=_INK, before=4, after=1)

    def _paragraph(
        self,
        text: str,
        *,
        size: float = 9.5,
        bold: bool = False,
        color: RGBColor | None = None,
        before: float = 0,
        after: float = 2,
    ) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.space_after = Pt(after)
        _run(paragraph, text, size=size, bold=bold, color=color)

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        table = self.document.add_table(rows=0, cols=len(rows[0]))
        table.style = "Light Grid Accent 1"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for number, row in enumerate(rows):
            cells: Iterable[Any] = table.add_row().cells
            for at, (cell, text) in enumerate(zip(cells, row, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                _run(paragraph, text, size=8, bold=number == 0 or at == 0)


def _run(
    paragraph: Any, text: str, *, size: float, bold: bool, color: RGBColor | None = None
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    if color is not None:
        run.font.color.rgb = color


def _dollars(value: Fraction | None) -> str:
    return "-" if value is None else dollars(value)
