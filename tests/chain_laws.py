"""What must hold from one week's plan to the next, said from the contract alone.

Everything here takes finished plans apart; rules and goals are asked of the brute force's words, not
of ``constraints``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from matcher.causes import STILL_POSSIBLE
from matcher.domain import (
    Absence,
    CalendarDay,
    Frame,
    Group,
    Meeting,
    Place,
    Previous,
    PreviousGroup,
    PreviousSeat,
    Request,
    Session,
    Status,
    Student,
    clock,
)
from matcher.plan import Change, Plan
from matcher.problem import Problem
from matcher.trouble import Trouble
from tests import oracle, oracle_goals, oracle_rules

Key = tuple[str, str]
MOST_STEPS = 20_000


def previous_of(plan: Plan) -> Previous:
    """What the next week reads of a plan."""
    groups = {
        group.id: PreviousGroup(
            group.id,
            group.tutor.id,
            group.subject,
            group.language,
            group.modality,
            frozenset(meeting.place for meeting in group.meetings),
            {
                place: room
                for (name, place), room in plan.rooms.standing.items()
                if name == group.id
            },
        )
        for group in plan.schedule
    }
    seats = {
        seat.request.key: PreviousSeat(
            *seat.request.key,
            seat.group.id,
            seat.group.tutor.id,
            seat.seated_since,
            seat.tutor_since,
        )
        for seat in plan.seats
    }
    return Previous(groups, seats, week=plan.problem.monday)


# -- the standing plan --------------------------------------------------------------------------


def plan_holds(plan: Plan) -> None:
    """No rule is broken, and goals 1, 2 and 5 are what a count says."""
    of, groups = plan.problem, plan.schedule.groups
    assert oracle_rules.broken(of, groups) == set()
    said = {reached.goal.number: reached.values for reached in plan.reached}
    counted = oracle_goals.values(of, groups)
    assert said == counted
    if of.previous is not None and of.settings.seat_protection:
        kept = [key for key in of.previous.seats if key in plan.schedule.groups_of]
        assert said[1] == (len(kept),)


def no_seat_is_lost_for_nothing(plan: Plan) -> bool:
    """With seats protected, as many are kept as the brute force can keep; False if it gave up."""
    of = plan.problem
    if of.previous is None or not of.settings.seat_protection:
        return True
    (reached,) = [one for one in plan.reached if one.goal.number == 1]
    if all(key in plan.schedule.groups_of for key in of.previous.seats if key in of.request):
        return True
    try:
        brute = oracle.Search(of, MOST_STEPS)
        found = brute.most([(1, 0)], {})
    except oracle.TooLargeError:
        return False
    assert found is not None
    most = Fraction(found[0][0], brute.worth.unit)
    assert reached.bounds[0] is None or reached.bounds[0] >= most
    assert reached.values == (most,)
    return True


# -- since when, and under which name ----------------------------------------------------------------


class Since:
    """Since when each request has its seat and its tutor, counted along the chain."""

    def __init__(self) -> None:
        self.seats: dict[Key, tuple[str, dt.date, dt.date]] = {}

    def goes_on(self, plan: Plan) -> None:
        """The plan's Seats say what the weeks so far say."""
        monday, now = plan.problem.monday, {}
        for group in plan.schedule:
            for member in group.members:
                who, seated, with_tutor = self.seats.get(member.key, ("", monday, monday))
                same = who == group.tutor.id
                now[member.key] = (group.tutor.id, seated, with_tutor if same else monday)
        told = [
            (s.request.key, (s.group.tutor.id, s.seated_since, s.tutor_since)) for s in plan.seats
        ]
        assert len(told) == len(now)
        assert dict(told) == now
        self.seats = now


def names_go_on(plan: Plan) -> None:
    """A group's ID goes on with its tutor, its subject and a member, and never to others."""
    ids = [group.id for group in plan.schedule]
    assert all(ids)
    assert len(set(ids)) == len(ids)
    before = plan.problem.previous
    if before is None:
        return
    for group in plan.schedule:
        seats = [before.seats[m.key] for m in group.members if m.key in before.seats]
        from_here = {
            seat.group_id
            for seat in seats
            if (seat.tutor_id, before.groups[seat.group_id].subject)
            == (group.tutor.id, group.subject)
        }
        if group.id in before.groups:
            assert group.id in from_here
        else:
            assert from_here <= set(ids), "it could have kept an ID that nobody has now"


# -- what Changes says ------------------------------------------------------------------------------


def changes_are_told(plan: Plan) -> Iterator[str]:
    """A line for each request with a seat then or now, and why, which is true; yields the whys."""
    before = plan.problem.previous
    lines = [line for line in plan.changes if line.person == "student"]
    if before is None:
        assert not plan.changes
        return
    told = {(line.id, line.subject): line for line in lines}
    assert len(told) == len(lines)
    assert told.keys() == before.seats.keys() | plan.schedule.groups_of.keys()
    for key, line in told.items():
        groups = plan.schedule.groups_of.get(key, ())
        seat = before.seats.get(key)
        assert line.what == _what(before, seat, groups), key
        if line.what != "starts":  # of a first seat, only an enrolment is told
            assert bool(line.why) == (line.what in ("moves", "ends")), key
        if seat is not None and line.why:
            _is_true(plan.problem, key, seat, line)
            yield line.why


CAUSES = (
    STILL_POSSIBLE,
    "The old seat would now break",
    "There is no slot any more",
    "The student is no longer in the program.",
    "The student no longer asks for",
    "There is no consent.",
    "The student is not enrolled in this week.",
    "is no longer in the program.",
    "is not cleared or not employed",
)
"""What a why can be, by words that stand in it and in no later one."""


def cause(why: str) -> str:
    """Which of the causes a why is."""
    return next(words for words in CAUSES if words in why)


def _what(before: Previous, seat: PreviousSeat | None, groups: tuple[Group, ...]) -> str:
    if seat is None:
        return "starts"
    if not groups:
        return "ends"
    then, (now,) = before.groups[seat.group_id], groups
    places = {meeting.place for meeting in now.meetings}
    same = (then.tutor_id, then.language, then.places) == (now.tutor.id, now.language, places)
    return "stays" if same else "moves"


def _is_true(of: Problem, key: Key, seat: PreviousSeat, line: Change) -> None:
    """Why a seat ended or moved, held against the program."""
    assert of.previous is not None
    why, (student, subject) = line.why, key
    theirs = [one for one in of.program.requests if one.student.id == student]
    wish = next((one for one in theirs if one.subject == subject), None)
    tutor = next((one for one in of.program.tutors if one.id == seat.tutor_id), None)
    if not theirs:
        assert why == "The student is no longer in the program."
    elif wish is None:
        assert why == f"The student no longer asks for {subject}."
    elif not wish.student.consent:
        assert why == "There is no consent."
    elif not oracle_rules.concerns(of, wish):
        assert why == "The student is not enrolled in this week."
    elif tutor is None:
        assert why == f"Tutor {seat.tutor_id} is no longer in the program."
    elif not oracle_rules.concerns(of, tutor):
        assert why == f"Tutor {seat.tutor_id} is not cleared or not employed in this week."
    else:
        _is_true_of_the_seat(of, wish, seat, why)


def _is_true_of_the_seat(of: Problem, wish: Request, seat: PreviousSeat, why: str) -> None:
    assert of.previous is not None
    before = of.previous.groups[seat.group_id]
    gone = [place for place in before.places if not _rows(of, place)]
    if gone:
        assert why.startswith("There is no slot any more for ")
        assert all(f"{clock(place.start)}-{clock(place.end)}" in why for place in gone)
        return
    ways = [oracle_rules.broken(of, [group]) for group in _old_seats(of, wish, before)]
    if why.startswith(STILL_POSSIBLE):
        assert set() in ways, "the old seat alone breaks a rule"
    else:
        assert why.startswith("The old seat would now break rule ")
        assert set() not in ways, "the old seat alone breaks no rule"
        assert {int(number) for number in re.findall(r"rule (\d+)", why)} in ways


def _rows(of: Problem, place: Place) -> list[Meeting]:
    rows = [slot for slot in of.program.slots if oracle_rules.concerns(of, slot)]
    meetings = [Meeting(slot, place.day) for slot in rows if place.day in slot.days]
    return [meeting for meeting in meetings if meeting.place == place]


def _old_seats(of: Problem, wish: Request, before: PreviousGroup) -> Iterator[Group]:
    """The old seat with those who must come along, dealt to its rows in every way."""
    assert of.previous is not None
    members = [wish]
    for one in members:
        for pair in of.program.pairs:
            ends = {pair.student, pair.other}
            if pair.rule == "together" and one.student.id in ends:
                members += [
                    other
                    for other in of.program.requests
                    if other.student.id in ends
                    and other.subject == wish.subject
                    and other not in members
                    and oracle_rules.concerns(of, other)
                    and (old := of.previous.seats.get(other.key)) is not None
                    and old.group_id == before.id
                ]
    site = min(place.site or "" for place in before.places)
    tutor = next(one for one in of.program.tutors if one.id == before.tutor_id)
    online = before.modality == "online"
    frame = Frame(tutor, wish.subject, before.language, before.modality, None if online else site)
    for meetings in product(*(_rows(of, place) for place in before.places)):
        yield Group(frame, tuple(members), meetings)


# -- what was told in the week ------------------------------------------------------------------------


FATES = (
    *((told, told) for told in ("planned", "covered", "moved", "away", "cancelled")),
    *(("planned", now) for now in ("covered", "moved", "away", "cancelled")),
    *(("moved", now) for now in ("away", "cancelled")),
)
"""What a session was, and what became of it: so much must be seen among many weeks."""


def told_stays(
    of: Problem, before: tuple[Session, ...], after: tuple[Session, ...], trouble: Trouble
) -> Iterator[tuple[Status, Status]]:
    """Whoever was told of a session keeps it, unless the trouble touches it where it stands.

    Yields what each session was and became.
    """
    now = {(line.member.key, line.planned.day): line for line in after}
    assert now.keys() == {(line.member.key, line.planned.day) for line in before}
    for line in before:
        then = now[line.member.key, line.planned.day]
        same = (line.status, line.meeting.place, line.tutor.id) == (
            then.status, then.meeting.place, then.tutor.id
        )  # fmt: skip
        if line.status in ("planned", "covered", "moved") and not same:
            there = [
                other.member.student
                for other in before
                if (other.group, other.planned) == (line.group, line.planned)
                and other.status != "away"
            ]
            assert touches(of, line, there, trouble), (line, then)
        yield line.status, then.status


def touches(of: Problem, line: Session, there: list[Student], trouble: Trouble) -> bool:
    """Whether a session can't be as told: for its tutor, its site, its student or all students.

    ``there`` are all students of the meeting. A moved meeting may have no more away than before it
    moved, so that each of them counts.
    """
    out = [student for student in there if _is_struck(of, line, student, trouble)]
    return (
        any(row.person_id == line.tutor.id and _meets(of, line, row) for row in trouble.absences)
        or any(
            row.site is not None and row.site == line.meeting.slot.site and _meets(of, line, row)
            for row in trouble.closures
        )
        or line.member.student in out
        or (bool(out) and (line.status == "moved" or len(out) == len(there)))
    )


def _is_struck(of: Problem, line: Session, student: Student, trouble: Trouble) -> bool:
    absent = any(row.person_id == student.id and _meets(of, line, row) for row in trouble.absences)
    closed = any(row.site == student.site and _meets(of, line, row) for row in trouble.closures)
    return absent or closed


def _meets(of: Problem, line: Session, row: Absence | CalendarDay) -> bool:
    """Whether a dated row overlaps the session where it stands."""
    at = line.meeting.slot
    starts_before = row.start is None or row.start < at.end
    ends_after = row.end is None or at.start < row.end
    date = of.monday + dt.timedelta(days=line.meeting.day)
    return row.first <= date <= row.last and starts_before and ends_after
