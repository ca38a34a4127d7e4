"""A problem as flat arrays: everything that pricing and the master ask for a million times.

``Arrays`` are made once from the rules' and goals' first voices. Words used here only:

* A *unit* is what joins a group as a whole: one request, or several that must stay together.
* A *frame* is numbered; its units and its meetings stand in ``frame_units`` and
  ``frame_meetings`` from ``unit_start[f]`` to ``unit_start[f + 1]`` (``meeting_start`` likewise).
* A *row* is one limit of the master: a unit's one seat, a tutor's hour, a room, money.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations, pairwise, product
from math import lcm
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from matcher.domain import Frame, Meeting, Request, Tutor
from matcher.load import Load
from matcher.problem import Problem
from matcher.rule import Aim, Claim, Rule
from matcher.schedule import Schedule

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.uint8]


class AimTables(NamedTuple):
    """The aims' gains side by side: one line an aim; single gains sorted by unit entry."""

    member: Floats
    session: Floats
    meeting: Floats
    start: Floats
    days: Floats
    spread: Floats
    own_start: Ints
    own_place: Ints
    own_aim: Ints
    own_gain: Floats


UNLIMITED = 99
PATTERNS = 128  # sets of weekdays


@dataclass(frozen=True)
class AimArrays:
    """An aim, told as gains: larger is always better (points are negated where fewer are better).

    Every gain is a whole multiple of ``step``; 0 where there is no such step. ``member`` runs along ``frame_units``,
    ``session`` and ``meeting`` along ``frame_meetings``. ``own`` lists single gains
    ``(position in frame_units, place in the frame's meetings, gain)``. ``best`` lists, for students
    of several requests of whom only the best counts, ``(student's rank, units, gain)``: the gain
    counts once if any of the units is placed.
    """

    aim: Aim
    sign: int
    parts: int  # gains are whole multiples of 1 / parts; 0 where no reasonable number does
    member: Floats
    session: Floats
    meeting: Floats
    start: float
    days: Floats
    spread: bool
    tutor_day: float
    waiting: float
    own: tuple[tuple[int, int, float], ...] = ()
    best: tuple[tuple[tuple[int, ...], float], ...] = ()

    @cached_property
    def penalty(self) -> bool:
        """Whether no group ever gains by it: a sum of nothing but losses."""
        parts = (self.member, self.session, self.meeting, self.days)
        losses = all(part.max(initial=0.0) <= 0 for part in parts)
        return losses and max(self.start, self.tutor_day, self.waiting) <= 0 and not self.own

    @property
    def step(self) -> float:
        """The least by which two plans can differ; a small number where that is not known."""
        return 1.0 / self.parts if self.parts else 1e-6

    def capped(self, bound: float) -> float:
        """A bound, rounded down to the next value that a plan can have, where that is safe."""
        if not self.parts or not np.isfinite(bound):
            return bound
        return float(
            np.floor(bound * self.parts + 1e-4 + 1e-9 * abs(bound * self.parts)) / self.parts
        )

    def reaches(self, value: float, bound: float) -> bool:
        """Whether no value above ``value`` is possible under ``bound``."""
        return bound < value + (0.999 * self.step if self.parts else 1e-9 * max(1.0, abs(value)))

    def exact(self, value: float) -> Fraction:
        """The points, as the goals' checkers count them, of a gain."""
        if self.parts:
            return Fraction(self.sign * round(value * self.parts), self.parts)
        return self.sign * Fraction(value)

    @property
    def shaped(self) -> bool:
        """Whether the gain of a group depends on how its meetings or members lie to each other."""
        return bool(self.start or self.spread or self.days.any())


@dataclass(frozen=True)
class Arrays:
    """The whole problem in numbers. See the module's docstring for the words."""

    problem: Problem
    units: tuple[tuple[Request, ...], ...]
    tutors: tuple[Tutor, ...]
    frames: tuple[Frame, ...]
    meetings: tuple[Meeting, ...]
    frame_tutor: Ints
    unit_start: Ints
    frame_units: Ints
    meeting_start: Ints
    frame_meetings: Ints
    admits: Flags  # unit x meeting
    least: Ints  # by unit
    most: Ints
    must: Ints  # a bit for each weekday on which a group with this unit must meet
    cap: Ints  # the most members of a group with this unit
    size: Ints
    tutor_cap: Ints
    # pairs of units, in clusters of units that share frames
    cluster: Ints
    place_in_cluster: Ints
    cluster_start: npt.NDArray[np.int64]
    cluster_size: Ints
    fits: Flags
    spread: npt.NDArray[np.int16]  # rank * SPREAD_RANK + points, by pair; the largest speaks
    # rows: units first (row u is unit u's one seat), then what is shared
    row_room: Floats
    row_names: tuple[Hashable, ...]
    claim_start: Ints  # along frame_meetings
    claim_row: Ints
    claim_amount: Floats
    share_start: Ints  # along units
    share_meeting: Ints
    share_row: Ints
    share_amount: Floats
    day_of: Ints  # by meeting
    start_class: Ints  # by meeting: equal for equal start times
    minutes: Ints
    aims: tuple[AimArrays, ...] = field(default=())

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.row_room)

    def fit(self, u: int, v: int) -> bool:
        """Whether two units may be members of one group."""
        if self.cluster[u] != self.cluster[v]:
            return False
        size = int(self.cluster_size[self.cluster[u]])
        line = int(self.cluster_start[self.cluster[u]]) + int(self.place_in_cluster[u]) * size
        return bool(self.fits[line + int(self.place_in_cluster[v])])

    @cached_property
    def frame_of(self) -> Ints:
        """The frame of each of ``frame_units``."""
        return np.repeat(np.arange(len(self.frames)), np.diff(self.unit_start))

    @cached_property
    def parts(self) -> tuple[Ints, ...]:
        """The units in sets that share no row with each other: each can be planned apart."""
        parent = list(range(self.rows))

        def root(row: int) -> int:
            while parent[row] != row:
                parent[row] = parent[parent[row]]
                row = parent[row]
            return row

        for f in range(len(self.frames)):
            units = self.frame_units[self.unit_start[f] : self.unit_start[f + 1]]
            claims = slice(
                self.claim_start[self.meeting_start[f]], self.claim_start[self.meeting_start[f + 1]]
            )
            top = root(int(units[0]))
            for row in {*units.tolist(), *self.claim_row[claims].tolist()}:
                parent[root(row)] = top
        for u in range(len(self.units)):
            for row in set(self.share_row[self.share_start[u] : self.share_start[u + 1]].tolist()):
                parent[root(row)] = root(u)
        found: dict[int, list[int]] = defaultdict(list)
        for u in range(len(self.units)):
            found[root(u)].append(u)
        return tuple(_ints(units) for units in found.values())

    @cached_property
    def frames_of_tutor(self) -> tuple[Ints, ...]:
        """The frames of each tutor."""
        order = np.argsort(self.frame_tutor, kind="stable").astype(np.int32)
        cuts = np.searchsorted(self.frame_tutor[order], np.arange(len(self.tutors) + 1))
        return tuple(order[cuts[t] : cuts[t + 1]] for t in range(len(self.tutors)))

    @cached_property
    def best_of_unit(self) -> dict[int, list[tuple[int, int]]]:
        """The once-only gains ``(aim, place in its list)`` that a unit can earn."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for a, aim in enumerate(self.aims):
            for b, (units, _) in enumerate(aim.best):
                for u in units:
                    found[u].append((a, b))
        return dict(found)

    @cached_property
    def placeable(self) -> Flags:
        """Which units have a frame at all."""
        return np.array([len(tutors) > 0 for tutors in self.tutors_of_unit], dtype=np.uint8)

    @cached_property
    def working(self) -> tuple[int, ...]:
        """The tutors who could have a group."""
        return tuple(t for t, frames in enumerate(self.frames_of_tutor) if len(frames))

    @cached_property
    def several(self) -> tuple[int, ...]:
        """The units of students with several requests."""
        return tuple(sorted(self.best_of_unit))

    @cached_property
    def best_gains(self) -> tuple[Floats, ...]:
        """The once-only gains of each aim."""
        return tuple(np.array([gain for _, gain in aim.best]) for aim in self.aims)

    @cached_property
    def counts_days(self) -> bool:
        """Whether an aim looks at the days of tutors."""
        return any(aim.tutor_day or aim.waiting for aim in self.aims)

    @cached_property
    def group_limit(self) -> Ints:
        """The most groups that each tutor can hold at once, by counting meetings of a week.

        With at least ``low`` meetings a group, ``D[d]`` of them on day ``d`` and ``W`` in the week,
        ``G`` groups need ``low * G <= min(W, sum of min(D[d], G))``.
        """
        return _ints(groups for groups, _ in self._limits)

    @cached_property
    def week_limit(self) -> Ints:
        """The most meetings that each tutor can hold in a week, by counting."""
        return _ints(week for _, week in self._limits)

    @cached_property
    def _limits(self) -> list[tuple[int, int]]:
        return [self._limit(t) for t in range(len(self.tutors))]

    def _limit(self, t: int) -> tuple[int, int]:
        frames = self.frames_of_tutor[t]
        if not len(frames):
            return 0, 0
        low = min(
            int(self.least[self.frame_units[self.unit_start[f] : self.unit_start[f + 1]]].min())
            for f in frames
        )
        users: dict[int, set[int]] = defaultdict(set)
        amount: dict[int, float] = {}
        used: dict[int, set[int]] = defaultdict(set)
        for f in frames:
            for at in range(self.meeting_start[f], self.meeting_start[f + 1]):
                m = int(self.frame_meetings[at])
                used[int(self.day_of[m])].add(m)
                for c in range(self.claim_start[at], self.claim_start[at + 1]):
                    row = int(self.claim_row[c])
                    users[row].add(m)
                    amount[row] = min(amount.get(row, np.inf), float(self.claim_amount[c]))
        rooms = {
            row: int((self.row_room[row] + 1e-9) // least) if (least := amount[row]) > 0 else 999
            for row in users
        }
        per_day = [_most_meetings(meetings, users, rooms) for meetings in used.values()]
        everything = set().union(*used.values())
        week = min([sum(per_day), *(rooms[r] for r, ms in users.items() if ms >= everything)])
        groups = week // low
        while groups > 0 and low * groups > min(week, sum(min(d, groups) for d in per_day)):
            groups -= 1
        return groups, week

    @cached_property
    def widest(self) -> int:
        """The most units that any group can have."""
        tutors, units = self.tutor_cap.max(initial=1), self.cap.max(initial=1)
        return int(max(1, min(tutors, units, len(self.units))))

    @cached_property
    def price_tables(self) -> tuple[object, ...]:
        """The fixed arrays, in the order that :func:`matcher.search.pricing.price` takes them."""
        return (
            self.unit_start, self.frame_units, self.meeting_start, self.frame_meetings,
            self.admits, self.least, self.most, self.must, self.cap, self.size,
            self.tutor_cap[self.frame_tutor], self.cluster,
            self.place_in_cluster, self.cluster_start, self.cluster_size, self.fits,
            self.spread, self.claim_start, self.claim_row, self.claim_amount,
            self.share_start, self.share_meeting, self.share_row, self.share_amount,
            self.day_of, self.start_class,
        )  # fmt: skip

    @cached_property
    def aim_tables(self) -> AimTables:
        """The aims' gains side by side, one line an aim; the single gains sorted by unit entry."""
        aims = self.aims
        own = sorted(
            (at, place, a, gain) for a, aim in enumerate(aims) for at, place, gain in aim.own
        )
        counts = (
            np.bincount([at for at, *_ in own], minlength=len(self.frame_units))
            if own
            else (np.zeros(len(self.frame_units), np.int64))
        )
        return AimTables(
            _stack([aim.member for aim in aims], len(self.frame_units)),
            _stack([aim.session for aim in aims], len(self.frame_meetings)),
            _stack([aim.meeting for aim in aims], len(self.frame_meetings)),
            np.array([aim.start for aim in aims]),
            _stack([aim.days for aim in aims], 128),
            np.array([float(aim.sign) if aim.spread else 0.0 for aim in aims]),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            np.array([place for _, place, _, _ in own], dtype=np.int32),
            np.array([a for _, _, a, _ in own], dtype=np.int32),
            np.array([gain for *_, gain in own], dtype=np.float64),
        )

    @cached_property
    def tutor_day_rows(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """For each tutor and weekday, the rows that only his meetings of that day draw on."""
        owners: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for f in range(len(self.frames)):
            for at in range(self.meeting_start[f], self.meeting_start[f + 1]):
                key = (int(self.frame_tutor[f]), int(self.day_of[self.frame_meetings[at]]))
                for c in range(self.claim_start[at], self.claim_start[at + 1]):
                    owners[int(self.claim_row[c])].add(key)
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row, keys in owners.items():
            if len(keys) == 1:
                found[next(iter(keys))].append(row)
        return tuple(
            tuple(tuple(sorted(found[t, d])) for d in range(7) if found[t, d])
            for t in range(len(self.tutors))
        )

    @cached_property
    def places_of_unit(self) -> list[dict[int, int]]:
        """The frames that each unit may join, and its place among the frame's units."""
        found: list[dict[int, int]] = [{} for _ in self.units]
        for f in range(len(self.frames)):
            mine = self.frame_units[self.unit_start[f] : self.unit_start[f + 1]]
            for place, u in enumerate(mine.tolist()):
                found[u][f] = place
        return found

    @cached_property
    def times_of_frame(self) -> list[list[tuple[int, int]]]:
        """Each frame's meetings, and the weekday of each."""
        times = list(
            zip(
                self.frame_meetings.tolist(), self.day_of[self.frame_meetings].tolist(), strict=True
            )
        )
        return [times[start:end] for start, end in pairwise(self.meeting_start.tolist())]

    @cached_property
    def single_rows(self) -> tuple[Ints, ...]:
        """For each tutor, the rows on which only meetings with him draw, each of them 1."""
        frame_of = np.repeat(
            np.repeat(np.arange(len(self.frames)), np.diff(self.meeting_start)),
            np.diff(self.claim_start),
        )
        tutor = self.frame_tutor[frame_of].astype(np.int64)
        least, most = np.full(self.rows, len(self.tutors)), np.full(self.rows, -1)
        np.minimum.at(least, self.claim_row, tutor)
        np.maximum.at(most, self.claim_row, tutor)
        single = least == most
        single[self.claim_row[self.claim_amount != 1]] = False
        single[self.share_row] = False
        rows = np.flatnonzero(single)
        return tuple(rows[least[rows] == t] for t in range(len(self.tutors)))

    @cached_property
    def tutors_of_unit(self) -> tuple[Ints, ...]:
        """The tutors who have a frame that the unit may join."""
        found: list[set[int]] = [set() for _ in self.units]
        for f in range(len(self.frames)):
            for u in self.frame_units[self.unit_start[f] : self.unit_start[f + 1]]:
                found[u].add(int(self.frame_tutor[f]))
        return tuple(np.array(sorted(tutors), dtype=np.int32) for tutors in found)


SPREAD_RANK = 1000
MOST_PARTS = 100_000


def voices(rules: Sequence[Rule], voice: str) -> list[Callable[..., object]]:
    """The rules that have something to say in this voice."""
    neutral = getattr(Rule, voice)
    return [getattr(rule, voice) for rule in rules if getattr(type(rule), voice) is not neutral]


class _Compiler:
    """Builds :class:`Arrays` step by step; each method adds what the next ones need."""

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        aims: Sequence[Aim],
        beside: Load | None,
        among: Collection[tuple[str, str]] | None,
    ) -> None:
        self.problem = problem
        self.rules = rules
        self.aims = aims
        self.beside = beside or Load(problem, rules, Schedule())
        self.among = among
        self.meetings = problem.meetings
        self.meeting_id = {meeting: m for m, meeting in enumerate(self.meetings)}
        self.by_site: dict[str | None, list[int]] = defaultdict(list)
        self._known_clashes: dict[tuple[int, int], bool] = {}
        self._admits_voices = voices(rules, "admits")
        self._fits_voices = voices(rules, "fits")
        for m, meeting in enumerate(self.meetings):
            self.by_site[meeting.slot.site].append(m)

    def build(self) -> Arrays:
        self._units()
        self._frames()
        self._clusters()
        self._rows()
        return Arrays(
            problem=self.problem,
            units=tuple(self.units),
            tutors=self.tutors,
            frames=tuple(self.frames),
            meetings=self.meetings,
            frame_tutor=_ints(self.frame_tutor),
            unit_start=_starts(self.units_of_frame),
            frame_units=_flat(self.units_of_frame),
            meeting_start=_starts(self.meetings_of_frame),
            frame_meetings=_flat(self.meetings_of_frame),
            admits=self.admits,
            least=_ints(self.least),
            most=_ints(self.most),
            must=_ints(self.must),
            cap=_ints(self.cap),
            size=_ints([len(unit) for unit in self.units]),
            tutor_cap=_ints(self.tutor_cap),
            cluster=self.cluster,
            place_in_cluster=self.place_in_cluster,
            cluster_start=self.cluster_start,
            cluster_size=self.cluster_size,
            fits=self.fits,
            spread=self.spread,
            row_room=np.array(self.room, dtype=np.float64),
            row_names=tuple(self.row_names),
            claim_start=_starts(self.claims),
            claim_row=_flat([[row for row, _ in claims] for claims in self.claims]),
            claim_amount=_flat_floats([[amount for _, amount in claims] for claims in self.claims]),
            share_start=_starts(self.shares),
            share_meeting=_flat([[m for m, _, _ in shares] for shares in self.shares]),
            share_row=_flat([[row for _, row, _ in shares] for shares in self.shares]),
            share_amount=_flat_floats([[amount for _, _, amount in s] for s in self.shares]),
            day_of=_ints([meeting.day for meeting in self.meetings]),
            start_class=self._start_classes(),
            minutes=_ints([meeting.minutes for meeting in self.meetings]),
            aims=tuple(self._aim(aim) for aim in self.aims),
        )

    # -- units ----------------------------------------------------------------------------------

    def _units(self) -> None:
        problem = self.problem
        self.units: list[tuple[Request, ...]] = []
        for members in self._linked():
            asked = self.among is None or all(r.key in self.among for r in members)
            if asked and self._fit(combinations(members, 2)):
                self.units.append(members)
        sizes, dosages = voices(self.rules, "size"), voices(self.rules, "meetings")
        needed = voices(self.rules, "days")
        self.least, self.most, self.must, self.cap = [], [], [], []
        self.admits = np.zeros((len(self.units), len(self.meetings)), dtype=np.uint8)
        self.admitted: list[list[int]] = []
        for u, unit in enumerate(self.units):
            bounds = [
                cast("tuple[int, int]", dose(problem, request))
                for dose in dosages
                for request in unit
            ] or [(1, 7)]
            self.least.append(max(1, *(low for low, _ in bounds)))
            self.most.append(min(7, *(high for _, high in bounds)))
            days = {
                day
                for voice in needed
                for request in unit
                for day in cast("frozenset[int]", voice(problem, request))
            }
            self.must.append(sum(1 << day for day in days))
            self.cap.append(min([UNLIMITED, *_numbers(s(problem, r) for s in sizes for r in unit)]))
            self.admitted.append(self._admitted(unit, self._reachable(unit[0])))
            self.admits[u, self.admitted[u]] = 1

    def _admitted(self, people: Iterable[Request | Tutor], among: Sequence[int]) -> list[int]:
        """Those of the meetings that every rule lets all of these people be in."""
        problem, meetings, left = self.problem, self.meetings, list(among)
        for admits in self._admits_voices:
            for person in people:
                left = [m for m in left if admits(problem, person, meetings[m])]
        return left

    def _linked(self) -> list[tuple[Request, ...]]:
        """The requests, those that must stay together in one tuple."""
        links = voices(self.rules, "links")
        requests = self.problem.requests
        joined = {request.key: [request] for request in requests}
        tied = self.problem.partners["together"]
        for first in requests if links else ():
            for other in tied.get(first.student.id, ()):
                second = self.problem.request.get((other, first.subject))
                if second is None or joined[first.key] is joined[second.key]:
                    continue
                if any(link(self.problem, first, second) for link in links):
                    both = joined[first.key] + joined[second.key]
                    for request in both:
                        joined[request.key] = both
        once = {id(members): tuple(members) for members in joined.values()}
        return list(once.values())

    def _fit(self, pairs: Iterable[tuple[Request, Request]]) -> bool:
        """Whether every rule lets the two of each pair be members of one group."""
        problem = self.problem
        return all(fits(problem, *pair) for pair in pairs for fits in self._fits_voices)

    def _reachable(self, request: Request) -> Sequence[int]:
        """The meetings worth asking the rules about: a look-up by site, not a rule."""
        site = request.student.site
        if not hasattr(self, "_open"):
            self._open: dict[str, list[int]] = {}
        if site not in self._open:
            self._open[site] = [
                m for m, meeting in enumerate(self.meetings) if meeting.slot.is_open_to(site)
            ]
        return self._open[site]

    # -- frames ---------------------------------------------------------------------------------

    def _frames(self) -> None:
        problem = self.problem
        self.tutors = problem.tutors
        sizes = voices(self.rules, "size")
        frames_ok, pairs_ok = voices(self.rules, "frames"), voices(self.rules, "pairs")
        self.tutor_cap = [
            min([UNLIMITED, *_numbers(size(problem, tutor) for size in sizes)])
            for tutor in self.tutors
        ]
        comers = self._comers()
        self.frames: list[Frame] = []
        self.frame_tutor: list[int] = []
        self.units_of_frame: list[list[int]] = []
        self.meetings_of_frame: list[list[int]] = []
        for t, tutor in enumerate(self.tutors):
            usable = self._usable(tutor)
            for frame in self._possible_frames(tutor):
                at = None if frame.modality == "online" else frame.site
                meetings = usable.get((frame.modality, at), [])
                if not meetings or not _all(frames_ok, problem, frame):
                    continue
                units = [
                    u
                    for u in self._could_join(
                        [comers[frame.subject, m] for m in meetings], meetings
                    )
                    if all(_all(pairs_ok, problem, request, frame) for request in self.units[u])
                ]
                if units:
                    some = [m for m in meetings if not comers[frame.subject, m].isdisjoint(units)]
                    self.frames.append(frame)
                    self.frame_tutor.append(t)
                    self.units_of_frame.append(units)
                    self.meetings_of_frame.append(some)

    def _comers(self) -> dict[tuple[str, int], set[int]]:
        """The units of each subject that may be in each meeting."""
        found: dict[tuple[str, int], set[int]] = defaultdict(set)
        for u, meetings in enumerate(self.admitted):
            for m in meetings:
                found[self.units[u][0].subject, m].add(u)
        return found

    def _usable(self, tutor: Tutor) -> dict[tuple[str, str | None], list[int]]:
        """The meetings that the tutor may hold, by modality and, in person, by site."""
        found: dict[tuple[str, str | None], set[int]] = defaultdict(set)
        for site in (*tutor.sites, None, *self._online_sites()):
            for m in self._admitted([tutor], self.by_site.get(site, ())):
                modality = self.meetings[m].slot.modality
                found[modality, None if modality == "online" else site].add(m)
        return {key: sorted(meetings) for key, meetings in found.items()}

    def _could_join(self, comers: Sequence[set[int]], meetings: Sequence[int]) -> list[int]:
        """Of those who may come to each of the meetings, who may on as many weekdays as they need."""
        on_day: dict[int, set[int]] = defaultdict(set)
        for m, units in zip(meetings, comers, strict=True):
            on_day[self.meetings[m].day] |= units
        days = Counter(u for units in on_day.values() for u in units)
        return sorted(
            u
            for u, count in days.items()
            if count >= self.least[u] and self.cap[u] >= len(self.units[u])
        )

    def _online_sites(self) -> tuple[str, ...]:
        if not hasattr(self, "_online"):
            self._online = tuple(
                site
                for site, meetings in self.by_site.items()
                if site is not None
                and any(self.meetings[m].slot.modality == "online" for m in meetings)
            )
        return self._online

    def _possible_frames(self, tutor: Tutor) -> Iterable[Frame]:
        for subject in tutor.subjects:
            for language in tutor.languages:
                for site in tutor.sites:
                    yield Frame(tutor, subject, language, "in_person", site)
                yield Frame(tutor, subject, language, "online", None)

    # -- pairs of units -------------------------------------------------------------------------

    def _clusters(self) -> None:
        count = len(self.units)
        parent = list(range(count))

        def root(u: int) -> int:
            while parent[u] != u:
                parent[u] = parent[parent[u]]
                u = parent[u]
            return u

        for units in self.units_of_frame:
            for u in units[1:]:
                parent[root(u)] = root(units[0])
        groups: dict[int, list[int]] = defaultdict(list)
        for u in range(count):
            groups[root(u)].append(u)
        self.cluster = np.zeros(count, dtype=np.int32)
        self.place_in_cluster = np.zeros(count, dtype=np.int32)
        sizes = [len(units) for units in groups.values()]
        self.cluster_size = _ints(sizes)
        squares = np.array([0, *(size * size for size in sizes)], dtype=np.int64)
        self.cluster_start = np.cumsum(squares)
        self.fits = np.zeros(int(self.cluster_start[-1]), dtype=np.uint8)
        self.spread = np.zeros(int(self.cluster_start[-1]), dtype=np.int16)
        self.spread_aim = next((a for a in self.aims if type(a).spread is not Aim.spread), None)
        for c, units in enumerate(groups.values()):
            self._fill_cluster(c, units)

    def _fill_cluster(self, c: int, units: list[int]) -> None:
        size, span = len(units), slice(self.cluster_start[c], self.cluster_start[c + 1])
        fits, spread = (part[span].reshape(size, size) for part in (self.fits, self.spread))
        for i, u in enumerate(units):
            self.cluster[u], self.place_in_cluster[u] = c, i
            spread[i, i] = self._spread_code(combinations(self.units[u], 2))
        for i, j in self._could_meet(units):
            pairs = list(product(self.units[units[i]], self.units[units[j]]))
            if self._fit(pairs):
                fits[i, j] = fits[j, i] = 1
                spread[i, j] = spread[j, i] = self._spread_code(pairs)

    def _could_meet(self, units: list[int]) -> Iterable[tuple[int, int]]:
        """The pairs (of places) worth asking the rules about: enough days and seats in common."""
        open_on: dict[int, set[int]] = defaultdict(set)
        for u in units:
            for m in self.admitted[u]:
                open_on[self.meetings[m].day].add(m)
        common = np.zeros((len(units), len(units)), np.int8)
        for meetings in open_on.values():
            mine = self.admits[np.ix_(units, sorted(meetings))].astype(np.float32)
            common += mine @ mine.T > 0
        least, most = np.array(self.least)[units], np.array(self.most)[units]
        cap, size = np.array(self.cap)[units], np.array([len(self.units[u]) for u in units])
        needed = np.maximum.outer(least, least)
        could = (common >= needed) & (needed <= np.minimum.outer(most, most))
        could &= np.add.outer(size, size) <= np.minimum.outer(cap, cap)
        return cast("list[tuple[int, int]]", np.argwhere(np.triu(could, 1)).tolist())

    def _spread_code(self, pairs: Iterable[tuple[Request, Request]]) -> int:
        if self.spread_aim is None:
            return 0
        found = [self.spread_aim.spread(self.problem, first, second) for first, second in pairs]
        codes = [rank * SPREAD_RANK + min(points, SPREAD_RANK - 1) for rank, points in found]
        return max(codes, default=0)

    # -- rows -----------------------------------------------------------------------------------

    def _rows(self) -> None:
        problem = self.problem
        self.row_names: list[Hashable] = [("unit", u) for u in range(len(self.units))]
        self.room: list[float] = [1.0] * len(self.units)
        self._row_of: dict[tuple[int, Hashable], int] = {}
        claim_rules = [r for r in self.rules if type(r).claims is not Rule.claims]
        share_rules = [r for r in self.rules if type(r).shares is not Rule.shares]
        self.claims: list[list[tuple[int, float]]] = []
        cliques = self._cliques()
        for f, frame in enumerate(self.frames):
            for m in self.meetings_of_frame[f]:
                found = [(row, 1.0) for row in cliques[self.frame_tutor[f]].get(m, ())]
                for rule in claim_rules:
                    for claim in rule.claims(problem, frame, self.meetings[m]):
                        row = self._row(rule, claim)
                        found.append((row, float(claim.amount)))
                self.claims.append(found)
        self.shares: list[list[tuple[int, int, float]]] = []
        for u, unit in enumerate(self.units):
            mine: list[tuple[int, int, float]] = []
            for m in self.admitted[u] if share_rules else ():
                for rule in share_rules:
                    for request in unit:
                        for claim in rule.shares(problem, request, self.meetings[m]):
                            row = self._row(rule, claim)
                            mine.append((m, row, float(claim.amount)))
            self.shares.append(mine)
        self._leave_out(self._echoes())

    def _echoes(self) -> set[int]:
        """The rows of rules that echo others which say no more than some other row.

        Such a row is claimed by the very same meetings of the very same frames, as much each time, and
        there is no less of it. It would only stand in the linear programs twice.
        """
        echoing = {rule.number for rule in self.rules if rule.echoes}
        mine = {row for (number, _), row in self._row_of.items() if number in echoing}
        shared = {row for shares in self.shares for _, row, _ in shares}
        claims: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for at, found in enumerate(self.claims) if mine else ():
            for row, amount in found:
                claims[row].append((at, amount))
        least: dict[tuple[tuple[int, float], ...], float] = {}
        for row, found in claims.items():
            if row not in mine:
                key = tuple(found)
                least[key] = min(least.get(key, self.room[row]), self.room[row])
        return {
            row for row in mine - shared if self.room[row] >= least.get(tuple(claims[row]), np.inf)
        }

    def _leave_out(self, rows: set[int]) -> None:
        if not rows:
            return
        kept = [row for row in range(len(self.room)) if row not in rows]
        now = {row: at for at, row in enumerate(kept)}
        self.room = [self.room[row] for row in kept]
        self.row_names = [self.row_names[row] for row in kept]
        self.claims = [
            [(now[row], amount) for row, amount in claims if row in now] for claims in self.claims
        ]
        self.shares = [
            [(m, now[row], amount) for m, row, amount in shares] for shares in self.shares
        ]

    def _row(self, rule: Rule, claim: Claim) -> int:
        name = (rule.number, claim.resource)
        if name not in self._row_of:
            self._row_of[name] = len(self.room)
            self.row_names.append(name)
            self.room.append(float(self.beside.left(self.rules.index(rule), claim)))
        return self._row_of[name]

    def _cliques(self) -> list[dict[int, list[int]]]:
        """For each tutor, rows of which he can hold one meeting each: his conflicts, covered."""
        conflicts = voices(self.rules, "conflict")
        used: dict[int, set[int]] = defaultdict(set)
        for f, meetings in enumerate(self.meetings_of_frame):
            used[self.frame_tutor[f]].update(meetings)
        found: list[dict[int, list[int]]] = []
        for t, tutor in enumerate(self.tutors):
            rows: dict[int, list[int]] = defaultdict(list)
            by_day: dict[int, list[int]] = defaultdict(list)
            for m in sorted(used[t]):
                by_day[self.meetings[m].day].append(m)
            for meetings in by_day.values():
                for clique in self._cover(meetings, conflicts):
                    row = len(self.room)
                    self.row_names.append(("tutor", tutor.id, clique[0]))
                    self.room.append(1.0)
                    for m in clique:
                        rows[m].append(row)
            found.append(rows)
        return found

    def _cover(
        self, meetings: list[int], conflicts: list[Callable[..., object]]
    ) -> list[list[int]]:
        """Cliques of conflicting meetings that cover every conflict; alone where there is none."""
        at = self.meetings

        def clash(a: int, b: int) -> bool:
            known = self._known_clashes.get((a, b))
            if known is None:
                known = any(conflict(self.problem, at[a], at[b]) for conflict in conflicts)
                self._known_clashes[a, b] = known
            return known

        clashes = {a: {a} for a in meetings}
        for a, b in combinations(meetings, 2):
            if clash(a, b):
                clashes[a].add(b)
                clashes[b].add(a)
        open_pairs = {(a, b) for a in meetings for b in clashes[a] if a < b}
        cliques: list[list[int]] = []
        for a in meetings:
            while any((a, b) in open_pairs for b in clashes[a]):
                first = min(b for b in clashes[a] if (a, b) in open_pairs)
                clique = [a, first]
                for c in sorted(clashes[a] & clashes[first]):
                    if c not in clique and all(c in clashes[d] for d in clique):
                        clique.append(c)
                open_pairs -= {(b, c) for b in clique for c in clique}
                cliques.append(sorted(clique))
        covered = {m for clique in cliques for m in clique}
        return cliques + [[m] for m in meetings if m not in covered]

    def _start_classes(self) -> Ints:
        starts = sorted({meeting.slot.start for meeting in self.meetings})
        place = {start: i for i, start in enumerate(starts)}
        return _ints([place[meeting.slot.start] for meeting in self.meetings])

    # -- aims -----------------------------------------------------------------------------------

    def _aim(self, aim: Aim) -> AimArrays:
        sign = 1 if aim.sense == "max" else -1
        best = self._best(aim) if aim.best_of_student else []
        member = self._member_points(aim, aim.best_of_student)
        session, own = self._session_points(aim)
        meeting = self._meeting_points(aim)
        numbers: list[Fraction | int] = [*member, *session, *meeting]
        numbers += [points for _, _, points in own] + [points for _, points in best]
        factor = sign
        days = np.zeros(PATTERNS)
        for pattern, points in aim.day_points.items():
            days[sum(1 << day for day in pattern)] = factor * points
        return AimArrays(
            aim=aim,
            sign=sign,
            parts=_parts(numbers),
            member=_scaled(member, factor),
            session=_scaled(session, factor),
            meeting=_scaled(meeting, factor),
            start=float(factor * aim.start_points),
            days=days,
            spread=type(aim).spread is not Aim.spread,
            tutor_day=float(factor * aim.tutor_day_points),
            waiting=float(factor * aim.waiting_points),
            own=tuple((at, k, float(factor * points)) for at, k, points in own),
            best=tuple((units, float(factor * points)) for units, points in best),
        )

    def _member_points(self, aim: Aim, best_only: bool) -> list[Fraction | int]:
        if type(aim).member is Aim.member:
            return [0] * sum(len(units) for units in self.units_of_frame)
        several = {
            request.key
            for student, requests in self.problem.requests_of.items()
            if best_only and len(requests) + len(self._seated(student)) > 1
            for request in requests
        }
        counting = [[r for r in unit if r.key not in several] for unit in self.units]
        return [
            _total([aim.member(self.problem, request, frame) for request in counting[u]])
            for frame, units in zip(self.frames, self.units_of_frame, strict=True)
            for u in units
        ]

    def _session_points(
        self, aim: Aim
    ) -> tuple[list[Fraction | int], list[tuple[int, int, Fraction | int]]]:
        count = sum(len(meetings) for meetings in self.meetings_of_frame)
        if type(aim).session is Aim.session:
            return [0] * count, []
        problem, own = self.problem, []
        uniform: list[Fraction | int] = []
        position = 0
        for frame, units, ms in zip(
            self.frames, self.units_of_frame, self.meetings_of_frame, strict=True
        ):
            meetings = [self.meetings[m] for m in ms]
            if aim.own_sessions:
                uniform += [0] * len(ms)
                for u in units:
                    for k, meeting in enumerate(meetings):
                        points = _total(
                            [aim.session(problem, r, frame, meeting) for r in self.units[u]]
                        )
                        if points:
                            own.append((position, k, points))
                    position += 1
            else:
                request = self.units[units[0]][0]
                uniform += [aim.session(problem, request, frame, meeting) for meeting in meetings]
        return uniform, own

    def _meeting_points(self, aim: Aim) -> list[Fraction | int]:
        if type(aim).meeting is Aim.meeting:
            return [0] * sum(len(meetings) for meetings in self.meetings_of_frame)
        return [
            aim.meeting(self.problem, frame, self.meetings[m])
            for frame, meetings in zip(self.frames, self.meetings_of_frame, strict=True)
            for m in meetings
        ]

    def _best(self, aim: Aim) -> list[tuple[tuple[int, ...], Fraction | int]]:
        """Gains that count once a student, for students with several requests.

        A student whose placed requests are worth 5 and 3 counts 5: 3 for any of the two, and 2
        more for the first. What a group beside the problem earns is earned already.
        """
        unit_of = {r.key: u for u, unit in enumerate(self.units) for r in unit}
        frame = next(iter(self.frames), None)
        found: list[tuple[tuple[int, ...], Fraction | int]] = []
        for student, requests in self.problem.requests_of.items():
            seated = self._seated(student)
            if len(requests) + len(seated) < 2 or frame is None:
                continue
            earned = max([0, *(aim.member(self.problem, r, frame) for r in seated)])
            worth = {r: aim.member(self.problem, r, frame) for r in requests if r.key in unit_of}
            levels = sorted({points for points in worth.values() if points > earned}, reverse=True)
            for level, below in zip(levels, [*levels, earned][1:], strict=True):
                units = {unit_of[r.key] for r, points in worth.items() if points >= level}
                found.append((tuple(sorted(units)), level - below))
        return found

    def _seated(self, student: str) -> list[Request]:
        """The student's requests that have a seat beside the problem."""
        return [
            member
            for group in self.beside.schedule.of_student.get(student, ())
            for member in group.members
            if member.student.id == student
        ]


def compile_arrays(
    problem: Problem,
    rules: Sequence[Rule],
    aims: Sequence[Aim],
    beside: Load | None = None,
    among: Collection[tuple[str, str]] | None = None,
) -> Arrays:
    """Tell a problem in numbers, by asking each rule and each aim once for all that could be.

    What the groups of a schedule ``beside`` use up is not there to be planned. Only requests ``among``
    these, by key, may be placed; None: all.
    """
    return _Compiler(problem, rules, aims, beside, among).build()


def _most_meetings(meetings: set[int], users: dict[int, set[int]], rooms: dict[int, int]) -> int:
    """A bound on how many of these meetings can be held, by covering them with few rows."""
    whole = [rooms[row] for row, ms in users.items() if ms >= meetings]
    left, total = set(meetings), 0
    while left:
        covering = [(rooms[row], ms) for row, ms in users.items() if ms & left]
        room, ms = min(covering, key=lambda c: (c[0] / len(c[1] & left), -len(c[1] & left)))
        if room >= len(ms & left):
            total += len(left)
            break
        total += room
        left -= ms
    return min([total, *whole])


def _all(voices_: Sequence[Callable[..., object]], *args: object) -> bool:
    return all(voice(*args) for voice in voices_)


def _numbers(values: Iterable[object]) -> list[int]:
    return [value for value in values if isinstance(value, int)]


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int32)


def _starts(lists: Sequence[Sequence[object]]) -> Ints:
    return np.cumsum([0, *(len(items) for items in lists)]).astype(np.int32)


def _flat(lists: Sequence[Sequence[int]]) -> Ints:
    return _ints(item for items in lists for item in items)


def _flat_floats(lists: Sequence[Sequence[float]]) -> Floats:
    return np.array([item for items in lists for item in items], dtype=np.float64)


def _total(points: list[Fraction | int]) -> Fraction | int:
    return points[0] if len(points) == 1 else sum(points)


def _parts(numbers: Iterable[Fraction | int]) -> int:
    """The least ``n`` that makes ``n`` times each of them whole; 0 where it is beyond reason."""
    parts = lcm(*{number.denominator for number in numbers})
    return parts if parts <= MOST_PARTS else 0


def _scaled(points: Sequence[Fraction | int], factor: int) -> Floats:
    return np.array([float(p) for p in points], dtype=np.float64) * factor + 0.0  # never -0


def _stack(arrays: Sequence[Floats], width: int) -> Floats:
    return np.vstack(arrays) if arrays else np.zeros((0, width))
