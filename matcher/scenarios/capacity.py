"""What to buy: the cheapest mix of new tutors, rooms and bus days that reaches a target.

One thing after another is added that brings most for its dollars, each time shown by a real plan;
then every step is solved in full, and what turns out not to be needed is taken away again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import count

from matcher.crew import Crew
from matcher.helps import Help
from matcher.problem import Problem
from matcher.progress import Stop, never
from matcher.rule import Goal, Rule
from matcher.scenarios.buying import (
    AT_ONCE,
    NoBudget,
    Offers,
    Steps,
    bought,
    helps_beside,
    kind_of,
    offers,
    pairs,
    parts,
    plenty,
    tried,
    words_of,
)
from matcher.scenarios.capacity_result import HELD, Capacity, Purchase, Target
from matcher.scenarios.costs import Cost, bill, drivers
from matcher.scenarios.counting import COUNTS
from matcher.scenarios.levers import Scenario
from matcher.scenarios.outcome import Outcome, Wanted
from matcher.scenarios.run import Studies
from matcher.scenarios.solve import Piece, limits
from matcher.schedule import Schedule
from matcher.steps import NewTutor

MOST_STEPS = 40
"""More things than these are not bought."""
AS_IT_IS = "As it is"
FITS = 3
"""So often two budgets for wages are tried, to stay within the dollars."""

Tell = Callable[[str], None]


class Capacities:
    """Looks for what to buy, by a crew."""

    def __init__(
        self,
        rules: Sequence[Rule],
        goals: Sequence[Goal],
        crew: Crew,
        *,
        seed: int = 0,
        tell: Tell = lambda _said: None,
        stop: Stop = never,
    ) -> None:
        self.rules, self.goals, self.crew = tuple(rules), tuple(goals), crew
        self.seed, self.tell, self.stop = seed, tell, stop

    def find(self, problem: Problem, costs: tuple[Cost, ...], target: Target) -> Capacity | None:
        """The cheapest mix that was found; None where it was stopped before there was any plan."""
        self.costs, self.target = costs, target
        self.tell("the program as it is")
        base = self._solve([Wanted(Scenario(AS_IT_IS), problem, costs)])[0]
        if base is None:
            return None
        if target.unit == "dollars" and not self._affordable(base):
            return self._less(base)
        found = self._cheapest(base)
        return replace(found, without_people=self._without_people(base))

    def _cheapest(self, base: Outcome) -> Capacity:
        """The cheaper of two ways: what is enough at once is bought, or what brings most for its dollars."""
        ways = [self._way(base, at_once=True)]
        if self.target.unit != "dollars" and not (self.stop() or self._done(base)):
            ways.append(self._way(base, at_once=False))
        reached = [way for way in ways if way.reached]
        if reached:
            return min(reached, key=lambda way: way.final.figures.bill.year)
        return max(ways, key=lambda way: self.target.reached(way.final))

    def _way(self, base: Outcome, *, at_once: bool) -> Capacity:
        self.at_once = at_once
        problem = base.problem
        chosen: list[Purchase] = []
        ladder: list[Outcome] = []
        if problem.settings.weekly_budget is not None and not self._done(base):
            lifted: Steps = (NoBudget(),)  # what is not needed of it is taken back
            chosen = [Purchase(kind_of(lifted), words_of(problem, lifted), lifted)]
            ladder = self._ladder(base, chosen, 0)
        while True:
            top = ladder[-1] if ladder else base
            more, ended = self._more(top, len(chosen))
            chosen += more
            if more:
                self.tell("solving each step in full")
                ladder += self._ladder(base, chosen, len(ladder))
            if not more or len(ladder) < len(chosen) or self._reached(ladder, base):
                ended = "it was stopped" if self.stop() else ended
                return self._within_budget(
                    self._settled(base, ladder, chosen[: len(ladder)], ended)
                )

    def _within_budget(self, found: Capacity) -> Capacity:
        """Without the rung that lifts the weekly budget, where the wages are within it anyway."""
        budget = found.base.problem.settings.weekly_budget
        if budget is None or found.final.figures.bill.wages_week > budget:
            return found
        kept = [n for n, purchase in enumerate(found.purchases) if purchase.kind != "budget"]
        aligned = len(found.ladder) == len(found.purchases)
        ladder = tuple(found.ladder[n] for n in kept) if aligned else found.ladder
        ladder = tuple(_renumbered(one, number) for number, one in enumerate(ladder, start=1))
        if ladder and found.ladder and found.final is found.ladder[-1]:
            found = replace(found, final=ladder[-1])
        purchases = tuple(found.purchases[n] for n in kept)
        return replace(found, purchases=purchases, ladder=ladder)

    def _without_people(self, base: Outcome) -> Fraction | None:
        """The most of the target that these tutors could reach with rooms, buses and dollars enough."""
        if self.target.unit == "dollars" or self._enough(base):
            return None
        piece = Piece(base.problem.after(plenty(base.problem.program)), self.rules, self.goals)
        found = [one for _, one in self.crew.results(limits, [piece], self.stop)]
        if not found:
            return None
        students, requests = (found[0].most[goal.number] for goal in COUNTS[:2])
        return self.target.limit(found[0].need, students, requests)

    def _done(self, base: Outcome) -> bool:
        return self.target.unit != "dollars" and self._enough(base)

    def _reached(self, ladder: Sequence[Outcome], base: Outcome) -> bool:
        if self.target.unit == "dollars":
            return any(not self._affordable(one) for one in ladder)
        return self._enough(ladder[-1] if ladder else base)

    def _affordable(self, one: Outcome) -> bool:
        return one.figures.bill.year <= (self.target.count or 0)

    # -- adding ---------------------------------------------------------------------------------

    def _more(self, top: Outcome, taken: int) -> tuple[list[Purchase], str]:
        """What to buy next, one thing after another, until the target seems to be reached."""
        problem, schedule = top.problem, top.schedule
        dollars = self.target.unit == "dollars"
        missing = None if dollars else self.target.wanted(top) - self.target.measure(schedule)
        chosen: list[Purchase] = []
        while missing is None or missing > 0:
            if self.stop():
                return chosen, "it was stopped"
            if taken + len(chosen) >= MOST_STEPS:
                return chosen, f"{MOST_STEPS} things are bought, and no more are tried"
            best = self._best(problem, schedule, missing, taken + len(chosen))
            if best is None:
                what = "that fits in the dollars " if dollars else ""
                return chosen, f"nothing {what}that could be bought brings more"
            chosen += [
                Purchase(kind_of(part), words_of(problem, part), part) for part in parts(best.steps)
            ]
            if missing is not None:
                missing -= self.target.measure(best.plan) - self.target.measure(schedule)
            self.tell(f"things to buy: {taken + len(chosen)}")
            if dollars and self._year(best) > (self.target.count or 0):
                return chosen, "nothing more fits in the dollars as a whole"
            problem, schedule = bought(problem, best.steps), best.plan
        return chosen, "the target is reached"

    def _best(
        self, problem: Problem, schedule: Schedule, missing: Fraction | None, taken: int
    ) -> Help | None:
        """The offer that brings most for its dollars; of those that are enough, the cheapest.

        Where nothing helps alone, two things at once are tried.
        """
        helps = helps_beside(problem, self.rules, self.goals, schedule)
        for every in (offers(helps, taken), pairs(helps, taken)):
            best = self._best_of(every, problem, schedule, missing)
            if best is not None or self.stop():
                return best
        return None

    def _best_of(
        self,
        every: Sequence[Steps],
        problem: Problem,
        schedule: Schedule,
        missing: Fraction | None,
    ) -> Help | None:
        self.problem = problem
        pieces = [
            Offers(problem, self.rules, self.goals, schedule, tuple(every[at : at + AT_ONCE]))
            for at in range(0, len(every), AT_ONCE)
        ]
        found = dict(self.crew.results(tried, pieces, self.stop))
        every_help = [one for number in sorted(found) for one in found[number] if one is not None]
        now, before = self.target.measure(schedule), self._spent(problem, schedule)

        def gain(one: Help) -> Fraction:
            return self.target.measure(one.plan) - now

        def price(one: Help) -> Fraction:
            return max(Fraction(1), self._year(one) - before)

        helping = [one for one in every_help if gain(one) > 0]
        if self.target.unit == "dollars":
            # What costs too much as a whole may still be of use with less for wages.
            within = [one for one in helping if self._year(one) <= (self.target.count or 0)]
            helping = within or helping
        if not helping:
            return None
        enough = [one for one in helping if missing is not None and gain(one) >= missing]
        if enough and self.at_once:
            return min(enough, key=price)

        def for_its_dollars(one: Help) -> Fraction:
            return (gain(one) if missing is None else min(gain(one), missing)) / price(one)

        return max(helping, key=for_its_dollars)

    def _year(self, one: Help) -> Fraction:
        return self._spent(bought(self.problem, one.steps), one.plan)

    def _spent(self, problem: Problem, schedule: Schedule) -> Fraction:
        weeks = problem.settings.program_weeks
        return bill(drivers(problem, schedule), self.costs, weeks).year

    # -- settling -------------------------------------------------------------------------------

    def _settled(
        self, base: Outcome, ladder: list[Outcome], chosen: list[Purchase], ended: str
    ) -> Capacity:
        """The first rung that is enough, without what the target does not need."""
        if self.target.unit == "dollars":
            return self._dearest(base, ladder, chosen, ended)
        enough = next((n for n, one in enumerate([base, *ladder]) if self._enough(one)), None)
        if enough is None:
            final = ladder[-1] if ladder else base
            return Capacity(
                self.target, base, tuple(ladder), final, tuple(chosen), False, ended, self.stop()
            )
        chosen, ladder = chosen[:enough], ladder[:enough]
        final = ladder[-1] if ladder else base
        if not self.stop():
            before = len(chosen)
            chosen, final = self._without_idle(base, chosen, final)
            if len(chosen) < before:  # the rungs are others now
                ladder = self._ladder(base, chosen, 0)
                final = ladder[-1] if len(ladder) == len(chosen) and ladder else final
        ended = "the target is reached"
        return Capacity(
            self.target, base, tuple(ladder), final, tuple(chosen), True, ended, self.stop()
        )

    def _ladder(self, base: Outcome, chosen: Sequence[Purchase], done: int) -> list[Outcome]:
        """Each rung after those that are done, solved in full; those that were stopped are missing."""
        wanted = [
            Wanted(
                Scenario(f"{number}. {purchase.kind}", note=f"And {purchase.words}"),
                self._with(base, chosen[:number]),
                self.costs,
            )
            for number, purchase in enumerate(chosen, start=1)
        ][done:]
        solved = self._solve(wanted)
        missing = next((n for n, one in enumerate(solved) if one is None), len(solved))
        return [one for one in solved[:missing] if one is not None]

    def _without_idle(
        self, base: Outcome, chosen: list[Purchase], final: Outcome
    ) -> tuple[list[Purchase], Outcome]:
        """Without what the target is reached without, the dearest first."""
        order = ("new tutor", "bus day", "room", "reserve", "budget")
        for purchase in sorted(chosen, key=lambda p: order.index(p.kind)):
            if self.stop() or len(chosen) == 1:
                break
            rest = [other for other in chosen if other is not purchase]
            self.tell(f"trying without {purchase.kind}")
            want = Wanted(Scenario("What to buy"), self._with(base, rest), self.costs)
            one = self._solve([want])[0]
            if one is not None and self._enough(one) and self._cheaper(one, final):
                chosen, final = rest, one
        return chosen, final

    def _cheaper(self, one: Outcome, other: Outcome) -> bool:
        return one.figures.bill.year <= other.figures.bill.year

    def _dearest(
        self, base: Outcome, ladder: list[Outcome], chosen: list[Purchase], ended: str
    ) -> Capacity:
        """The rung that serves the most need within the dollars, those that cost more with less wages."""
        measure = self.target.measure
        rungs = [base, *ladder]
        number, final = 0, base
        for at in sorted(range(len(rungs)), key=lambda at: (-measure(rungs[at].schedule), at)):
            one: Outcome | None = rungs[at]
            assert one is not None
            if measure(one.schedule) <= measure(final.schedule):
                break
            if not self._affordable(one):
                one = self._fitted(one)
            if one is not None and measure(one.schedule) > measure(final.schedule):
                number, final = at, one
        rungs[number] = final
        return Capacity(
            self.target,
            base,
            tuple(rungs[1 : number + 1]),
            final,
            tuple(chosen[:number]),
            True,
            ended,
            self.stop(),
        )

    def _less(self, base: Outcome) -> Capacity:
        """The program as it is costs too much: as much of it as there are dollars for."""
        fitted = self._fitted(base)
        ended = (
            "what is not wages alone costs more than that"
            if fitted is None
            else "the program as it is costs more, so less is left for wages"
        )
        reached, stopped = fitted is not None, self.stop()
        return Capacity(self.target, base, (), fitted or base, (), reached, ended, stopped)

    def _fitted(self, one: Outcome) -> Outcome | None:
        """The program with so much less for wages that it stays within the dollars; None if it can't.

        The budget for wages is looked for between one that is too high and one that is not, where
        the line between their costs meets the dollars.
        """
        limit, weeks = self.target.count or Fraction(0), one.figures.bill.weeks
        high, above = one.figures.bill.wages_week, one.figures.bill.year
        low, below = Fraction(0), above - 2 * weeks * high  # a guess: other costs come with wages
        best: Outcome | None = None
        for _ in range(FITS):
            share = (limit - below) / (above - below) if above > below else Fraction(1, 2)
            meet = low + min(max(share, Fraction(1, 20)), Fraction(19, 20)) * (high - low)
            tries = {Fraction(math.floor(at)) for at in (meet, (meet + high) / 2)}
            budgets = sorted(at for at in tries if low < at < high)
            if self.stop() or not budgets:
                break
            self.tell(f"with ${int(budgets[0]):,} a week for wages")
            wanted = [
                Wanted(self._named(one, at), self._budgeted(one, at), self.costs) for at in budgets
            ]
            for at, fitted in zip(budgets, self._solve(wanted), strict=True):
                if fitted is None:
                    continue
                if not self._affordable(fitted):
                    high, above = at, fitted.figures.bill.year
                    break
                low, below = at, fitted.figures.bill.year
                measure = self.target.measure
                if best is None or measure(fitted.schedule) > measure(best.schedule):
                    best = fitted
        return best

    def _named(self, one: Outcome, budget: Fraction) -> Scenario:
        said = f"{HELD} ${int(budget):,} a week"
        name = one.scenario.name
        return replace(one.scenario, name=said if name == AS_IT_IS else f"{name}, {said}")

    def _budgeted(self, one: Outcome, budget: Fraction) -> Problem:
        program = one.problem.program
        settings = replace(program.settings, weekly_budget=budget)
        return one.problem.after(replace(program, settings=settings))

    # -- help -----------------------------------------------------------------------------------

    def _with(self, base: Outcome, chosen: Sequence[Purchase]) -> Problem:
        """The program with what was chosen; new tutors are numbered as they stand in the list."""
        problem, numbers = base.problem, count(1)
        for purchase in chosen:
            problem = bought(
                problem,
                [
                    NewTutor(replace(step.profile, id=f"new-{next(numbers)}"))
                    if isinstance(step, NewTutor)
                    else step
                    for step in purchase.steps
                ],
            )
        return problem

    def _enough(self, one: Outcome) -> bool:
        return self.target.reached(one) >= self.target.wanted(one)

    def _solve(self, wanted: Sequence[Wanted]) -> list[Outcome | None]:
        studies = Studies(self.rules, self.goals, self.crew, seed=self.seed, stop=self.stop)
        return studies.solve(wanted)


def _renumbered(one: Outcome, number: int) -> Outcome:
    """The rung with another number in front of its name."""
    name = f"{number}. {one.scenario.name.split('. ', 1)[-1]}"
    return replace(one, scenario=replace(one.scenario, name=name))
