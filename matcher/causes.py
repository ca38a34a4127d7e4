"""Why a seat is not what it was: what is certain of it, and the one way back that was tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.by_itself import ByItself
from matcher.domain import DAYS, Frame, Group, Meeting, Place, PreviousGroup, Request, clock
from matcher.impossible import named
from matcher.problem import Problem
from matcher.put_back import Back, Backs
from matcher.report.words import count_words, listed, number_words
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule
from matcher.weighing import Difference, Weighing

STILL_POSSIBLE = "By itself the old seat would still be possible."
AS_GOOD = "nothing: the old seat would be as good"
NOT_FOUND = "nothing: the search did not find it"
NOTHING = (AS_GOOD, NOT_FOUND)
"""What is said where nothing that is known of stands against an old seat."""

NAMED = 5
"""How many groups that would have to change are named before the rest is counted."""


@dataclass(frozen=True)
class Cause:
    """Why, in a sentence, and in a few words what stands against the old seat."""

    why: str
    against: tuple[str, ...]


class Causes:
    """Tells of each seat of the previous plan that is not kept what the cause is."""

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        goals: Sequence[Goal],
        schedule: Schedule,
        left_out: Collection[str],
    ) -> None:
        assert problem.previous is not None
        self.problem = problem
        self.previous = problem.previous
        self.schedule = schedule
        self.left_out = left_out
        self.alone = ByItself(problem, rules)
        self.backs = Backs(self.alone, schedule)
        self.weighing = Weighing(problem, goals, schedule)
        self._tried: dict[str, list[tuple[Back, Cause]]] = defaultdict(list)

    # -- what is certain ------------------------------------------------------------------------

    def of_seat(self, key: tuple[str, str]) -> Cause | None:
        """Why the request's previous seat is not kept; None where it is."""
        seat, groups = self.previous.seats[key], self.schedule.groups_of.get(key)
        if key not in self.problem.request:
            return self._gone(key)
        before = self.previous.groups.get(seat.group_id)
        if before is None or not before.places:
            return Cause(
                "The previous plan does not tell when this group met.", ("times that are not told",)
            )
        if groups and same_seat(before, seat.tutor_id, groups[0]):
            return None
        return self._lost(self.problem.request[key], seat.tutor_id, before)

    def _gone(self, key: tuple[str, str]) -> Cause:
        program = self.problem.program
        if key[0] not in program.students and key[0] in self.left_out:
            told = "A row of the student has errors, so the student was left out."
            return Cause(told, ("rows with errors",))
        if key[0] not in program.students:
            return Cause("The student is no longer in the program.", ("students who left",))
        if all(request.key != key for request in program.requests):
            return Cause(f"The student no longer asks for {key[1]}.", ("requests that are gone",))
        if not program.students[key[0]].consent:
            return Cause("There is no consent.", ("missing consent",))
        return Cause("The student is not enrolled in this week.", ("dates of enrolment",))

    def of_tutor(self, tutor: str) -> Cause | None:
        """Why the tutor does not concern the week; None where the tutor does."""
        if tutor in self.problem.tutor:
            return None
        if any(known.id == tutor for known in self.problem.program.tutors):
            told = f"Tutor {tutor} is not cleared or not employed in this week."
            return Cause(told, ("tutors who are not cleared or not employed",))
        if tutor in self.left_out:
            told = f"A row of tutor {tutor} has errors, so the tutor was left out."
            return Cause(told, ("rows with errors",))
        return Cause(f"Tutor {tutor} is no longer in the program.", ("tutors who left",))

    def _lost(self, request: Request, tutor: str, before: PreviousGroup) -> Cause:
        gone = self.of_tutor(tutor)
        if gone:
            return gone
        missing = [place for place in before.places if place not in self.problem.meetings_at]
        if missing:
            told = f"There is no slot any more for {times_words(missing)}."
            return Cause(told, ("slots that are gone",))
        seat = self._old_seat(request, tutor, before)
        broken = tuple(named(rule) for rule in self.alone.broken(seat))
        if broken:
            return Cause(f"The old seat would now break {listed(broken)}.", broken)
        return self._gave_way(request, seat, before)

    # -- the old seat ---------------------------------------------------------------------------

    def _old_seat(self, request: Request, tutor: str, before: PreviousGroup) -> Group:
        """The old seat with nobody else but those of its group who must be with the student.

        Each meeting is dealt to the one of its Slots rows that breaks the fewest rules by itself,
        if possible one with room.
        """
        former = self._members[before.id]
        members = tuple(r for r in self.alone.unit(request) if r is request or r in former)
        site = min(place.site or "" for place in before.places)
        place = site if before.modality == "in_person" else None
        holder = self.problem.tutor[tutor]
        frame = Frame(holder, request.subject, before.language, before.modality, place)
        return Group(frame, members, tuple(self._dealt(frame, members, p) for p in before.places))

    def _dealt(self, frame: Frame, members: tuple[Request, ...], place: Place) -> Meeting:
        rows = self.problem.meetings_at[place]
        alone = [Group(frame, members, (row,)) for row in rows]
        if len(rows) > 1:
            alone.sort(key=lambda g: (len(self.alone.broken(g)), not self.backs.has_room(g)))
        return alone[0].meetings[0]

    @cached_property
    def _members(self) -> dict[str, list[Request]]:
        """The week's requests that sat in each previous group."""
        found: dict[str, list[Request]] = defaultdict(list)
        for key, seat in self.problem.kept.items():
            found[seat.group_id].append(self.problem.request[key])
        return found

    # -- the way back ---------------------------------------------------------------------------

    def _gave_way(self, request: Request, seat: Group, before: PreviousGroup) -> Cause:
        """What the old seat would cost, put back as :mod:`matcher.put_back` does.

        Members of one group nearly always come back together, so a try serves them all.
        """
        for back, cause in self._tried[before.id]:
            if request in back.group.members and back.group.tutor == seat.tutor:
                return cause
        back = self.backs.put(seat, self._members[before.id])
        cause = self._told(before.id, back)
        self._tried[before.id].append((back, cause))
        return cause

    def _told(self, name: str, back: Back) -> Cause:
        found = self.weighing.difference(back)
        with_it = (
            f"With group {name} back there ({count_words(len(back.group.members), 'student')}) and"
            " nothing else moved, "
        )
        effects = [*_way_words(name, back), *_unseated_words(back), _difference_words(found)]
        why = f"{STILL_POSSIBLE} {with_it}{listed(effects)}."
        if found is None:
            return Cause(why, (AS_GOOD,))
        if found.better:
            return Cause(f"{why} The search did not find that.", (NOT_FOUND,))
        return Cause(why, (goal_name(found.goal),))


def goal_name(goal: Goal) -> str:
    """A goal as people know it: ``goal 3 (need served)``."""
    return f"goal {goal.number} ({goal.name.replace('-', ' ')})"


def same_seat(before: PreviousGroup, tutor: str, group: Group) -> bool:
    """Whether tutor, times, places and language are what they were."""
    places = frozenset(meeting.place for meeting in group.meetings)
    then = (tutor, before.places, before.language)
    return then == (group.tutor.id, places, group.language)


def times_words(places: Iterable[Place]) -> str:
    """Weekdays, times and site: ``Mon Wed Fri 10:15-10:45 at Elm, Thu 8:00-8:30 online``."""
    days: dict[str, list[int]] = defaultdict(list)
    for place in sorted(places, key=lambda p: (p.day, p.start, p.end, p.site or "")):
        where = f"at {place.site}"
        if place.modality == "online":
            where = f"online ({place.site})" if place.site else "online"
        days[f"{clock(place.start)}-{clock(place.end)} {where}"].append(place.day)
    return ", ".join(f"{' '.join(DAYS[d] for d in of)} {when}" for when, of in days.items())


def _way_words(name: str, back: Back) -> list[str]:
    """Which groups can't stay as they are beside the old group ``name``, and why."""
    if not back.gone:
        return []
    rules = f"({listed([named(rule) for rule in back.rules])})"
    names = [group.id for group in back.gone if group.id != name]
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    whose = [f"group{'s' * (len(names) > 1)} {listed([*names[:NAMED], *more])}"] if names else []
    if len(names) < len(back.gone):
        whose.insert(0, f"the rest of group {name}")
    stay = "they are" if len(back.gone) > 1 else "it is"
    return [f"{listed(whose)} could not stay as {stay} {rules}"]


def _unseated_words(back: Back) -> list[str]:
    if not back.unseated:
        return []
    return [f"{count_words(len(back.unseated), 'student')} would lose a seat"]


def _difference_words(found: Difference | None) -> str:
    if found is None:
        return "the plan would be exactly as good by every goal"
    there, here = number_words(found.other), number_words(found.plan)
    if there == here:  # they differ by less than a cent
        there, here = f"{float(found.other):.10g}", f"{float(found.plan):.10g}"
    what = "" if found.what == found.goal.name.replace("-", " ") else f"{found.what}: "
    how = "better" if found.better else "worse"
    return f"{goal_name(found.goal)} would be {how} ({what}{there} instead of {here})"
