"""To the checker of a dated week: whether moved meetings find room in their slot, site and rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from matcher.domain import Place, Slot
from matcher.problem import Problem
from matcher.rule import Violation
from matcher.week_dates import rows_for, spoken
from matcher.week_held import Held, named, violation
from matcher.week_named_rooms import Guest, crowded, rooms_of


def check_rooms(problem: Problem, held: Sequence[Held]) -> Iterator[Violation]:
    """Rules 10 and 13 wherever a moved meeting takes place."""
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
        if rooms_of(problem, site) and any(one.what == "moved" for one in there):
            yield from _check_named(problem, site, there)


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


def _check_named(problem: Problem, site: str, held: Sequence[Held]) -> Iterator[Violation]:
    """The named rooms of the site at each moment of a moved meeting."""
    guests = [Guest(one.at, _rows(problem, one), one.what == "moved") for one in held]
    for one, guest in zip(held, guests, strict=True):
        told = crowded(problem, guest, guests) if guest.new else None
        if told is not None:
            count, inside = told
            yield violation(
                f"{named(one.group)} is moved to {spoken(problem, one.at)}, when the named rooms of"
                f" {site} hold {inside} of the {count} groups that are there at once.",
                one.group.members,
                one.tutor,
            )


def _rows(problem: Problem, one: Held) -> list[Slot]:
    """The rows that suit those who come to a moved meeting, or whoever has a seat in another."""
    members = one.present if one.what == "moved" else one.group.members
    return rows_for(problem, members, one.at)


def _check_place(problem: Problem, there: Sequence[Held]) -> Iterator[Violation]:
    """One weekday, time and site that something moved to: the rows in force must hold them all."""
    rows = [_rows(problem, one) for one in there]
    if not can_deal(rows):
        movers = [one for one in there if one.what == "moved"]
        yield violation(
            f"{len(movers)} groups are moved to {spoken(problem, movers[0].at)}, where the slots"
            f" in force have no room for so many besides the {len(there) - len(movers)} that"
            " meet there.",
            [member for one in movers for member in one.group.members],
            *(one.tutor for one in movers),
        )


def can_deal(rows: Sequence[Sequence[Slot]]) -> bool:
    """Whether each meeting finds one of its rows without any row holding more than it may."""
    dealt: dict[int, list[int]] = defaultdict(list)

    def place(meeting: int, tried: set[int]) -> bool:
        for slot in rows[meeting]:
            if slot.row in tried:
                continue
            tried.add(slot.row)
            here = dealt[slot.row]
            if slot.groups_at_once is None or len(here) < slot.groups_at_once:
                here.append(meeting)
                return True
            for index, other in enumerate(here):
                if place(other, tried):
                    here[index] = meeting
                    return True
        return False

    return all(place(meeting, set()) for meeting in range(len(rows)))
