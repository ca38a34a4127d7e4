"""Everybody held, a day at a time: how the question of :mod:`matcher.search.compact` is answered.

A packed week is hard to find as a whole and easy in days, since only who meets on which day ties
the days together. So one day is planned exactly while the days to come are only *counted*: whether
a group meets on such a day, not when. Then the next day, until two are left, which are planned
together. What makes it work is that the counts leave few dead ends:

* *Saturation*: if some groups need as many meetings as the rows that they alone can use have room
  for, each of those rows is used to its last place.
* *Too few times* (Hall's condition, 1935): of the groups that have only these few times on a day,
  with the same tutor or in the same room, no more can meet than there are times.

A dead end costs little: the week is begun again with the days in another order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ortools.sat.python import cp_model

from matcher.search.arrays import Arrays, Floats
from matcher.search.candidates import Picked
from matcher.search.compact import Choice, Item, MeetingUse
from matcher.search.cp import single_solver
from matcher.search.pricing import WEEK

LAST_DAYS = 2  # are planned together
FIRST_WORK = 2.0  # CP-SAT's deterministic seconds for a step of the first attempt,
MORE_WORK = 1.3  # times so much in each further one
STEP_WORK = 2e-5  # what building a step counts for, for each meeting and choice
AT_ONCE = 6_000  # meetings that groups could have, up to which the whole week is asked at once,
AT_ONCE_WORK = 1.0  # for so much work
MOST_SETS = 200  # of times, for each tutor or site and day


@dataclass(frozen=True)
class Meet:
    """A choice held in one of its meetings, and what that uses of each row."""

    choice: int
    place: int  # in the frame's meetings
    day: int
    rows: dict[int, float]


Held = tuple[int, frozenset[int]]
"""What an item has: a frame, and places in the frame's meetings."""


@dataclass(frozen=True)
class Count:
    """Of these choices at most so many can meet on a day, or exactly so many must."""

    day: int
    choices: tuple[int, ...]
    room: int
    exact: bool


class Week:
    """All that the items could use. Their choices are numbered through.

    ``full``: each item meets as often as its members may at most; else at least as often as they
    must. ``left`` is what there is of each row; ``worth`` what holding each item is worth, in
    whole numbers; ``once`` what holding any of some items is worth beside that.
    """

    def __init__(
        self,
        arrays: Arrays,
        asked: Sequence[Item],
        left: Floats,
        *,
        full: bool,
        worth: Sequence[int] = (),
        once: Sequence[tuple[int, Sequence[int]]] = (),
    ) -> None:
        self.arrays = arrays
        self.items = asked
        self.worth = worth or [1] * len(asked)
        self.once = once
        self.left = left
        self.full = full
        self.choices: list[tuple[int, Choice]] = []
        self.meets: list[Meet] = []
        for i, item in enumerate(asked):
            for choice in item.choices:
                number = len(self.choices)
                some = [Meet(number, m.place, m.day, m.rows) for m in self._possible(choice)]
                open_on = {meet.day for meet in some}
                if len(open_on) >= self.least(item) and item.must <= open_on:
                    self.choices.append((i, choice))
                    self.meets += some
        self.holds_all = len({i for i, _ in self.choices}) == len(asked)  # each has a choice
        self.on_day: dict[tuple[int, int], list[Meet]] = defaultdict(list)
        self.users: dict[int, list[Meet]] = defaultdict(list)
        for meet in self.meets:
            self.on_day[meet.choice, meet.day].append(meet)
            for row in meet.rows:
                self.users[row].append(meet)
        self.days = sorted({meet.day for meet in self.meets})
        days = {row: {meet.day for meet in users} for row, users in self.users.items()}
        self.only_day = {row: min(some) for row, some in days.items() if len(some) == 1}
        self.kind = {row: self._kind(row) for row in self.users}

    @cached_property
    def saturated(self) -> set[int]:
        """The rows that must be used to the last place."""
        return set(self._saturated())

    @cached_property
    def counts(self) -> list[Count]:
        """What can be said of days to come."""
        return list(self._counts())

    def least(self, item: Item) -> int:
        """How often an item meets at least."""
        return item.most if self.full else item.least

    def _possible(self, choice: Choice) -> Iterator[MeetingUse]:
        """The meetings of a choice for which there is enough left."""
        for meeting in choice.meetings:
            if all(amount <= self.left[row] for row, amount in meeting.rows.items()):
                yield meeting

    def _kind(self, row: int) -> Hashable:
        """What sort of thing a row is: its rule and the first word of the resource."""
        name = self.arrays.row_names[row]
        assert isinstance(name, tuple)
        return name[0], name[1][0] if isinstance(name[1], tuple) else None

    def _saturated(self) -> Iterator[int]:
        """Of a kind of row (a tutor's times, a room's times) of which each meeting uses one place.

        The rows that a set of items can reach are full if the items need them all.
        """
        for kind in dict.fromkeys(self.kind.values()):
            reach: list[set[int]] = [set() for _ in self.items]
            for meet in self.meets:
                mine = [row for row in meet.rows if self.kind[row] == kind]
                if len(mine) != 1 or meet.rows[mine[0]] != 1:
                    break
                reach[self.choices[meet.choice][0]].update(mine)
            else:
                for rows, members in _apart(reach):
                    room = self.left[rows]
                    needed = sum(self.least(self.items[i]) for i in members)
                    if room.sum() == needed and (room == np.floor(room)).all():
                        yield from rows

    def _counts(self) -> Iterator[Count]:
        """What can be said of a day without saying when: for each tutor, site and student."""
        owners = [self._owners(number) for number in range(len(self.choices))]
        groups: dict[tuple[Hashable, int, Hashable], list[int]] = defaultdict(list)
        for row, users in self.users.items():
            day = self.only_day.get(row)
            if day is not None and all(meet.rows[row] == 1 for meet in users):
                of_all = set.intersection(*(set(owners[meet.choice]) for meet in users))
                for owner in sorted(of_all):
                    groups[self.kind[row], day, owner].append(row)
        for (_, day, _), rows in groups.items():
            yield from self._counts_of(rows, day, owners)

    def _owners(self, number: int) -> tuple[tuple[str, str], ...]:
        """Whose times a choice takes, in an order that is the same in every run."""
        item, choice = self.choices[number]
        frame = self.arrays.frames[choice.frame]
        requests = [request for u in self.items[item].units for request in self.arrays.units[u]]
        students = {("student", request.student.id) for request in requests}
        return (("tutor", frame.tutor.id), ("site", frame.site or ""), *sorted(students))

    def _counts_of(
        self, rows: Sequence[int], day: int, owners: Sequence[Sequence[Hashable]]
    ) -> Iterator[Count]:
        """The counts of some rows of one day; sets of them are told as bits."""
        bit = {row: 1 << n for n, row in enumerate(rows)}
        reach: dict[int, int] = defaultdict(int)
        for row in rows:
            for meet in self.users[row]:
                reach[meet.choice] |= bit[row]
        inside = {
            choice: bits
            for choice, bits in reach.items()
            if all(any(r in bit for r in meet.rows) for meet in self.on_day[choice, day])
        }
        whole = (1 << len(rows)) - 1
        of_owner: dict[Hashable, int] = defaultdict(int)
        for choice, bits in inside.items():
            for owner in owners[choice]:
                of_owner[owner] |= bits
        some = dict.fromkeys([whole, *of_owner.values(), *inside.values()])
        some |= dict.fromkeys(whole & ~bits for bits in list(some))
        for bits in list(some)[:MOST_SETS]:
            choices = tuple(choice for choice, mine in inside.items() if not mine & ~bits)
            room = sum(int(self.left[row]) for row in rows if bit[row] & bits)
            exact = bits == whole and len(inside) == len(reach) and self.saturated.issuperset(rows)
            if exact or len({self.choices[c][0] for c in choices}) > room:
                yield Count(day, choices, room, exact)


class Step:
    """The CP-SAT model of some days, after the days ``done`` (and what is ``held`` on them).

    All other days are to come. ``taken``: choices that are already made. ``lenient``, for a whole
    week: as much as can be is held, instead of everything.
    """

    def __init__(
        self,
        week: Week,
        days: AbstractSet[int],
        held: Sequence[Meet] = (),
        done: AbstractSet[int] = frozenset(),
        taken: Sequence[int] = (),
        *,
        lenient: bool = False,
    ) -> None:
        self.week = week
        self.lenient = lenient
        self.first = not done and not taken  # so that, if this has no answer, nothing has
        self.model = cp_model.CpModel()
        self.chosen = [self.model.new_bool_var("") for _ in week.choices]
        self.meets: dict[int, tuple[Meet, cp_model.IntVar]] = {}  # by the meeting's identity
        self.later: dict[tuple[int, int], cp_model.IntVar] = {}  # by choice and day
        total = self._days(days, done)
        self._items(total, held)
        self._rows(days, held)
        for number in taken:
            self.model.add(self.chosen[number] == 1)
        later = days | done != set(week.days)
        for count in week.counts if later else ():
            if count.day not in days and count.day not in done:
                met = sum(self.later[choice, count.day] for choice in count.choices)
                self.model.add(met == count.room if count.exact else met <= count.room)

    def _days(
        self, days: AbstractSet[int], done: AbstractSet[int]
    ) -> dict[int, list[cp_model.IntVar]]:
        """A Boolean for each meeting of the days planned, and for each choice and later day."""
        total: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (choice, day), meets in self.week.on_day.items():
            if day in days:
                some = {id(meet): (meet, self.model.new_bool_var("")) for meet in meets}
                self.meets |= some
                literals = [literal for _, literal in some.values()]
                self.model.add_at_most_one([*literals, self.chosen[choice].negated()])
                total[choice] += literals
            elif day not in done:
                self.later[choice, day] = literal = self.model.new_bool_var("")
                self.model.add_implication(literal, self.chosen[choice])
                total[choice].append(literal)
        return total

    def _items(self, total: dict[int, list[cp_model.IntVar]], held: Sequence[Meet]) -> None:
        """Each item has one of its choices, and meets often enough."""
        of_item: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        before: dict[int, int] = defaultdict(int)
        for meet in held:
            before[meet.choice] += 1
        for number, (item, _) in enumerate(self.week.choices):
            chosen = self.chosen[number]
            of_item[item].append(chosen)
            asked = self.week.items[item]
            if before[number]:
                self.model.add(chosen == 1)
            met = sum(total[number]) + before[number] * chosen
            self.model.add(met >= self.week.least(asked) * chosen)
            self.model.add(met <= asked.most * chosen)
            for day in asked.must:
                self._meets_on(number, day)
        for item in range(len(self.week.items)):
            if self.lenient:
                self.model.add_at_most_one(of_item[item])
            else:
                self.model.add_exactly_one(of_item[item])
        if self.lenient:
            worth = [self.week.worth[item] for item, _ in self.week.choices]
            literals = list(self.chosen)
            for gain, items in self.week.once:
                any_of = self.model.new_bool_var("")
                self.model.add_bool_or(
                    any_of.negated(), *(one for item in items for one in of_item[item])
                )
                literals.append(any_of)
                worth.append(gain)
            self.model.maximize(cp_model.LinearExpr.weighted_sum(literals, worth))

    def _meets_on(self, number: int, day: int) -> None:
        """The choice, if it is made, meets on this day; days that are done are as they are."""
        chosen = self.chosen[number]
        if (number, day) in self.later:
            self.model.add_implication(chosen, self.later[number, day])
        planned = [self.meets.get(id(meet)) for meet in self.week.on_day[number, day]]
        literals = [entry[1] for entry in planned if entry is not None]
        if literals:
            self.model.add_bool_or(*literals, chosen.negated())

    def begin_with(self, held: Sequence[Held | None]) -> None:
        """Hint at what each item has now."""
        chosen = set()
        for number, (item, choice) in enumerate(self.week.choices):
            now = held[item]
            if now is not None and now[0] == choice.frame:
                chosen.add(number)
            self.model.add_hint(self.chosen[number], number in chosen)
        for meet, literal in self.meets.values():
            now = held[self.week.choices[meet.choice][0]]
            on = meet.choice in chosen and now is not None and meet.place in now[1]
            self.model.add_hint(literal, on)

    def _rows(self, days: AbstractSet[int], held: Sequence[Meet]) -> None:
        used: dict[int, float] = defaultdict(float)
        for meet in held:
            for row, amount in meet.rows.items():
                used[row] += amount
        for row, users in self.week.users.items():
            day = self.week.only_day.get(row)
            if day is not None and day not in days:
                continue
            terms = [
                (meet.rows[row], self.meets[id(meet)][1]) for meet in users if meet.day in days
            ]
            if day is None:
                terms += self._later(row, users)
            full = not self.lenient and row in self.week.saturated
            self._row(terms, float(self.week.left[row]) - used[row], full)

    def _later(self, row: int, users: Iterable[Meet]) -> Iterator[tuple[float, cp_model.IntVar]]:
        """What a later day uses at least of a row that belongs to several."""
        for at in dict.fromkeys((meet.choice, meet.day) for meet in users):
            if at in self.later:
                least = min(meet.rows.get(row, 0.0) for meet in self.week.on_day[at])
                if least > 0:
                    yield least, self.later[at]

    def _row(self, terms: Sequence[tuple[float, cp_model.IntVar]], room: float, full: bool) -> None:
        literals = [literal for _, literal in terms]
        unit = all(amount == 1 for amount, _ in terms)
        if full and unit:
            self.model.add(sum(literals) == round(room))
        elif sum(amount for amount, _ in terms) <= room:
            return
        elif unit and 1 <= room < 2:
            self.model.add_at_most_one(literals)
        else:
            scale = _whole([room, *(amount for amount, _ in terms)])
            amounts = [int(np.ceil(amount * scale - 1e-6)) for amount, _ in terms]
            total = cp_model.LinearExpr.weighted_sum(literals, amounts)
            self.model.add(total <= int(np.floor(room * scale + 1e-6)))

    def work(self) -> float:
        """What building this counts for."""
        return STEP_WORK * (len(self.meets) + len(self.later) + len(self.chosen))


class Days:
    """The search for a week in which every item is held."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self.solver = _solver()
        self.called_off = False
        self.impossible = False
        self.work = 0.0  # that is left

    def solve(self, work: float, seed: int) -> Picked | None:
        """A plan with every item in it, or None if none is found within the work allowed.

        ``work`` is CP-SAT's deterministic time, so that the answer is the same on any machine.
        """
        # where dosage is exact, both ways of asking are one: they try other orders
        random = np.random.default_rng([seed, self.week.full])
        self.work = work
        if not self.week.holds_all:
            self.impossible = True
            return None
        at_once = self.at_once(min(AT_ONCE_WORK, work), seed)
        if at_once is not None or self.impossible:
            return at_once
        several = len(self.week.choices) > len(self.week.items)
        each, attempt = FIRST_WORK, 0
        while self.work > 0 and not self.called_off:
            order = [int(day) for day in random.permutation(self.week.days)]
            held = self._attempt(order, each, several and attempt % 2 == 0, seed + attempt)
            if held is not None:
                return self.picked(held)
            if self.impossible:
                return None
            each, attempt = each * MORE_WORK, attempt + 1
        return None

    def at_once(self, work: float, seed: int) -> Picked | None:
        """The whole week asked at once, where it is small enough for that."""
        if len(self.week.meets) > AT_ONCE:
            return None
        self.work = max(self.work, work)
        step = Step(self.week, set(self.week.days))
        if not self.solved(step, work, seed):
            return None
        return self.picked(
            [m for m, literal in step.meets.values() if self.solver.boolean_value(literal)]
        )

    def _attempt(
        self, order: Sequence[int], each: float, tutors_first: bool, seed: int
    ) -> list[Meet] | None:
        """One try at the days in this order, ``tutors_first``: with who teaches whom settled."""
        week = self.week
        taken: list[int] = []
        if tutors_first:
            step = Step(week, set())
            if not self.solved(step, each, seed):
                return None
            taken = [n for n, chosen in enumerate(step.chosen) if self.solver.boolean_value(chosen)]
        held: list[Meet] = []
        done: set[int] = set()
        for days in [*({day} for day in order[:-LAST_DAYS]), {*order[-LAST_DAYS:]}]:
            step = Step(week, days, held, done, taken)
            if not self.solved(step, each, seed):
                return None
            held += [m for m, literal in step.meets.values() if self.solver.boolean_value(literal)]
            done |= days
        return held

    def most_of(self, now: Sequence[Held | None], work: float, seed: int) -> Picked | None:
        """As much as can be held in the whole week, beginning with what each item has ``now``."""
        self.work = work
        step = Step(self.week, set(self.week.days), lenient=True)
        step.begin_with(now)
        if not self.solved(step, work, seed):
            return None
        return self.picked(
            [m for m, literal in step.meets.values() if self.solver.boolean_value(literal)]
        )

    def solved(self, step: Step, work: float, seed: int) -> bool:
        """Solve a step; whether there is an answer."""
        self.solver = _solver(min(work, self.work), seed)
        if self.called_off or self.work <= 0:
            return False
        status = self.solver.solve(step.model)
        self.work -= step.work() + self.solver.response_proto.deterministic_time
        self.impossible = status == cp_model.INFEASIBLE and step.first
        return status in (cp_model.OPTIMAL, cp_model.FEASIBLE)

    def interrupt(self) -> None:
        """End :meth:`solve`, from another thread, whether it is running or yet to come."""
        self.called_off = True
        self.solver.stop_search()

    def picked(self, held: Sequence[Meet]) -> Picked:
        """The groups that these meetings make."""
        places: dict[int, list[int]] = defaultdict(list)
        for meet in held:
            places[meet.choice].append(meet.place)
        frames, members, meetings = [], [], []
        for number, mine in places.items():
            choice: Choice = self.week.choices[number][1]
            frames.append(choice.frame)
            line = np.full(self.week.arrays.widest, -1, np.int32)
            line[: len(choice.places)] = sorted(choice.places)
            members.append(line)
            week = np.full(WEEK, -1, np.int32)
            week[: len(mine)] = sorted(mine)
            meetings.append(week)
        return Picked(np.array(frames, np.int32), np.array(members), np.array(meetings))


def _solver(work: float = 0.0, seed: int = 0) -> cp_model.CpSolver:
    """A solver with the settings that find packed weeks: no linear programs, no symmetry."""
    solver = single_solver(work, seed)
    solver.parameters.linearization_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    return solver


def _apart(reach: Sequence[set[int]]) -> Iterator[tuple[list[int], list[int]]]:
    """Rows and items in sets that have nothing to do with each other."""
    parent: dict[int, int] = {}

    def root(row: int) -> int:
        parent.setdefault(row, row)
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for rows in reach:
        first, *others = sorted(rows)
        for row in (first, *others):
            parent[root(row)] = root(first)
    members: dict[int, list[int]] = defaultdict(list)
    for item, rows in enumerate(reach):
        members[root(min(rows))].append(item)
    found: dict[int, list[int]] = defaultdict(list)
    for row in sorted(parent):
        found[root(row)].append(row)
    for top, mine in members.items():
        yield found[top], mine


def _whole(numbers: list[float]) -> int:
    """A factor that makes the numbers whole, or nearly (they are then rounded the safe way)."""
    for factor in (1, 2, 3, 4, 5, 6, 10, 12, 20, 30, 60, 100, 300, 600):
        if all(abs(number * factor - round(number * factor)) < 1e-6 for number in numbers):
            return factor
    return 1000
