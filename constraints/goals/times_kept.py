"""Students keep the times they know: goal 5."""

from __future__ import annotations

from fractions import Fraction

from matcher.domain import Frame, Meeting, Request
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule


class KeptTimes(Aim):
    """One point for each session at a time and place that the student had with this tutor."""

    def session(self, problem: Problem, request: Request, frame: Frame, meeting: Meeting) -> Points:
        """Whether the request met this tutor then and there in the previous plan."""
        seat = problem.kept.get(request.key)
        if seat is None or seat.tutor_id != frame.tutor.id:
            return 0
        return int(meeting.place in problem.previous_places(request))


class TimesKept(Goal):
    """Weekdays and times stay as they are, with the same tutor."""

    number = 5
    name = "times-kept"
    sentence = (
        "As many student sessions as possible stay at the weekday, time and place of the previous"
        " plan, with the same tutor."
    )
    labels = ("student sessions at their old time",)

    def applies(self, problem: Problem) -> bool:
        """With a previous plan."""
        return problem.previous is not None

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Count the sessions that stand where they stood."""
        return (KeptTimes(own_sessions=True),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The sessions of the schedule that the previous plan had too."""
        if problem.previous is None:
            return (Fraction(0),)
        had = {
            (key, seat.tutor_id, place)
            for key, seat in problem.kept.items()
            for group in [problem.previous.groups.get(seat.group_id)]
            if group is not None
            for place in group.places
        }
        stayed = sum(
            (member.key, group.tutor.id, meeting.place) in had
            for group in schedule
            for member in group.members
            for meeting in group.meetings
        )
        return (Fraction(stayed),)
