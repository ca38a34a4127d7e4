"""Rule 4: how students come and go."""

import pytest

from constraints.rules.transport import Transport
from matcher.domain import Ride
from tests.constraints.world import (
    allowed,
    ask,
    at,
    both_voices,
    broken,
    group,
    hm,
    online,
    tutor,
)

AFTER = at("Tue 15:10-15:40", kind="after_school")
TUESDAY = frozenset({1})


def bus(earliest=None, latest=None, days=TUESDAY, route="Blue"):
    limits = [None if limit is None else hm(limit) for limit in (earliest, latest)]
    return Ride(route, days, *limits)


def rider(*rides, meeting=AFTER, transport="Blue", holds=True, says=""):
    made = group(ask(transport=transport), meeting, name="G1")
    given = {"rows": {"rides": tuple(rides)}}
    return lambda what: (
        allowed(what, made, **given) if holds else broken(what, made, says=says, **given)
    )


def no_ride(*rides, **wishes):
    return rider(*rides, holds=False, **wishes)


CASES = (
    rider(transport="self")("comes alone"),
    no_ride(
        transport=None,
        says="Student S1 has no transport on Tue 15:10-15:40, when group G1 meets outside the school day.",
    )("no transport, after school"),
    no_ride(transport=None, meeting=at("Tue 7:00-7:30", kind="before_school"))(
        "no transport, before school"
    ),
    no_ride(transport=None, meeting=at("Tue 19:00-19:30", kind="evening"))(
        "no transport, in the evening"
    ),
    no_ride(transport=None, meeting=at("Sat 9:00-9:30", kind="weekend"))(
        "no transport, at the weekend"
    ),
    rider(transport=None, meeting=at("Tue 9:00-9:30"))("no transport, in the school day"),
    allowed(
        "no transport, online after school",
        group(
            ask(transport=None, modality="online"),
            online("Tue 15:10-15:40", kind="after_school"),
            by=tutor(modality="online"),
        ),
    ),
    rider(bus())("a bus all day"),
    rider(bus("15:10", "15:40"))("a bus that just fits"),
    no_ride(
        bus("15:11", "16:00"),
        says="Student S1 rides Blue, which does not fit Tue 15:10-15:40, when group G1 meets.",
    )("a bus that arrives a minute late"),
    no_ride(bus("15:00", "15:39"))("a bus that leaves a minute early"),
    rider(bus(None, "15:40"))("a bus without an earliest"),
    rider(bus("15:10", None))("a bus without a latest"),
    no_ride(bus(days=frozenset({0, 2})))("a bus on other days"),
    rider(bus(days=frozenset({0, 1})))("a bus on this day too"),
    no_ride(bus(route="Red"))("another route's bus"),
    no_ride()("a route without a bus"),
    rider(bus(None, "15:00"), bus("15:00", "16:30"))("the late bus fits"),
    no_ride(bus("15:00", "15:30"), bus("15:30", "16:30"))("no single bus fits"),
    rider(meeting=at("Tue 9:00-9:30"))("no bus needed in the school day"),
    broken("one member of two has no ride", group([ask(), ask("S2", transport=None)], AFTER)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(Transport(), case)
