"""How many groups a slot and a site hold: rule 10."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from constraints.checking import Cases, case, tally
from constraints.wording import count, when
from matcher.domain import DAYS, Frame, Meeting, clock
from matcher.problem import Problem
from matcher.rule import Amount, Check, Claim, Resource, Rule
from matcher.schedule import Schedule


class Room(Rule):
    """A slot and a site hold only so many groups at once."""

    number = 10
    name = "room"
    sentence = (
        "At no moment are there more groups in a slot, or in person at a site, than its"
        " groups_at_once."
    )

    def claims(self, problem: Problem, frame: Frame, meeting: Meeting) -> Iterable[Claim]:
        """A place in the slot and, in person, one at the site at each moment."""
        slot = meeting.slot
        if slot.groups_at_once is not None:
            yield Claim(("slot", slot.row, meeting.day))
        if slot.modality == "in_person" and slot.site in problem.program.site_rooms:
            # A site is fullest when some meeting has just started.
            for moment in problem.starts_at.get((slot.site, meeting.day), ()):
                if meeting.start <= moment < meeting.end:
                    yield Claim(("site", slot.site, moment))

    def capacity(self, problem: Problem, resource: Resource) -> Amount:
        """The slot's or the site's ``groups_at_once``."""
        match resource:
            case ("slot", int(row), _):
                slot = problem.slot_of_row.get(row)
                if slot is not None and slot.groups_at_once is not None:
                    return slot.groups_at_once
            case ("site", str(site), _):
                return problem.program.site_rooms[site]
        raise KeyError(resource)

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Count the groups in every slot that is used, and at every site as each meeting starts."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        slots = Counter(meeting for group in schedule for meeting in group.meetings)
        for meeting, groups in slots.items():
            limit = meeting.slot.groups_at_once
            if limit is not None:
                fault = (
                    f"The slot on {when(meeting)} (row {meeting.slot.row}) holds"
                    f" {count(groups, 'group')} but has room for {limit}."
                )
                yield case(self, fault, holds=groups <= limit)
        for site, limit in problem.program.site_rooms.items():
            there = [
                (meeting, groups)
                for meeting, groups in slots.items()
                if meeting.slot.modality == "in_person" and meeting.slot.site == site
            ]
            for day, moment in sorted({(m.day, m.slot.start) for m, _ in there}):
                groups = sum(
                    groups
                    for m, groups in there
                    if m.day == day and m.slot.start <= moment < m.slot.end
                )
                fault = (
                    f"{site} holds {count(groups, 'group')} on {DAYS[day]} at {clock(moment)}"
                    f" but has room for {limit}."
                )
                yield case(self, fault, holds=groups <= limit)
