"""The account of a plan: why who waits has no seat, what would change that, and where there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from matcher.advice import Advice, Adviser, change_words
from matcher.corner import Replan
from matcher.domain import Request
from matcher.explain import Explainer
from matcher.helps import Help, Helps
from matcher.open_seats import OpenSeat, OpenSeats
from matcher.plan import HelpLine, Plan, Reason, SeatLine
from matcher.problem import Problem
from matcher.progress import Progress, Report, Stop, never, silent
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule

MOST_LOOKED_AT = 400
"""Of more who wait, those of the greatest need have plans made and changes tried for them.

Each takes about a second of a district. Whoever is left can be asked about with ``match explain``.
"""


@dataclass(frozen=True)
class Account:
    """What a plan has to say of who has no seat, and of the seats it has left."""

    reasons: tuple[Reason, ...] = ()
    helps: tuple[HelpLine, ...] = ()
    open_seats: tuple[SeatLine, ...] = ()


Accounting = Callable[[Problem, Schedule], Account]
"""How an account is made of a plan."""


def reasons_only(rules: Sequence[Rule]) -> Accounting:
    """Reasons alone, without anything planned or any change looked for."""

    def account(problem: Problem, schedule: Schedule) -> Account:
        explainer = Explainer(problem, rules, schedule)
        whys = [explainer.why(request) for request in explainer.waiting]
        return Account(tuple(Reason(why.request, why.code, why.sentence) for why in whys))

    return account


def account_again(plan: Plan) -> Accounting:
    """The account of a plan once more: of the same plan for the same people in another week."""

    def account(_problem: Problem, _schedule: Schedule) -> Account:
        return Account(plan.reasons, plan.helps, plan.open_seats)

    return account


def account_of(
    problem: Problem,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    schedule: Schedule,
    replan: Replan | None = None,
    *,
    workers: int = 1,
    tell: Report = silent,
    stop: Stop = never,
) -> Account:
    """The whole account of a plan.

    ``replan`` plans corners of it anew; without it nothing is outweighed, only blocked, and what would
    help most is not looked for. Once ``stop`` is true, what is left to look for is left, and said to
    be. The same for every number of ``workers``, which are threads.
    """
    explainer = Explainer(problem, rules, schedule, goals, replan, stop)
    by_need = sorted(explainer.waiting, key=lambda request: -request.need)
    waiting = by_need[:MOST_LOOKED_AT]
    with ThreadPoolExecutor(max_workers=max(1, workers)) as crew:

        def each(what: str, work: Callable[[Request], object]) -> None:
            """Do the work for each of the waiting, and tell how far it has come."""
            for done, _ in enumerate(crew.map(work, waiting), start=1):
                tell(Progress(f"{what}: {done} of {len(waiting)}"))

        each("reasons for who has no seat", explainer.why)
        adviser = Adviser(explainer, goals, replan, stop, among=waiting)
        each("the smallest change for each", adviser.advice)
        advice = {request.key: adviser.advice(request) for request in waiting}
        helps: list[Help] = []
        if replan is not None and not stop():
            tell(Progress("what would help most"))
            helps = Helps(adviser.remedies, goals, replan, stop).find(advice.values(), crew)
    tell(Progress("open seats"))
    plain = Explainer(problem, rules, schedule)  # for who is not looked at, if anybody
    return Account(
        reasons=tuple(
            _reason(explainer, request, advice[request.key])
            if request.key in advice
            else _reason(plain, request, Advice(looked=False))
            for request in explainer.waiting
        ),
        helps=tuple(help_line(one) for one in helps),
        open_seats=tuple(seat_lines(OpenSeats(problem, rules, schedule).find())),
    )


def _reason(explainer: Explainer, request: Request, advice: Advice) -> Reason:
    why = explainer.why(request)
    change = "" if why.code == "room_left" else change_words(explainer.problem.program, advice)
    return replace(Reason(request, why.code, why.sentence), smallest_change=change)


def help_line(one: Help) -> HelpLine:
    """A change that helps, as the workbook tells it."""
    return HelpLine(
        change=one.words,
        kind=one.kind,
        predicted_need=float(one.predicted),
        verified_need=float(one.verified),
        predicted_requests=one.promised,
        verified_requests=len(one.seated),
        verified_students=one.students,
        students=", ".join(dict.fromkeys(request.student.id for request in one.seated)),
    )


def seat_lines(seats: Sequence[OpenSeat]) -> list[SeatLine]:
    """Open seats as the workbook tells them, by site, then groups before free hours."""
    lines = [_seat_line(seat) for seat in seats]
    lines.sort(key=lambda line: (line.where, line.what, line.subjects, line.tutor_id, line.times))
    return lines


def _seat_line(seat: OpenSeat) -> SeatLine:
    least, most = seat.levels or (None, None)
    place = seat.meetings[0].slot
    return SeatLine(
        where="online" if place.modality == "online" else place.site or "",
        what="group" if seat.group else "new group",
        group_id=seat.group.id if seat.group else "",
        times=seat.times,
        sessions=seat.sessions,
        tutor_id=seat.tutor.id,
        tutor=seat.tutor.name,
        subjects=", ".join(seat.subjects),
        languages=", ".join(seat.languages),
        grades=seat.who,
        lowest_level=None if least is None else float(least),
        highest_level=None if most is None else float(most),
        students_of=", ".join(seat.sites),
        free_seats=seat.seats,
    )
