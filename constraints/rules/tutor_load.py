"""How much tutors work, and how fast they get around: rule 9."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations

from constraints.checking import Cases, case, tally
from constraints.wording import count, decimal, when
from matcher.domain import DAYS, Frame, Meeting, Tutor
from matcher.problem import Problem
from matcher.rule import Amount, Check, Claim, Resource, Rule, Violation
from matcher.schedule import Schedule


class TutorLoad(Rule):
    """Agreed sessions and hours, breaks and travel."""

    number = 9
    name = "tutor-load"
    sentence = (
        "A tutor has no more sessions a day, sessions a week and hours a week than agreed, a break"
        " of tutor_break_minutes between two sessions of a day, and time to travel between sites."
    )

    def claims(self, problem: Problem, frame: Frame, meeting: Meeting) -> Iterable[Claim]:
        """What the meeting takes of the tutor's week, day and hours, where they have a limit."""
        tutor = frame.tutor
        if tutor.max_sessions_week is not None:
            yield Claim(("tutor-week", tutor.id))
        if tutor.max_sessions_day is not None:
            yield Claim(("tutor-day", tutor.id, meeting.day))
        if tutor.max_hours_week is not None:
            yield Claim(("tutor-minutes", tutor.id), meeting.minutes)

    def capacity(self, problem: Problem, resource: Resource) -> Amount:
        """The agreed sessions, or minutes."""
        match resource:
            case ("tutor-week", str(tutor)):
                limit: Amount | None = problem.tutor[tutor].max_sessions_week
            case ("tutor-day", str(tutor), _):
                limit = problem.tutor[tutor].max_sessions_day
            case ("tutor-minutes", str(tutor)):
                hours = problem.tutor[tutor].max_hours_week
                limit = None if hours is None else hours * 60
            case _:
                limit = None
        if limit is None:
            raise KeyError(resource)
        return limit

    def conflict(self, problem: Problem, first: Meeting, second: Meeting) -> bool:
        """Whether two meetings of a day leave too little time between them.

        Meetings that overlap are another rule's matter.
        """
        earlier, later = (first, second) if first.start <= second.start else (second, first)
        between = later.start - earlier.end
        if earlier.day != later.day or between < 0:
            return False
        needed = problem.settings.tutor_break_minutes
        if earlier.slot.modality == later.slot.modality == "in_person":
            here, there = earlier.slot.site, later.slot.site
            if here is not None and there is not None:
                needed = max(needed, problem.travel_minutes(here, there))
        return between < needed

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Add up every tutor's week and days, and look between the meetings of a day."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        for groups in schedule.of_tutor.values():
            tutor = groups[0].tutor
            held = sorted(
                (meeting for group in groups for meeting in group.meetings),
                key=lambda meeting: (meeting.start, meeting.end),
            )
            for load, unit, period, limit in _loads(tutor, held):
                if limit is not None:
                    has = f"Tutor {tutor.id} has {count(load, unit)} {period}"
                    fault = f"{has} but at most {decimal(limit)} were agreed."
                    yield case(self, fault, holds=load <= limit, tutors=(tutor.id,))
            for first, second in combinations(held, 2):
                if first.day == second.day and first.end <= second.start:
                    yield self._between(problem, tutor, first, second)

    def _between(
        self, problem: Problem, tutor: Tutor, first: Meeting, second: Meeting
    ) -> Violation | None:
        minutes = second.slot.start - first.slot.end
        pause, way = problem.settings.tutor_break_minutes, 0
        here, there = first.slot, second.slot
        if "online" not in (here.modality, there.modality) and here.site != there.site:
            way = problem.program.travel.get(
                (here.site or "", there.site or ""), problem.settings.travel_minutes
            )
        needs = f"a break of {pause}"
        if minutes >= pause:
            needs = f"{way} to get from {here.site} to {there.site}"
        fault = (
            f"Tutor {tutor.id} has {count(minutes, 'minute')} between {when(first)} and"
            f" {when(second)} but needs {needs}."
        )
        return case(self, fault, holds=pause <= minutes >= way, tutors=(tutor.id,))


def _loads(tutor: Tutor, held: list[Meeting]) -> Iterator[tuple[Amount, str, str, Amount | None]]:
    """What a tutor has of each thing that may be limited: how much, unit, period, limit."""
    minutes = sum(meeting.slot.end - meeting.slot.start for meeting in held)
    yield len(held), "session", "a week", tutor.max_sessions_week
    yield Fraction(minutes, 60), "hour", "of sessions a week", tutor.max_hours_week
    for day, sessions in sorted(Counter(meeting.day for meeting in held).items()):
        yield sessions, "session", f"on {DAYS[day]}", tutor.max_sessions_day
