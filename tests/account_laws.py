"""What an account may say of a plan: each claim is put into the problem or the plan, and must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations, product

from constraints import GOALS, RULES
from matcher.advice import Advice, Adviser, change_words
from matcher.domain import Frame, Group, Program, Request, Student, Window
from matcher.explain import IMPOSSIBLE, Explainer
from matcher.family import family_words
from matcher.helps import Helps
from matcher.open_seats import OpenSeat, OpenSeats
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.remedies import Remedy, carried
from matcher.schedule import Schedule
from matcher.search.corner import replanning
from matcher.steps import (
    BusRun,
    BusyFreed,
    ExtraRoom,
    LargerGroups,
    LargerTutor,
    OneFewer,
    SiteRoom,
    SlotRoom,
    Step,
    TimeOpened,
    TutorGrade,
    TutorHour,
    TutorLanguage,
    TutorSite,
)

HOUR = 60
MOST_GROUPS = 60  # of a tutor, to try all plans of


def holds(problem: Problem, schedule: Schedule) -> bool:
    """Whether no checker finds anything."""
    return not any(rule.check(problem, schedule).violations for rule in RULES)


def bound(problem: Problem, request: Request) -> tuple[Request, ...]:
    """Whoever must be placed together with the request, from the Pairs sheet's own words."""
    unit = [request]
    for one in unit:
        others = problem.partners["together"].get(one.student.id, ())
        unit += [
            r
            for r in problem.requests
            if r.student.id in others and r.subject == request.subject and r not in unit
        ]
    return tuple(unit)


def every_group(problem: Problem, unit: tuple[Request, ...]) -> Iterator[Group]:
    """Every group of exactly these members, by trying everything there is."""
    sites = {m.slot.site for m in problem.meetings}
    languages = {name for tutor in problem.program.tutors for name in tutor.languages}
    for tutor, language, site in product(problem.tutors, sorted(languages), sites):
        for modality in ("in_person", "online"):
            if modality == "online" and site is not None and None in sites:
                continue
            frame = Frame(
                tutor, unit[0].subject, language, modality, None if modality == "online" else site
            )
            meetings = [
                m
                for m in problem.meetings
                if m.slot.modality == modality and (modality == "online" or m.slot.site == site)
            ]
            days = sorted({m.day for m in meetings})
            sets = chain.from_iterable(combinations(days, n) for n in range(1, len(days) + 1))
            for chosen in sets:
                for dealt in product(*([m for m in meetings if m.day == d] for d in chosen)):
                    yield Group(frame, unit, dealt)


def additions(
    problem: Problem, schedule: Schedule, unit: tuple[Request, ...]
) -> Iterator[Schedule]:
    """The schedule with the unit in a group of its own, or in one of the groups there are."""
    for group in every_group(problem, unit):
        yield Schedule((*schedule.groups, group))
    for group in schedule:
        if group.subject == unit[0].subject:
            wider = Group(group.frame, (*group.members, *unit), group.meetings)
            yield Schedule((*(g for g in schedule if g is not group), wider))


def fits_in(problem: Problem, schedule: Schedule, request: Request) -> bool:
    """Whether the request can be added, with whom it must be together."""
    unit = bound(problem, request)
    if any(one.key in schedule.groups_of for one in unit):
        return False
    return any(holds(problem, wider) for wider in additions(problem, schedule, unit))


def grown(problem: Problem, random) -> Schedule:
    """A valid schedule, grown group by group in random order, sometimes left unfinished."""
    schedule = Schedule()
    requests = list(problem.requests)
    random.shuffle(requests)
    for request in requests[: random.randint(0, len(requests))]:
        unit = bound(problem, request)
        reach = Reach(problem, RULES, schedule)
        if request.key in schedule.groups_of:
            continue
        found = [group for _, group in reach.groups(unit, reach.load.all)]
        found += [replace(g, members=(*g.members, *unit)) for g in reach.joining(unit)]
        if found:
            seat = random.choice(found)
            others = (g for g in schedule if not set(g.members) & set(seat.members))
            schedule = Schedule((*others, seat))
    assert holds(problem, schedule)
    return Schedule(tuple(replace(g, id=f"G{n}") for n, g in enumerate(schedule, start=1)))


class Accounted:
    """A problem with a plan, and what the account finds, piece by piece."""

    def __init__(self, problem: Problem, schedule: Schedule, *, planning: bool = True) -> None:
        self.problem = problem
        self.schedule = schedule
        replan = replanning(RULES) if planning else None
        self.explainer = Explainer(problem, RULES, schedule, GOALS, replan)
        self.adviser = Adviser(self.explainer, GOALS, replan)
        self.replan = replan
        self.seen: Counter[str] = Counter()

    def changed(self, steps: Iterable[Step]) -> Problem:
        """The problem after the steps."""
        program = self.problem.program
        for step in steps:
            program = step.applied(program)
        return replace(self.problem, program=program)

    # -- reasons --------------------------------------------------------------------------------

    def reasons_are_true(self) -> None:
        """Every waiting request has one; each is as its code says."""
        for request in self.explainer.waiting:
            why = self.explainer.why(request)
            unit = bound(self.problem, request)
            alone = any(
                holds(self.problem, Schedule((group,))) for group in every_group(self.problem, unit)
            )
            assert alone == (why.code not in IMPOSSIBLE), why.sentence
            room = fits_in(self.problem, self.schedule, request)
            if room:
                assert why.code == "room_left", why.sentence
            if why.weighed is not None and why.weighed.best is not None:
                self._weighed_is_true(request)
            elif not room:
                assert why.code != "room_left"
            self.seen[why.code] += 1

    def _weighed_is_true(self, request: Request) -> None:
        """The plan that the cost is read off holds every rule, and costs what is said."""
        why = self.explainer.why(request)
        best = why.weighed.best
        plan = best.beside(self.schedule)
        assert holds(self.problem, plan), why.sentence
        assert all(one.key in plan.groups_of for one in why.unit)
        lost = {r.key for r in self.schedule.placed} - plan.groups_of.keys()
        assert lost == {r.key for r in best.unseated}
        assert self.gains(plan) == best.worth
        assert (why.code == "room_left") == (best.cost > 0)
        for one in best.unseated:
            assert one.student.id in why.sentence

    def no_plan_of_a_tutor_costs_less(self) -> None:
        """What is said to be the best plan with a request in it is, of all of one tutor's groups."""
        for request in self.explainer.waiting:
            why = self.explainer.why(request)
            if why.weighed is None or not why.weighed.settled or why.weighed.best is None:
                continue
            for tutor in why.tutors:
                beside = [g for g in self.schedule if g.tutor.id != tutor.id]
                mine = [m for g in self.schedule if g.tutor.id == tutor.id for m in g.members]
                who = (*mine, *why.unit)
                groups = [
                    group
                    for n in range(1, len(who) + 1)
                    for members in combinations(who, n)
                    if len({m.subject for m in members}) == 1
                    for group in every_group(self.problem, members)
                    if group.tutor.id == tutor.id and holds(self.problem, Schedule((group,)))
                ]
                if len(groups) > MOST_GROUPS:
                    continue
                for plan in self._together(beside, groups):
                    if all(one.key in plan.groups_of for one in why.unit):
                        assert self.gains(plan) <= why.weighed.best.worth, why.sentence
                        self.seen["plans compared"] += 1

    def _together(self, beside: list[Group], groups: list[Group]) -> Iterator[Schedule]:
        """Every plan of some of the groups beside the others."""

        def more(at: int, chosen: list[Group]) -> Iterator[Schedule]:
            plan = Schedule((*beside, *chosen))
            if not holds(self.problem, plan):
                return
            yield plan
            for n in range(at, len(groups)):
                taken = {m.key for g in chosen for m in g.members}
                if not taken & {m.key for m in groups[n].members}:
                    yield from more(n + 1, [*chosen, groups[n]])

        yield from more(0, [])

    def gains(self, plan: Schedule) -> tuple[Fraction, ...]:
        """What another plan gains by each of the goals that say who has a seat."""
        found: list[Fraction] = []
        for goal in [goal for goal in GOALS[:5] if goal.applies(self.problem)]:
            if goal.number == 3 and self.problem.settings.need_order == "strict":
                here, there = (dict(goal.levels(self.problem, p)) for p in (self.schedule, plan))
                total = Fraction(0)
                for need in sorted(here, reverse=True):
                    total += there[need] - here[need]
                    found.append(total)
            before = goal.values(self.problem, self.schedule)
            after = goal.values(self.problem, plan)
            found += [new - old for new, old in zip(after, before, strict=True)]
        return tuple(found)

    # -- changes --------------------------------------------------------------------------------

    def changes_are_true(self) -> None:
        """Each change seats the request in a plan that holds every rule and in which nobody is lost."""
        for request in self.explainer.waiting:
            advice = self.adviser.advice(request)
            words = change_words(self.problem.program, advice)
            assert words.endswith(".") or self.explainer.why(request).code == "room_left"
            for remedy in advice.single:
                self._seats(remedy, request)
                self._seats_others(remedy, request)
                self.seen[type(remedy.steps[0]).__name__] += 1
            for remedy in (advice.rearranged, advice.several, advice.new_tutor):
                if remedy is not None:
                    self._seats(remedy, request)
            self.seen["rearranged"] += advice.rearranged is not None
            self.seen["several"] += advice.several is not None

    def _seats(self, remedy: Remedy, request: Request) -> Schedule:
        problem = self.changed(remedy.steps)
        before = carried(self.schedule, self.problem.program, problem)
        assert holds(problem, before), "a step made less possible"
        plan = remedy.plan
        if plan is None:
            taken = {member.key for member in remedy.group.members}
            others = (g for g in before if not taken & {m.key for m in g.members})
            plan = Schedule((*others, remedy.group))
        assert holds(problem, plan), remedy.steps
        assert request.key in plan.groups_of
        assert self.schedule.groups_of.keys() <= plan.groups_of.keys()
        return plan

    def _seats_others(self, remedy: Remedy, request: Request) -> None:
        remedies = self.adviser.remedies
        reach = remedies.after(remedy.steps).with_seat(remedy.group)
        reach = remedies.filled(reach, remedy.steps)
        assert holds(reach.problem, reach.schedule)
        assert {r.key for r in remedy.also} <= reach.schedule.groups_of.keys() - {request.key}

    def no_single_change_is_missed(self) -> None:
        """Who is told that no single change is enough: not one of those that are listed is."""
        for request in self.explainer.waiting:
            advice = self.adviser.advice(request)
            if advice.single or self.explainer.why(request).code == "room_left":
                continue
            for step in every_step(self.problem, request):
                problem = self.changed([step])
                now = problem.request[request.key]
                assert not fits_in(
                    problem, carried(self.schedule, self.problem.program, problem), now
                ), step
                self.seen["tried in vain"] += 1

    # -- over all -------------------------------------------------------------------------------

    def helps_are_true(self) -> None:
        """Each has a plan that holds every rule, keeps everybody, and seats what is said."""
        waiting = {request.key: request for request in self.adviser.remedies.waiting}
        advice = [self.adviser.advice(request) for request in self.explainer.waiting]
        with ThreadPoolExecutor(max_workers=1) as crew:
            found = Helps(self.adviser.remedies, GOALS, self.replan).find(advice, crew)
        for one in found:
            problem = self.changed(one.steps)
            assert holds(problem, one.plan), one.words
            assert self.schedule.groups_of.keys() <= one.plan.groups_of.keys()
            seated = [r for key, r in waiting.items() if key in one.plan.groups_of]
            assert {r.key for r in seated} == {r.key for r in one.seated}
            assert one.verified == sum(r.need for r in seated) >= one.predicted > 0
            self.seen["helps"] += 1
        assert [one.verified for one in found] == sorted((o.verified for o in found), reverse=True)

    # -- open seats -----------------------------------------------------------------------------

    def open_seats_can_be_taken(self) -> None:
        """A student of each kind that a line names, free at its times alone, gets a seat by it."""
        for seat in OpenSeats(self.problem, RULES, self.schedule).find():
            for newcomer in newcomers(seat):
                program = self.problem.program
                requests = (*program.requests, newcomer)
                problem = replace(self.problem, program=replace(program, requests=requests))
                assert any(
                    holds(problem, plan) for plan in taking(problem, self.schedule, seat, newcomer)
                ), seat
                self.seen["open seats"] += 1

    # -- families -------------------------------------------------------------------------------

    def families_hear_of_nobody_else(self) -> None:
        """Nobody is named but the child, and neither need nor category is told."""
        others = {request.student for request in self.problem.program.requests}
        for request in self.explainer.waiting:
            advice: Advice = self.adviser.advice(request)
            said = " ".join(family_words(self.explainer.why(request), advice))
            for student in others - {request.student}:
                assert student.id not in said
                assert not student.name or student.name not in said
            assert "need" not in said
            assert "busy" not in said
            assert not any(category in said for category in request.student.categories)


def every_step(problem: Problem, request: Request) -> Iterator[Step]:
    """Every single change that the product lists, of all that could matter for the request."""
    program: Program = problem.program
    spans = sorted({Window(m.start, m.end) for m in problem.meetings})
    for slot in problem.slots:
        if slot.groups_at_once is not None:
            yield SlotRoom(slot.row)
    for site in program.site_rooms:
        yield SiteRoom(site)
    for site in {room.site for room in program.rooms}:
        yield ExtraRoom(site)
    for tutor in problem.tutors:
        starts = {start for w in tutor.available for start in (w.end, w.start - HOUR)}
        starts |= {window.start for window in spans} | {window.end - HOUR for window in spans}
        for start in sorted(start for start in starts if start >= 0):
            yield TutorHour(tutor.id, Window(start, start + HOUR))
        for site in program.sites:
            if site not in tutor.sites:
                yield TutorSite(tutor.id, site)
        if tutor.grades is not None and request.student.grade not in tutor.grades:
            yield TutorGrade(tutor.id, request.student.grade)
        for language in request.languages:
            if language not in tutor.languages:
                yield TutorLanguage(tutor.id, language)
        if tutor.max_group is not None:
            yield LargerTutor(tutor.id)
    for window in spans:
        yield TimeOpened(request.student.id, window)
        yield BusyFreed(request.student.id, window)
        if request.student.transport not in (None, "self"):
            yield BusRun(str(request.student.transport), window)
    if request.least > 1:
        yield OneFewer(*request.key)
    yield LargerGroups()


def newcomers(seat: OpenSeat) -> Iterator[Request]:
    """Students whom an open seat is for: at the ends of what it says, and free only then."""
    windows = tuple(Window(m.start, m.end) for m in seat.meetings)
    levels: tuple[Fraction | None, ...] = seat.levels or (None,)
    for site, grade, level in product(
        {seat.sites[0], seat.sites[-1]}, {min(seat.grades), max(seat.grades)}, {*levels, None}
    ):
        for subject, language in product(
            {seat.subjects[0], seat.subjects[-1]}, {seat.languages[0], seat.languages[-1]}
        ):
            yield Request(
                Student("newcomer", site, grade, transport="self", modality="either",
                        available=windows),
                subject,
                least=seat.sessions,
                most=seat.sessions,
                languages=(language,),
                level=level,
            )  # fmt: skip


def taking(
    problem: Problem, schedule: Schedule, seat: OpenSeat, newcomer: Request
) -> Iterator[Schedule]:
    """The plan with the newcomer in the seat that the line names."""
    if seat.group is not None:
        group = seat.group
        wider = Group(group.frame, (*group.members, newcomer), group.meetings)
        yield Schedule((*(g for g in schedule if g is not group), wider))
        return
    for group in every_group(problem, (newcomer,)):
        if group.tutor.id == seat.tutor.id and set(group.meetings) <= set(seat.meetings):
            yield Schedule((*schedule.groups, group))
