"""The catalogue: every rule and every goal of a standing plan, in the order of the contract.

Rule 12 and goal 0 are for what a person has pinned, rule 13 for rooms that have names; without pins
and such rooms they say nothing.
"""

from __future__ import annotations

from constraints.goals.cost import Cost
from constraints.goals.dosage import Dosage as MostSessions
from constraints.goals.fit import Fit
from constraints.goals.further_subjects import FurtherSubjects
from constraints.goals.need_served import NeedServed
from constraints.goals.one_clock_time import OneClockTime
from constraints.goals.pins_held import PinsHeld
from constraints.goals.seats_kept import SeatsKept
from constraints.goals.times_kept import TimesKept
from constraints.goals.tutor_days import TutorDays
from constraints.goals.tutors_kept import TutorsKept
from constraints.rules.budget import Budget
from constraints.rules.dosage import Dosage
from constraints.rules.eligible import Eligible
from constraints.rules.group_fit import GroupFit
from constraints.rules.group_size import GroupSize
from constraints.rules.named_room import NamedRoom
from constraints.rules.one_place import OnePlace
from constraints.rules.pins import Pins
from constraints.rules.place import Place
from constraints.rules.room import Room
from constraints.rules.transport import Transport
from constraints.rules.tutor_load import TutorLoad
from constraints.rules.windows import Windows
from matcher.rule import Goal, Rule

RULES: tuple[Rule, ...] = (
    Eligible(),
    Place(),
    Windows(),
    Transport(),
    Dosage(),
    GroupSize(),
    GroupFit(),
    OnePlace(),
    TutorLoad(),
    Room(),
    Budget(),
    Pins(),
    NamedRoom(),
)

GOALS: tuple[Goal, ...] = (
    PinsHeld(),
    SeatsKept(),
    TutorsKept(),
    NeedServed(),
    FurtherSubjects(),
    TimesKept(),
    OneClockTime(),
    MostSessions(),
    Fit(),
    TutorDays(),
    Cost(),
)
