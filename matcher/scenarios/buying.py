"""What could be bought: reserves put to work, new tutors by site, subject and language, rooms, bus days; and what each brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from matcher.domain import Program, Request, Tutor
from matcher.helps import Help, Helps
from matcher.problem import Problem
from matcher.remedies import Remedies
from matcher.rooms import roomed_sites
from matcher.rule import Goal, Rule
from matcher.scenarios.change import hired, working
from matcher.schedule import Schedule
from matcher.search.corner import replanning
from matcher.steps import BusRun, ExtraRoom, NewTutor, SiteRoom, SlotRoom, Step
from matcher.verify import verify

AT_ONCE = 6
"""Offers that are looked at together, since they share what is known of the plan."""

MOST_PAIRS = 60
MOST_COPIES = 24

Steps = tuple[Step, ...]


@dataclass(frozen=True)
class Offers:
    """A piece of work: some offers to be tried beside a plan."""

    problem: Problem
    rules: tuple[Rule, ...]
    goals: tuple[Goal, ...]
    schedule: Schedule
    offers: tuple[Steps, ...]


def helps_beside(
    problem: Problem, rules: Sequence[Rule], goals: Sequence[Goal], schedule: Schedule
) -> Helps:
    """What tries changes beside a plan."""
    waiting = [r for r in problem.requests if r.key not in schedule.groups_of]
    return Helps(Remedies(problem, rules, schedule, waiting), goals, replanning(rules))


def tried(piece: Offers) -> tuple[Help | None, ...]:
    """What each offer brings by a plan that holds every rule; None where it brings nothing."""
    helps = helps_beside(piece.problem, piece.rules, piece.goals, piece.schedule)
    return tuple(_tried(helps, piece, steps) for steps in piece.offers)


def _tried(helps: Helps, piece: Offers, steps: Steps) -> Help | None:
    reach = helps.filled(steps)
    if reach is None:
        return None
    one = helps.planned(steps, reach)
    if not one.seated:
        return None
    holds = verify(bought(piece.problem, steps), piece.rules, (), one.plan).holds
    return one if holds else None


def bought(problem: Problem, steps: Sequence[Step]) -> Problem:
    """The problem after the steps."""
    program = problem.program
    for step in steps:
        program = step.applied(program)
    return problem.after(program)


@dataclass(frozen=True)
class Hire(Step):
    """A reserve, or a tutor who is not cleared yet, holds groups from now on."""

    asks = 2
    tutor: str

    def applied(self, program: Program) -> Program:
        """The program with this tutor at work."""
        return replace(
            program,
            tutors=tuple(hired(t) if t.id == self.tutor else t for t in program.tutors),
        )

    def words(self, program: Program) -> str:
        """By ID alone: it is handed out."""
        tutor = next(t for t in program.tutors if t.id == self.tutor)
        what = "a reserve" if tutor.reserve and tutor.cleared else "not at work yet"
        return f"tutor {self.tutor}, {what}, holds groups"


@dataclass(frozen=True)
class NoBudget(Step):
    """No limit for a week's wages."""

    asks = 16

    def applied(self, program: Program) -> Program:
        """The program without ``weekly_budget``."""
        return replace(program, settings=replace(program.settings, weekly_budget=None))

    def words(self, program: Program) -> str:
        """What the limit is now."""
        now = program.settings.weekly_budget or Fraction(0)
        return f"more than ${float(now):,.0f} a week for wages (weekly_budget)"


def offers(helps: Helps, taken: int) -> list[Steps]:
    """Everything that could be bought next, when so many new tutors are there already."""
    return [*_people(helps, taken), *_rooms(helps.problem, helps.waiting), *helps.buses()]


def pairs(helps: Helps, taken: int) -> list[Steps]:
    """Two things at once, for where one alone is of no use: who, where and how to get there."""
    people, rooms = list(_people(helps, taken)), list(_rooms(helps.problem, helps.waiting))
    buses = list(helps.buses())
    both = [*product(people, rooms), *product(people, buses), *product(rooms, buses)]
    return [(*one, *other) for one, other in both][:MOST_PAIRS]


def parts(steps: Steps) -> list[Steps]:
    """The steps as single things to buy; those of a room are one."""
    rooms = tuple(step for step in steps if isinstance(step, (SlotRoom, SiteRoom, ExtraRoom)))
    others: list[Steps] = [(step,) for step in steps if step not in rooms]
    return [*others, rooms] if rooms else others


def _people(helps: Helps, taken: int) -> Iterator[Steps]:
    yield from _idle(helps)
    yield from _tutors(helps, taken)
    yield from _copies(helps, taken)


def _copies(helps: Helps, taken: int) -> Iterator[Steps]:
    """Tutors like those who work already: as long, as many sessions, for as much."""
    wanted = {request.subject for request in helps.waiting}
    seen: set[Tutor] = set()
    for tutor in working(helps.problem):
        if wanted & set(tutor.subjects) and len(seen) < MOST_COPIES:
            like = replace(tutor, id=f"new-{taken + 1}", name="")
            if all(replace(other, id=like.id) != like for other in seen):
                seen.add(replace(like, id=tutor.id))
                yield (NewTutor(like),)


def _idle(helps: Helps) -> Iterator[Steps]:
    """Those tutors of the program who hold no groups yet, and teach a subject that somebody waits for."""
    works = {tutor.id for tutor in working(helps.problem)}
    wanted = {request.subject for request in helps.waiting}
    for tutor in helps.problem.program.tutors:
        if tutor.id not in works and wanted & set(tutor.subjects):
            yield (Hire(tutor.id),)


def _tutors(helps: Helps, taken: int) -> Iterator[Steps]:
    """For the site and the language of whoever waits, a tutor of one subject or of all that wait."""
    wanted = dict.fromkeys(
        (request.student.site, subjects, language)
        for request in helps.waiting
        for language in request.languages[:1]
        for subjects in ((request.subject,), _subjects(helps.waiting, request.student.site))
    )
    for site, subjects, language in wanted:
        profile = helps.profile(f"new-{taken + 1}", site, subjects, language)
        if profile is not None:
            yield (NewTutor(profile),)
            speaks_more = tuple(dict.fromkeys((language, *_languages(helps.waiting, site))))
            if speaks_more != (language,):
                yield (NewTutor(replace(profile, languages=speaks_more)),)


def _subjects(waiting: Sequence[Request], site: str) -> tuple[str, ...]:
    return tuple(sorted({r.subject for r in waiting if r.student.site == site}))


def _languages(waiting: Sequence[Request], site: str) -> tuple[str, ...]:
    """The two languages that most of those who wait at the site speak best."""
    spoken = [r.languages[0] for r in waiting if r.student.site == site]
    return tuple(sorted(set(spoken), key=lambda one: (-spoken.count(one), one))[:2])


def _rooms(problem: Problem, waiting: Sequence[Request]) -> Iterator[Steps]:
    for site in dict.fromkeys(request.student.site for request in waiting):
        slots = [s for s in problem.slots if s.site == site and s.modality == "in_person"]
        steps: list[Step] = [SlotRoom(s.row) for s in slots if s.groups_at_once is not None]
        if site in problem.program.site_rooms:
            steps.append(SiteRoom(site))
        if site in roomed_sites(problem.program):
            steps.append(ExtraRoom(site))
        if steps:
            yield tuple(steps)


def plenty(program: Program) -> Program:
    """The program with as many rooms as anybody could want, every bus on every day, and no weekly budget."""
    days = frozenset(range(7))
    return replace(
        program,
        settings=replace(program.settings, weekly_budget=None),
        site_rooms={},
        rooms=(),
        slots=tuple(replace(slot, groups_at_once=None) for slot in program.slots),
        rides=tuple(replace(r, days=days, earliest=None, latest=None) for r in program.rides),
    )


def kind_of(steps: Steps) -> str:
    """``new tutor``, ``reserve``, ``room``, ``bus day`` or ``budget``."""
    kinds = {NewTutor: "new tutor", Hire: "reserve", BusRun: "bus day", NoBudget: "budget"}
    return kinds.get(type(steps[0]), "room")


def words_of(problem: Problem, steps: Steps) -> str:
    """What is bought, for people."""
    if kind_of(steps) == "room":
        site = next((s.site for s in steps if isinstance(s, (SiteRoom, ExtraRoom))), None)
        slot = next((s.row for s in steps if isinstance(s, SlotRoom)), None)
        where = site or problem.slot_of_row[slot or 0].site
        return f"room for one more group at once at {where}"
    words = "; ".join(step.words(problem.program) for step in steps)
    step = steps[0]
    return (
        f"{words}, ${float(step.profile.hourly_rate):g} an hour"
        if isinstance(step, NewTutor)
        else words
    )
