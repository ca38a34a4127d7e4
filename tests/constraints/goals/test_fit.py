"""Goal 8: groups that suit their students."""

from fractions import Fraction

import pytest

from constraints.goals.fit import Fit
from tests.constraints.world import ask, at, both_worths, group, weighs

MON = at("Mon 8:00-8:30")


def on(days):
    """A group of one that meets on these days."""
    return group(ask(), *(at(f"{day} 8:00-8:30") for day in days.split()))


def of(*people):
    """A group of students given as ``(grade, level)``."""
    return group(
        [
            ask(f"S{n}", grade=grade, level=None if level is None else Fraction(level))
            for n, (grade, level) in enumerate(people)
        ],
        MON,
    )


def speaking(*languages):
    return [ask(f"S{n}", languages=tuple(own.split())) for n, own in enumerate(languages)]


CASES = (
    weighs("nobody", 0, others=[ask()]),
    weighs("all in their first language", 0, group(speaking("English", "English Spanish"), MON)),
    weighs("one in a second language", 3, group(speaking("English", "Spanish English"), MON)),
    weighs("two in a third language", 6, group(speaking("A B English", "B A English"), MON)),
    weighs("one grade apart", 1, of((3, None), (4, None))),
    weighs("the widest of three grades", 2, of((4, None), (3, None), (5, None))),
    weighs("two levels, not the grades", 0, of((3, "2.5"), (5, "3.4"))),
    weighs("levels are floored", 1, of((3, "2.5"), (3, "4.4"))),
    weighs("levels exactly two apart", 2, of((3, "2.5"), (3, "4.5"))),
    weighs("the span is floored, not its steps", 1, of((3, "1"), (3, "1.6"), (3, "2.2"))),
    weighs("one level alone leaves the grades to speak", 2, of((3, "1"), (5, None))),
    weighs("two levels outrank three grades", 0, of((3, "1"), (6, None), (5, "1.9"))),
    weighs("alone", 0, of((3, "7"))),
    weighs("two neighbouring days", 1, on("Mon Tue")),
    weighs("two days apart", 0, on("Mon Wed")),
    weighs("Sunday and Monday are no neighbours", 0, on("Mon Sun")),
    weighs("Saturday and Sunday are", 1, on("Sat Sun")),
    weighs("three days in a row", 2, on("Mon Tue Wed")),
    weighs("three days, two in a row", 1, on("Mon Tue Thu")),
    weighs("three days spread", 0, on("Mon Wed Fri")),
    weighs("four days in a row", 1, on("Mon Tue Wed Thu")),
    weighs("four days, two pairs", 0, on("Mon Tue Thu Fri")),
    weighs("five days in a row", 0, on("Mon Tue Wed Thu Fri")),
    weighs("seven days", 0, on("Mon Tue Wed Thu Fri Sat Sun")),
    weighs(
        "everything together, over two groups",
        3 + 1 + 1 + 2,
        group(
            [ask("S1", languages=("Spanish", "English")), ask("S2", grade=4)],
            MON,
            at("Tue 9:00-9:30"),
        ),
        group(ask("S3"), *(at(f"{day} 10:00-10:30") for day in ("Wed", "Thu", "Fri"))),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(Fit(), case)
