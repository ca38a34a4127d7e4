"""How much tutors work, and how fast they get around: rule 9."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from constraints.checking import Cases, tally
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

    def conflict(self, problem: Problem, tutor: Tutor, first: Meeting, second: Meeting) -> bool:
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
            yield from self._week(tutor, held)
            for day in sorted({meeting.day for meeting in held}):
                today = [meeting for meeting in held if meeting.day == day]
                yield from self._day(tutor, day, len(today))
                for first, second in combinations(today, 2):
                    yield self._between(problem, tutor, first, second)

    def _week(self, tutor: Tutor, held: list[Meeting]) -> Cases:
        if tutor.max_sessions_week is not None:
            has = f"Tutor {tutor.id} has {count(len(held), 'session')} a week"
            fault = f"{has} but at most {tutor.max_sessions_week} were agreed."
            within = len(held) <= tutor.max_sessions_week
            yield None if within else Violation(self.name, fault, tutors=(tutor.id,))
        if tutor.max_hours_week is not None:
            hours = Fraction(sum(meeting.slot.end - meeting.slot.start for meeting in held), 60)
            fault = (
                f"Tutor {tutor.id} has {decimal(hours)} hours of sessions a week but at most"
                f" {decimal(tutor.max_hours_week)} were agreed."
            )
            within = hours <= tutor.max_hours_week
            yield None if within else Violation(self.name, fault, tutors=(tutor.id,))

    def _day(self, tutor: Tutor, day: int, sessions: int) -> Cases:
        if tutor.max_sessions_day is not None:
            has = f"Tutor {tutor.id} has {count(sessions, 'session')} on {DAYS[day]}"
            fault = f"{has} but at most {tutor.max_sessions_day} were agreed."
            within = sessions <= tutor.max_sessions_day
            yield None if within else Violation(self.name, fault, tutors=(tutor.id,))

    def _between(
        self, problem: Problem, tutor: Tutor, first: Meeting, second: Meeting
    ) -> Violation | None:
        minutes = second.slot.start - first.slot.end
        if minutes < 0:  # two at once: told by the rule on being in one place
            return None
        pause = problem.settings.tutor_break_minutes
        has = (
            f"Tutor {tutor.id} has {count(minutes, 'minute')} between {when(first)} and"
            f" {when(second)} but needs"
        )
        if minutes < pause:
            return Violation(self.name, f"{has} a break of {pause}.", tutors=(tutor.id,))
        here, there = first.slot, second.slot
        if "online" in (here.modality, there.modality) or here.site == there.site:
            return None
        way = problem.program.travel.get(
            (here.site or "", there.site or ""), problem.settings.travel_minutes
        )
        if minutes >= way:
            return None
        fault = f"{has} {way} to get from {here.site} to {there.site}."
        return Violation(self.name, fault, tutors=(tutor.id,))
