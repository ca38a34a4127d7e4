"""Why a tutor has free hours: what the tutor holds, what is left, and who could come but does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from matcher.domain import Meeting, Request, Tutor
from matcher.explain import Explainer
from matcher.lacking import unsuitable
from matcher.open_seats import OpenSeats
from matcher.reach import Reach
from matcher.report.words import (
    capital,
    count_words,
    hours_words,
    listed,
    meeting_words,
    number_words,
    place_words,
)
from matcher.steps import student_words, tutor_words

SHOWN = 12


class TutorHours:
    """The account of one tutor in a plan."""

    def __init__(self, explainer: Explainer, tutor: Tutor) -> None:
        self.explainer = explainer
        self.problem = explainer.problem
        self.program = explainer.problem.program
        self.tutor = tutor
        self.groups = explainer.schedule.of_tutor.get(tutor.id, ())
        self.reach = Reach(
            self.problem,
            explainer.rules,
            explainer.schedule,
            load=explainer.reach.load,
            tutors={tutor.id},
        )

    def lines(self) -> list[str]:
        """For the program manager: the students who wait are named."""
        waiting = () if self.tutor.reserve else self._waiting()
        return [*self.held(), *self.free(), *waiting]

    def held(self) -> Iterator[str]:
        """The tutor's groups and agreed limits. Nobody is named."""
        tutor = self.tutor
        meetings = [meeting for group in self.groups for meeting in group.meetings]
        minutes = sum(meeting.minutes for meeting in meetings)
        limits = [
            f"{limit} {what}"
            for limit, what in (
                (tutor.max_sessions_week, "sessions a week"),
                (tutor.max_sessions_day, "sessions a day"),
            )
            if limit is not None
        ]
        if tutor.max_hours_week is not None:
            limits.append(f"{number_words(tutor.max_hours_week)} hours a week")
        agreed = f"; at most {listed(limits)} are agreed" if limits else ""
        who = tutor_words(self.program, tutor.id)
        yield (
            f"{capital(who)} holds {count_words(len(self.groups), 'group')} with"
            f" {count_words(len(meetings), 'session')} a week, {hours_words(minutes)}{agreed}."
        )
        for group in self.groups:
            where = place_words(group.modality, group.frame.site)
            yield (
                f"  {group.id}: {group.subject} in {group.language},"
                f" {count_words(len(group.members), 'student')},"
                f" {meeting_words(group.meetings)} {where}"
            )

    def free(self) -> Iterator[str]:
        """What is left: free seats, hours for a new group, and times that are too few for one."""
        if self.tutor.reserve:
            yield "A reserve holds no groups of their own and only covers for others."
            return
        seats = OpenSeats(
            self.problem, self.explainer.rules, self.explainer.schedule, [self.tutor.id]
        ).find()
        for seat in seats:
            what = "a new group" if seat.group is None else f"group {seat.group.id}"
            yield (
                f"There is room for {count_words(seat.seats, 'student')} in {what}:"
                f" {listed(seat.subjects)}, grade {seat.who}, {seat.times},"
                f" {count_words(seat.sessions, 'session')} a week, students of"
                f" {listed(seat.sites)}."
            )
        if not any(seat.group is None for seat in seats):
            yield self._no_new_group()

    def _no_new_group(self) -> str:
        left = self._left()
        usual = self.problem.settings.sessions_per_week[0]
        if self._limited():
            return "No new group is possible: the agreed sessions or hours are used up."
        if not left:
            return "No new group is possible: no slot is left in the tutor's free hours."
        return (
            f"No new group is possible that meets {usual} times a week. Free by themselves are:"
            f" {listed(left)}."
        )

    def _limited(self) -> bool:
        tutor = self.tutor
        meetings = [meeting for group in self.groups for meeting in group.meetings]
        minutes = sum(meeting.minutes for meeting in meetings)
        return (
            tutor.max_sessions_week is not None and len(meetings) >= tutor.max_sessions_week
        ) or (tutor.max_hours_week is not None and minutes >= tutor.max_hours_week * 60)

    def _left(self) -> list[str]:
        """The slots of the tutor's hours in which nothing stands against one more meeting."""
        found: dict[str, list[Meeting]] = defaultdict(list)
        load, seen = self.reach.load, set()
        for place in self.reach.places:
            for subject in self.tutor.subjects[:1]:
                for offer in self.reach.frames(subject, self.tutor.languages[0], place):
                    for bit, meeting in enumerate(place.meetings):
                        if not offer.mask >> bit & 1 or (meeting.slot.row, meeting.day) in seen:
                            continue
                        use = load.use(offer.frame, meeting)
                        if load.within(use, load.all) and not load.parted(
                            self.tutor, meeting, load.all
                        ):
                            seen.add((meeting.slot.row, meeting.day))
                            found[place_words(place.modality, place.site)].append(meeting)
        return [f"{meeting_words(meetings)} {where}" for where, meetings in found.items()]

    # -- who waits ------------------------------------------------------------------------------

    def _waiting(self) -> Iterator[str]:
        """Who waits, could be this tutor's by all plain facts, and why they have no seat here."""
        could = [
            request
            for request in self.explainer.waiting
            if not unsuitable(self.problem, request, self.tutor)
        ]
        if not could:
            yield "Nobody who waits is of a subject, grade and language of this tutor."
            return
        suits = (
            f"suit this tutor by subject, grade and language: {count_words(len(could), 'request')}"
        )
        yield f"Of those who wait, these {suits}."
        told = [(request, why) for request in could if (why := self._why(request)) is not None]
        for request, why in told[:SHOWN]:
            yield f"  {student_words(self.program, request.student.id)}, {request.subject}: {why}"
        if len(told) > SHOWN:
            yield f"  ... and {len(told) - SHOWN} more."
        if len(told) < len(could):
            yield f"  {len(could) - len(told)} share no time with the tutor at one place."

    def _why(self, request: Request) -> str | None:
        """Why the request has no seat with this tutor; None where they share no time at all."""
        unit = self.explainer.unit(request)
        seat = next(self.reach.seats(unit), None)
        if seat is not None:
            return f"a seat is free, {meeting_words(seat.meetings)}."
        alone = Reach(self.problem, self.explainer.rules, tutors={self.tutor.id})
        least = alone.common(unit).least
        offers = list(alone.offers(unit))
        shared = [
            [offer.place.meetings[bit] for bit in alone.meetings(unit, offer)] for offer in offers
        ]
        days = max((len({m.day for m in meetings}) for meetings in shared), default=0)
        if not days:
            return None
        if days < least:
            return (
                f"they share times on {count_words(days, 'day')} of the week, and {least} are"
                " needed."
            )
        loads = self.reach.load.all
        left = max(
            (len(self.reach.free_days(unit, offer, loads)) for offer in self.reach.offers(unit)),
            default=0,
        )
        if left < least:
            return (
                f"of the {count_words(days, 'day')} with common times, the tutor's other groups, the"
                f" rooms and the student's own sessions leave {left}, and {least} are needed."
            )
        return "every group of the two would break a rule beside the tutor's other groups."
