"""What a person has settled: rule 12."""

from __future__ import annotations

from collections.abc import Iterator

from constraints.checking import Cases, case, tally
from constraints.wording import called
from matcher.domain import DAY_MINUTES, DAYS, Frame, Group, Meeting, Pin, Request, Tutor, clock
from matcher.problem import Problem
from matcher.rule import Check, Rule
from matcher.schedule import Schedule


class Pins(Rule):
    """What is pinned stays: a student's tutor, and the times of a group."""

    number = 12
    name = "pins"
    sentence = (
        "A pinned student has a seat: with the pinned tutor, and in a group that meets at exactly"
        " the pinned times on their weekdays; a tutor who is pinned as free does not teach then."
    )

    def pairs(self, problem: Problem, request: Request, frame: Frame) -> bool:
        """Whether no pin of the request names another tutor."""
        pins = problem.pinned.get(request.key, ())
        return all(pin.tutor in (None, frame.tutor.id) for pin in pins)

    def admits(self, problem: Problem, person: Request | Tutor, meeting: Meeting) -> bool:
        """Whether the meeting is as pinned for its weekday; a tutor's free times are busy ones."""
        if isinstance(person, Tutor) or person.key not in problem.pinned:
            return True
        return all(
            (window.start, window.end) == (meeting.start, meeting.end)
            for pin in problem.pinned[person.key]
            for window in pin.times
            if window.start // DAY_MINUTES == meeting.day
        )

    def days(self, problem: Problem, request: Request) -> frozenset[int]:
        """The weekdays for which a time is pinned."""
        pins = problem.pinned.get(request.key, ())
        return frozenset(window.start // DAY_MINUTES for pin in pins for window in pin.times)

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Ask of every pinned request whether it has a seat, and of the seat whether it is as pinned."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        for request in problem.requests:
            student, subject = request.key
            pins = [
                pin
                for pin in problem.pins
                if pin.student == student and (pin.subject is None or pin.subject == subject)
            ]
            groups = schedule.groups_of.get(request.key, ())
            if pins:
                fault = f"Student {student} is pinned ({_told(pins)}) but has no seat in {subject}."
                yield case(self, fault, holds=bool(groups), students=(student,))
            for group in groups:
                for pin in pins:
                    yield from self._of_seat(pin, student, group)

    def _of_seat(self, pin: Pin, student: str, group: Group) -> Cases:
        seat, tutor = f"Student {student} sits in {called(group)}", group.tutor.id
        if pin.tutor is not None:
            fault = f"{seat} but is pinned to tutor {pin.tutor} ({pin.sheet} {pin.cell})."
            held = tutor == pin.tutor
            yield case(self, fault, holds=held, students=(student,), tutors=(tutor,))
        met = {(meeting.start, meeting.end) for meeting in group.meetings}
        for start, end in _spans(pin):
            fault = f"{seat} but is pinned to {_when(start, end)} ({pin.sheet} {pin.cell})."
            held = (start, end) in met
            yield case(self, fault, holds=held, students=(student,), tutors=(tutor,))


def _spans(pin: Pin) -> Iterator[tuple[int, int]]:
    return ((window.start, window.end) for window in pin.times)


def _when(start: int, end: int) -> str:
    day = start // DAY_MINUTES
    return f"{DAYS[day]} {clock(start % DAY_MINUTES)}-{clock(end - day * DAY_MINUTES)}"


def _told(pins: list[Pin]) -> str:
    return ", ".join(f"{pin.sheet} {pin.cell}" for pin in pins)
