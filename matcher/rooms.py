"""Which room each meeting of a plan is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.domain import Group, MakeUp, Meeting, Place, Program, Session

OfGroup = tuple[str, Place]
"""A group by its ID, and when and where it meets."""

OfExtra = tuple[str, str, str, Place]
"""An extra meeting of make-ups: tutor, subject, language, and when and where it is."""

NEEDED = ("planned", "covered", "moved")
"""The statuses of sessions for which a room is needed."""


@dataclass(frozen=True)
class Rooms:
    """The rooms of a plan by name; what is in no room is not there.

    ``standing`` are those of the groups' weekly meetings, ``dated`` those of the meetings that take
    place on the dates of the week, ``extra`` those of extra meetings for make-ups.
    """

    standing: Mapping[OfGroup, str] = field(default_factory=dict)
    dated: Mapping[OfGroup, str] = field(default_factory=dict)
    extra: Mapping[OfExtra, str] = field(default_factory=dict)

    def of_group(self, group: Group, meeting: Meeting) -> str:
        """The room of a weekly meeting of the standing plan; blank where it has none."""
        return self.standing.get((group.id, meeting.place), "")

    def of_session(self, session: Session) -> str:
        """The room of a session's meeting on its date; blank where it has none or is cancelled."""
        if session.status == "cancelled":
            return ""
        return self.dated.get((session.group.id, session.meeting.place), "")

    def of_make_up(self, one: MakeUp) -> str:
        """The room of the meeting that is joined, or of the extra one; blank where it has none."""
        if one.joins is not None:
            return self.dated.get((one.joins.id, one.meeting.place), "")
        return self.extra.get(extra_key(one), "")


def extra_key(one: MakeUp) -> OfExtra:
    """What all make-ups of one extra meeting have in common."""
    frame = one.frame
    return (frame.tutor.id, frame.subject, frame.language, one.meeting.place)


def roomed_sites(program: Program) -> frozenset[str]:
    """The sites that have named rooms."""
    return frozenset(room.site for room in program.rooms)


def needs_room(program: Program, place: Place) -> bool:
    """Whether who meets there is to be in a named room."""
    return place.modality == "in_person" and place.site in roomed_sites(program)
