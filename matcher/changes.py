"""What is different from the previous plan, for each request and each tutor, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from matcher.domain import (
    DAYS,
    Frame,
    Group,
    Meeting,
    Place,
    PreviousGroup,
    PreviousSeat,
    Request,
    clock,
)
from matcher.explain import named
from matcher.plan import Change
from matcher.problem import Problem
from matcher.report.words import count_words
from matcher.rule import Rule
from matcher.schedule import Schedule

GAVE_WAY = (
    "By itself the old seat would still be possible; the plan as a whole puts other things first."
)


def changes(
    problem: Problem,
    rules: Sequence[Rule],
    schedule: Schedule,
    left_out: Collection[str] = (),
) -> tuple[Change, ...]:
    """A line for each request with a seat then or now, then one for each tutor with a group.

    ``schedule`` has its group IDs. ``left_out`` are the IDs of students and tutors whose rows were
    skipped as bad. Without a previous plan there is nothing to tell.
    """
    if problem.previous is None:
        return ()
    lines = _Lines(problem, rules, schedule, left_out)
    return (*lines.students(), *lines.tutors())


class _Lines:
    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        schedule: Schedule,
        left_out: Collection[str],
    ) -> None:
        assert problem.previous is not None
        self.problem = problem
        self.rules = rules
        self.schedule = schedule
        self.left_out = left_out
        self.previous = problem.previous
        self.names = {tutor.id: tutor.name for tutor in problem.program.tutors}

    # -- students -------------------------------------------------------------------------------

    def students(self) -> list[Change]:
        keys = [*self.previous.seats, *self.schedule.groups_of]
        return [self._student(key) for key in sorted(set(keys))]

    def _student(self, key: tuple[str, str]) -> Change:
        seat = self.previous.seats.get(key)
        groups = self.schedule.groups_of.get(key)
        student = self.problem.program.students.get(key[0])
        before = self._before(seat) if seat else ""
        after = self._after(groups[0]) if groups else ""
        line = Change("student", key[0], student.name if student else "", key[1], "starts", "", "")
        return _told(line, before, after, self._why_student(key, seat, groups) if seat else "")

    def _before(self, seat: PreviousSeat) -> str:
        group = self.previous.groups.get(seat.group_id)
        if group is None:
            return f"Tutor {self._called(seat.tutor_id)}"
        return self._words(seat.tutor_id, group.places, group.language)

    def _after(self, group: Group) -> str:
        places = [meeting.place for meeting in group.meetings]
        return self._words(group.tutor.id, places, group.language)

    def _words(self, tutor: str, places: Iterable[Place], language: str) -> str:
        return f"Tutor {self._called(tutor)}, {_times(places)}, in {language}"

    def _called(self, tutor: str) -> str:
        name = self.names.get(tutor)
        return f"{name} ({tutor})" if name else tutor

    def _why_student(
        self, key: tuple[str, str], seat: PreviousSeat, groups: tuple[Group, ...] | None
    ) -> str:
        if key not in self.problem.request:
            return self._why_gone(key)
        before = self.previous.groups.get(seat.group_id)
        if before is None:
            return "The previous plan does not tell when this group met."
        if groups and _same(before, seat.tutor_id, groups[0]):
            return ""
        return self._why_lost(self.problem.request[key], seat, before)

    def _why_gone(self, key: tuple[str, str]) -> str:
        program = self.problem.program
        if key[0] not in program.students and key[0] in self.left_out:
            return "A row of the student has errors, so the student was left out."
        if key[0] not in program.students:
            return "The student is no longer in the program."
        if all(request.key != key for request in program.requests):
            return f"The student no longer asks for {key[1]}."
        if not program.students[key[0]].consent:
            return "There is no consent."
        return "The student is not enrolled in this week."

    def _why_lost(self, request: Request, seat: PreviousSeat, before: PreviousGroup) -> str:
        gone = self._why_tutor_gone(seat.tutor_id)
        if gone:
            return gone
        missing = [place for place in before.places if place not in self.problem.meetings_at]
        if missing:
            return f"There is no slot any more for {_times(missing)}."
        broken = self._broken(self._old_seat(request, seat, before))
        if broken:
            return f"The old seat would now break {', '.join(broken)}."
        return GAVE_WAY

    def _why_tutor_gone(self, tutor: str) -> str:
        if tutor in self.problem.tutor:
            return ""
        if any(known.id == tutor for known in self.problem.program.tutors):
            return f"Tutor {tutor} is not cleared or not employed in this week."
        if tutor in self.left_out:
            return f"A row of tutor {tutor} has errors, so the tutor was left out."
        return f"Tutor {tutor} is no longer in the program."

    def _old_seat(self, request: Request, seat: PreviousSeat, before: PreviousGroup) -> Group:
        """The old seat alone, with those of its group who must be together with the student.

        Each meeting is dealt to the one of its Slots rows that breaks the fewest rules by itself.
        """
        members = [request]
        for member in members:  # who is added brings those along with whom they must be together
            for other in sorted(self.problem.partners["together"].get(member.student.id, ())):
                kept = self.problem.kept.get((other, request.subject))
                if kept is not None and kept.group_id == seat.group_id:
                    partner = self.problem.request[other, request.subject]
                    members += [partner] if partner not in members else []
        sites = {place.site or "" for place in before.places}
        site = min(sites) if before.modality == "in_person" else None
        tutor = self.problem.tutor[seat.tutor_id]
        frame = Frame(tutor, request.subject, before.language, before.modality, site)
        meetings: list[Meeting] = []
        for place in before.places:
            rows = self.problem.meetings_at[place]
            alone = [Group(frame, tuple(members), (row,)) for row in rows]
            meetings += min(alone, key=lambda group: len(self._broken(group))).meetings
        return Group(frame, tuple(members), tuple(meetings))

    def _broken(self, group: Group) -> list[str]:
        """The rules that the group breaks if it is the whole plan."""
        plan = Schedule((group,))
        return [named(rule) for rule in self.rules if rule.check(self.problem, plan).violations]

    # -- tutors ---------------------------------------------------------------------------------

    def tutors(self) -> list[Change]:
        before: dict[str, dict[str, str]] = defaultdict(dict)
        members = defaultdict(set)
        for key, seat in self.previous.seats.items():
            members[seat.group_id].add(key[0])
        for old in self.previous.groups.values():
            before[old.tutor_id][old.id] = _line(
                old.id, old.subject, old.places, len(members[old.id])
            )
        after: dict[str, dict[str, str]] = defaultdict(dict)
        for group in self.schedule:
            places = [meeting.place for meeting in group.meetings]
            after[group.tutor.id][group.id] = _line(
                group.id, group.subject, places, len(group.members)
            )
        return [self._tutor(t, before[t], after[t]) for t in sorted({*before, *after})]

    def _tutor(self, tutor: str, before: dict[str, str], after: dict[str, str]) -> Change:
        line = Change("tutor", tutor, self.names.get(tutor, ""), "", "starts", "", "")
        why = self._why_tutor_gone(tutor) if before and not after else ""
        if before == after:
            same = count_words(len(after), "group")
            return _told(line, same, same, why)
        other = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        then = "; ".join(before[name] for name in sorted(before) if name in other or not after)
        now = "; ".join(after[name] for name in sorted(after) if name in other or not before)
        if before and after:
            then = (
                then
                or f"not yet with this tutor, who had {count_words(len(before), 'other group')}"
            )
            now = (
                now
                or f"no longer with this tutor, who keeps {count_words(len(after), 'other group')}"
            )
        return _told(line, then, now, why)


def _told(line: Change, before: str, after: str, why: str) -> Change:
    what: Literal["stays", "moves", "starts", "ends"] = "moves"
    if before == after:
        what = "stays"
    elif not before:
        what = "starts"
    elif not after:
        what = "ends"
    return replace(line, what=what, before=before, after=after, why=why)


def _same(before: PreviousGroup, tutor: str, group: Group) -> bool:
    places = frozenset(meeting.place for meeting in group.meetings)
    then = (tutor, before.places, before.language)
    return then == (group.tutor.id, places, group.language)


def _line(name: str, subject: str, places: Iterable[Place], students: int) -> str:
    return f"{name} {subject}, {_times(places)}, {count_words(students, 'student')}"


def _times(places: Iterable[Place]) -> str:
    """Weekdays, times and site: ``Mon Wed Fri 10:15-10:45 at Elm, Thu 8:00-8:30 online``."""
    days: dict[str, list[int]] = defaultdict(list)
    for place in sorted(places, key=lambda p: (p.day, p.start, p.end, p.site or "")):
        where = "online" if place.modality == "online" else f"at {place.site}"
        days[f"{clock(place.start)}-{clock(place.end)} {where}"].append(place.day)
    return ", ".join(f"{' '.join(DAYS[d] for d in of)} {when}" for when, of in days.items())
