"""The command ``match capacity``: what to buy, and whether that is enough."""

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import cli
from tests.scenarios.small import SETTINGS, SHEETS, SLOTS, TUTORS, workbook
from tests.test_scenarios_cli import by_name, table

ONE_TUTOR = TUTORS[:2]
"""T1 alone: four of Elm's eight have a seat, and nobody at Oak."""


def capacity(folder, *options, code=0, **sheets):
    """Run ``match capacity``; give the workbook that it writes and what it said."""
    program = workbook(folder / "small.xlsx", **sheets)
    target = folder / "out.xlsx"
    words = ["capacity", str(program), "--week", "2026-09-14", "-o", str(target), "--workers", "1"]
    result = CliRunner().invoke(cli.main, [*words, *options], prog_name="match")
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return target, " ".join(result.output.split())


def bought(path):
    """What to buy, as kind and number of students served with it."""
    return [(row["kind"], row["students_served"]) for row in table(path, "Buy")]


def test_new_tutors_are_bought_until_the_target_is_reached(tmp_path):
    """With T1 alone four of twelve are served; a tutor more is four more, so nine need two tutors.

    The last line is all of it: twelve served, since a tutor who comes serves four.
    """
    path, said = capacity(tmp_path, "--served", "9", Tutors=ONE_TUTOR)
    assert "Target of 9 students: reached, 12 students served, 9 wanted" in said
    assert "Proven: with the tutors who work now no plan could reach more than 4 students" in said
    assert bought(path) == [("new tutor", 8), ("new tutor", 12), ("all", 12)]
    rows = by_name(path)
    assert [row["students_served"] for row in rows.values()] == [4, 8, 12]
    assert next(iter(rows)) == "As it is"
    dollars = [row["all_in_year"] for row in rows.values()]
    assert dollars == sorted(dollars)
    assert [row["more_a_year"] for row in table(path, "Buy")] == [
        dollars[1] - dollars[0],
        dollars[2] - dollars[1],
        dollars[2] - dollars[0],
    ]


def test_rooms_are_bought_where_rooms_are_what_is_missing(tmp_path):
    """One group at once in each slot: T1 and T2 are in each other's way, and another tutor would be too."""
    slots = [SLOTS[0], *((*row[:5], 1) for row in SLOTS[1:])]
    path, said = capacity(tmp_path, "--target", "100% of need", Slots=slots)
    assert "reached, 24 need served, 24 wanted" in said
    assert bought(path) == [("room", 12), ("all", 12)]
    assert "room for one more group at once at Elm" in said
    assert "Proven" not in said


def test_bus_days_are_bought_where_they_are_what_is_missing(tmp_path):
    """After school the riders of Oak can come on two days of three."""
    students = [
        ("student_id", "subject", "site", "grade", "transport"),
        *((f"O{n}", "Math", "Oak", 3, "Blue") for n in range(1, 5)),
    ]
    slots = [SLOTS[0], ("Oak", "Mon-Wed", "9:00", "9:30", "after_school", 2)]
    buses = [("route", "days"), ("Blue", "Mon,Tue")]
    costs = [("item", "per", "amount"), ("Bus", "bus_run", 1), ("Hiring", "tutor", 10_000)]
    path, _ = capacity(
        tmp_path,
        "--target",
        "50% of students",
        Students=students,
        Slots=slots,
        Transport=buses,
        Costs=costs,
    )
    assert bought(path) == [("bus day", 2), ("all", 2)]


def test_nothing_is_bought_where_the_target_is_reached_already(tmp_path):
    path, said = capacity(tmp_path, "--target", "90%")
    assert "reached, 24 need served, 21.60 wanted" in said
    assert bought(path) == [("nothing", 12)]


def test_what_can_not_be_reached_is_said_with_what_is_in_the_way(tmp_path):
    """E1 may not come at all: eleven is the most that there is."""
    students = [list(row) for row in SHEETS["Students"]]
    students[0].append("available")
    students[1].append("Sun 8:00-9:00")
    path, said = capacity(tmp_path, "--served", "12", Students=students)
    assert "NOT REACHED: target of 12 students: 11 students served, 12 wanted" in said
    assert "nothing that could be bought brings more" in said
    assert bought(path) == [("nothing", 11)]


def test_dollars_buy_the_most_need_that_they_can(tmp_path):
    """As it is: 60 of wages a week and the rest of Costs. Enough for one tutor more, not for two."""
    path, said = capacity(tmp_path, "--total-budget", "4000", Tutors=ONE_TUTOR)
    assert said.startswith("Wrote")
    last = table(path, "Buy")[-1]
    assert last["all_in_year"] <= 4000
    assert last["students_served"] > 4


def test_too_few_dollars_leave_less_for_wages(tmp_path):
    """The program costs 4,570: of 4,000 dollars less goes into wages, and fewer are served."""
    path, said = capacity(tmp_path, "--total-budget", "4000")
    assert "less is left for wages" in said
    last = table(path, "Buy")[-1]
    assert last["all_in_year"] <= 4000
    assert 0 < last["students_served"] < 12
    _, said = capacity(tmp_path, "--total-budget", "1000", "--overwrite")
    assert "NOT REACHED" in said
    assert "what is not wages alone costs more" in said


def test_two_things_are_bought_together_where_one_is_of_no_use(tmp_path):
    """One group at once at Elm and one tutor: neither a room nor a tutor alone serves anybody more."""
    slots = [SLOTS[0], *((*row[:5], 1) for row in SLOTS[1:3])]
    students = [row for row in SHEETS["Students"] if row[2] in ("site", "Elm")]
    path, said = capacity(
        tmp_path, "--served", "8", Tutors=ONE_TUTOR, Slots=slots, Students=students
    )
    assert "reached, 8 students served" in said
    assert sorted(kind for kind, _ in bought(path)[:-1]) == ["new tutor", "room"]


def test_a_reserve_is_put_to_work_before_anybody_is_hired(tmp_path):
    """T4 is paid for training already; a new tutor would cost 100 more."""
    reserve = (*TUTORS[4][:6], 20, "yes")
    path, said = capacity(tmp_path, "--served", "8", Tutors=[*ONE_TUTOR, reserve])
    assert bought(path)[0][0] == "reserve"
    assert "Buy: tutor T4, a reserve, holds groups." in said


def test_two_cheap_things_are_preferred_to_a_dear_one_that_is_enough_alone(tmp_path):
    """The reserve, at 200 dollars an hour, could serve Elm and Oak; two tutors cost less.

    They would get the 20 dollars of T1, who is here on Sundays only.
    """
    sunday = (*TUTORS[1][:5], "Sun 8:00-9:00", 20, "no")
    reserve = ("R", "Rae", "Elm; Oak", "Math", "English", "Mon-Wed 8:00-10:00", 200, "yes")
    settings = [*SETTINGS, ("travel_minutes", 0)]
    students = [
        row for row in SHEETS["Students"] if row[0] in ("student_id", "E1", "E2", "O1", "O2")
    ]
    path, _ = capacity(
        tmp_path,
        "--served",
        "4",
        Tutors=[TUTORS[0], sunday, reserve],
        Students=students,
        Settings=settings,
    )
    assert [kind for kind, _ in bought(path)] == ["new tutor", "new tutor", "all"]


def test_a_budget_that_is_not_in_the_way_is_not_bought(tmp_path):
    """One tutor more takes 60 dollars a week; 500 are allowed."""
    path, said = capacity(
        tmp_path, "--served", "8", Tutors=ONE_TUTOR, Settings=[*SETTINGS, ("weekly_budget", 500)]
    )
    assert [kind for kind, _ in bought(path)] == ["new tutor", "all"]
    assert "weekly_budget" not in said


def test_a_new_tutor_is_paid_what_those_get_who_do_the_same(tmp_path):
    """Spanish is tutored by T3 alone, at 30 dollars; the middle of all tutors would be 20."""
    tutors = [*TUTORS[:3], (*TUTORS[3][:4], "Spanish", *TUTORS[3][5:])]
    students = [
        (*row, "languages" if n == 0 else "Spanish") for n, row in enumerate(SHEETS["Students"])
    ]
    path, said = capacity(tmp_path, "--served", "5", Tutors=tutors, Students=students)
    assert {row["hourly_rate"] for row in table(path, "Buy")[:-1]} == {30}
    assert "$30 an hour" in said


def test_a_weekly_budget_that_is_in_the_way_is_named(tmp_path):
    """100 dollars a week pay for two groups at Oak; all of them cost 210."""
    path, said = capacity(tmp_path, "--served", "12", Settings=[*SETTINGS, ("weekly_budget", 100)])
    assert [kind for kind, _ in bought(path)] == ["budget", "all"]
    assert "The plan takes $210 of wages a week; weekly_budget is $100." in said


def test_more_than_there_are_can_not_be_reached(tmp_path):
    _, said = capacity(tmp_path, "--served", "99")
    assert "NOT REACHED: target of 99 students: 12 students served, 99 wanted" in said
    assert "There are only 12." in said


def test_a_whole_run_is_not_called_partial(tmp_path):
    path, _ = capacity(tmp_path, "--served", "9", Tutors=ONE_TUTOR)
    facts = dict(load_workbook(path)["Run"].iter_rows(values_only=True))
    assert facts["partial"] == "no"
    assert all(row["what_binds"] != "not looked for" for row in by_name(path).values())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Give one target"),
        (("--target", ""), "is no share"),
        (("--total-budget", "inf"), "inf is no number of dollars"),
        (("--served", "3", "--target", "90%"), "Give one target"),
        (("--target", "plenty"), "is no share"),
        (("--target", "120% of need"), "is no share"),
        (("--total-budget", "nan"), "nan is no number of dollars"),
    ],
)
def test_a_target_is_one_that_can_be_read(tmp_path, options, said):
    _, told = capacity(tmp_path, *options, code=2)
    assert said in told


def test_bad_costs_are_told_before_anything_is_solved(tmp_path):
    costs = [("item", "per", "amount"), ("Rent", "month", 5)]
    path, said = capacity(tmp_path, "--served", "9", code=1, Costs=costs)
    assert "Costs B2" in said
    assert not path.exists()


def test_the_board_says_first_whether_the_target_is_reached(tmp_path):
    settings = [*SETTINGS, ("total_budget", 9000)]
    path, _ = capacity(tmp_path, "--served", "9", Tutors=ONE_TUTOR, Settings=settings)
    board = [row[0] for row in load_workbook(path)["Board"].iter_rows(values_only=True)]
    assert board[1].startswith("Target of 9 students: reached")
