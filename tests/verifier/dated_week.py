"""The dated week over its Sessions rows: statuses against Calendar, Absences and people's dates."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace as Thing

import standing_rules as rules

STATUSES = {"planned", "covered", "moved", "away", "cancelled"}
TAKES_PLACE = {"planned", "covered", "moved"}


def forbids(row: Thing, date: dt.date, start: int, end: int) -> bool:
    """Whether a Calendar row forbids a session then."""
    if not row.first <= date <= row.last:
        return False
    if row.what == "earlyrelease":
        return end > row.start
    return row.what == "closed" or (row.start < end and start < row.end)


def site_possible(program: Thing, group: Thing, at: Thing, date: dt.date) -> bool:
    """Whether the site is open and a Slots row that the meeting could be dealt to is in force."""
    in_force = [
        row
        for row in rules.rows_at(program, at)
        if rules.dated(date, row.first, row.last)
        and all(rules.may_sit(program, member, row, at.day) for member in group.members)
    ]
    closed = at.site is not None and any(
        row.grades is None and row.site in (None, at.site) and forbids(row, date, at.start, at.end)
        for row in program.calendar
    )
    return bool(in_force) and not closed


def student_possible(program: Thing, who: Thing, at: Thing, date: dt.date) -> bool:
    """Whether the student's own site, dates and absences leave the meeting possible."""
    return person_possible(program, who, at, date) and not any(
        row.site in (None, who.site)
        and (row.grades is None or who.grade in row.grades)
        and not (row.what == "earlyrelease" and at.site is None)
        and forbids(row, date, at.start, at.end)
        for row in program.calendar
    )


def person_possible(program: Thing, who: Thing, at: Thing, date: dt.date) -> bool:
    """Whether nobody's absence nor the person's dates stand in the way."""
    inside = rules.dated(date, who.start, who.end) and rules.dated(
        date, None, getattr(who, "cleared_until", None)
    )
    return inside and not any(
        row.person == who.id
        and row.first <= date <= row.last
        and row.start < at.end
        and at.start < row.end
        for row in program.absences
    )


def week_problems(
    program: Thing, groups: Sequence[Thing], sessions: Sequence[Thing], monday: dt.date
) -> Iterator[str]:
    """Everything wrong with the dated week."""
    by_planned: dict[tuple[str, int], list[Thing]] = defaultdict(list)
    for row in sessions:
        date = row.planned_date or row.date
        by_planned[row.group_id, (date - monday).days].append(row)
    known = {(group.id, at.day) for group in groups for at in group.meetings}
    for key in by_planned:
        if key not in known:
            yield f"Sessions: {key[0]} has no planned meeting on day {key[1]}"
    for group in groups:
        for at in group.meetings:
            rows = by_planned[group.id, at.day]
            said = meeting_problems(program, group, at, rows, monday)
            yield from (f"Sessions, {group.id} on day {at.day}: {what}" for what in said)
    yield from together_problems(program, groups, sessions, monday)


def meeting_problems(
    program: Thing, group: Thing, at: Thing, rows: Sequence[Thing], monday: dt.date
) -> Iterator[str]:
    """One planned meeting: each member once, and statuses that the dates allow."""
    date = monday + dt.timedelta(days=at.day)
    members = {member.id: member for member in group.members}
    counted = Counter(row.student_id for row in rows)
    if counted != Counter(members.keys()):
        yield f"its rows are for {sorted(counted.elements())}, its members are {sorted(members)}"
        return
    able = {who for who, m in members.items() if student_possible(program, m, at, date)}
    tutor_can = person_possible(program, group.tutor, at, date)
    open_ = site_possible(program, group, at, date)
    statuses = {row.status for row in rows}
    moved = any(row.planned_date is not None for row in rows)
    if not statuses <= STATUSES or len(statuses & (TAKES_PLACE | {"cancelled"})) > 1:
        yield f"statuses {sorted(statuses)} do not go together"
    if moved:
        yield from moved_problems(program, group, at, rows, len(members) - len(able))
    else:
        for row in rows:
            if (row.date, row.start, row.end, row.site) != (date, at.start, at.end, at.site):
                yield f"{row.student_id} stands at another time or site than planned"
            if row.planned_start is not None:
                yield f"{row.student_id} has a planned start without having moved"
    for row in rows:
        if row.status == "away" and row.student_id in able and not moved:
            yield f"{row.student_id} is away on a possible date"
        if row.status in ("planned", "covered") and row.student_id not in able:
            yield f"{row.student_id} is {row.status} on an impossible date"
    if "planned" in statuses and not (tutor_can and open_):
        yield "it is planned though it is impossible for the tutor or the site"
    if statuses & {"covered", "moved", "cancelled"} and tutor_can and open_ and able:
        yield f"it is {sorted(statuses)} though nothing is impossible"
    if "covered" in statuses:
        if tutor_can or not open_:
            yield "it is covered though the tutor could come or the site is closed"
        yield from cover_problems(program, group, at, rows, date)
    for row in rows:
        if row.status != "covered" and (row.tutor_id, row.planned_tutor_id) != (group.tutor.id, ""):
            yield f"{row.student_id} has another tutor without being covered"


def cover_problems(
    program: Thing, group: Thing, at: Thing, rows: Sequence[Thing], date: dt.date
) -> Iterator[str]:
    """Whether the cover may hold the meeting, and is named as one."""
    covers = {row.tutor_id for row in rows if row.status == "covered"}
    named = {row.planned_tutor_id for row in rows if row.status == "covered"}
    if len(covers) != 1 or covers & {group.tutor.id} or named != {group.tutor.id}:
        yield f"covers {sorted(covers)} for {sorted(named)} are not one other tutor"
        return
    cover = program.tutors.get(min(covers))
    if cover is None or not cover.cleared or not person_possible(program, cover, at, date):
        yield f"the cover {min(covers)} is no tutor of that date"
        return
    present = [row.student_id for row in rows if row.status == "covered"]
    members = [member for member in group.members if member.id in present]
    for member in members:
        why = rules.eligible(program, cover, group.language, member)
        if why:
            yield f"the cover {cover.id} {why} of {member.id}"
    if not rules.suits(cover, at.modality) or not rules.free(cover, at.day, at.start, at.end):
        yield f"the cover {cover.id} can't come then"
    if at.modality == "inperson" and at.site not in cover.sites:
        yield f"the cover {cover.id} does not work at {at.site}"
    if cover.max_group is not None and len(members) > cover.max_group:
        yield f"the cover {cover.id} takes no group of {len(members)}"


def moved_problems(
    program: Thing, group: Thing, at: Thing, rows: Sequence[Thing], away_before: int
) -> Iterator[str]:
    """Whether a moved meeting may stand where it does, with the members who are there."""
    places = {(row.date, row.start, row.end, row.site, row.modality) for row in rows}
    if len(places) != 1 or not all(row.planned_start == at.start for row in rows):
        yield "a moved meeting stands at two places or names a wrong planned start"
        return
    date, start, end, site, modality = places.pop()
    to = Thing(day=date.weekday(), start=start, end=end, site=site, modality=modality)
    away = {row.student_id for row in rows if row.status == "away"}
    present = [member for member in group.members if member.id not in away]
    if len(away) > away_before:
        yield "more members are away than before"
    same = (to.day, start, end, site) == (at.day, at.start, at.end, at.site)
    if same and len(rules.rows_at(program, at)) < 2:  # each row is a slot of its own
        yield "it moved to where it was"
    if to.day != at.day and to.day in {other.day for other in group.meetings}:
        yield "it moved to a date of another planned meeting of the group"
    if modality != group.modality or (modality == "inperson" and site != at.site):
        yield "it moved to another modality or site"
    there = Thing(tutor=group.tutor, members=present, modality=modality)
    yield from rules.meeting_problems(program, there, to)
    # Rows in force on that date which admit those present; the group's other members stay out.
    here = Thing(members=present)
    if not site_possible(program, here, to, date):
        yield "it moved to a slot that is not in force, is closed or admits not all"
    if not person_possible(program, group.tutor, to, date):
        yield "it moved to a date that is impossible for the tutor"
    for member in present:
        if not student_possible(program, member, to, date):
            yield f"it moved to a date that is impossible for {member.id}"


def together_problems(
    program: Thing, groups: Sequence[Thing], sessions: Sequence[Thing], monday: dt.date
) -> Iterator[str]:
    """Rules 8 to 10 for the meetings that take place; the plain ones hold by the standing plan."""
    of_tutor, of_student = defaultdict(set), defaultdict(set)
    held: dict[tuple[object, ...], list[Thing]] = defaultdict(list)
    changed_tutors, changed_students = set(), set()
    for row in sessions:
        if row.status in TAKES_PLACE:
            at = (row.date.weekday(), row.start, row.end, row.site, row.modality, row.group_id)
            of_tutor[row.tutor_id].add(at)
            of_student[row.student_id].add(at)
            held[at].append(row)
            if row.status != "planned":
                changed_tutors.add(row.tutor_id)
            if row.status == "moved":
                changed_students.add(row.student_id)
    for who in sorted(changed_tutors & set(program.tutors)):
        said = rules.load_problems(program, program.tutors[who], list(_meetings(of_tutor[who])))
        yield from (f"Sessions: {what}" for what in said)
    for who in sorted(changed_students):
        said = rules.student_problems(program, who, list(_meetings(of_student[who])))
        yield from (f"Sessions: {what}" for what in said)
    yield from (f"Sessions: {s}" for s in rules.site_problems(program, list(_meetings(held))))
    yield from moved_days(sessions)
    yield from room_problems(program, groups, held, monday)


def _meetings(found: Iterable[tuple[object, ...]]) -> Iterator[Thing]:
    for day, start, end, site, modality, _ in found:
        yield Thing(day=day, start=start, end=end, site=site, modality=modality)


def moved_days(sessions: Sequence[Thing]) -> Iterator[str]:
    """No two meetings of a group moved to one date."""
    moves = {(r.group_id, r.date, r.planned_date) for r in sessions if r.status == "moved"}
    for (group, date), count in Counter((g, d) for g, d, _ in moves).items():
        if count > 1:
            yield f"Sessions: {count} meetings of {group} moved to {date}"


def room_problems(
    program: Thing,
    groups: Sequence[Thing],
    held: dict[tuple[object, ...], list[Thing]],
    monday: dt.date,
) -> Iterator[str]:
    """Whether the meetings at each place can be dealt to rows in force, where something moved."""
    members = {(g.id, m.id): m for g in groups for m in g.members}
    places = defaultdict(list)
    for (day, start, end, site, modality, group), rows in held.items():
        places[day, start, end, site, modality].append((group, rows))
    for (day, start, end, site, modality), meetings in places.items():
        if not any(row.status == "moved" for _, rows in meetings for row in rows):
            continue
        at = Thing(day=day, start=start, end=end, site=site, modality=modality)
        date = monday + dt.timedelta(days=day)
        wishes = [
            [
                slot
                for slot in rules.rows_at(program, at)
                if rules.dated(date, slot.first, slot.last)
                and all(
                    rules.may_sit(program, members[group, row.student_id], slot, day)
                    for row in rows
                    if (group, row.student_id) in members
                )
            ]
            for group, rows in meetings
        ]
        if not rules.can_deal(sorted(wishes, key=len)):
            yield f"Sessions: too many groups in the slot on {date} at {start}"
