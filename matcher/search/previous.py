"""Plans made elsewhere, as candidates: one to begin with, and what holds of the previous one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from matcher.domain import Group, PreviousGroup
from matcher.schedule import Schedule
from matcher.search.arrays import Arrays
from matcher.search.candidates import Pool
from matcher.search.pricing import WEEK
from matcher.search.state import State


def begin(state: State, start: Schedule | None = None) -> None:
    """Put what still holds of the previous plan into an empty state, and all groups of ``start``.

    Units of ``start`` that the previous plan has seated by then keep that seat.
    """
    for c in carried_over(state.pool):
        if state.fits(c):
            state.add(c)
    given = begun(state.pool, start) if start is not None else []
    held: set[int] = set()
    while waiting := [c for c in given if state.active[state.pool.units_of(c)].any()]:
        for c in waiting:
            _make_room(state, c, held)
            held.add(c)
        if held.issuperset(given):
            break
    state.measure()


def _make_room(state: State, c: int, held: set[int]) -> None:
    """Add a candidate; what stands in its way goes, and comes back as far as there is room.

    Candidates that are ``held`` stay.
    """
    pool = state.pool
    rows = set(pool.rows_of(c)[0].tolist())
    gone: list[int] = []
    for other in state.chosen:
        if state.fits(c):
            break
        if other not in held and not rows.isdisjoint(pool.rows_of(other)[0].tolist()):
            state.remove(other)
            gone.append(other)
    if state.fits(c):
        state.add(c)
    for other in gone:
        if state.fits(other):
            state.add(other)


def begun(pool: Pool, start: Schedule) -> list[int]:
    """The candidates of a plan's groups; groups that the arrays do not know are left out."""
    frames = {frame: f for f, frame in enumerate(pool.arrays.frames)}
    units = {r.key: u for u, unit in enumerate(pool.arrays.units) for r in unit}
    numbers = (_number(pool, frames.get(group.frame), units, group) for group in start)
    return [c for c in numbers if c is not None]


def _number(
    pool: Pool, f: int | None, units: dict[tuple[str, str], int], group: Group
) -> int | None:
    if f is None:
        return None
    arrays = pool.arrays
    inside = {units.get(member.key, -1) for member in group.members}
    at = {arrays.meetings[m]: k for k, (m, _) in enumerate(arrays.times_of_frame[f])}
    seats = sum(len(arrays.units[u]) for u in inside if u >= 0)
    known = all(u >= 0 and f in arrays.places_of_unit[u] for u in inside)
    if not known or seats != len(group.members) or not all(m in at for m in group.meetings):
        return None
    places = sorted(arrays.places_of_unit[u][f] for u in inside)
    return _add(pool, f, places, sorted(at[meeting] for meeting in group.meetings))[0]


def _add(pool: Pool, f: int, places: list[int], week: list[int]) -> list[int]:
    """Take in one candidate, told by places in its frame."""
    members, meetings = np.full(pool.widest, -1, np.int32), np.full(WEEK, -1, np.int32)
    members[: len(places)] = places
    meetings[: len(week)] = week
    numbers = pool.add(np.array([f], np.int32), members[None, :], meetings[None, :])
    return [int(numbers[0])]


def carried_over(pool: Pool) -> list[int]:
    """For each previous group the candidate that keeps the most of it, if there is one."""
    arrays = pool.arrays
    previous = arrays.problem.previous
    if previous is None:
        return []
    members: dict[str, list[tuple[str, str]]] = {}
    for key, seat in arrays.problem.kept.items():
        members.setdefault(seat.group_id, []).append(key)
    units = {r.key: u for u, unit in enumerate(arrays.units) for r in unit}
    found: list[int] = []
    for group_id, keys in members.items():
        group = previous.groups.get(group_id)
        if group is not None:
            wanted = sorted({units[key] for key in keys if key in units})
            found += _candidate(pool, group, wanted)
    return found


def _candidate(pool: Pool, group: PreviousGroup, units: list[int]) -> list[int]:
    """The group with as many of its units as can stay, in the first frame that takes them."""
    best: tuple[int, tuple[int, list[int], list[int]]] | None = None
    for f in _frames(pool.arrays, group):
        placed = _placed(pool, f, group, units)
        if placed is not None and (best is None or placed[0] > best[0]):
            best = placed
    if best is None:
        return []
    return _add(pool, *best[1])


def _frames(arrays: Arrays, group: PreviousGroup) -> Iterable[int]:
    sites = {place.site for place in group.places}
    for f, frame in enumerate(arrays.frames):
        same = frame.tutor.id == group.tutor_id and frame.subject == group.subject
        there = frame.modality == group.modality and (
            frame.modality == "online" or frame.site in sites
        )
        if same and there and frame.language == group.language:
            yield f


def _placed(
    pool: Pool, f: int, group: PreviousGroup, units: list[int]
) -> tuple[int, tuple[int, list[int], list[int]]] | None:
    """How many requests stay, and the candidate; None where the group can't go on in frame ``f``."""
    arrays = pool.arrays
    of_frame = arrays.frame_units[arrays.unit_start[f] : arrays.unit_start[f + 1]].tolist()
    meetings = arrays.frame_meetings[arrays.meeting_start[f] : arrays.meeting_start[f + 1]].tolist()
    rows = {
        place: [m for m in meetings if arrays.meetings[m].place == place]
        for place in sorted(group.places, key=lambda place: (place.day, place.start))
    }
    once = {place.day: ms for place, ms in reversed(rows.items()) if ms}  # the first of each day
    held = [once[day] for day in sorted(once)]
    mine = [u for u in units if u in of_frame]
    mine = [u for u in mine if all(arrays.admits[u, ms].any() for ms in held)]
    mine = [u for u in mine if arrays.least[u] <= len(held) <= arrays.most[u]]
    days = sum(1 << day for day in once)
    mine = [u for u in mine if not int(arrays.must[u]) & ~days]
    kept: list[int] = []
    cap = int(arrays.tutor_cap[arrays.frame_tutor[f]])
    for u in mine:
        trial = [*kept, u]
        size = sum(int(arrays.size[v]) for v in trial)
        if size <= min(cap, *(int(arrays.cap[v]) for v in trial)) and all(
            arrays.fit(v, w) for v, w in combinations(trial, 2)
        ):
            kept = trial
    common = [[m for m in ms if arrays.admits[kept, m].all()] for ms in held]
    if not kept or not common or not all(common):
        return None
    places = sorted(of_frame.index(u) for u in kept)
    week = sorted(meetings.index(ms[0]) for ms in common)
    return sum(int(arrays.size[u]) for u in kept), (f, places, week)
