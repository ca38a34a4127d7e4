"""Why a student is not with a tutor: what forbids it, or whom it would displace.

For the program manager only: other students are named, with their need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matcher.corner import Corners, Seated
from matcher.domain import (
    DAY_MINUTES,
    DAYS,
    Frame,
    Group,
    Meeting,
    Request,
    Tutor,
    Window,
    Windows,
    clock,
)
from matcher.explain import Explainer
from matcher.impossible import named
from matcher.lacking import unsuitable
from matcher.load import speaks
from matcher.offers import Offer, Unit
from matcher.outweighed import displaced_words, own_tutors
from matcher.reach import Reach
from matcher.report.words import capital, count_words, listed, meeting_words, place_words
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.steps import span_words, student_words, tutor_words


class NoSlotError(Exception):
    """No slot starts at the time that was asked for; the message says which do."""


@dataclass(frozen=True)
class Pairing:
    """What is asked: a request, a tutor, and perhaps when, as a weekday and minutes of the day."""

    request: Request
    tutor: Tutor
    at: tuple[int, int] | None = None


def why_not(explainer: Explainer, pairing: Pairing) -> list[str]:
    """The answer in lines. Raises :class:`NoSlotError` where no slot starts at that time."""
    return _WhyNot(explainer, pairing).lines()


class _WhyNot:
    def __init__(self, explainer: Explainer, pairing: Pairing) -> None:
        self.explainer = explainer
        self.problem = explainer.problem
        self.request = pairing.request
        self.tutor = pairing.tutor
        self.at = pairing.at
        self.unit: Unit = explainer.unit(pairing.request)
        self.reach = Reach(self.problem, explainer.rules, tutors={pairing.tutor.id})
        program = self.problem.program
        self.whom = f"{student_words(program, self.request.student.id)} in {self.request.subject}"
        self.who = tutor_words(program, self.tutor.id)

    def lines(self) -> list[str]:
        there = self._there()
        times = self._times()
        if there is not None and (not times or _meets(there, times)):
            return [f"{capital(self.whom)} is with {self.who}: {_told(there)}."]
        facts = unsuitable(self.problem, self.request, self.tutor)
        if facts:
            head = f"{capital(self.whom)} can't be with {self.who}:"
            return [head, *(f"  {self.who} {fact}." for fact in facts)]
        lines = self._at_that_time(times) if times else self._at_any_time()
        return lines or self._displaced(times)

    def _there(self) -> Group | None:
        groups = self.explainer.schedule.groups_of.get(self.request.key, ())
        return next((group for group in groups if group.tutor.id == self.tutor.id), None)

    # -- what forbids it ------------------------------------------------------------------------

    def _at_any_time(self) -> list[str]:
        """Why there is no group of the two even if nobody had a seat yet; nothing where there is."""
        if any(self.reach.groups(self.unit)):
            return []
        head = f"{capital(self.whom)} can't be with {self.who}, even if nobody had a seat yet:"
        offers = list(self.reach.offers(self.unit))
        least = self.reach.common(self.unit).least
        if not offers:
            return [head, "  no slot of a site of the tutor's is open to the student."]
        lines = [head]
        places = {(o.place.modality, o.place.site): o for o in offers}
        for offer in places.values():
            lines.append(self._common_days(offer, least))
            lines += [f"    {said}" for said in self._in_the_way(offer)]
        return lines

    def _common_days(self, offer: Offer, least: int) -> str:
        shared = [offer.place.meetings[bit] for bit in self.reach.meetings(self.unit, offer)]
        where = place_words(offer.place.modality, offer.place.site)
        days = len({meeting.day for meeting in shared})
        when = f" ({meeting_words(shared)})" if shared else ""
        has = f"{where} they share times on {count_words(days, 'day')}{when}"
        if days >= least:
            return f"  {has}, but every group of the two would break a rule."
        return f"  {has}, and {least} are needed."

    def _in_the_way(self, offer: Offer) -> Iterator[str]:
        """For each weekday without a common time, what stands against the slot that lacks least."""
        shared = {offer.place.meetings[bit].day for bit in self.reach.meetings(self.unit, offer)}
        for day in sorted({m.day for m in offer.place.meetings} - shared):
            found = [self._alone(offer.frame, m) for m in offer.place.meetings if m.day == day]
            yield f"{DAYS[day]}: {' '.join(_fewest(found))}"

    def _alone(self, frame: Frame, meeting: Meeting) -> list[str]:
        """What the checkers say of the two at this one meeting, were it the whole plan."""
        alone = Schedule((Group(frame, self.unit, (meeting,)),))
        return [
            violation.message
            for rule in self.explainer.rules
            if not speaks(rule, Rule.meetings) and not speaks(rule, Rule.days)
            for violation in rule.check(self.problem, alone).violations
        ]

    # -- at a given time ------------------------------------------------------------------------

    def _times(self) -> tuple[Meeting, ...]:
        """The meetings that start at the time asked for, each place once."""
        if self.at is None:
            return ()
        day, start = self.at
        found = {
            (m.slot.end, m.slot.site, m.slot.modality): m
            for m in self.problem.meetings
            if m.day == day and m.slot.start == start
        }
        if not found:
            raise NoSlotError(self._no_slot(day, start))
        mine = [m for m in found.values() if m.slot.is_open_to(self.request.student.site)]
        return tuple(mine or found.values())

    def _no_slot(self, day: int, start: int) -> str:
        site = self.request.student.site
        there = sorted(
            {m.slot.start for m in self.problem.meetings
             if m.day == day and m.slot.is_open_to(site)}
        )  # fmt: skip
        said = f"No slot starts on {DAYS[day]} at {clock(start)}."
        if not there:
            return f"{said} On {DAYS[day]} none is open to students of {site}."
        starts = listed([clock(minute) for minute in there], last="or")
        return f"{said} On {DAYS[day]} those open to students of {site} start at {starts}."

    def _at_that_time(self, times: Sequence[Meeting]) -> list[str]:
        """What forbids each meeting of that time; nothing where one of them is possible."""
        lines = []
        for meeting in times:
            said = [self._alone(frame, meeting) for frame in self._frames(meeting)]
            least = _fewest(said)
            if not least:
                return []
            where = place_words(meeting.slot.modality, meeting.slot.site)
            lines.append(f"  {span_words(_span(meeting))} {where}:")
            lines += [f"    {message}" for message in least]
        return [f"{capital(self.whom)} can't be with {self.who} then:", *lines]

    def _frames(self, meeting: Meeting) -> Iterator[Frame]:
        slot = meeting.slot
        site = slot.site if slot.modality == "in_person" else None
        for language in self.tutor.languages:
            yield Frame(self.tutor, self.request.subject, language, slot.modality, site)

    # -- whom it would displace -----------------------------------------------------------------

    def _displaced(self, times: Sequence[Meeting]) -> list[str]:
        corners = self.explainer.corners
        if corners is None:
            return []
        wanted: list[Windows] = [(_span(meeting),) for meeting in times] or [()]
        found = [
            seated for windows in wanted if (seated := self._seated(corners, windows)) is not None
        ]
        when = f" on {span_words(_span(times[0]))}" if times else ""
        if not found:
            said = (
                f"No rule forbids {self.whom} with {self.who}{when} by itself, but no plan of this"
                " tutor's groups with the student in them was found."
            )
            return [said, *self._used(corners)]
        best = max(map(corners.reseated, found), key=lambda seated: seated.worth)
        said = (
            f"No rule forbids {self.whom} with {self.who}{when} by itself. The best plan found that"
            f" has it so: {_told(best.group)}."
        )
        return [said, *displaced_words(corners, self.unit, best)]

    def _seated(self, corners: Corners, windows: Windows) -> Seated | None:
        """The best plan with the two at these times; the student's other tutors, where need be, too."""
        now = [g for r in self.unit for g in corners.schedule.groups_of.get(r.key, ())]
        names = dict.fromkeys(group.tutor.id for group in now)
        leaving = [self.problem.tutor[name] for name in names if name != self.tutor.id]
        seated = corners.seat(self.unit, (self.tutor, *leaving), windows)
        own = own_tutors(corners, self.unit, self.tutor)
        if seated is None and len(own) > len(leaving):
            seated = corners.seat(self.unit, (self.tutor, *own), windows)
        return seated

    def _used(self, corners: Corners) -> Iterator[str]:
        """What the plan uses up that a new group of the two would need."""
        offers = [offer for offer, _ in self.reach.groups(self.unit)]
        obstacle = self.explainer.blocked.obstacle(self.unit, self.tutor, offers)
        if obstacle is not None and obstacle.rule is not None:
            names = listed([group.id for group in obstacle.users])
            yield f"In the plan, {named(obstacle.rule)} stands against it: {names}."


def _told(group: Group) -> str:
    where = place_words(group.modality, group.frame.site)
    named_ = f"group {group.id}, " if group.id else ""
    return f"{named_}{meeting_words(group.meetings)} {where}"


def _meets(group: Group, times: Iterable[Meeting]) -> bool:
    met = {(meeting.start, meeting.end) for meeting in group.meetings}
    return any((meeting.start, meeting.end) in met for meeting in times)


def _fewest(said: Iterable[list[str]]) -> list[str]:
    ranked = sorted(said, key=len)
    return ranked[0] if ranked else []


def _span(meeting: Meeting) -> Window:
    return Window(meeting.start, meeting.day * DAY_MINUTES + meeting.slot.end)
