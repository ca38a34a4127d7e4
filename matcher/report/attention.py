"""What a program manager should look at first. For her eyes: it ranks students by need."""

from __future__ import annotations

from collections import defaultdict

from matcher.domain import DAYS, clock
from matcher.notices import LOUD
from matcher.outweighed import PLACING
from matcher.plan import Plan, Reason
from matcher.report.week import DatedMeeting, dated_meetings
from matcher.report.words import count_words, day_words, number_words

SHOWN = 10
"""How many of a kind are named before the rest is only counted."""


def most_needed_unplaced(plan: Plan) -> tuple[Reason, ...]:
    """The reasons of unplaced requests: highest need first, then students without any seat."""
    seated = {student for student, _ in plan.schedule.groups_of}
    return tuple(
        sorted(
            plan.reasons,
            key=lambda reason: (-reason.request.need, reason.request.student.id in seated),
        )
    )


def unplaced_lines(plan: Plan) -> list[str]:
    """The most needed requests without a seat, a line each, students by their IDs."""
    ranked = most_needed_unplaced(plan)
    lines = [
        f"{reason.request.student.id}, {reason.request.subject} "
        f"(need {number_words(reason.request.need)}): {brief(reason.sentence)}"
        for reason in ranked[:SHOWN]
    ]
    return lines + _rest(len(ranked), "request", "Unplaced")


def brief(sentence: str) -> str:
    """Of a reason that tells what placing the student would cost, only that; else the whole."""
    _, placing, cost = sentence.partition(PLACING)
    return f"{placing}{cost.split(': ')[0]}." if placing else sentence


def cancelled_lines(plan: Plan) -> list[str]:
    """The meetings that are cancelled this week, a line each; many of them, by date and site."""
    cancelled = [dated for dated in dated_meetings(plan.sessions) if dated.fate == "cancelled"]
    if len(cancelled) <= SHOWN:
        return [_cancelled(dated) for dated in cancelled]
    together: dict[tuple[int, str], list[DatedMeeting]] = defaultdict(list)
    for dated in cancelled:
        together[dated.planned.day, dated.planned.slot.site or "online"].append(dated)
    shown = list(together.items())[:SHOWN]
    lines = [
        f"{day_words(plan.problem.dates[day])}, {site}: {count_words(len(those), 'meeting')} with "
        + count_words(sum(len(dated.group.members) for dated in those), "student session")
        for (day, site), those in shown
    ]
    rest = len(cancelled) - sum(len(those) for _, those in shown)
    more = f"... and {count_words(rest, 'more cancelled meeting')}: see the sheet Sessions."
    return lines + ([more] if rest else [])


def _cancelled(dated: DatedMeeting) -> str:
    meeting, group = dated.planned, dated.group
    return (
        f"{DAYS[meeting.day]} {clock(meeting.slot.start)}, group {group.id}: {group.subject} with "
        f"{group.tutor.name or group.tutor.id}, {count_words(len(group.members), 'student')}"
    )


def notice_lines(plan: Plan) -> list[str]:
    """The first notices that are not loud; the Problems sheet has them all."""
    quiet = [line for line in plan.notices if not line.startswith(LOUD)]
    return [*quiet[:SHOWN], *_rest(len(quiet), "notice", "Problems")]


def _rest(count: int, word: str, sheet: str) -> list[str]:
    if count <= SHOWN:
        return []
    return [f"... and {count_words(count - SHOWN, 'more ' + word)}: see the sheet {sheet}."]
