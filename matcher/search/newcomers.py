"""Who can be taken in where everybody else stays with their tutor, and what that moves.

Once all who know a tutor are held to that tutor (see ``staying.py``), what is left to decide is small:
which of the units without a tutor each tutor takes in. A whole-number program makes that choice as if
every tutor could take in anybody; each tutor's week for the units chosen is then settled alone
(:mod:`matcher.search.tutor_week`), and what comes of it goes back to the program: a set that a tutor
can't have, or what the set takes of the sessions that stay where they are. Whoever can't be had
together can't with more, so each answer holds for all larger sets (Benders' decomposition by logic).
When every answer agrees with the program, its value is a bound, and the weeks together are a plan
that reaches it, unless rooms or students with two tutors stand in the way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from ortools.sat.python import cp_model

from matcher.search.arrays import AimArrays, Arrays, Floats
from matcher.search.candidates import Picked
from matcher.search.cp import single_solver
from matcher.search.state import State
from matcher.search.tutor_week import Asking, TutorWeek, Wish
from matcher.timing import Timing

CHOICE_WORK = 5.0  # CP-SAT's deterministic seconds for the choice of who goes where
MOST_FREE = 500  # units without a tutor, for this to be worth while
ROUNDS = 60
MOST_TOGETHER = 45  # units of tutors whose weeks are settled together
A_PAIR = 2
ORDERS = 4  # in which tutors' weeks are put beside each other
SAFE = 1e-6

Units = frozenset[int]
Choice = dict[int, Units]
"""Who each tutor takes in."""


Expression = cp_model.LinearExpr
Joins = Mapping[int, Mapping[int, cp_model.IntVar]]
"""For each free unit and tutor, whether the one joins the other."""

Places = frozenset[tuple[int, int]]
"""Units, each with the tutor who takes it in."""


@dataclass(frozen=True)
class _Loss:
    """With these units, the tutors' weeks bring so much less than all their sessions could."""

    tutors: frozenset[int]
    places: Places
    loss: int


def _sum(points: Sequence[tuple[cp_model.IntVar, int]], certain: int) -> Expression:
    return (
        cp_model.LinearExpr.weighted_sum([p for p, _ in points], [n for _, n in points]) + certain
    )


def tells_placing(aim: AimArrays) -> bool:
    """Whether the aim counts nothing but who is placed, perhaps with whom."""
    return _plain(aim) and not aim.own and aim.parts > 0


def tells_sessions(aim: AimArrays) -> bool:
    """Whether the aim counts nothing but single sessions of single requests."""
    nothing_else = not aim.member.any() and not aim.best
    return _plain(aim) and bool(aim.own) and nothing_else and aim.parts > 0


def _counts_all(aim: AimArrays) -> bool:
    """Whether every placed unit brings something."""
    return not aim.best and bool((aim.member > 0).all())


def _plain(aim: AimArrays) -> bool:
    shaped = aim.shaped or aim.tutor_day or aim.waiting
    return not (shaped or aim.session.any() or aim.meeting.any())


def newcomers(
    arrays: Arrays, held: Iterable[int], crew: Executor, effort: float, seed: int, timing: Timing
) -> Newcomers | None:
    """What there is to decide beside the ``held`` units, which keep their only tutor.

    None where that is too much, or where the aims do not ask for places and for times that stay.
    """
    aims = list(enumerate(arrays.aims))
    place = next((a for a, aim in aims if tells_placing(aim) and _counts_all(aim)), None)
    times = next((a for a, aim in aims if tells_sessions(aim)), None)
    if place is None or times is None:
        return None
    kept: dict[int, list[int]] = defaultdict(list)
    for u in sorted(held):
        if len(arrays.tutors_of_unit[u]) == 1:
            kept[int(arrays.tutors_of_unit[u][0])].append(u)
    certain = {u for units in kept.values() for u in units}
    free = [u for u in np.flatnonzero(arrays.placeable).tolist() if u not in certain]
    if not kept or len(free) > MOST_FREE:
        return None
    asking = Asking(arrays, place, times, seed, timing)
    return Newcomers(asking, dict(kept), free, frozenset(held) & frozenset(free), crew, effort)


@dataclass
class Newcomers:
    """What is known of who can be taken in.

    ``kept`` are the units that each tutor keeps, ``free`` all others that could be placed, of whom
    those in ``must`` have to be. ``barred`` are places that can't be given all at once.
    """

    asking: Asking
    kept: Mapping[int, Sequence[int]]
    free: Sequence[int]
    must: frozenset[int]
    crew: Executor
    effort: float
    barred: list[Places] = field(default_factory=list)
    losses: list[_Loss] = field(default_factory=list)
    asked: dict[tuple[frozenset[int], Places], TutorWeek] = field(default_factory=dict)
    groups: dict[int, Picked] = field(default_factory=dict)  # of each tutor, to begin with
    besides: dict[tuple[int, Places, bytes], TutorWeek] = field(default_factory=dict)
    kept_now: dict[int, float] = field(default_factory=dict)  # points of a tutor's week as it is
    met: dict[frozenset[int], Picked] = field(default_factory=dict)  # candidates of tutors' weeks

    @property
    def arrays(self) -> Arrays:
        """The problem in numbers."""
        return self.asking.arrays

    def improve(
        self,
        state: State,
        aim: int,
        floors: Mapping[int, float],
        better: Callable[[], bool],
        ended: Callable[[], bool],
    ) -> float:
        """Better the plan under an aim; returns the most that any plan as good could bring.

        ``floors`` are the gains of earlier aims. ``better`` says whether the plan, as it stands in
        the state, is no worse than the one before; else it is put back.
        """
        bound, carried = np.inf, []
        mine = self.arrays.aims[aim]
        for t, candidates in enumerate(state.of_tutor):
            self.groups[t] = Picked.of(state.pool, candidates)
            there = {int(u) for c in candidates for u in state.pool.units_of(c)}
            if there == set(self.kept.get(t, ())):
                gains = (float(state.pool.gains[c][self.asking.times]) for c in candidates)
                self.kept_now[t] = max(self.kept_now.get(t, 0.0), sum(gains))
        for _ in range(ROUNDS):
            if ended():
                break
            value = float(state.values()[aim])
            chosen = self._choose(state, aim, floors)
            if chosen is None:
                break
            choice, top = chosen
            bound = min(bound, top)
            if mine.reaches(value, bound):
                break
            if self._learn(choice, sessions=tells_sessions(mine), ended=ended):
                continue
            if choice in carried:
                break
            carried.append(choice)
            known = len(self.barred) + len(self.losses)
            self._carry_out(state, choice, better, ended, sessions=tells_sessions(mine))
            learned = len(self.barred) + len(self.losses) > known
            if not learned and float(state.values()[aim]) <= value + SAFE:
                break
        return bound

    # -- the choice -----------------------------------------------------------------------------

    def _choose(
        self, state: State, aim: int, floors: Mapping[int, float]
    ) -> tuple[Choice, float] | None:
        """Who goes where, as good as can be by all that is known, and the bound this proves."""
        arrays, model = self.arrays, cp_model.CpModel()
        joins = {
            u: {int(t): model.new_bool_var("") for t in arrays.tutors_of_unit[u]} for u in self.free
        }
        for u, by in joins.items():
            (model.add_exactly_one if u in self.must else model.add_at_most_one)(by.values())
        for places in self.barred:
            model.add_bool_or([~joins[u][tutor] for u, tutor in places])
        for floor_aim, floor in floors.items():
            told = self._gain(model, floor_aim, joins)
            if told is not None:
                model.add(told >= round(floor * arrays.aims[floor_aim].parts))
        goal = self._gain(model, aim, joins)
        if goal is None:
            return None
        now = self._now(state)
        liked = [joins[u][t] for t, units in now.items() for u in units if u in joins]
        liked += [self._avoided(model, joins, places) for places in self._open_questions()]
        model.maximize(goal * (len(liked) + 1) + cp_model.LinearExpr.sum(liked))
        for u, by in joins.items():
            for t, one in by.items():
                model.add_hint(one, u in now.get(t, ()))
        solver = single_solver(CHOICE_WORK * self.effort, self.asking.seed)
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        parts = arrays.aims[aim].parts
        top = np.floor(solver.best_objective_bound / (len(liked) + 1) + 1e-6) / parts
        found: dict[int, set[int]] = defaultdict(set)
        for u, by in joins.items():
            for t, one in by.items():
                if solver.boolean_value(one):
                    found[t].add(u)
        tutors = {*self.kept, *found, *now}
        return {t: frozenset(found.get(t, ())) for t in sorted(tutors)}, float(top)

    def _open_questions(self) -> list[Places]:
        """Places of which nobody could say whether they can be given all at once."""
        return [places for (_, places), week in self.asked.items() if week.possible is None]

    def _avoided(self, model: cp_model.CpModel, joins: Joins, places: Places) -> cp_model.IntVar:
        """True only where not all of these places are given."""
        avoided = model.new_bool_var("")
        model.add_bool_or([~joins[u][tutor] for u, tutor in places]).only_enforce_if(avoided)
        return avoided

    def _gain(self, model: cp_model.CpModel, aim: int, joins: Joins) -> Expression | None:
        """An aim's gain at most, in whole numbers; None where the aim counts something else."""
        mine = self.arrays.aims[aim]
        if tells_sessions(mine):
            return self._weeks_gain(model, aim, joins)
        if not tells_placing(mine):
            return None
        certain = sum(self._member_gain(aim, u, t) for t, us in self.kept.items() for u in us)
        points = [
            (one, self._member_gain(aim, u, t)) for u, by in joins.items() for t, one in by.items()
        ]
        staying = {u for units in self.kept.values() for u in units}
        for units, gain in mine.best:
            if staying.isdisjoint(units):
                earned = model.new_bool_var("")
                places = [one for u in units for one in joins.get(u, {}).values()]
                model.add_bool_or([~earned, *places])
                points.append((earned, round(gain * mine.parts)))
            else:
                certain += round(gain * mine.parts)
        return _sum(points, certain)

    def _member_gain(self, aim: int, u: int, tutor: int) -> int:
        arrays, mine = self.arrays, self.arrays.aims[aim]
        gains = [
            float(mine.member[arrays.unit_start[f] + place])
            for f, place in arrays.places_of_unit[u].items()
            if arrays.frame_tutor[f] == tutor
        ]
        return round(max(gains) * mine.parts)

    def _weeks_gain(self, model: cp_model.CpModel, aim: int, joins: Joins) -> Expression:
        """What all sessions bring at most: as if all stayed, less what is known to be lost."""
        certain = sum(self._own(aim, u, t) for t, units in self.kept.items() for u in units)
        points = [(one, self._own(aim, u, t)) for u, by in joins.items() for t, one in by.items()]
        lost: dict[int, cp_model.IntVar] = {}
        most = sum(one.loss for one in self.losses)
        for one in self.losses:
            for t in one.tutors - lost.keys():
                lost[t] = model.new_int_var(0, most, "")
            sure = [joins[u][t] for u, t in one.places]
            all_lost = cp_model.LinearExpr.sum([lost[t] for t in sorted(one.tutors)])
            model.add(all_lost >= one.loss).only_enforce_if(sure)
        return _sum([*points, *((one, -1) for one in lost.values())], certain)

    def _own(self, aim: int, u: int, tutor: int) -> int:
        """The most that the sessions of a unit can bring with a tutor."""
        return self._own_gains[aim].get((u, tutor), 0)

    @cached_property
    def _own_gains(self) -> Mapping[int, Mapping[tuple[int, int], int]]:
        return {a: self._sum_own(a) for a, mine in enumerate(self.arrays.aims) if mine.own}

    def _sum_own(self, aim: int) -> dict[tuple[int, int], int]:
        arrays, mine = self.arrays, self.arrays.aims[aim]
        by_day: dict[tuple[int, int], dict[int, dict[int, int]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(int))
        )
        for at, place, gain in mine.own:
            f = int(arrays.frame_of[at])
            key = (int(arrays.frame_units[at]), int(arrays.frame_tutor[f]))
            day = arrays.times_of_frame[f][place][1]
            days = by_day[key][f]
            days[day] = max(days[day], round(gain * mine.parts))  # one meeting a day
        return {
            key: max(
                sum(sorted(days.values(), reverse=True)[: int(arrays.most[key[0]])])
                for days in frames.values()
            )
            for key, frames in by_day.items()
        }

    def _now(self, state: State) -> dict[int, Units]:
        """Who is with each tutor now, beside those who are held there."""
        found: dict[int, Units] = {}
        for t, candidates in enumerate(state.of_tutor):
            units = {int(u) for c in candidates for u in state.pool.units_of(c)}
            others = units.difference(self.kept.get(t, ()))
            if others:
                found[t] = frozenset(others)
        return found

    # -- what the weeks say ---------------------------------------------------------------------

    def _learn(self, choice: Choice, *, sessions: bool, ended: Callable[[], bool]) -> bool:
        """Settle each tutor's week alone; whether that says anything against the choice."""
        weeks = [
            (frozenset({t}), frozenset((u, t) for u in units))
            for t, units in choice.items()
            if units or sessions
        ]
        found = self.crew.map(lambda week: self._against(week[0], week[1], sessions, ended), weeks)
        news = [self._note(one) for one in found]
        return any(news)

    def _note(self, found: Places | _Loss | None) -> bool:
        """Keep what speaks against a choice; whether there is anything."""
        if isinstance(found, _Loss):
            self.losses.append(found)
        elif found is not None:
            self.barred.append(found)
        return found is not None

    def _against(
        self,
        tutors: frozenset[int],
        places: Places,
        sessions: bool,
        ended: Callable[[], bool],
    ) -> Places | _Loss | None:
        """What speaks against these places that is not known yet, told of as few as can be."""
        # Where the two can't be had together, each of them will be asked for.
        self._ask_all(tutors, self._with_fewer(places), Wish.ANY)
        if self._ask(tutors, places).possible is False:
            return self._fewest(
                places, lambda some: self._ask(tutors, some).possible is False, ended
            )
        if not sessions:
            return None
        known = self._known_loss(tutors, places)
        if len(places) == A_PAIR and self._lost(tutors, places, self._ask(tutors, places)) > known:
            self._ask_all(tutors, self._with_fewer(places), Wish.MOST)
        loss = self._loss(tutors, places)
        if loss <= known:
            return None
        fewest = self._fewest(places, lambda some: self._loses(tutors, some, loss), ended)
        found = _Loss(tutors, fewest, loss)
        return None if found in self.losses else found

    def _with_fewer(self, places: Places) -> list[Places]:
        """The places and, of a pair, each: what will be asked for anyway is asked side by side."""
        fewer = [places - {one} for one in sorted(places)]
        return [places, *(fewer if len(places) == A_PAIR else [])]

    def _fewest(
        self, places: Places, holds: Callable[[Places], bool], ended: Callable[[], bool]
    ) -> Places:
        """A smallest part of the places of which something holds that holds of more then, too."""
        for one in sorted(places):
            if ended():
                break
            if holds(places - {one}):
                places -= {one}
        return places

    def _ask(self, tutors: frozenset[int], places: Places, wish: Wish = Wish.ANY) -> TutorWeek:
        """The tutors' week for those who are held and these units, whatever others do."""
        self._ask_all(tutors, [places], wish)
        return self.asked[tutors, places]

    def _ask_all(self, tutors: frozenset[int], sets: Iterable[Places], wish: Wish) -> None:
        """Settle the tutors' weeks for several sets of units, side by side."""
        new = [places for places in sets if self._is_open(tutors, places, wish)]
        if len(new) > 1:
            with ThreadPoolExecutor(max_workers=len(new)) as beside:
                weeks = list(beside.map(lambda places: self._week(tutors, places, wish), new))
        else:
            weeks = [self._week(tutors, places, wish) for places in new]
        for places, week in zip(new, weeks, strict=True):
            self.asked[tutors, places] = week
            if week.met is not None:
                self.met[tutors] = week.met

    def _is_open(self, tutors: frozenset[int], places: Places, wish: Wish) -> bool:
        known = self.asked.get((tutors, places))
        return known is None or (known.wish < wish and known.picked is not None)

    def _week(self, tutors: frozenset[int], places: Places, wish: Wish) -> TutorWeek:
        return self.asking.week(
            self._members(tutors, places),
            self.arrays.row_room,
            *(self.groups[t] for t in sorted(tutors)),
            known=self.met.get(tutors),
            found=self.asked.get((tutors, places)),
            wish=wish,
        )

    def _members(self, tutors: Iterable[int], places: Places) -> dict[int, list[int]]:
        return {
            t: [*self.kept.get(t, ()), *sorted(u for u, at in places if at == t)]
            for t in sorted(tutors)
        }

    def _loses(self, tutors: frozenset[int], places: Places, loss: int) -> bool:
        """Whether these tutors lose so much with these places."""
        if not places and all(t in self.kept_now for t in tutors):
            now = sum(self.kept_now[t] for t in tutors)
            if self._lost(tutors, places, TutorWeek(True, gain=now, most=now)) < loss:
                return False
        return self._loss(tutors, places) >= loss

    def _loss(self, tutors: frozenset[int], places: Places) -> int:
        return self._lost(tutors, places, self._ask(tutors, places, Wish.MOST))

    def _lost(self, tutors: frozenset[int], places: Places, week: TutorWeek) -> int:
        """What these tutors lose at least in such a week."""
        if not np.isfinite(week.most):
            return 0
        times = self.asking.times
        members = self._members(tutors, places)
        could = sum(self._own(times, u, t) for t, units in members.items() for u in units)
        return max(0, could - int(np.floor(week.most * self.arrays.aims[times].parts + 1e-6)))

    def _known_loss(self, tutors: frozenset[int], places: Places) -> int:
        """What these tutors are known to lose with these places: losses of others apart add up."""
        known = sorted(
            (one for one in self.losses if one.tutors <= tutors and one.places <= places),
            key=lambda one: -one.loss,
        )
        best = 0
        counted: set[int] = set()
        for one in known:
            if counted.isdisjoint(one.tutors):
                best += one.loss
                counted |= one.tutors
        return best

    # -- the plan -------------------------------------------------------------------------------

    def _carry_out(
        self,
        state: State,
        choice: Choice,
        better: Callable[[], bool],
        ended: Callable[[], bool],
        *,
        sessions: bool,
    ) -> None:
        """Make the choice a plan, one tutor's week after another, the times kept where they can be.

        Each tutor's best week is tried first, and whose week got less than that goes before the
        others once more; where these do not go beside each other at all, each is settled beside
        those before it.
        """
        now = self._now(state)
        changed = [
            t
            for t, units in choice.items()
            if units != now.get(t, frozenset()) or self._short(state, t, units)
        ]
        changed.sort(key=lambda t: (-len(choice[t]), t))
        inside = {t: Picked.of(state.pool, state.of_tutor[t]) for t in changed}
        hold = partial(self._hold, state, choice=choice, ended=ended, sessions=sessions)

        def put(order: Sequence[int], *, as_settled: bool) -> tuple[bool, list[int]]:
            """Whether it went, if it is no worse; and whose weeks are less than they could be."""
            before, short = list(state.chosen), []
            state.swap([c for t in order for c in state.of_tutor[t]], [])
            for t in order:
                held = hold(t, inside=inside[t], as_settled=as_settled)
                if not held or self._short(state, t, choice[t]):
                    short.append(t)
                if not held:
                    break
            else:
                if better():
                    return True, short
            state.swap(list(state.chosen), before)
            return False, short

        carried = False
        tried: list[list[int]] = []
        while changed not in tried and len(tried) < ORDERS and not ended():
            went, short = put(changed, as_settled=True)
            carried = carried or went
            if (went and not short) or self._is_barred(choice):
                return
            tried.append(changed)
            changed = [*short, *(t for t in changed if t not in short)]
        if tried and not carried and not ended():
            put(tried[0], as_settled=False)

    def _is_barred(self, choice: Choice) -> bool:
        """Whether it is known by now that the choice can't be."""
        return any(all(u in choice.get(t, ()) for u, t in places) for places in self.barred)

    def _hold(
        self,
        state: State,
        tutor: int,
        *,
        choice: Choice,
        inside: Picked,
        ended: Callable[[], bool],
        sessions: bool,
        as_settled: bool,
    ) -> bool:
        """Put a tutor's week for the units chosen into the plan; False where that does not go.

        Where it does not go beside the others, because students have two tutors, it is settled
        together with these; and what that says against the choice is kept in mind.
        """
        places = frozenset((u, tutor) for u in choice[tutor])
        members = self._members({tutor}, places)
        if not members[tutor]:
            return True
        wish = Wish.GOOD if sessions else Wish.ANY
        alone = self._ask(frozenset({tutor}), places, wish)
        if alone.picked is None:  # nor is there one with less
            return False
        if as_settled and self._fitted(state, alone):
            return True
        week = self._beside(state.left, tutor, places, (inside, alone.picked), wish)
        if week.picked is None or week.gain < alone.gain - SAFE:
            together = self._together(state, tutor, choice, alone.picked)
            if together is not None:
                self._note(self._against(*together, sessions, ended))
                if self.asked[together].picked is not None:
                    week = self._all_beside(state, *together, wish) or week
        return self._fitted(state, week)

    def _beside(
        self,
        left: Floats,
        tutor: int,
        places: Places,
        inside: Sequence[Picked],
        wish: Wish,
    ) -> TutorWeek:
        """The tutor's week for these units with what is left of each row."""
        key = tutor, places, left.tobytes()
        if key not in self.besides or self.besides[key].wish < wish:
            tutors = frozenset({tutor})
            self.besides[key] = self.asking.week(
                self._members(tutors, places),
                left,
                *inside,
                known=self.met.get(tutors),
                wish=wish,
            )
        return self.besides[key]

    def _fitted(self, state: State, week: TutorWeek) -> bool:
        """Whether there is such a week and it fits beside the others, where it is then."""
        return week.picked is not None and state.swap([], week.picked.into(state.pool))

    def _together(
        self, state: State, tutor: int, choice: Choice, week: Picked
    ) -> tuple[frozenset[int], Places] | None:
        """The tutor and those who share students, as the choice has them; None if nobody does.

        If these are too many, those only who hold what the tutor's week needs.
        """
        units = self.arrays.units
        students = {
            r.student.id for u in (*self.kept.get(tutor, ()), *choice[tutor]) for r in units[u]
        }
        sharing = {
            t
            for t in choice
            for u in (*self.kept.get(t, ()), *choice[t])
            if t != tutor and any(r.student.id in students for r in units[u])
        }
        holding = sharing & self._in_the_way(state, week)
        for tutors in (frozenset({tutor, *sharing}), frozenset({tutor, *holding})):
            count = sum(len(self.kept.get(t, ())) + len(choice[t]) for t in tutors)
            if len(tutors) > 1 and count <= MOST_TOGETHER:
                return tutors, frozenset((u, t) for t in tutors for u in choice[t])
        return None

    def _in_the_way(self, state: State, week: Picked) -> set[int]:
        """The tutors whose groups hold what there is not enough left of for this week."""
        needed: dict[int, float] = defaultdict(float)
        for c in week.into(state.pool):
            for row, amount in zip(*state.pool.rows_of(c), strict=True):
                if row < self.arrays.rows:
                    needed[int(row)] += float(amount)
        short = [row for row, amount in needed.items() if amount > state.left[row] + SAFE]
        return {
            t
            for t, candidates in enumerate(state.of_tutor)
            if any(np.isin(short, state.pool.rows_of(c)[0]).any() for c in candidates)
        }

    def _all_beside(
        self, state: State, tutors: frozenset[int], places: Places, wish: Wish
    ) -> TutorWeek | None:
        """The week of several tutors beside all others; their groups are taken out for it."""
        groups = [c for t in tutors for c in state.of_tutor[t]]
        state.swap(groups, [])
        inside = [self.groups[t] for t in sorted(tutors)]
        week = self.asking.week(self._members(tutors, places), state.left, *inside, wish=wish)
        if week.picked is None:
            state.swap([], groups)
            return None
        return week

    def _short(self, state: State, tutor: int, units: Units) -> bool:
        """Whether the tutor's week could keep more sessions than it does now."""
        known = self.asked.get((frozenset({tutor}), frozenset((u, tutor) for u in units)))
        if known is None:
            return False
        gains = (float(state.pool.gains[c][self.asking.times]) for c in state.of_tutor[tutor])
        return known.gain > sum(gains) + SAFE
