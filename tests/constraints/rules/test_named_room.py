"""Rule 13: whether every in-person group finds a named room."""

import pytest

from constraints.rules.named_room import NamedRoom
from matcher.domain import Room
from tests.constraints.world import (
    allowed,
    ask,
    at,
    both_voices,
    broken,
    group,
    online,
    problem,
    span,
    tutor,
)


def side_by_side(*meetings):
    """A group for each meeting, each with its own student and tutor."""
    return tuple(
        group(ask(f"S{n}", modality="either"), meeting, by=tutor(f"T{n}", modality="either"))
        for n, meeting in enumerate(meetings)
    )


def rooms(*named):
    """The Rooms sheet, as a field of the Program."""
    return {"rows": {"rooms": named}}


def open_on(*hours):
    """Windows of a room."""
    return tuple(span(text) for text in hours)


MON = at("Mon 8:00-8:30")
AFTER = at("Mon 8:00-8:30", kind="after_school")
LONG = at("Mon 8:00-9:00")
THEN = at("Mon 8:30-9:00")
R1, R2 = Room("Elm", "Room 1"), Room("Elm", "Room 2")
GYM = Room("Elm", "Gym", groups_at_once=2)
LATE = Room("Elm", "Library", kinds=frozenset({"after_school", "evening"}))
EARLY = Room("Elm", "Den", open=open_on("Mon 7:00-8:30"))

CASES = (
    allowed("any number without named rooms", *side_by_side(MON, MON, MON)),
    allowed("a group a room", *side_by_side(MON, MON), **rooms(R1, R2)),
    broken(
        "one group more than there are rooms",
        *side_by_side(MON, MON, MON),
        **rooms(R1, R2),
        says="Elm holds 3 groups on Mon at 8:00 but has named rooms for 2.",
    ),
    allowed("two groups in a large room", *side_by_side(MON, MON), **rooms(GYM)),
    broken("three in a large room", *side_by_side(MON, MON, MON), **rooms(GYM)),
    broken(
        "a room that holds nobody",
        *side_by_side(MON),
        **rooms(Room("Elm", "Store", groups_at_once=0)),
        says="Elm holds 1 group on Mon at 8:00 but has named rooms for 0.",
    ),
    allowed("groups that touch", *side_by_side(MON, THEN), **rooms(R1)),
    broken("groups that overlap by a minute", *side_by_side(MON, at("Mon 8:29-9:00")), **rooms(R1)),
    broken("a short group within a long one", *side_by_side(LONG, THEN), **rooms(R1)),
    allowed("never three at a moment", *side_by_side(LONG, MON, THEN), **rooms(R1, R2)),
    broken(
        "three at a moment though no start has three rows",
        *side_by_side(LONG, at("Mon 8:10-8:50"), at("Mon 8:20-8:40")),
        **rooms(R1, R2),
    ),
    allowed("the same time on two days", *side_by_side(MON, at("Tue 8:00-8:30")), **rooms(R1)),
    allowed("a room closes as the group ends", *side_by_side(MON), **rooms(EARLY)),
    broken("it closes a minute before", *side_by_side(at("Mon 8:00-8:31")), **rooms(EARLY)),
    broken("it opens a minute late", *side_by_side(at("Mon 6:59-7:30")), **rooms(EARLY)),
    allowed("it opens as the group begins", *side_by_side(at("Mon 7:00-7:30")), **rooms(EARLY)),
    broken("it is open on other days", *side_by_side(at("Tue 8:00-8:30")), **rooms(EARLY)),
    broken(
        "no room for two halves of a meeting",
        *side_by_side(LONG),
        **rooms(EARLY, Room("Elm", "Loft", open=open_on("Mon 8:30-10:00"))),
        says="Elm holds 1 group on Mon at 8:00 but has named rooms for 0.",
    ),
    allowed(
        "who can go elsewhere makes way", *side_by_side(MON, THEN, LONG), **rooms(R1, EARLY, R2)
    ),
    broken("both need the room open so long", *side_by_side(LONG, LONG), **rooms(R1, EARLY)),
    allowed("one of them does", *side_by_side(LONG, MON), **rooms(EARLY, R1)),
    allowed("a slot of the room's kind", *side_by_side(AFTER), **rooms(LATE)),
    broken("a slot of another kind", *side_by_side(MON), **rooms(LATE)),
    allowed("each in its kind", *side_by_side(MON, AFTER), **rooms(LATE, R1)),
    broken("two of one kind", *side_by_side(MON, MON), **rooms(LATE, R1)),
    allowed("two of the kind that both take", *side_by_side(AFTER, AFTER), **rooms(LATE, R1)),
    broken("one of three of a kind", *side_by_side(AFTER, AFTER, MON), **rooms(LATE, R1)),
    allowed(
        "no room is needed online", *side_by_side(online("Mon 8:00-8:30", "Elm")), **rooms(LATE)
    ),
    allowed(
        "a site without any row in Rooms",
        *side_by_side(*[at("Mon 8:00-8:30", "Oak", open_to_all=True)] * 3),
        **rooms(R1),
    ),
    broken(
        "another site's rooms are no use",
        *side_by_side(MON, MON),
        **rooms(R1, Room("Oak", "Room 1")),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(NamedRoom(), case)


def test_sets_that_have_nothing_in_common_are_not_counted_together():
    """Of two kinds with a room each, the two together hold as many as each does."""
    early = Room("Elm", "Room 1", kinds=frozenset({"school_day"}))
    mine = problem(side_by_side(MON, AFTER), **rooms(early, LATE))
    claimed = [[c.resource[-1] for c in NamedRoom().claims(mine, None, m)] for m in (MON, AFTER)]
    assert claimed == [[0b01], [0b10]]


def test_a_moment_within_a_fuller_one_is_not_counted():
    """Whoever meets at 8:00 still meets when another can begin at 8:10."""
    later = at("Mon 8:10-8:30")
    mine = problem(side_by_side(MON, later), **rooms(R1))
    assert [c.resource[2] for c in NamedRoom().claims(mine, None, MON)] == [later.start]


def test_what_is_no_set_of_rooms_is_no_resource():
    """Nothing else may be asked for."""
    with pytest.raises(KeyError):
        NamedRoom().capacity(problem(side_by_side(MON)), ("site", "Elm", 480))
