"""What a plan keeps of the previous one and what stood against the rest, in a few sentences."""

from __future__ import annotations

from collections import Counter

from matcher.plan import Change, Plan
from matcher.report.moved import moved_lines
from matcher.report.words import count_words, date_words, listed
from matcher.weeks import revision_of

SHOWN = 5
"""How many of the things that stand against old seats are named before the rest is left out."""


def source_words(plan: Plan, name: str) -> str:
    """The previous plan by its file, week and revision; blank where there is none."""
    previous = plan.problem.previous
    if previous is None:
        return ""
    week = f"week of {date_words(previous.week)}" if previous.week else ""
    number = revision_of(name or previous.source)
    revision = f"revision {number}" if number and number > 1 else ""
    said = ", ".join(part for part in (week, revision) if part)
    return f"{name or previous.source}{f' ({said})' if said else ''}"


def continuity_lines(plan: Plan, name: str = "") -> list[str]:
    """The week before and this one: who keeps what, what stood against the rest, and the tutors.

    ``name`` is the file of the previous plan. Without a previous plan there is nothing to say.
    """
    if plan.problem.previous is None:
        return []
    return [
        f"Compared with {source_words(plan, name)}: {_students(plan)}",
        seats_line(plan),
        *moved_lines(plan),
        *against_lines(plan),
        _tutors(plan),
    ]


def seats_line(plan: Plan) -> str:
    """How many seats stay, move, end and start."""
    lines = _of(plan, "student")
    counts = Counter(line.what for line in lines)
    same = sum(_same_tutor(plan, line) for line in lines if line.what == "moves")
    with_tutor = f" ({same} of them with the same tutor)" if counts["moves"] else ""
    stay = count_words(counts["stays"], "seat stays as it was", "seats stay as they were")
    move = count_words(counts["moves"], "moves", "move")
    end = count_words(counts["ends"], "ends", "end")
    start = count_words(counts["starts"], "starts", "start")
    return f"{stay}, {move}{with_tutor}, {end}, {start}."


def against_lines(plan: Plan) -> list[str]:
    """What stood against the old seats of those that moved or ended, most frequent first."""
    counts = Counter(what for line in _of(plan, "student") for what in line.against)
    if not counts:
        return []
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    said = [f"{what} ({count:,})" for what, count in ranked[:SHOWN]]
    return [f"Against the old seats that were not kept, most often: {'; '.join(said)}."]


def _students(plan: Plan) -> str:
    lines = [line for line in _of(plan, "student") if line.what != "starts"]
    had = {line.id for line in lines}
    kept = had - {line.id for line in lines if line.what != "stays"}
    verb = "keeps" if len(kept) == 1 else "keep"
    return (
        f"{len(kept):,} of {count_words(len(had), 'student')} who had a seat {verb} every seat as"
        " it was, with the same tutor, times and language."
    )


def _tutors(plan: Plan) -> str:
    counts = Counter(line.what for line in _of(plan, "tutor"))
    had = counts["stays"] + counts["moves"] + counts["ends"]
    verb = "keeps" if counts["stays"] == 1 else "keep"
    said = [f"{counts['stays']:,} of {count_words(had, 'tutor')} {verb} all groups as they were"]
    if counts["ends"]:
        said.append(count_words(counts["ends"], "has none any more", "have none any more"))
    if counts["starts"]:
        said.append(count_words(counts["starts"], "had none before", "had none before"))
    return f"{listed(said)}."


def _of(plan: Plan, person: str) -> list[Change]:
    return [line for line in plan.changes if line.person == person]


def _same_tutor(plan: Plan, line: Change) -> bool:
    key = (line.id, line.subject)
    seat = plan.problem.previous.seats.get(key) if plan.problem.previous else None
    groups = plan.schedule.groups_of.get(key, ())
    return seat is not None and any(group.tutor.id == seat.tutor_id for group in groups)
