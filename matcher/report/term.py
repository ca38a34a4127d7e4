"""A term in words: who reaches the target, who does not and why, and what to look at first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction

from matcher.domain import Request
from matcher.report.words import count_words
from matcher.target import Dose, Target
from matcher.term import Cause, Key, Term, Total
from matcher.term_limits import Limit

SHOWN = 5
"""How many of a kind are named before the rest is only counted."""

CAUSES: dict[Cause, str] = {
    "seat": "no seat in any week",
    "pace": "too few or too short meetings, even if all took place",
    "calendar": "sessions lost to the calendar",
    "other": "sessions lost to absences and the like",
}
"""Why targets are missed, before a count of requests."""


def target_words(target: Target) -> str:
    """``30 hours``, ``1 session``."""
    one = target.unit.removesuffix("s")
    return f"{_number(target.amount)} {one if target.amount == 1 else target.unit}"


def pace_words(target: Target, weekly: Dose) -> str:
    """How long it takes: ``30 hours at one half-hour a week take 60 weeks``."""
    weeks = target.weeks_at(weekly)
    if weeks is None:
        return f"{target_words(target)} can't be reached without any session"
    takes = "takes" if target.amount == 1 else "take"
    return f"{target_words(target)} at {_pace(target, weekly)} a week {takes} {_weeks(weeks)}"


def _pace(target: Target, weekly: Dose) -> str:
    count = "one" if weekly.sessions == 1 else str(weekly.sessions)
    if target.unit == "sessions":
        return count
    length, rest = divmod(weekly.minutes, weekly.sessions)
    if weekly.sessions == 1 and length in (30, 60):
        return f"one {'half-hour' if length == 30 else 'hour'}"
    word = "session" if weekly.sessions == 1 else "sessions"
    if rest:
        return f"{count} {word} of {weekly.minutes} minutes together"
    return f"{count} {word} of {length} minutes"


def limit_line(limit: Limit) -> str:
    """Why a request can't reach its target whatever the plan."""
    target, who = limit.target, _named(limit.request)
    if not limit.weekly.sessions:
        return f"{who}: no slot of these weeks is open to the student."
    if target.short_by(limit.undisturbed):
        there = f"the student is there in {limit.weeks}"
        return f"{who}: {pace_words(target, limit.weekly)}, and {there}."
    return (
        f"{who}: the calendar, absences and dates leave at most {_number(target.of(limit.left))} of"
        f" {target_words(target)}."
    )


def limit_lines(limits: Sequence[Limit], weeks: int) -> list[str]:
    """The warning before anything is planned; nothing where every target can be reached."""
    if not limits:
        return []
    count = count_words(len(limits), "request")
    head = f"{count} can't reach the target in {_weeks(weeks)}, whatever the plan:"
    return [head, *_first(limit_line(limit) for limit in limits)]


def why_short(total: Total) -> str:
    """Why a total falls short of its target; blank where it does not."""
    target, cause = total.target, total.cause
    if target is None or cause is None:
        return ""
    if cause == "seat":
        return "It has no seat in any week: see Unplaced in the plans of the weeks."
    if cause == "pace":
        seated = f"{pace_words(target, total.weekly)}; it has a seat in {total.seated}"
        lost = _lost(total)
        return f"{seated}, and {lost}." if lost else f"{seated}."
    if cause == "calendar":
        taken = count_words(total.calendar.sessions, "session")
        return (
            f"The calendar takes {taken} of {total.promised.sessions}; with them"
            f" {target_words(target)} would be reached."
        )
    return (
        f"{_sentence(_lost(total))} of {total.promised.sessions}; with them {target_words(target)}"
        " would be reached."
    )


def _lost(total: Total) -> str:
    """``the calendar takes 2 sessions, absences and the like 1``; blank where nothing is lost."""
    parts = [
        ("the calendar", total.calendar.sessions),
        ("absences and the like", total.other.sessions),
    ]
    said = [(who, lost) for who, lost in parts if lost]
    if not said:
        return ""
    (who, lost), *more = said
    verb = "takes" if who == "the calendar" else "take"
    rest = "".join(f", {other} {count}" for other, count in more)
    return f"{who} {verb} {count_words(lost, 'session')}{rest}"


def target_lines(term: Term) -> list[str]:
    """How many reach their target, and how many do not for which reason, with examples."""
    aimed = term.aimed
    if not aimed:
        return []
    missed = [total for total in aimed if total.cause is not None]
    count = count_words(len(aimed), "request")
    head = f"Targets: {len(aimed) - len(missed):,} of {count} with one reach it in these weeks."
    return [f"{head} Why others do not:", *_causes(missed)] if missed else [head]


def _causes(missed: Sequence[Total]) -> Iterator[str]:
    for cause, words in CAUSES.items():
        mine = [total for total in missed if total.cause == cause]
        if mine:
            worst = max(mine, key=lambda total: (total.weeks, _missing(total)))
            example = "" if cause == "seat" else f". {_named(worst.request)}: {why_short(worst)}"
            yield f"  {words}: {len(mine):,}{example}"


def first_lines(term: Term, told: Collection[Key] = ()) -> list[str]:
    """What to look at first, without those of whom more is ``told``.

    What is lost to the dates can be made up for, so it comes before a pace that is too slow; of those
    alike, who misses most comes first.
    """
    missed = [total for total in term.aimed if total.cause is not None]
    unseated = sum(total.cause == "seat" for total in missed)
    rest = [t for t in missed if t.cause != "seat" and t.request.key not in told]
    rest.sort(key=lambda total: (total.cause == "pace", -_missing(total)))
    lines = [f"{_named(total.request)}: {why_short(total)}" for total in rest[: 2 * SHOWN]]
    more = len(rest) - len(lines)
    if more > 0:
        lines.append(f"... and {count_words(more, 'more request')}: see Totals.")
    if unseated:
        have = "has" if unseated == 1 else "have"
        who = count_words(unseated, "request")
        lines.append(f"{who} {have} no seat in any week: see Unplaced in the plans of the weeks.")
    return lines


def students_on_target(term: Term) -> tuple[int, int]:
    """How many students reach all their targets, of how many who have one."""
    aimed = {total.request.student.id for total in term.aimed}
    missed = {total.request.student.id for total in term.aimed if not total.met}
    return len(aimed - missed), len(aimed)


def _missing(total: Total) -> Fraction:
    """Which share of the target is missing."""
    assert total.target is not None
    return total.target.short_by(total.held) / total.target.amount


def _named(request: Request) -> str:
    return f"{request.student.id}, {request.subject}"


def _weeks(count: int) -> str:
    return count_words(count, "week")


def _number(value: Fraction) -> str:
    """A number as it was typed, or to the nearest hundredth."""
    return f"{round(float(value), 2):,.12g}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _first(lines: Iterable[str]) -> list[str]:
    told = list(lines)
    more = len(told) - SHOWN
    return [f"  {line}" for line in told[:SHOWN]] + ([f"  ... and {more} more"] * (more > 0))
