"""Hypothesis strategies for schedules of a problem: well-formed, about half of them valid."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from matcher.domain import Frame, Group, Meeting, Request, Tutor
from matcher.problem import Problem
from matcher.schedule import Schedule
from tests import oracle_rules
from tests.sheet_strategies import mostly, some

CARELESS = ("tutor", "times", "clash", "count", "members", "all")


def _meetings_for(problem: Problem, tutor: Tutor, first: Request) -> list[Meeting]:
    return [
        at
        for at in problem.meetings
        if oracle_rules.tutor_may_come(tutor, at.slot)
        and oracle_rules.windows_allow(tutor.available, tutor.busy, at)
        and _may_join(problem, first, at)
    ]


def _may_join(problem: Problem, request: Request, at: Meeting) -> bool:
    return (
        oracle_rules.student_may_come(request.student, at.slot)
        and oracle_rules.student_is_free(problem, request.student, at)
        and oracle_rules.can_ride(problem, request.student, at)
    )


def _tutors_for(problem: Problem, first: Request) -> list[tuple[Tutor, str]]:
    return [
        (tutor, language)
        for tutor in problem.tutors
        for language in first.languages
        if oracle_rules.eligible(problem, tutor, language, first)
        and first.least <= len({at.day for at in _meetings_for(problem, tutor, first)})
    ]


@st.composite
def _meeting_sets(
    draw: st.DrawFn, choices: Sequence[Meeting], least: int, most: int
) -> tuple[Meeting, ...]:
    """Meetings of one modality and, in person, of one site, at most one a weekday."""
    first = draw(st.sampled_from(choices))
    alike = [
        at
        for at in choices
        if at.slot.modality == first.slot.modality
        and (at.slot.modality == "online" or at.slot.site == first.slot.site)
    ]
    days = sorted({at.day for at in alike} - {first.day})
    count = draw(st.integers(min(least, 1 + len(days)), max(1, min(most, 1 + len(days)))))
    chosen = draw(st.permutations(days))[: count - 1]
    others = [draw(st.sampled_from([at for at in alike if at.day == day])) for day in chosen]
    return (first, *others)


def _is_clear(
    problem: Problem, beside: Sequence[Group], tutor: Tutor, first: Request, at: Meeting
) -> bool:
    return all(
        oracle_rules.gap_holds(problem, at, other)
        for group in beside
        if group.tutor.id == tutor.id or first.student in {m.student for m in group.members}
        for other in group.meetings
    )


@st.composite
def groups(
    draw: st.DrawFn,
    problem: Problem,
    beside: Sequence[Group],
    free: Sequence[Request],
    careless: str,
) -> Group | None:
    """A group of ``free`` requests that heeds rules 1 to 5, but for what it is careless in.

    It also keeps clear of the meetings of the groups ``beside`` it.
    """
    likely = free if careless in ("tutor", "all") else [r for r in free if _tutors_for(problem, r)]
    first = draw(st.sampled_from(likely or free))
    staff = _tutors_for(problem, first)
    if careless in ("tutor", "all"):
        staff = [(tutor, tutor.languages[0]) for tutor in problem.tutors]
    if not staff:
        return None
    tutor, language = draw(st.sampled_from(staff))
    choices = _meetings_for(problem, tutor, first)
    if careless not in ("clash", "all"):
        choices = [at for at in choices if _is_clear(problem, beside, tutor, first, at)]
    if careless in ("times", "all"):
        choices = list(problem.meetings)
    if not choices:
        return None
    least, most = (1, 5) if careless in ("count", "all") else (first.least, first.most)
    meetings = draw(_meeting_sets(choices, least, most))
    others = [
        other
        for other in free
        if other.subject == first.subject
        and other.key != first.key
        and (
            careless in ("members", "all")
            or (
                oracle_rules.eligible(problem, tutor, language, other)
                and other.least <= len(meetings) <= other.most
                and all(_may_join(problem, other, at) for at in meetings)
                and oracle_rules.fit_holds(problem, (first, other))
            )
        )
    ]
    slot = meetings[0].slot
    site = slot.site if slot.modality == "in_person" else None
    frame = Frame(tutor, first.subject, language, slot.modality, site)
    return Group(frame, (first, *draw(some(others))), meetings, id=f"G{len(beside) + 1}")


def _mended(problem: Problem, drawn: Sequence[Group]) -> list[Group]:
    """The groups that break nothing, each beside those before it."""
    kept: list[Group] = []
    for group in drawn:
        if not oracle_rules.broken_by_group(problem, group) and not oracle_rules.broken_between(
            problem, [*kept, group]
        ):
            kept.append(group)
    while not oracle_rules.together_holds(problem, kept):
        kept.pop()
    return kept


@st.composite
def schedules(draw: st.DrawFn, problem: Problem, *, most_groups: int = 4) -> Schedule:
    """A well-formed schedule of the problem: about half of them hold every rule.

    Well-formed: groups of the week's tutors and of requests of the group's subject, each request at
    most once in a group, meetings at most one a weekday, of the group's modality and (in
    person) at one site. One in eight invalid schedules seats a request twice.
    """
    if not (problem.requests and problem.tutors and problem.meetings):
        return Schedule()
    valid = draw(st.booleans())
    again = not valid and draw(mostly(False, True, times=7))
    drawn: list[Group] = []
    for _ in range(draw(st.integers(0, 3 * most_groups).map(lambda n: (n + 2) // 3))):
        seated = {member.key for group in drawn for member in group.members}
        free = [request for request in problem.requests if again or request.key not in seated]
        careless = "" if valid else draw(st.sampled_from(("", *CARELESS)))
        group = draw(groups(problem, drawn, free, careless)) if free else None
        if group is not None:
            drawn.append(group)
    return Schedule(tuple(_mended(problem, drawn) if valid else drawn))
