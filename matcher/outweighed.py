"""What the best plan with a waiting student in it would cost the others, found by planning it.

One tutor at a time: all groups of that tutor are planned anew with the student among them, while all
other groups stay, and whoever loses a seat gets one that is free elsewhere. Of all tutors who could teach the student, the one counts with whom least is lost.
For the program manager only: others are named, with their need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.corner import Corners, Seated
from matcher.domain import Program, Request, Tutor
from matcher.offers import Unit
from matcher.report.words import listed, number_words
from matcher.steps import tutor_words

PLACING = "Placing "
"""How the cost begins."""
MOST_WITH_OWN = 2
"""With so many tutors the groups of the student's other tutors are planned anew as well."""
MOST_RESEATED = 3
"""Where no more than so many would lose a seat, others are looked for that are free."""


@dataclass(frozen=True)
class Outweighed:
    """What came of it: the best plan with the unit in it, None where none was found.

    ``settled``: with no tutor who could teach the unit, one at a time, is anything better possible.
    ``found`` are the best plans with each of these tutors.
    """

    best: Seated | None
    settled: bool
    found: tuple[Seated, ...] = ()


def weigh(corners: Corners, unit: Unit, tutors: Sequence[Tutor]) -> Outweighed:
    """Plan the groups of each of these tutors anew with the unit in them."""
    best, settled, found = None, True, []
    for tutor in tutors:
        seated = corners.seat(unit, (tutor,))
        settled = settled and seated is not None and seated.proven
        if seated is None:
            continue
        found.append(seated)
        if len(seated.unseated) <= MOST_RESEATED:
            seated = corners.reseated(seated)
        if best is None or seated.worth > best.worth:
            best = seated
        if best.cost > 0:
            settled = False
            break  # a better plan: that is all there is to say
    for tutor in tutors[:MOST_WITH_OWN] if best is None else ():
        own = own_tutors(corners, unit, tutor)  # what the student has with others is in the way
        seated = corners.seat(unit, (tutor, *own)) if own else None
        if seated is not None and (best is None or seated.worth > best.worth):
            best = seated
    return Outweighed(best, settled and best is not None and best.proven, tuple(found))


def own_tutors(corners: Corners, unit: Unit, tutor: Tutor) -> tuple[Tutor, ...]:
    """The other tutors whom the students of the unit have, in whatever subject."""
    plan, problem = corners.schedule, corners.problem
    groups = [g for r in unit for g in plan.of_student.get(r.student.id, ())]
    names = dict.fromkeys(group.tutor.id for group in groups)
    return tuple(problem.tutor[name] for name in names if name != tutor.id)


def cost_words(corners: Corners, unit: Unit, seated: Seated, *, settled: bool) -> str:
    """The cost in a sentence: who would lose a seat, and by which goal the plan would be worse."""
    program = corners.problem.program
    whom = "this student" if len(unit) == 1 else "them"
    loses = (
        f"would unseat {listed([_loser(program, request) for request in seated.unseated])}"
        if seated.unseated
        else "would leave everybody seated"
    )
    best = "the best plan" if settled else "the best plan found"
    where = f"{best} with {whom} in it ({_with_whom(program, seated)})"
    return f"{PLACING}{whom} {loses}: {where} {_worth_words(corners, seated)}"


def _with_whom(program: Program, seated: Seated) -> str:
    """The tutor that the student is with, and whose groups are planned anew besides."""
    first, *rest = [tutor_words(program, tutor.id) for tutor in seated.tutors]
    if not rest:
        return f"with {first}, the other tutors' groups as they are"
    return (
        f"with {first}; the groups of {listed(rest)} planned anew as well, all others as they are"
    )


def better_words(corners: Corners, unit: Unit, seated: Seated) -> str:
    """That a better plan was found while the reason was looked for."""
    program = corners.problem.program
    whom = "this student" if len(unit) == 1 else "them"
    loses = ", and nobody would lose a seat"
    if seated.unseated:
        names = listed([_loser(program, request) for request in seated.unseated])
        loses = f"; {names} would lose a seat, and the plan would still be better"
    return (
        f"The groups of {tutor_words(program, seated.tutors[0].id)}, planned anew, could take"
        f" {whom}{loses}: the search ended before it came to that. Give it more time."
    )


def displaced_words(corners: Corners, unit: Unit, seated: Seated) -> list[str]:
    """Who would lose a seat in this plan, and what it would be worth beside the one there is."""
    program = corners.problem.program
    lost = [request for request in seated.unseated if request not in unit]
    lines = ["Nobody would lose a seat."]
    if lost:
        lines = [f"It would unseat {listed([_loser(program, request) for request in lost])}."]
    difference = corners.weighing.difference(seated)
    if difference is None:
        lines.append(
            "It would be as good by the goals that say who has a seat: what decided is a later"
            " goal, such as times, sessions or days, or it is a matter of chance."
        )
    else:
        goal, what = difference.goal, difference.what
        better = "better" if difference.better else "worse"
        lines.append(
            f"It would be {better} by goal {goal.number} ({goal.name.replace('-', ' ')}): {what}"
            f" {number_words(difference.other)} instead of {number_words(difference.plan)}."
        )
    if not seated.proven:
        lines.append("A plan that costs less may exist: the search did not settle it.")
    return lines


def _worth_words(corners: Corners, seated: Seated) -> str:
    difference = corners.weighing.difference(seated)
    if difference is None:
        return "would be just as good: not everyone of them can have a seat."
    goal, what = difference.goal, difference.what
    return (
        f"would be worse by goal {goal.number} ({goal.name.replace('-', ' ')}): {what}"
        f" {number_words(difference.other)} instead of {number_words(difference.plan)}."
    )


def _loser(program: Program, request: Request) -> str:
    name = program.students[request.student.id].name
    who = f"{name} ({request.student.id}, " if name else f"student {request.student.id} ("
    subject = f"{request.subject}, " if _several(program, request) else ""
    return f"{who}{subject}need {number_words(request.need)})"


def _several(program: Program, request: Request) -> bool:
    return sum(r.student.id == request.student.id for r in program.requests) > 1
