"""Who of an earlier plan could keep their tutor, and who did.

A seat is a request with its tutor: a student in two subjects has two. A seat *can keep its tutor*
if the request still concerns the week, the tutor does too, and at least one group of this tutor
with the student breaks no rule in a plan that is otherwise empty: said by the rules' first voice
alone (:class:`matcher.reach.Reach`), so that no search has a part in it. Who must be together with
the student has to be possible in that group too. The old seat as it was is one of these groups. Not
all who can keep their tutor need be able to at the same time; that is what goal 2's bound tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.domain import Previous, PreviousSeat, Request
from matcher.offers import Unit
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.rule import Rule

Key = tuple[str, str]
"""A request: student ID and subject."""


@dataclass(frozen=True)
class Keeping:
    """What became of the seats of an earlier plan, as sets of requests.

    ``before``: had a seat; ``asking``: of them, concern the week; ``able``: of these, can keep their
    tutor; ``seated``: of those asking, have a seat now; ``kept``: have it with the same tutor.
    """

    before: frozenset[Key]
    asking: frozenset[Key]
    able: frozenset[Key]
    seated: frozenset[Key]
    kept: frozenset[Key]

    @property
    def able_students(self) -> frozenset[str]:
        """The students who can keep at least one tutor."""
        return frozenset(student for student, _ in self.able)

    @property
    def content_students(self) -> frozenset[str]:
        """Those of them who keep every tutor whom they can keep."""
        return self.able_students - {student for student, _ in self.able - self.kept}


def keeping(problem: Problem, now: Previous, rules: Sequence[Rule]) -> Keeping:
    """Compare the problem's previous plan with its new one, read back as ``now``."""
    before = problem.previous.seats if problem.previous else {}
    reach = Reach(problem, rules)
    asking = problem.kept
    seated = {key for key in asking if key in now.seats}
    return Keeping(
        before=frozenset(before),
        asking=frozenset(asking),
        able=frozenset(key for key, seat in asking.items() if can_keep(reach, seat)),
        seated=frozenset(seated),
        kept=frozenset(key for key in seated if now.seats[key].tutor_id == asking[key].tutor_id),
    )


def can_keep(reach: Reach, seat: PreviousSeat) -> bool:
    """Whether some group of the seat's tutor with its student is possible in an empty plan."""
    unit = bound_together(reach.problem, reach.problem.request[seat.student_id, seat.subject])
    offers = reach.offers(unit, reach.common(unit).least)
    theirs = (offer for offer in offers if offer.frame.tutor.id == seat.tutor_id)
    return any(reach.group(unit, offer) is not None for offer in theirs)


def bound_together(problem: Problem, request: Request) -> Unit:
    """The request and all who can only be placed together with it."""
    unit = [request]
    for one in unit:
        for other in sorted(problem.partners["together"].get(one.student.id, ())):
            partner = problem.request.get((other, request.subject))
            if partner is not None and partner not in unit:
                unit.append(partner)
    return tuple(unit)
