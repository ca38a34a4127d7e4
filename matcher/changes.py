"""What is different from the previous plan, for each request and each tutor, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from matcher.causes import Causes, times_words
from matcher.domain import Group, Place, PreviousSeat
from matcher.plan import Change, What
from matcher.problem import Problem
from matcher.report.words import count_words, date_words
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule
from matcher.tutor_changes import GroupNews


def changes(
    problem: Problem,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    schedule: Schedule,
    left_out: Collection[str] = (),
) -> tuple[Change, ...]:
    """A line for each request with a seat then or now, then one for each tutor with a group.

    ``schedule`` has its group IDs and holds every rule. ``left_out`` are the IDs of students and
    tutors whose rows were skipped as bad. Without a previous plan there is nothing to tell.
    """
    if problem.previous is None:
        return ()
    lines = _Lines(problem, schedule, Causes(problem, rules, goals, schedule, left_out))
    return (*lines.students(), *lines.tutors())


class _Lines:
    def __init__(self, problem: Problem, schedule: Schedule, causes: Causes) -> None:
        assert problem.previous is not None
        self.problem = problem
        self.schedule = schedule
        self.causes = causes
        self.previous = problem.previous
        self.of_seat = {key: causes.of_seat(key) for key in self.previous.seats}
        self.news = GroupNews(problem, schedule, self.of_seat)
        self.names = {tutor.id: tutor.name for tutor in problem.program.tutors}

    # -- students -------------------------------------------------------------------------------

    def students(self) -> list[Change]:
        keys = [*self.previous.seats, *self.schedule.groups_of]
        return [self._student(key) for key in sorted(set(keys))]

    def _student(self, key: tuple[str, str]) -> Change:
        seat = self.previous.seats.get(key)
        groups = self.schedule.groups_of.get(key)
        student = self.problem.program.students.get(key[0])
        line = Change(
            "student",
            key[0],
            student.name if student else "",
            key[1],
            "starts",
            self._before(seat) if seat else "",
            self._after(groups[0]) if groups else "",
        )
        if seat is None:
            return replace(line, why=self._why_starts(key[0]))
        cause = self.of_seat[key]
        what: What = "ends" if not groups else "moves" if cause else "stays"
        if cause is None:
            return replace(line, what=what)
        return replace(line, what=what, why=cause.why, against=cause.against)

    def _before(self, seat: PreviousSeat) -> str:
        group = self.previous.groups.get(seat.group_id)
        if group is None:
            return f"Tutor {self._called(seat.tutor_id)}"
        return self._words(seat.tutor_id, group.places, group.language)

    def _after(self, group: Group) -> str:
        places = [meeting.place for meeting in group.meetings]
        return self._words(group.tutor.id, places, group.language)

    def _words(self, tutor: str, places: Iterable[Place], language: str) -> str:
        return f"Tutor {self._called(tutor)}, {times_words(places)}, in {language}"

    def _called(self, tutor: str) -> str:
        name = self.names.get(tutor)
        return f"{name} ({tutor})" if name else tutor

    def _why_starts(self, student: str) -> str:
        """That the student was not enrolled when the previous plan was made; else nothing sure."""
        start, week = self.problem.students[student].start_date, self.previous.week
        if start is None or week is None or (start - week).days < 7:
            return ""
        return f"The student is enrolled from {date_words(start)} on."

    # -- tutors ---------------------------------------------------------------------------------

    def tutors(self) -> list[Change]:
        before: dict[str, dict[str, _Told]] = defaultdict(dict)
        members: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for key, seat in self.previous.seats.items():
            members[seat.group_id].add(key)
        for old in self.previous.groups.values():
            before[old.tutor_id][old.id] = _Told(
                old.id, old.subject, old.language, old.places, frozenset(members[old.id])
            )
        after: dict[str, dict[str, _Told]] = defaultdict(dict)
        for group in self.schedule:
            places = frozenset(meeting.place for meeting in group.meetings)
            now = frozenset(member.key for member in group.members)
            after[group.tutor.id][group.id] = _Told(
                group.id, group.subject, group.language, places, now
            )
        return [self._tutor(t, before[t], after[t]) for t in sorted({*before, *after})]

    def _tutor(self, tutor: str, before: dict[str, _Told], after: dict[str, _Told]) -> Change:
        line = Change("tutor", tutor, self.names.get(tutor, ""), "", "starts", "", "")
        if before == after:
            same = count_words(len(after), "group")
            return replace(line, what="stays", before=same, after=same)
        other = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        then = "; ".join(str(before[name]) for name in sorted(before) if name in other or not after)
        now = "; ".join(str(after[name]) for name in sorted(after) if name in other or not before)
        what: What = "moves" if before and after else "starts" if after else "ends"
        if before and after:
            then = (
                then
                or f"not yet with this tutor, who had {count_words(len(before), 'other group')}"
            )
            now = (
                now
                or f"no longer with this tutor, who keeps {count_words(len(after), 'other group')}"
            )
        gone = self.causes.of_tutor(tutor)
        why = gone.why if gone else self.news.of_tutor(tutor, other)
        return replace(line, what=what, before=then, after=now, why=why)


@dataclass(frozen=True)
class _Told:
    """A group as a tutor's line tells it, and what else makes it the same group or another."""

    name: str
    subject: str
    language: str
    places: frozenset[Place]
    members: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        students = count_words(len({student for student, _ in self.members}), "student")
        return f"{self.name} {self.subject}, {times_words(self.places)}, {students}"
