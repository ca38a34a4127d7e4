"""The eleven rules and the ten goals over a standing plan read back from an output workbook.

A group has ``id, tutor, subject, language, modality, members`` and ``meetings`` of
``day, start, end, site, modality``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from types import SimpleNamespace as Thing


def dated(date: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    return (first is None or first <= date) and (last is None or date <= last)


def some_date(monday: dt.date, *spans: tuple[dt.date | None, dt.date | None]) -> bool:
    """Whether a date of the week lies in all the spans."""
    week = [monday + dt.timedelta(days=n) for n in range(7)]
    return any(all(dated(date, *span) for span in spans) for date in week)


def concerned(program: Thing, monday: dt.date) -> set[tuple[str, str]]:
    """The keys of the requests that concern the week."""
    return {
        key
        for key, r in program.requests.items()
        if r.consent and some_date(monday, (r.start, r.end))
    }


def suits(person: Thing, modality: str) -> bool:
    return person.modality in (modality, "either")


def free(person: Thing, day: int, start: int, end: int) -> bool:
    """Whether the time lies in the person's windows and in none of the busy ones."""
    first, last = day * 1440 + start, day * 1440 + end
    inside = person.available is None or any(a <= first and last <= b for a, b in person.available)
    return inside and not any(a < last and first < b for a, b in person.busy)


def may_sit(program: Thing, member: Thing, slot: Thing, day: int) -> bool:
    """Whether a Slots row admits a member: open to the site, to the grade, reached by the route."""
    opened = slot.site in (None, member.site) or slot.to_all or member.site in slot.open_to
    if not opened or not (slot.grades is None or member.grade in slot.grades):
        return False
    if slot.modality == "online" or slot.kind == "schoolday" or member.transport == "self":
        return True
    return any(
        ride.route == member.transport
        and day in ride.days
        and (ride.earliest is None or ride.earliest <= slot.start)
        and (ride.latest is None or slot.end <= ride.latest)
        for ride in program.rides
    )


def rows_at(program: Thing, at: Thing) -> list[Thing]:
    """The Slots rows with the meeting's weekday, times, site and modality."""
    return [
        slot
        for slot in program.slots
        if at.day in slot.days
        and (slot.start, slot.end, slot.site) == (at.start, at.end, at.site)
        and slot.modality == at.modality
    ]


def ties(program: Thing, rule: str, student: str) -> set[str]:
    return {other for kind, who, other in program.pairs if kind == rule and who == student}


def eligible(program: Thing, tutor: Thing, language: str, member: Thing) -> str | None:
    """Rule 1 without reserves: what stands in the way, if anything does."""
    only = ties(program, "only", member.id)
    if member.subject not in tutor.subjects:
        return "does not teach the subject"
    if tutor.grades is not None and member.grade not in tutor.grades:
        return "does not teach the grade"
    if language not in tutor.languages or language not in member.languages:
        return "does not share the language"
    if (only and tutor.id not in only) or tutor.id in ties(program, "avoid", member.id):
        return "is ruled out by Pairs"
    return None


def group_problems(program: Thing, group: Thing, monday: dt.date) -> Iterator[str]:
    """Rules 1 to 7 for one group."""
    tutor, members, settings = group.tutor, group.members, program.settings
    employed = some_date(monday, (tutor.start, tutor.end), (None, tutor.cleared_until))
    if not tutor.cleared or not employed or tutor.reserve:
        yield f"rule 1: {tutor.id} is not cleared, not employed or a reserve"
    for member in members:
        why = eligible(program, tutor, group.language, member)
        if why:
            yield f"rule 1: {tutor.id} {why} of {member.id}"
    if len({at.day for at in group.meetings}) < len(group.meetings):
        yield "rule 5: two meetings on one weekday"
    if group.modality == "inperson" and len({at.site for at in group.meetings}) > 1:
        yield "rule 2: an in-person group meets at two sites"
    for at in group.meetings:
        yield from meeting_problems(program, group, at)
    for member in members:
        if not member.least <= len(group.meetings) <= member.most:
            yield f"rule 5: {len(group.meetings)} meetings do not suit {member.id}"
    limits = [settings.group, tutor.max_group, *(member.max_group for member in members)]
    if any(limit is not None and len(members) > limit for limit in limits):
        yield f"rule 6: {len(members)} members are too many"
    grades = [member.grade for member in members]
    if grades and max(grades) - min(grades) > settings.grade_spread:
        yield "rule 7: grades too far apart"
    levels = [member.level for member in members if member.level is not None]
    far = levels and max(levels) - min(levels)
    if settings.level_spread is not None and levels and far > settings.level_spread:
        yield "rule 7: levels too far apart"
    for a, b in combinations(members, 2):
        if b.id in ties(program, "apart", a.id) or a.id in ties(program, "apart", b.id):
            yield f"rule 7: {a.id} and {b.id} are to be apart"


def meeting_problems(program: Thing, group: Thing, at: Thing) -> Iterator[str]:
    """Rules 2 and 3 for one meeting, as far as no Slots row matters."""
    if at.modality != group.modality or not suits(group.tutor, at.modality):
        yield "rule 2: the modality does not suit the tutor or the group"
    if at.modality == "inperson" and at.site not in group.tutor.sites:
        yield f"rule 2: {group.tutor.id} does not work at {at.site}"
    if at.end - at.start < program.settings.minutes:
        yield "rule 3: too short a session"
    if not free(group.tutor, at.day, at.start, at.end):
        yield f"rule 3: {group.tutor.id} is not available"
    for member in group.members:
        if not suits(member, at.modality):
            yield f"rule 2: the modality does not suit {member.id}"
        if not free(member, at.day, at.start, at.end):
            yield f"rule 3: {member.id} is not free"


def can_deal(wishes: Sequence[Sequence[Thing]]) -> bool:
    """Whether meetings at one place can be dealt to Slots rows with room."""
    taken: Counter[int] = Counter()

    def more(n: int) -> bool:
        if n == len(wishes):
            return True
        for row in wishes[n]:
            if row.room is None or taken[id(row)] < row.room:
                taken[id(row)] += 1
                if more(n + 1):
                    return True
                taken[id(row)] -= 1
        return False

    return more(0)


def dealing_problems(program: Thing, groups: Sequence[Thing], monday: dt.date) -> Iterator[str]:
    """Rules 2, 3, 4 and 10 as far as Slots rows matter."""
    places = defaultdict(list)
    for group in groups:
        for at in group.meetings:
            rows = [
                row
                for row in rows_at(program, at)
                if some_date(monday, (row.first, row.last))
                and all(may_sit(program, member, row, at.day) for member in group.members)
            ]
            if not rows:
                yield f"rules 2-4: no Slots row admits {group.id} on day {at.day} at {at.start}"
            else:
                key = (at.day, at.start, at.end, at.site or "", at.modality)
                places[key].append(sorted(rows, key=lambda row: row.room is not None))
    for place, wishes in places.items():
        if not can_deal(sorted(wishes, key=len)):
            yield f"rule 10: too many groups in the slot at {place}"


def travel(program: Thing, a: str, b: str) -> int:
    return 0 if a == b else program.travel.get((a, b), program.settings.travel)


def load_problems(program: Thing, tutor: Thing, meetings: Sequence[Thing]) -> Iterator[str]:
    """Rules 8 and 9 for one tutor's meetings of a week."""
    per_day = Counter(at.day for at in meetings)
    if tutor.week is not None and len(meetings) > tutor.week:
        yield f"rule 9: {tutor.id} has {len(meetings)} sessions a week"
    if tutor.day is not None and per_day and max(per_day.values()) > tutor.day:
        yield f"rule 9: {tutor.id} has {max(per_day.values())} sessions a day"
    hours = sum((Fraction(at.end - at.start, 60) for at in meetings), Fraction(0))
    if tutor.hours is not None and hours > tutor.hours:
        yield f"rule 9: {tutor.id} works {float(hours)} hours"
    in_order = sorted(meetings, key=lambda at: (at.day, at.start, at.end))
    for a, b in combinations(in_order, 2):
        if a.day != b.day:
            continue
        needed = program.settings.pause
        if a.modality == b.modality == "inperson":
            needed = max(needed, travel(program, a.site, b.site))
        if b.start < a.end:
            yield f"rule 8: {tutor.id} is in two meetings at once on day {a.day}"
        elif b.start - a.end < needed:
            yield f"rule 9: {tutor.id} has too little time between meetings on day {a.day}"


def student_problems(program: Thing, who: str, meetings: Sequence[Thing]) -> Iterator[str]:
    """Rule 8 for one student."""
    if any(a.day == b.day and a.start < b.end and b.start < a.end
           for a, b in combinations(meetings, 2)):  # fmt: skip
        yield f"rule 8: {who} is in two meetings at once"
    per_day = Counter(at.day for at in meetings)
    if per_day and max(per_day.values()) > program.settings.student_day:
        yield f"rule 8: {who} has too many sessions on a day"


def site_problems(program: Thing, meetings: Sequence[Thing]) -> Iterator[str]:
    """Rule 10 for sites."""
    here = [at for at in meetings if at.modality == "inperson"]
    for at in here:
        room = program.rooms.get(at.site)
        now = sum(
            (b.day, b.site) == (at.day, at.site) and b.start <= at.start < b.end for b in here
        )
        if room is not None and now > room:
            yield f"rule 10: {now} groups at once at {at.site} on day {at.day}"


def standing_problems(program: Thing, groups: Sequence[Thing], monday: dt.date) -> Iterator[str]:
    """Everything that a standing plan breaks."""
    for group in groups:
        yield from (f"{group.id}: {said}" for said in group_problems(program, group, monday))
    yield from dealing_problems(program, groups, monday)
    of_tutor, of_student = defaultdict(list), defaultdict(list)
    seats = defaultdict(set)
    for group in groups:
        of_tutor[group.tutor.id] += group.meetings
        for member in group.members:
            of_student[member.id] += group.meetings
            seats[member.id, member.subject].add(group.id)
    for who, theirs in of_tutor.items():
        yield from load_problems(program, program.tutors[who], theirs)
    for who, theirs in of_student.items():
        yield from student_problems(program, who, theirs)
    yield from site_problems(program, [at for group in groups for at in group.meetings])
    for key, ids in seats.items():
        if len(ids) > 1:
            yield f"rule 8: {key} sits in {len(ids)} groups"
    here = concerned(program, monday)
    for kind, a, b in program.pairs:
        for who, subject in here:
            bound = kind == "together" and who == a and (b, subject) in here
            if bound and seats.get((a, subject)) != seats.get((b, subject)):
                yield f"rule 7: {a} and {b} are not together in {subject}"
    spent = cost(groups)
    if program.settings.budget is not None and spent > program.settings.budget:
        yield f"rule 11: the week costs {float(spent)}"


def cost(groups: Sequence[Thing]) -> Fraction:
    return sum(
        (Fraction(at.end - at.start, 60) * g.tutor.rate for g in groups for at in g.meetings),
        Fraction(0),
    )


def goal_values(groups: Sequence[Thing]) -> dict[str, Fraction]:
    """Goals 3, 4 and 6 to 10, which need no previous plan, by their name in Run."""
    best: dict[str, Fraction] = {}
    for member in (m for group in groups for m in group.members):
        best[member.id] = max(best.get(member.id, Fraction(0)), member.need)
    by_day = defaultdict(list)
    for group in groups:
        for at in group.meetings:
            by_day[group.tutor.id, at.day].append((at.start, at.end))
    waiting = sum(b[0] - a[1] for day in by_day.values() for a, b in pairwise(sorted(day)))
    sizes = [(len(g.members), g.meetings) for g in groups]
    return {
        "3": sum(best.values(), Fraction(0)),
        "4": sum((m.need for g in groups for m in g.members), Fraction(0)),
        "6": Fraction(sum(len({at.start for at in g.meetings}) - 1 for g in groups)),
        "7": Fraction(sum(n * len(meetings) for n, meetings in sizes)),
        "7b": Fraction(sum(n * (at.end - at.start) for n, meetings in sizes for at in meetings)),
        "8": Fraction(sum(fit(group) for group in groups)),
        "9": Fraction(len(by_day)),
        "9b": Fraction(waiting),
        "10": cost(groups),
    }


def fit(group: Thing) -> int:
    """The points of goal 8 for a group."""
    foreign = sum(member.languages[0] != group.language for member in group.members)
    levels = [member.level for member in group.members if member.level is not None]
    spread = levels if len(levels) > 1 else [member.grade for member in group.members]
    days = {at.day for at in group.meetings}
    pairs = sum(day + 1 in days for day in days)
    apart = math.floor(max(spread) - min(spread)) if spread else 0
    return 3 * foreign + apart + max(0, pairs - max(0, 2 * len(days) - 6))
