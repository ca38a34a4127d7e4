"""The job of ``match --weeks``: a standing plan, its dated weeks, and what comes of them in all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from matcher.account import Accounting, account_again
from matcher.domain import Program
from matcher.going_on import asks_the_same, keeping, previous_of
from matcher.input_problems import read_checked, with_marks
from matcher.match_week import (
    Means,
    Order,
    accounting,
    facts_of,
    hold_pins,
    previous_path,
    read_source,
    search_options,
    standing,
)
from matcher.plan import Found, Plan
from matcher.planning import NoPlanError, PlanBrokenError, Search, make_plan
from matcher.problem import Problem
from matcher.progress import Background, Progress, Report, Stop
from matcher.report.words import day_words
from matcher.rule import Goal, Rule
from matcher.search.standing import search
from matcher.term import Term, TermWeek, WrittenTerm, count_week
from matcher.term_limits import Limit, out_of_reach
from matcher.term_order import TermOrder, check_term
from matcher.timing import Stage, Timing
from matcher.version import version
from matcher.workbook.read import Reading
from matcher.workbook.term_book import TermFacts, write_term
from matcher.workbook.write import WriteError, write_plan

__all__ = ["TermOrder", "plan_term"]


def plan_term(
    order: TermOrder,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    *,
    tell: Report,
    warn: Callable[[Sequence[Limit]], None],
    wrote: Callable[[Path], None],
    background: Background,
    stop: Stop,
    timing: Timing | None = None,
) -> WrittenTerm:
    """Plan the weeks one after another and write each, then the account of all of them.

    A week that asks the same of a standing plan as the week before takes it over unchanged; any
    other is searched for with the plan of the week before as its previous one, and where all can
    keep their tutor only those groups are looked at that have to change. Where ``stop`` turns
    true the week at hand is the last. ``warn`` is told of targets that no plan can reach, before
    anything is planned, ``wrote`` each file that stands; the others are as
    :func:`matcher.match_week.match_week` has them, and so is what is raised. What was written by
    then stays, and the account tells that it is of a part of the term.
    """
    check_term(order)
    job = _Job(order, rules, goals, tell, wrote, background, stop, timing or Timing())
    job.read()
    warn(job.limits)
    try:
        job.plan_weeks()
    except NoPlanError:
        if not job.counted:
            raise
    except (PlanBrokenError, WriteError):
        if job.counted:
            with suppress(WriteError):
                job.write_account()
        raise
    return job.write_account()


@dataclass(eq=False)
class _Job:
    """A term under way."""

    order: TermOrder
    rules: Sequence[Rule]
    goals: Sequence[Goal]
    tell: Report
    wrote: Callable[[Path], None]
    background: Background
    stop: Stop
    timing: Timing

    def __post_init__(self) -> None:
        self.counted: list[TermWeek] = []
        self.plans: list[Path] = []
        self.notices: list[str] = []
        self.searched: Plan | None = None

    def read(self) -> None:
        """Read the program and the plan to go on from."""
        self.tell(Progress(f"reading {self.order.program.name}"))
        with self.timing(Stage.READING):
            self.program, self.reading = self._read_program()
            self.source = previous_path(self._first)
            self.previous, remarks = read_source(self.source, self.program, self.reading)
        self.findings = (*self.reading.findings, *remarks)

    def _read_program(self) -> tuple[Program, Reading]:
        return read_checked(self.order.program, skip_bad_rows=self.order.skip_bad_rows)

    @property
    def _first(self) -> Order:
        return self.order.week(self.order.mondays[0])

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """The targets that no plan of these weeks can reach."""
        return out_of_reach(self.program, self.order.mondays, self.rules)

    def plan_weeks(self) -> None:
        """Plan and write week after week, until all are or the user wants it to end."""
        before: Plan | None = None
        previous, source = self.previous, self.source
        for number, monday in enumerate(self.order.mondays, start=1):
            where = f"week {number} of {len(self.order.mondays)}, {day_words(monday)}"
            problem = Problem(self.program, monday, previous)
            plan = self._plan(problem, before, where)
            path = self._write(plan, source, where)
            if self.stop():
                return
            before, source = plan, path
            marked = previous.pins if previous else ()  # what is pinned in it stays so
            previous = replace(previous_of(plan, path.name), pins=marked)

    def _plan(self, problem: Problem, before: Plan | None, where: str) -> Plan:
        """The week's plan: the one ``before`` taken over where nothing else is asked."""
        kept = before if before and asks_the_same(before.problem, problem) else None
        if kept:
            self.tell(Progress(f"{where}: the standing plan goes on"))
        plan = make_plan(
            problem,
            self.rules,
            self.goals,
            keeping(kept) if kept else self._search(where),
            seed=self.order.seed,
            left_out=self.reading.left_out,
            tutors_left_out=self.reading.tutors_left_out,
            account=account_again(kept) if kept else self._account(where),
            timing=self.timing,
        )
        if kept is None:
            self.searched = plan
        return plan

    def _telling(self, where: str) -> Report:
        def tell(progress: Progress) -> None:
            self.tell(replace(progress, phase=f"{where}: {progress.phase}"))

        return tell

    def _account(self, where: str) -> Accounting:
        options = search_options(self.order.seed, self.order.workers, self.order.time_limit)
        means = Means(self._telling(where), self.background, self.stop)
        return accounting(self.rules, self.goals, options, means)

    def _search(self, where: str) -> Search:
        tell = self._telling(where)

        def find(problem: Problem, rules: Sequence[Rule], goals: Sequence[Goal]) -> Found:
            order, later = self.order, bool(self.counted)
            options = search_options(
                order.seed, order.workers, order.time_limit, only_changed=later
            )
            start = hold_pins(
                problem,
                rules,
                goals,
                options,
                blame=lambda error: with_marks(order.program, self.reading, error.findings),
                background=self.background,
                stop=self.stop,
            )
            seek = search if start is None else partial(search, start=start)
            found = self.background(
                lambda: seek(problem, rules, goals, options, tell, self.stop, self.timing)
            )
            for reached in found.reached:
                tell(standing(reached))
            return found

        return find

    def _write(self, plan: Plan, source: Path | None, where: str) -> Path:
        order = self.order.week(plan.problem.monday)
        findings = (
            self.findings if plan.problem.previous is self.previous else (self.reading.findings)
        )
        facts = facts_of(order, self.reading, source, findings)
        self.tell(Progress(f"{where}: writing {order.target.name}"))
        with self.timing(Stage.WRITING):
            write_plan(plan, order.target, replace(facts, options=self.order.options))
        self.counted.append(count_week(plan, order.target.name))
        self.plans.append(order.target)
        self.notices += plan.notices
        self.wrote(order.target)
        return order.target

    def write_account(self) -> WrittenTerm:
        """Write what comes of the weeks that are planned."""
        assert self.searched is not None
        term = Term(self.program, self.order.mondays, tuple(self.counted))
        rest, path = self.order.rest(len(self.counted)), self.order.target
        facts = TermFacts(
            version=version(),
            input_sha256=self.reading.sha256,
            options=self.order.options,
            previous_name=self.source.name if self.source else "",
            limits=self.limits,
            go_on=rest,
            findings=self.findings,
        )
        self.tell(Progress(f"writing {path.name}"))
        with self.timing(Stage.WRITING):
            write_term(term, facts, path)
        self.wrote(path)
        return WrittenTerm(
            term=term,
            path=path,
            plans=tuple(self.plans),
            previous=self.source,
            last=self.searched,
            limits=self.limits,
            rest=rest,
            findings=self.findings,
            notices=tuple(self.notices),
            rows_left_out=self.reading.rows_left_out,
        )
