"""Why a request has no seat: a stable code and one sentence that can be checked.

Either no tutor and time could serve the request even with everyone else gone: then the sentence
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
from matcher.lacking import lacking
from matcher.load import speaks
from matcher.offers import Offer, Unit
from matcher.plan import Reason
from matcher.problem import Problem
from matcher.reach import Reach
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
        return [
            other
            for other in self._of_subject.get(request.subject, ())
            if other.key != request.key
            and any(rule.links(self.problem, request, other) for rule in linking)
        ]

    @cached_property
    def _of_subject(self) -> dict[str, list[Request]]:
        found: dict[str, list[Request]] = defaultdict(list)
        for request in self.problem.requests:
            found[request.subject].append(request)
        return found

    def _why(self, unit: Unit) -> tuple[str, str]:
        tutors = self._tutors(unit)
        if tutors:
            return self._outweighed(unit, tutors)
        alone = unit[:1]
        if len(unit) > 1 and self._tutors(alone):
            return self._together(unit)
        return self._impossible(alone)

    def _tutors(self, unit: Unit) -> dict[str, list[Offer]]:
        """The tutors who could serve the unit with everyone else gone, and in which frames."""
        found: dict[str, list[Offer]] = defaultdict(list)
        for offer, _ in self.reach.groups(unit):
            found[offer.frame.tutor.id].append(offer)
        return found

    # -- could be served alone ------------------------------------------------------------------

    def _outweighed(self, unit: Unit, tutors: dict[str, list[Offer]]) -> tuple[str, str]:
        group = self.reach.joinable(unit)
        if group is not None:
            return "room_left", (
                f"A group of tutor {group.tutor.id} could still take {_them(unit)} as the plan"
                " stands: the search ended before it got there. Give it more time."
            )
        obstacles = [self._obstacle(unit, offers) for offers in tutors.values()]
        if None in obstacles:
            return "room_left", (
                "A new group could still be added to the plan as it stands: the search ended"
                " before it got there. Give it more time."
            )
        counts = Counter(obstacle for obstacle in obstacles if obstacle is not None)
        walls = _listed([f"{what} with {_of_them(n, len(tutors))}" for what, n in _sorted(counts)])
        return "outweighed", (
            f"{_count(len(tutors), 'tutor')} could teach {_them(unit)} with everyone else gone; in"
            f" this plan one more group would break {walls}, and no group there is can take"
            f" {_them(unit)} as it stands."
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
        return "no single rule but several together"

    # -- could not be served at all -------------------------------------------------------------

    def _together(self, unit: Unit) -> tuple[str, str]:
        others = _listed([request.student.id for request in unit[1:]])
        lost = next((r for r in unit[1:] if not self._tutors((r,))), None)
        if lost is not None:
            return "together", (
                f"Must be placed together with student {others}, and no tutor and time could serve"
                f" student {lost.student.id} even with everyone else gone."
            )
        return "together", (
            f"Must be placed together with student {others}; each could be served alone, but no"
            " tutor and time could serve them in one group even with everyone else gone"
            f"{_hint(self._walls(unit))}."
        )

    def _impossible(self, unit: Unit) -> tuple[str, str]:
        told = lacking(self.problem, unit[0])
        if told is not None:
            return told
        reach, least = self.reach, self.reach.common(unit).least
        days = max(
            (o.place.count_days(reach.shared(unit, o)) for o in reach.offers(unit)), default=0
        )
        said = (
            "Tutors are there for the subject, grade and language, but even with everyone else gone"
        )
        if days < least:
            code = "no_common_time"
            wall = (
                f"none of them shares times with this student on {_count(least, 'day')} of the"
                f" week ({f'at most on {days}' if days else 'not on any day'})"
            )
        else:
            code = "limits"
            wall = "no times that they share with this student make a group that breaks no rule"
        walls = self._walls(unit)
        if len(walls) == 1:
            code = walls[0].name.replace("-", "_")
        return code, f"{said}, {wall}{_hint(walls)}."

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
    names = _listed([named(rule) for rule in walls], last="or")
    return f"; it would be possible without {names}" if walls else ""


def _sorted(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _of_them(number: int, of: int) -> str:
    if number == of:
        return "all of them" if of > 1 else "that tutor"
    return f"{number} of them"


def _them(unit: Unit) -> str:
    if len(unit) == 1:
        return "this student"
    return f"this student and {_listed([request.student.id for request in unit[1:]])} together"


def _listed(parts: list[str], last: str = "and") -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
