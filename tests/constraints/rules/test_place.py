"""Rule 2: where groups meet."""

from dataclasses import replace

import pytest

from constraints.rules.place import Place
from tests.constraints.world import (
    allowed,
    ask,
    at,
    both_voices,
    broken,
    group,
    malformed,
    online,
    tutor,
)

MON = at("Mon 8:00-8:30")
AT_OAK = at("Mon 8:00-8:30", "Oak")
FROM_OAK = ask(site="Oak")
BOTH_WAYS = tutor(modality="either")

CASES = (
    allowed("the student's own site", group(ask(), MON)),
    broken(
        "another site",
        group(FROM_OAK, MON, name="G1"),
        says="The slot of group G1 on Mon 8:00-8:30 at Elm is not open to student S1 of Oak.",
    ),
    allowed(
        "open to the student's site",
        group(FROM_OAK, at("Mon 8:00-8:30", open_to=frozenset({"Oak"}))),
    ),
    broken(
        "open to a third site", group(FROM_OAK, at("Mon 8:00-8:30", open_to=frozenset({"Ash"})))
    ),
    allowed("open to all", group(FROM_OAK, at("Mon 8:00-8:30", open_to_all=True))),
    broken("open to one member alone", group([ask(), ask("S2", site="Oak")], MON)),
    broken(
        "one meeting of two is not open",
        group(FROM_OAK, at("Mon 8:00-8:30", open_to_all=True), at("Tue 8:00-8:30")),
    ),
    allowed("a site of the tutor", group(FROM_OAK, AT_OAK, by=tutor(sites=("Elm", "Oak")))),
    broken(
        "not a site of the tutor",
        group(FROM_OAK, AT_OAK, by=tutor(sites=("Elm",)), name="G1"),
        says="Tutor T1 meets group G1 on Mon 8:00-8:30 at Oak, where the tutor does not work.",
    ),
    allowed(
        "in person for all who can do either", group(ask(modality="either"), MON, by=BOTH_WAYS)
    ),
    broken("in person for an online tutor", group(ask(), MON, by=tutor(modality="online"))),
    broken("in person for an online student", group(ask(modality="online"), MON)),
    allowed(
        "online for all who can do either",
        group(ask(modality="either"), online("Mon 8:00-8:30"), by=BOTH_WAYS),
    ),
    broken("online for an in-person tutor", group(ask(modality="online"), online("Mon 8:00-8:30"))),
    broken("online for an in-person student", group(ask(), online("Mon 8:00-8:30"), by=BOTH_WAYS)),
    allowed(
        "online at a site where the tutor does not work",
        group(
            ask(modality="online", site="Ash"),
            online("Mon 8:00-8:30", "Ash"),
            by=tutor(modality="online"),
        ),
    ),
    broken(
        "online at a site that is not the student's",
        group(ask(modality="online"), online("Mon 8:00-8:30", "Oak"), by=BOTH_WAYS),
    ),
    allowed(
        "online at two sites",
        group(
            ask(modality="online"),
            online("Mon 8:00-8:30"),
            online("Tue 8:00-8:30", "Oak", open_to_all=True),
            by=BOTH_WAYS,
        ),
    ),
    malformed(
        "in person at two sites",
        group(ask(), MON, at("Tue 8:00-8:30", "Oak", open_to_all=True), name="G1"),
        says="In-person group G1 meets at Elm and Oak, not at one site.",
    ),
    malformed(
        "in person at a site that is not the group's",
        group(ask(), MON, at_site="Oak", name="G1"),
        says="In-person group G1 meets at Elm and Oak, not at one site.",
    ),
    malformed(
        "in person in an online slot",
        group(
            ask(modality="either"),
            online("Mon 8:00-8:30", "Elm"),
            modality="in_person",
            by=BOTH_WAYS,
        ),
    ),
    malformed(
        "online in an in-person slot",
        group(ask(modality="either"), MON, modality="online", by=BOTH_WAYS),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(Place(), case)


@pytest.mark.parametrize(
    ("stands", "frame"),
    [
        (True, group(ask(), MON).frame),
        (False, group(ask(), MON, by=tutor(sites=("Oak",))).frame),
        (False, group(ask(), MON, by=tutor(modality="online")).frame),
        (True, group(ask(), online("Mon 8:00-8:30"), by=BOTH_WAYS).frame),
        (False, group(ask(), online("Mon 8:00-8:30")).frame),
    ],
)
def test_frames_ask_for_site_and_modality(stands, frame):
    """A group that its tutor could hold nowhere is never begun."""
    assert Place().frames(allowed("").problem, frame) is stands


def test_an_online_frame_has_no_site():
    """Online groups meet in slots of any site, so they are not kept apart by site."""
    frame = group(ask(), online("Mon 8:00-8:30"), by=BOTH_WAYS).frame
    assert not Place().frames(allowed("").problem, replace(frame, site="Elm"))


@pytest.mark.parametrize(
    ("may", "person", "meeting"),
    [
        (True, tutor(), MON),
        (False, tutor(), online("Mon 8:00-8:30")),
        (False, tutor(modality="online"), MON),
        (False, tutor(sites=("Oak",)), MON),
        (True, tutor(sites=("Oak",), modality="online"), online("Mon 8:00-8:30", "Elm")),
        (True, ask(), MON),
        (False, ask(), online("Mon 8:00-8:30")),
        (False, ask(modality="online"), MON),
        (False, FROM_OAK, MON),
    ],
)
def test_admits_a_person_to_a_meeting_without_a_group(may, person, meeting):
    """Who may be in a meeting can be asked of covers and moved meetings too."""
    assert Place().admits(allowed("").problem, person, meeting) is may
