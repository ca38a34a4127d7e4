"""To the checker of a dated week: whether moved meetings find room in their slot and site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from matcher.domain import Place, Slot
from matcher.problem import Problem
from matcher.rule import Violation
from matcher.week_dates import rows_for, spoken
from matcher.week_held import Held, named, violation


def check_rooms(problem: Problem, held: Sequence[Held]) -> Iterator[Violation]:
    """Rule 10 wherever a moved meeting takes place."""
    at_place: dict[Place, list[Held]] = defaultdict(list)
    at_site: dict[tuple[str, int], list[Held]] = defaultdict(list)
    for one in held:
        at_place[one.at.place].append(one)
        if one.at.slot.modality == "in_person" and one.at.slot.site is not None:
            at_site[one.at.slot.site, one.at.day].append(one)
    for there in at_place.values():
        if any(one.what == "moved" for one in there):
            yield from _check_place(problem, there)
    for (site, _), there in at_site.items():
        limit = problem.program.site_rooms.get(site)
        if limit is not None:
            yield from _check_site(problem, site, limit, there)


def _check_site(
    problem: Problem, site: str, limit: int, held: Sequence[Held]
) -> Iterator[Violation]:
    """The site at each moment, during a moved meeting, at which some meeting starts."""
    for moved in (one for one in held if one.what == "moved"):
        starts = {one.at.start for one in held if moved.at.start <= one.at.start < moved.at.end}
        for moment in sorted(starts):
            count = sum(one.at.start <= moment < one.at.end for one in held)
            if count > limit:
                yield violation(
                    f"{named(moved.group)} is moved to {spoken(problem, moved.at)}, when {count}"
                    f" groups are at {site} at once, but at most {limit} may be.",
                    moved.group.members,
                    moved.tutor,
                )
                break


def _check_place(problem: Problem, there: Sequence[Held]) -> Iterator[Violation]:
    """One weekday, time and site: the rows in force must have room for whom was moved there.

    Meetings that are not moved stay even where the rows in force hold fewer of them than the plan
    did, but then nothing can be moved into such a row.
    """
    movers = [one for one in there if one.what == "moved"]
    staying = [one for one in there if one.what != "moved"]
    rows = {
        index: rows_for(problem, one.present if one.what == "moved" else one.group.members, one.at)
        for index, one in enumerate([*movers, *staying])
    }
    every = sorted({slot.row for slots in rows.values() for slot in slots})
    room = {slot.row: slot.groups_at_once for slots in rows.values() for slot in slots}
    takers = [set(chosen) for n in range(len(every) + 1) for chosen in combinations(every, n)]
    if not any(_deals(rows, len(movers), room, taking) for taking in takers):
        first = movers[0]
        yield violation(
            f"{len(movers)} groups are moved to {spoken(problem, first.at)}, where the slot has no"
            f" room for so many besides the {len(staying)} that meet there.",
            [member for one in movers for member in one.group.members],
            *(one.tutor for one in movers),
        )


def _deals(
    rows: Mapping[int, Sequence[Slot]],
    movers: int,
    room: Mapping[int, int | None],
    taking: set[int],
) -> bool:
    """Whether all find a row, moved ones among the ``taking``, which then hold their limit."""
    dealt: dict[int, list[int]] = defaultdict(list)

    def place(meeting: int, tried: set[int]) -> bool:
        for slot in rows[meeting]:
            if slot.row in tried or (meeting < movers and slot.row not in taking):
                continue
            tried.add(slot.row)
            limit = room[slot.row] if slot.row in taking else None
            if limit is None or len(dealt[slot.row]) < limit:
                dealt[slot.row].append(meeting)
                return True
            for other in dealt[slot.row]:
                if place(other, tried):
                    dealt[slot.row].remove(other)
                    dealt[slot.row].append(meeting)
                    return True
        return False

    return all(place(meeting, set()) for meeting in rows)
