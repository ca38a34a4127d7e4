"""Crowds of students made to order: how many of each kind stood at which step on which date."""

import datetime as dt

from hypothesis import strategies as st

from matcher.domain import Program, Request, Settings, Student
from matcher.taking_part import Point, TakingPart

FIRST = dt.date(2026, 10, 14)
SITES, GRADES, LANGUAGES = ("Elm", "Oak", "Ash", "Fir"), (1, 2, 3, 4), ("English", "Spanish", "Lao")
CATEGORIES = ((), ("EL",), ("IEP",), ("EL", "IEP"))


def crowd(kinds, known=None):
    """Who takes part, where ``kinds`` maps a kind to four numbers at each date.

    They are those who did not ask, are not placed, do not attend, and attend. At dates that are not
    ``known``, nobody knows who attends.
    """
    requests, steps = [], []
    for number, ((site, grade, language, categories), dates) in enumerate(kinds.items()):
        of_kind = max(map(sum, dates))
        for n in range(of_kind):
            student = Student(
                f"{number}-{n}", site, grade, home_language=language, categories=categories
            )
            requests.append(Request(student, "Math"))
        steps.append([_cut(number, counts) for counts in dates])
    points = []
    for at in range(len(steps[0])):
        sets = [frozenset().union(*(one[at][step] for one in steps)) for step in range(4)]
        attending = sets[3] if known is None or known[at] else None
        placed = sets[2] | sets[3]
        asked = sets[1] | placed
        date = FIRST + dt.timedelta(days=30 * at)
        points.append(Point(f"day {30 * at}", date, sets[0] | asked, asked, placed, attending))
    return TakingPart(Program(tuple(requests), (), (), Settings()), tuple(points))


def _cut(number, counts):
    start, found = 0, []
    for count in counts:
        found.append([f"{number}-{n}" for n in range(start, start + count)])
        start += count
    return found


@st.composite
def crowds(draw, most_dates=3):
    """Some kinds, each with a few students or many, at one date or several, some not known."""
    kinds = draw(
        st.lists(
            st.tuples(*map(st.sampled_from, (SITES, GRADES[:3], LANGUAGES, CATEGORIES))),
            min_size=1,
            max_size=7,
            unique=True,
        )
    )
    dates = draw(st.integers(1, most_dates))
    number = st.one_of(st.integers(0, 3), st.integers(0, 30))
    four = st.tuples(number, number, number, number)
    counts = draw(
        st.lists(
            st.lists(four, min_size=dates, max_size=dates),
            min_size=len(kinds),
            max_size=len(kinds),
        )
    )
    known = draw(st.lists(st.booleans(), min_size=dates, max_size=dates))
    return crowd(dict(zip(kinds, counts, strict=True)), known)


def crowd_by_chance(chance):
    """A crowd of up to four sites, grades and dates, as it comes."""
    sites, grades, languages = (
        chance.sample(some, chance.randint(1, len(some))) for some in (SITES, GRADES, LANGUAGES)
    )
    dates = chance.choice((1, 1, 2, 3, 4))
    rich = chance.choice((2, 6, 25))
    kinds = {}
    for _ in range(chance.randint(1, 25)):
        kind = (
            chance.choice(sites),
            chance.choice(grades),
            chance.choice(languages),
            chance.choice(CATEGORIES),
        )
        tops = [chance.choice((0, 1, rich)), chance.choice((1, rich)), rich // 2, rich]
        first = [chance.randint(0, top) for top in tops]
        kinds[kind] = [first]
        for _ in range(dates - 1):
            kinds[kind].append([max(0, n + chance.choice((-1, 0, 0, 1))) for n in kinds[kind][-1]])
    return crowd(kinds, [chance.random() > 0.2 for _ in range(dates)])
