"""Why a request has no seat: a stable code and one sentence that can be checked.

Either no tutor and time could serve the request even if nobody had a seat yet: then the sentence
says what stands in the way. Or some could: then it says what each of them runs into in this plan.
Nothing is guessed; every statement is a test of the rules' first voices or a count of the workbook.

======================  ==========================================================================
code                    meaning
======================  ==========================================================================
``no_tutor``            no tutor of the week teaches the subject
``no_grade``            none of those teaches the grade
``no_language``         none of those shares a language with the student
``only_avoid``          the only and avoid rows leave none of those
``no_modality``         none of those meets in person, or online, as the student needs
``no_common_time``      tutors are there, but common times on too few days
``limits``              common times are there, but agreed limits, rooms or money rule them out
``together``            alone the request could be served, but not with whom it must be together
a rule's name           the same as one of the last three, and this rule alone is the obstacle
``outweighed``          could be served alone; in this plan every way breaks a rule
``room_left``           could still be added to this plan; the search ended before it got there
======================  ==========================================================================
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, cached_property

from matcher.domain import Request
from matcher.lacking import lacking, suitable
from matcher.load import speaks
from matcher.offers import Offer, Unit
from matcher.plan import Reason
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.report.words import count_words, listed
from matcher.rule import Rule
from matcher.schedule import Schedule


def explain(problem: Problem, rules: Sequence[Rule], schedule: Schedule) -> tuple[Reason, ...]:
    """One reason for every request that concerns the week and has no seat in ``schedule``."""
    return _Explainer(problem, rules, schedule).reasons()


def named(rule: Rule) -> str:
    """A rule as people know it: ``rule 8 (one place)``."""
    return f"rule {rule.number} ({rule.name.replace('-', ' ')})"


class _Explainer:
    def __init__(self, problem: Problem, rules: Sequence[Rule], schedule: Schedule) -> None:
        self.problem = problem
        self.rules = tuple(rules)
        self.schedule = schedule
        self.reach = Reach(problem, rules, schedule)
        # To drop a rule means to look again with all the others; few are ever needed.
        self.without = cache(self._without)

    def _without(self, number: int) -> Reach:
        return Reach(self.problem, [r for at, r in enumerate(self.rules) if at != number])

    def reasons(self) -> tuple[Reason, ...]:
        waiting = [r for r in self.problem.requests if r.key not in self.schedule.groups_of]
        return tuple(Reason(request, *self._why(self._unit(request))) for request in waiting)

    def _unit(self, request: Request) -> Unit:
        """The request, and then whoever it can only be placed together with."""
        unit = [request]
        for one in unit:
            unit += [other for other in self._linked(one) if other not in unit]
        return tuple(unit)

    def _linked(self, request: Request) -> list[Request]:
        linking = [rule for rule in self.rules if speaks(rule, Rule.links)]
        tied = self.problem.partners["together"].get(request.student.id, ())  # no rule ties others
        keys = ((other, request.subject) for other in tied)
        others = (self.problem.request[key] for key in keys if key in self.problem.request)
        return sorted(
            (o for o in others if any(rule.links(self.problem, request, o) for rule in linking)),
            key=lambda other: self._order[other.key],
        )

    @cached_property
    def _order(self) -> dict[tuple[str, str], int]:
        return {request.key: at for at, request in enumerate(self.problem.requests)}

    def _why(self, unit: Unit) -> tuple[str, str]:
        tutors = self._tutors(unit)
        if tutors:
            return self._outweighed(unit, tutors)
        alone = unit[:1]
        if len(unit) > 1 and self._tutors(alone):
            return self._together(unit)
        return self._impossible(alone)

    def _tutors(self, unit: Unit) -> dict[str, list[Offer]]:
        """The tutors who could serve the unit if nobody had a seat yet, and in which frames."""
        found: dict[str, list[Offer]] = defaultdict(list)
        for offer, _ in self.reach.groups(unit):
            found[offer.frame.tutor.id].append(offer)
        return found

    # -- could be served alone ------------------------------------------------------------------

    def _outweighed(self, unit: Unit, tutors: dict[str, list[Offer]]) -> tuple[str, str]:
        group = self.reach.joinable(unit)
        if group is not None:
            return "room_left", (
                f"A group of tutor {group.tutor.id} could still take {_them(unit)}: the search ended"
                " before it came to that. Give it more time."
            )
        obstacles = [self._obstacle(unit, offers) for offers in tutors.values()]
        if None in obstacles:
            return "room_left", (
                f"A new group for {_them(unit)} could still be added: the search ended before it"
                " came to that. Give it more time."
            )
        counts = Counter(obstacle for obstacle in obstacles if obstacle is not None)
        taken = "this student" if len(unit) == 1 else "them"
        return "outweighed", (
            f"{_tutors(len(tutors))} could teach {_them(unit)} if nobody had a seat yet, but in"
            f" this plan a new group {_breaks(counts)}, and none of the plan's groups can take"
            f" {taken} as well."
        )

    def _obstacle(self, unit: Unit, offers: list[Offer]) -> str | None:
        """What a new group with this tutor breaks in this plan; ``None`` if nothing.

        A rule is named only where what the plan takes of it is by itself enough to rule out every
        group of this tutor with the unit.
        """
        loads = self.reach.load.all
        if any(self.reach.group(unit, offer, loads) is not None for offer in offers):
            return None
        for number, rule in enumerate(self.rules):
            if not any(speaks(rule, v) for v in (Rule.claims, Rule.shares, Rule.conflict)):
                continue
            alone = frozenset({number})
            if all(self.reach.group(unit, offer, alone) is None for offer in offers):
                return named(rule)
        return "one rule or another"

    # -- could not be served at all -------------------------------------------------------------

    def _together(self, unit: Unit) -> tuple[str, str]:
        bound = f"This student must be in one group with {_students(unit[1:])}"
        lost = next((r for r in unit[1:] if not self._tutors((r,))), None)
        if lost is not None:
            return "together", (
                f"{bound}, and even if nobody had a seat yet, student {lost.student.id} could not"
                f" have one in {lost.subject}."
            )
        all_of_them = "both of them" if len(unit) == 2 else "all of them"
        return "together", (
            f"{bound}: even if nobody had a seat yet, each could have one alone, but every group"
            f" with {all_of_them} would break a rule{_hint(self._walls(unit))}."
        )

    def _impossible(self, unit: Unit) -> tuple[str, str]:
        told = lacking(self.problem, unit[0])
        if told is not None:
            return told
        reach, least = self.reach, self.reach.common(unit).least
        days = max(
            (o.place.count_days(reach.shared(unit, o)) for o in reach.offers(unit)), default=0
        )
        tutors = len(suitable(self.problem, unit[0]))
        if days < least:
            code, wall = "no_common_time", _few_times(tutors, days, least)
        else:
            whom = "that tutor" if tutors == 1 else "one of them"
            code, wall = "limits", f"every group with {whom} and the student would break a rule"
        walls = self._walls(unit)
        if len(walls) == 1:
            code = walls[0].name.replace("-", "_")
        return code, (
            f"Even if nobody had a seat yet, this student could not have one in {unit[0].subject}:"
            f" {_tutors(tutors, start=False)} {'teaches' if tutors == 1 else 'teach'} the subject"
            f" and grade in a language of the student, but {wall}{_hint(walls)}."
        )

    def _walls(self, unit: Unit) -> list[Rule]:
        """The rules about times and amounts: without any one of these, the unit could be served."""
        voices = (Rule.admits, Rule.claims, Rule.shares, Rule.size, Rule.fits, Rule.meetings)
        return [
            rule
            for number, rule in enumerate(self.rules)
            if any(speaks(rule, voice) for voice in voices)
            and any(self.without(number).groups(unit))
        ]


def _hint(walls: list[Rule]) -> str:
    names = listed([f"without {named(rule)}" for rule in walls], last="or")
    return f"; it would be possible {names}" if walls else ""


def _few_times(tutors: int, days: int, least: int) -> str:
    """That the tutors and the student meet too rarely: on ``days`` days at most."""
    if not days:
        what = "shares no time" if tutors == 1 else f"{_none(tutors)} shares any time"
        return f"{what} with the student at any place"
    if tutors == 1:
        what = f"shares times with the student at one place on only {count_words(days, 'day')}"
    else:
        what = (
            f"{_none(tutors)} shares times with the student at one place on more than"
            f" {count_words(days, 'day')}"
        )
    return f"{what} of the week, and {least} are needed"


def _breaks(counts: Counter[str]) -> str:
    """What a new group breaks with how many of the tutors."""
    tutors = counts.total()
    if len(counts) == 1:
        whom = {1: "that tutor", 2: "either of them"}.get(tutors, "any of them")
        return f"with {whom} would break {next(iter(counts))}"
    return f"would break {listed([f'{what} with {n} of them' for what, n in _sorted(counts)])}"


def _sorted(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _tutors(number: int, *, start: bool = True) -> str:
    if number == 1:
        return "One tutor" if start else "one tutor"
    return f"{number} tutors"


def _none(number: int) -> str:
    return "neither of them" if number == 2 else "none of them"


def _them(unit: Unit) -> str:
    if len(unit) == 1:
        return "this student"
    return f"this student together with {_students(unit[1:])}"


def _students(unit: Unit) -> str:
    return f"student{'s' * (len(unit) > 1)} {listed([request.student.id for request in unit])}"
