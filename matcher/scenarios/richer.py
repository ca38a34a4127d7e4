"""Whether a program allows everything that another does: then it can never serve less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from matcher.domain import Program, Request, Room, Settings, Slot, Tutor

Limit = int | Fraction | None
"""The most of something; None: no limit."""


def richer(more: Program, less: Program) -> bool:
    """Whether every schedule that holds the rules in ``less`` holds them in ``more``.

    Only what scenarios turn is looked into: people who come, limits that rise, slots, rooms, buses and
    dollars. Of any other difference the answer is no, which is never wrong, only careful.
    """
    return (
        _settings(more.settings, less.settings)
        and _people(more, less)
        and _slots(more, less)
        and _rooms(more, less)
        and _rides(more) >= _rides(less)
        and _pairs(more, less)
        and _no_new_partners(more, less)
        and more.travel == less.travel
        and more.pins == less.pins
    )


def _at_least(more: Limit, less: Limit) -> bool:
    return more is None or (less is not None and more >= less)


def _settings(more: Settings, less: Settings) -> bool:
    rising = (
        "max_group_size",
        "max_grade_spread",
        "max_level_spread",
        "weekly_budget",
        "max_sessions_per_student_day",
    )
    falling = ("min_session_minutes", "travel_minutes", "tutor_break_minutes")
    aside = ("sessions_per_week", "default_language", "program_weeks", "total_budget", "program")
    if not all(_at_least(getattr(more, name), getattr(less, name)) for name in rising):
        return False
    if not all(getattr(more, name) <= getattr(less, name) for name in falling):
        return False
    same = {name: getattr(less, name) for name in (*rising, *falling, *aside)}
    return replace(more, **same) == less


def _people(more: Program, less: Program) -> bool:
    requests = {request.key: request for request in more.requests}
    tutors = {tutor.id: tutor for tutor in more.tutors}
    return all(
        request.key in requests and _request(requests[request.key], request)
        for request in less.requests
    ) and all(tutor.id in tutors and _tutor(tutors[tutor.id], tutor) for tutor in less.tutors)


def _no_new_partners(more: Program, less: Program) -> bool:
    """Whether nobody comes who must be together with somebody who was there without them."""
    here, there = ({request.key for request in one.requests} for one in (more, less))
    subjects = {request.subject for request in more.requests}
    return all(
        ((pair.student, subject) in there) == ((pair.other, subject) in there)
        for pair in more.pairs
        if pair.rule == "together"
        for subject in subjects
        if {(pair.student, subject), (pair.other, subject)} <= here
    )


def _request(more: Request, less: Request) -> bool:
    if more is less:
        return True
    wider = more.least <= less.least and more.most >= less.most
    return wider and replace(more, least=less.least, most=less.most) == less


def _tutor(more: Tutor, less: Tutor) -> bool:
    if more is less:
        return True
    limits = ("max_sessions_week", "max_sessions_day", "max_hours_week", "max_group")
    if not all(_at_least(getattr(more, name), getattr(less, name)) for name in limits):
        return False
    return replace(more, **{name: getattr(less, name) for name in limits}) == less


def _slots(more: Program, less: Program) -> bool:
    there = {slot.row: slot for slot in more.slots}
    return all(slot.row in there and _slot(there[slot.row], slot) for slot in less.slots)


def _slot(more: Slot, less: Slot) -> bool:
    if more is less:
        return True
    if not _at_least(more.groups_at_once, less.groups_at_once):
        return False
    return replace(more, groups_at_once=less.groups_at_once) == less


def _rooms(more: Program, less: Program) -> bool:
    rooms: Mapping[str, int] = less.site_rooms
    at_once = all(site in rooms and limit >= rooms[site] for site, limit in more.site_rooms.items())
    return at_once and _named_rooms(more, less)


def _named_rooms(more: Program, less: Program) -> bool:
    """Whether each site has all its named rooms still, or no longer counts them."""
    counted = {room.site for room in more.rooms}
    had = [room for room in less.rooms if room.site in counted]
    left = list(more.rooms)
    for room in had:
        like = next((one for one in left if _room(one, room)), None)
        if like is None:
            return False
        left.remove(like)
    return counted <= {room.site for room in had}


def _room(more: Room, less: Room) -> bool:
    same = replace(more, groups_at_once=less.groups_at_once) == less
    return same and more.groups_at_once >= less.groups_at_once


def _rides(program: Program) -> set[tuple[str, int, int | None, int | None]]:
    return {
        (ride.route, day, ride.earliest, ride.latest) for ride in program.rides for day in ride.days
    }


def _pairs(more: Program, less: Program) -> bool:
    """Whether no student of ``less`` is bound by a pair that does not bind there."""
    known = set(less.pairs)
    students = less.students
    extra = (pair for pair in more.pairs if pair not in known)
    return not any(pair.student in students or pair.other in students for pair in extra)
