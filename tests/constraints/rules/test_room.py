"""Rule 10: how many groups a slot and a site hold."""

import pytest

from constraints.rules.room import Room
from tests.constraints.world import (
    allowed,
    ask,
    at,
    both_voices,
    broken,
    group,
    online,
    tutor,
)


def side_by_side(*meetings):
    """A group for each meeting, each with its own student and tutor."""
    return tuple(
        group(ask(f"S{n}", modality="either"), meeting, by=tutor(f"T{n}", modality="either"))
        for n, meeting in enumerate(meetings)
    )


MON = at("Mon 8:00-8:30")
SMALL = at("Mon 8:00-8:30", groups_at_once=2)
ELM_HOLDS_ONE = {"site_rooms": {"Elm": 1}}
ELM_HOLDS_TWO = {"site_rooms": {"Elm": 2}}
BOTH_DAYS = {"groups_at_once": 1, "days": frozenset({0, 1})}
TWIN = at("Mon 8:00-8:30", open_to_all=True)
# One row on two days: the same slot, told apart by the day alone.
ON_MONDAY = at("Mon 8:00-8:30", **BOTH_DAYS)
ON_TUESDAY = type(ON_MONDAY)(ON_MONDAY.slot, 1)

CASES = (
    allowed("any number without a limit", *side_by_side(MON, MON, MON)),
    allowed("as many groups as the slot holds", *side_by_side(SMALL, SMALL)),
    broken(
        "one group more than the slot holds",
        *side_by_side(SMALL, SMALL, SMALL),
        says=f"The slot on Mon 8:00-8:30 (row {SMALL.slot.row}) holds 3 groups but has room for 2.",
    ),
    broken(
        "an online slot is full too",
        *side_by_side(*[online("Mon 8:00-8:30", groups_at_once=1)] * 2),
    ),
    allowed("a slot's limit is each day's", *side_by_side(ON_MONDAY, ON_TUESDAY)),
    allowed("a slot's limit is not another row's", *side_by_side(SMALL, SMALL, TWIN)),
    broken("a slot that holds none", *side_by_side(at("Mon 8:00-8:30", groups_at_once=0))),
    allowed("as many groups as the site holds", *side_by_side(MON, TWIN), rows=ELM_HOLDS_TWO),
    broken(
        "one group more than the site holds, over its slots",
        *side_by_side(MON, TWIN),
        rows=ELM_HOLDS_ONE,
        says="Elm holds 2 groups on Mon at 8:00 but has room for 1.",
    ),
    broken("one group more in one slot", *side_by_side(MON, MON), rows=ELM_HOLDS_ONE),
    allowed("groups that touch", *side_by_side(MON, at("Mon 8:30-9:00")), rows=ELM_HOLDS_ONE),
    broken(
        "groups that overlap by a minute",
        *side_by_side(MON, at("Mon 8:29-9:00")),
        rows=ELM_HOLDS_ONE,
    ),
    broken(
        "a short group within a long one",
        *side_by_side(at("Mon 8:00-9:00"), at("Mon 8:20-8:40")),
        rows=ELM_HOLDS_ONE,
    ),
    allowed(
        "one long group over two short ones, never three at a moment",
        *side_by_side(at("Mon 8:00-9:00"), MON, at("Mon 8:30-9:00")),
        rows=ELM_HOLDS_TWO,
    ),
    broken(
        "three at a moment though no start has three rows",
        *side_by_side(at("Mon 8:00-9:00"), at("Mon 8:10-8:50"), at("Mon 8:20-8:40")),
        rows=ELM_HOLDS_TWO,
    ),
    allowed(
        "the same time on two days", *side_by_side(MON, at("Tue 8:00-8:30")), rows=ELM_HOLDS_ONE
    ),
    allowed(
        "online groups take no room",
        *side_by_side(MON, online("Mon 8:00-8:30", "Elm")),
        rows=ELM_HOLDS_ONE,
    ),
    allowed(
        "another site's groups take no room",
        *side_by_side(MON, at("Mon 8:00-8:30", "Oak", open_to_all=True)),
        rows=ELM_HOLDS_ONE,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(Room(), case)


def test_a_slot_without_a_limit_is_no_resource():
    """Such a slot claims nothing, so nothing may be asked for."""
    with pytest.raises(KeyError):
        Room().capacity(allowed("", *side_by_side(MON)).problem, ("slot", MON.slot.row, 0))
