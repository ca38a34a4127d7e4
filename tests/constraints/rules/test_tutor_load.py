"""Rule 9: how much tutors work, and how they get around."""

from fractions import Fraction

import pytest

from constraints.rules.tutor_load import TutorLoad
from tests.constraints.first_voice import accepts
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

MON, NINE, TEN = at("Mon 8:00-8:30"), at("Mon 9:00-9:30"), at("Mon 10:00-10:30")
TUE = at("Tue 8:00-8:30")


def load(*meetings, **wishes):
    """One tutor and a group of one for each meeting."""
    by = tutor(**{"modality": "either", **wishes})
    return tuple(
        group(ask(f"S{n}", site=meeting.slot.site or "Elm", modality="either"), meeting, by=by)
        for n, meeting in enumerate(meetings)
    )


def oak(text):
    return at(text, "Oak")


WAY = {"travel": {("Elm", "Oak"): 20, ("Oak", "Elm"): 40}}

CASES = (
    allowed("as many sessions a week as agreed", *load(MON, TUE, max_sessions_week=2)),
    broken(
        "one session a week more",
        *load(MON, NINE, TUE, max_sessions_week=2),
        says="Tutor T1 has 3 sessions a week but at most 2 were agreed.",
    ),
    broken(
        "one session a week more in one group",
        group(ask(), MON, TUE, by=tutor(max_sessions_week=1)),
    ),
    broken("no sessions were agreed", *load(MON, max_sessions_week=0)),
    allowed("as many sessions a day as agreed", *load(MON, NINE, TUE, max_sessions_day=2)),
    broken(
        "one session a day more",
        *load(TUE, MON, NINE, TEN, max_sessions_day=2),
        says="Tutor T1 has 3 sessions on Mon but at most 2 were agreed.",
    ),
    allowed("as many hours as agreed", *load(MON, NINE, TUE, max_hours_week=Fraction("1.5"))),
    broken(
        "a little more than the hours agreed",
        *load(MON, NINE, TUE, max_hours_week=Fraction("1.49")),
        says="Tutor T1 has 1.5 hours of sessions a week but at most 1.49 were agreed.",
    ),
    allowed(
        "a full group counts once",
        group([ask("S1"), ask("S2")], MON, by=tutor(max_sessions_week=1)),
    ),
    allowed("no break is asked for", *load(MON, at("Mon 8:30-9:00"))),
    allowed("just the break", *load(MON, at("Mon 8:40-9:10")), tutor_break_minutes=10),
    broken(
        "a minute less than the break",
        *load(MON, at("Mon 8:39-9:09")),
        tutor_break_minutes=10,
        says="Tutor T1 has 9 minutes between Mon 8:00-8:30 and Mon 8:39-9:09 but needs a break of 10.",
    ),
    broken(
        "the break counts online too",
        *load(online("Mon 8:00-8:30"), online("Mon 8:35-9:05")),
        tutor_break_minutes=10,
    ),
    broken(
        "the break counts from person to online",
        *load(MON, online("Mon 8:35-9:05")),
        tutor_break_minutes=10,
    ),
    allowed(
        "no break over night",
        *load(at("Mon 23:00-23:55"), at("Tue 0:00-0:30")),
        tutor_break_minutes=10,
    ),
    allowed("half an hour between sites by default", *load(MON, oak("Mon 9:00-9:30"))),
    broken(
        "a minute less between sites",
        *load(MON, oak("Mon 8:59-9:29")),
        says="Tutor T1 has 29 minutes between Mon 8:00-8:30 and Mon 8:59-9:29 but needs 30 to get from Elm to Oak.",
    ),
    allowed("the program's own travel time", *load(MON, oak("Mon 8:40-9:10")), travel_minutes=10),
    broken(
        "less than the program's own travel time",
        *load(MON, oak("Mon 8:39-9:09")),
        travel_minutes=10,
    ),
    allowed("the way there", *load(MON, oak("Mon 8:50-9:20")), rows=WAY),
    broken("less than the way there", *load(MON, oak("Mon 8:49-9:19")), rows=WAY),
    allowed("the longer way back", *load(oak("Mon 8:00-8:30"), at("Mon 9:10-9:40")), rows=WAY),
    broken(
        "less than the longer way back", *load(oak("Mon 8:00-8:30"), at("Mon 9:09-9:39")), rows=WAY
    ),
    allowed("no travel within a site", *load(MON, at("Mon 8:31-9:01"))),
    allowed("no travel to an online session", *load(MON, online("Mon 8:30-9:00", "Oak"))),
    allowed(
        "no travel from an online session", *load(online("Mon 8:00-8:30"), oak("Mon 8:30-9:00"))
    ),
    allowed("no travel over night", *load(at("Mon 23:00-23:59"), oak("Tue 0:00-0:30"))),
    broken(
        "an online session in between takes no time off the way",
        *load(MON, online("Mon 8:30-8:50"), oak("Mon 8:55-9:25")),
    ),
    broken(
        "the way from the first to the third, though each step is near",
        *load(MON, at("Mon 8:31-8:51", "Ash"), oak("Mon 8:52-9:22"), sites=("Elm", "Ash", "Oak")),
        rows={"travel": {("Elm", "Ash"): 1, ("Ash", "Oak"): 1, ("Elm", "Oak"): 23}},
        says="Tutor T1 has 22 minutes between Mon 8:00-8:30 and Mon 8:52-9:22 but needs 23 to get from Elm to Oak.",
    ),
    allowed(
        "break and travel are not added",
        *load(MON, oak("Mon 9:00-9:30")),
        tutor_break_minutes=30,
    ),
    broken(
        "the break is longer than the way", *load(MON, oak("Mon 9:00-9:30")), tutor_break_minutes=31
    ),
    broken(
        "meetings that touch leave no break", *load(MON, at("Mon 8:30-9:00")), tutor_break_minutes=1
    ),
    broken(
        "long enough a break, too short a way",
        *load(MON, oak("Mon 8:40-9:10")),
        tutor_break_minutes=10,
        says="Tutor T1 has 10 minutes between Mon 8:00-8:30 and Mon 8:40-9:10 but needs 30 to get from Elm to Oak.",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(TutorLoad(), case)


@pytest.mark.parametrize(
    "resource", [("tutor-week", "T1"), ("tutor-day", "T1", 0), ("tutor-minutes", "T1")]
)
def test_what_is_not_limited_is_no_resource(resource):
    """A tutor without agreed limits claims nothing, so nothing may be asked for."""
    with pytest.raises(KeyError):
        TutorLoad().capacity(allowed("", *load(MON)).problem, resource)


def test_meetings_at_once_are_another_rule_s_matter():
    """Two meetings that overlap break one rule, not two."""
    at_once = load(MON, oak("Mon 8:29-8:59"))
    case = broken("", *at_once, tutor_break_minutes=10)
    assert TutorLoad().check(case.problem, case.schedule).violations == ()
    assert accepts(TutorLoad(), case.problem, case.schedule)
