"""When people can meet: rule 3."""

from __future__ import annotations

from constraints.checking import Cases, case, tally
from constraints.wording import called, when
from matcher.domain import Group, Meeting, Request, Student, Tutor, Window
from matcher.problem import Problem
from matcher.rule import Check, Rule
from matcher.schedule import Schedule


class Windows(Rule):
    """The whole slot suits everyone's hours, admits their grade and is long enough."""

    number = 3
    name = "windows"
    sentence = (
        "A group meets only when its tutor and all its students are available and not busy, in"
        " slots of this week that admit every student's grade and are at least"
        " min_session_minutes long."
    )

    def admits(self, problem: Problem, person: Request | Tutor, meeting: Meeting) -> bool:
        """Whether the meeting's slot counts this week and fits this person's hours and grade."""
        slot = meeting.slot
        if isinstance(person, Tutor):
            return _counts(problem, meeting) and _free(person.available, person.busy, meeting)
        student = person.student
        if slot.grades is not None and student.grade not in slot.grades:
            return False
        return _counts(problem, meeting) and _free(student.available, student.busy, meeting)

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Ask of every meeting whether its slot counts, and of everyone in it whether they can come."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        rows = {(slot.row, day) for slot in problem.slots for day in slot.days}
        shortest = problem.settings.min_session_minutes
        for group in schedule:
            for meeting in group.meetings:
                slot, name = meeting.slot, f"{called(group)} on {when(meeting)}"
                fault = f"The slot of {name} (row {slot.row}) is not there in this week."
                known = (slot.row, meeting.day) in rows
                yield case(self, fault, holds=known, tutors=(group.tutor.id,))
                fault = f"The slot of {name} lasts {slot.end - slot.start} minutes but sessions are to last at least {shortest}."
                long = slot.end - slot.start >= shortest
                yield case(self, fault, holds=long, tutors=(group.tutor.id,))
                yield from self._of_tutor(group, meeting)
                for member in group.members:
                    yield from self._of_student(group, member.student, meeting)

    def _of_tutor(self, group: Group, meeting: Meeting) -> Cases:
        tutor, name = group.tutor, f"{when(meeting)}, when {called(group)} meets"
        fault = f"Tutor {tutor.id} is not available on {name}."
        missing = _partly_outside(tutor.available, meeting)
        yield case(self, fault, holds=not missing, tutors=(tutor.id,))
        fault = f"Tutor {tutor.id} is busy on {name}."
        yield case(self, fault, holds=not _meets(tutor.busy, meeting), tutors=(tutor.id,))

    def _of_student(self, group: Group, student: Student, meeting: Meeting) -> Cases:
        slot, name = meeting.slot, f"{when(meeting)}, when {called(group)} meets"
        missing = student.available is not None and _partly_outside(student.available, meeting)
        fault = f"Student {student.id} is not available on {name}."
        yield case(self, fault, holds=not missing, students=(student.id,))
        fault = f"Student {student.id} is busy on {name}."
        yield case(self, fault, holds=not _meets(student.busy, meeting), students=(student.id,))
        fault = f"The slot on {name}, is not for the grade of student {student.id}."
        admitted = slot.grades is None or student.grade in slot.grades
        yield case(self, fault, holds=admitted, students=(student.id,))


def _counts(problem: Problem, meeting: Meeting) -> bool:
    slot = meeting.slot
    return (
        slot.minutes >= problem.settings.min_session_minutes
        and meeting.day in slot.days
        and any(slot.in_force(date) for date in problem.dates)
    )


def _free(available: tuple[Window, ...] | None, busy: tuple[Window, ...], meeting: Meeting) -> bool:
    start, end = meeting.start, meeting.end
    for window in busy:
        if window.overlaps(start, end):
            return False
    if available is None:
        return True
    for window in sorted(available):  # several that touch may do together what none does alone
        if window.start <= start < window.end:
            start = window.end
    return start >= end


def _partly_outside(windows: tuple[Window, ...], meeting: Meeting) -> bool:
    """Whether some part of the meeting lies in no window."""
    left = [(meeting.start, meeting.end)]
    for window in windows:
        pieces = [
            ((start, min(end, window.start)), (max(start, window.end), end)) for start, end in left
        ]
        left = [(start, end) for both in pieces for start, end in both if start < end]
    return bool(left)


def _meets(windows: tuple[Window, ...], meeting: Meeting) -> bool:
    """Whether some window and the meeting have a moment in common."""
    return any(max(w.start, meeting.start) < min(w.end, meeting.end) for w in windows)
