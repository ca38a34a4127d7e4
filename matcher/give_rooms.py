"""Gives each in-person meeting a room: in the standing plan, then on the dates of the week."""

from __future__ import annotations

import importlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from matcher.domain import Group, MakeUp, Meeting, Session
from matcher.problem import Problem
from matcher.room_board import Picks, RoomBoard, RoomWish, Want
from matcher.rooms import NEEDED, OfGroup, Rooms, extra_key
from matcher.schedule import Schedule

WORK = 4.0
"""How much work the choice is worth: about the seconds of one processor."""

NEW: tuple[Want, ...] = ("roomed", "together", "kept")
"""What is wanted of a new week: all in rooms, each group in one, the same as last week."""
CHANGED: tuple[Want, ...] = ("roomed", "kept", "together")
"""The same where people know rooms of the week already, of which as many as can be stay."""
SAME: tuple[Want, ...] = ("kept", "roomed", "together")
"""Where the groups are as they were: only who has no room, or can't be there, gets another."""
DATED: tuple[Want, ...] = ("roomed", "kept", "liked")


class Chooser(Protocol):
    """Something that puts the meetings of a board into rooms, as well as its work allows."""

    def __call__(self, board: RoomBoard, *, work: float) -> Picks:
        """The room of each meeting, by number."""


@dataclass(frozen=True)
class Known:
    """The rooms of this week that people know; ``same``: its groups are as they were."""

    rooms: Rooms
    same: bool = False


def give_rooms(
    problem: Problem,
    schedule: Schedule,
    sessions: Iterable[Session],
    make_ups: Iterable[MakeUp] = (),
    *,
    known: Known | None = None,
    work: float = WORK,
    chooser: Chooser | None = None,
) -> Rooms:
    """The rooms of a plan whose groups have IDs; none where the program names no rooms.

    Of the standing plan the fewest meetings are without a room; then each group is in as few rooms
    as can be, all week in the same; then as many meetings as can be are where they were last week.
    On its date a meeting is in its own room; one that has moved, or an extra one, in another that is
    free, its group's usual one first. Only where none is free do others of that day change rooms, as few
    as can be. What people ``known`` already stays as far as it can, all of it on days that are over.
    Ties go to the rooms that stand first in the Rooms sheet.
    """
    if not problem.program.rooms:
        return Rooms()
    told = known.rooms if known else Rooms()
    deal = _Dealing(problem, chooser or _default_chooser())
    order = NEW if known is None else SAME if known.same else CHANGED
    standing = deal(list(_weekly(problem, schedule, known)), order, work)
    over = {key: room for key, room in told.dated.items() if problem.is_over(key[1].day)}
    held = list(_on_dates(problem, sessions, told, standing))
    extra = list(_extra(problem, make_ups, told))
    found = deal([*held, *extra], DATED, work, by_day=True)
    return Rooms(standing, {**over, **_part(found, held)}, _part(found, extra))


def _default_chooser() -> Chooser:
    # Loaded only now: whoever reads or checks a week does not need the search.
    chooser: Chooser = importlib.import_module("matcher.search.room_choice").choose
    return chooser


# -- what is wanted -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Wanted:
    """A meeting that is to get a room, known by ``key``; ``of`` is what is to stay in one room."""

    key: Any  # an OfGroup or an OfExtra
    at: Meeting
    of: Hashable
    kept: frozenset[str] = frozenset()
    liked: frozenset[str] = frozenset()


def _weekly(problem: Problem, schedule: Schedule, known: Known | None) -> Iterator[_Wanted]:
    """The meetings of the standing plan, group by group."""
    for group in sorted(schedule, key=lambda group: (len(group.id), group.id)):
        for at in group.meetings:
            told = _named(known.rooms.of_group(group, at) if known else "")
            yield _Wanted(
                (group.id, at.place), at, group.id, told or _last_week(problem, group, at)
            )


def _last_week(problem: Problem, group: Group, at: Meeting) -> frozenset[str]:
    """The room of the meeting in the plan before; of one at another time, all that the group had."""
    before = problem.previous.groups.get(group.id) if problem.previous else None
    if before is None:
        return frozenset()
    return _named(before.rooms.get(at.place, "")) or frozenset(before.rooms.values())


def _on_dates(
    problem: Problem, sessions: Iterable[Session], told: Rooms, standing: Mapping[OfGroup, str]
) -> Iterator[_Wanted]:
    """The meetings of groups that take place on the dates that are not over."""
    usual = _usual(problem, standing)
    taking = {
        (line.group.id, line.meeting.place): line
        for line in sessions
        if line.status in NEEDED and not problem.is_over(line.meeting.day)
    }
    for key, line in taking.items():
        own = "" if line.status == "moved" else standing.get(key, "")
        kept = _named(told.dated.get(key, own))
        yield _Wanted(key, line.meeting, key, kept, _named(usual.get(line.group.id, "")))


def _usual(problem: Problem, standing: Mapping[OfGroup, str]) -> dict[str, str]:
    """The room that each group is in most often; of several, the first of the Rooms sheet."""
    often: dict[str, Counter[str]] = defaultdict(Counter)
    for (group, _), room in standing.items():
        often[group][room] += 1
    order = {(room.site, room.name): at for at, room in enumerate(problem.program.rooms)}
    return {
        group: min(
            often[group], key=lambda room: (-often[group][room], order[place.site or "", room])
        )
        for group, place in standing
    }


def _extra(problem: Problem, make_ups: Iterable[MakeUp], told: Rooms) -> Iterator[_Wanted]:
    """The extra meetings for make-ups."""
    found = {extra_key(one): one.meeting for one in make_ups if one.joins is None}
    for key, at in found.items():
        if not problem.is_over(at.day):
            yield _Wanted(key, at, key, _named(told.extra.get(key, "")))


def _named(room: str) -> frozenset[str]:
    return frozenset({room} if room else ())


def _part(found: Mapping[Any, str], wanted: Iterable[_Wanted]) -> dict[Any, str]:
    return {wish.key: found[wish.key] for wish in wanted if wish.key in found}


# -- one site after another ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Dealing:
    """Puts meetings into the rooms of their sites."""

    problem: Problem
    chooser: Chooser

    def __call__(
        self,
        wanted: Sequence[_Wanted],
        order: tuple[Want, ...],
        work: float,
        *,
        by_day: bool = False,
    ) -> dict[Any, str]:
        """The room of each meeting that is in one; each site, or day at a site, is for itself."""
        masks = self.problem.room_sets.of
        wanted = [wish for wish in wanted if wish.at in masks]
        apart: dict[Hashable, list[_Wanted]] = defaultdict(list)
        for wish in wanted:
            apart[wish.at.slot.site, wish.at.day if by_day else None].append(wish)
        found: dict[Any, str] = {}
        for together in apart.values():
            found |= self._deal(together, order, work * len(together) / len(wanted))
        return found

    def _deal(
        self, wanted: Sequence[_Wanted], order: tuple[Want, ...], work: float
    ) -> dict[Any, str]:
        site, of = wanted[0].at.slot.site, self.problem.room_sets.of
        there = [
            (bit, one) for bit, one in enumerate(self.problem.program.rooms) if one.site == site
        ]
        names = [room.name for _, room in there]
        number = {group: at for at, group in enumerate(dict.fromkeys(wish.of for wish in wanted))}
        wishes = tuple(
            RoomWish(
                number[wish.of],
                wish.at.start,
                wish.at.end,
                rooms=tuple(at for at, (bit, _) in enumerate(there) if of[wish.at] >> bit & 1),
                kept=tuple(at for at, name in enumerate(names) if name in wish.kept),
                liked=tuple(at for at, name in enumerate(names) if name in wish.liked),
            )
            for wish in wanted
        )
        holds = tuple(room.groups_at_once for _, room in there)
        picks = self.chooser(RoomBoard(holds, wishes, order), work=work)
        return {
            wish.key: names[room]
            for wish, room in zip(wanted, picks, strict=True)
            if room is not None
        }
