"""A chain of weeks from file to file, as a manager runs it: the program's workbook and its plans."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from constraints import GOALS, RULES
from matcher.count_sessions import count_sessions
from matcher.domain import Program, Session
from matcher.ledger import Account, Key
from matcher.match_week import Order, Written, match_week
from matcher.plan import Plan
from matcher.progress import never, silent
from matcher.stand_in import Call, stand_in
from matcher.trouble import Trouble
from matcher.verify_file import verify_file
from matcher.workbook.read_plan import read_previous, read_schedule
from matcher.workbook.template import write_program
from tests.chain_laws import previous_of

sys.path.insert(0, str(Path(__file__).with_name("verifier")))

import check_output


@dataclass
class Files:
    """The folder of a program and its plans. ``published`` is each plan as it was written."""

    folder: Path
    published: dict[Path, bytes] = field(default_factory=dict)

    @property
    def program(self) -> Path:
        """The program's workbook."""
        return self.folder / "program.xlsx"

    def plan(self, program: Program, monday: dt.date) -> Written:
        """Write the program over the one before and plan the week from file to file."""
        write_program(program, self.program)
        newest = list(self.published)[-1:]
        order = Order(self.program, monday, workers=1)
        written = match_week(
            order, RULES, GOALS, tell=silent, background=lambda job: job(), stop=never
        )
        assert [written.previous] == (newest or [None]), (
            "the newest earlier plan is found by itself"
        )
        assert written.path.name == f"program-{monday}.xlsx"
        self._publish(written.path, self.program, written.previous)
        plan = written.plan
        told = read_previous(written.path, plan.problem.program)[0]
        assert told == replace(previous_of(plan), source=written.path.name)
        back = read_schedule(written.path, plan.problem, RULES).sessions
        assert sorted(map(_told, back)) == sorted(map(_told, plan.sessions))
        return written

    def revise(self, plan: Plan, trouble: Trouble, so_far: Trouble) -> None:
        """Write the week's next revision; ``so_far`` is all trouble of the week, this one included."""
        before = list(self.published)[-1]
        (row,) = (*trouble.absences, *trouble.closures)
        call = Call(
            self.program,
            row.first,
            absent=tuple(absence.person_id for absence in trouble.absences),
            closed=tuple(str(closure.site) for closure in trouble.closures),
            start=row.start,
            end=row.end,
            apply=True,
        )
        done = stand_in(call, RULES, GOALS)
        assert done.plan == before
        if done.known:  # the plan is changed for just that already
            assert done.written == done.relief.orphans == ()
            return
        after = done.written[0]  # and a sheet of covers, where any meeting needs somebody
        assert len(done.written) == 1 + bool(done.relief.orphans)
        troubled = self.folder / "troubled" / "program.xlsx"
        troubled.parent.mkdir(exist_ok=True)
        write_program(so_far.added_to(plan.problem.program), troubled)
        self._publish(after, troubled, before)
        now, then = (read_previous(path, plan.problem.program)[0] for path in (after, before))
        assert replace(now, source="") == replace(then, source="")

    def _publish(self, path: Path, program: Path, earlier: Path | None) -> None:
        """Both checkers find nothing in the new plan, and those before are as they were."""
        assert path not in self.published
        assert check_output.problems(program, path, earlier) == []
        verified = verify_file(self.program, path, RULES)
        assert (verified.errors, verified.violations, verified.week) == ((), (), ())
        assert verified.week_looked_at
        self.published[path] = path.read_bytes()
        assert {one: one.read_bytes() for one in self.published} == self.published

    def sessions(self, plan: Plan, so_far: Trouble) -> tuple[Session, ...]:
        """The dated week as the newest plan tells it."""
        known = replace(plan.problem, program=so_far.added_to(plan.problem.program))
        return read_schedule(list(self.published)[-1], known, RULES).sessions

    def ledger(self, until: dt.date) -> dict[Key, Account]:
        """What is counted from all plans beside the program."""
        counted = count_sessions(self.program, (), until, self.folder / "ledger.xlsx")
        return counted.ledger.requests()


def _told(line: Session) -> tuple[object, ...]:
    """What a workbook tells of a session: the places, and not which Slots rows they are dealt to."""
    places = (line.planned.place, line.meeting.place)
    when = [(at.day, at.start, at.end, at.site or "", at.modality) for at in places]
    return (line.group.id, *line.member.key, when, line.tutor.id, line.status)
