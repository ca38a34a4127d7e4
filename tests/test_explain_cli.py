"""From file to file: the sheets of the account, and what is answered at the prompt."""

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

import cli

SHEETS = {
    "Students": [
        ("student_id", "subject", "site", "grade", "name", "sessions", "transport", "need",
         "available", "consent", "categories", "languages"),
        ("S1", "Math", "Elm", 3, "Ana Ortiz", 2, "self", 9, None, None, None, None),
        ("S2", "Math", "Elm", 3, "Ben Vartan", 2, "self", 5, None, None, "foster", None),
        ("S3", "Math", "Elm", 3, "Cem Ortiz", 2, "self", 2, None, None, "foster", None),
        ("S4", "Math", "Elm", 3, "Dee Park", 2, "self", 1, "Mon 8:00-9:00", None, None, None),
        ("S5", "Math", "Elm", 3, "Eli Park", 2, "self", 1, None, "no", None, None),
        ("S6", "Art", "Elm", 3, "Fay Park", 2, "self", 1, None, None, None, None),
        ("S7", "Art", "Elm", 3, "Gus Park", 2, "self", 1, "Mon 8:00-9:00", None, None, "Farsi"),
    ],
    "Tutors": [
        ("tutor_id", "name", "sites", "subjects", "languages", "available", "max_group",
         "max_sessions_week", "reserve"),
        ("T1", "Gina Lee", "Elm", "Math", "English", "Mon-Tue 8:00-9:00", 1, 2, None),
        ("T2", "Hugo Lee", "Elm", "Math", "English", "Mon-Wed 8:00-8:30", 1, None, None),
        ("T3", "Ida Roe", "Elm", "Art", "Farsi", "Mon-Tue 8:00-8:30", None, None, None),
        ("T9", "Jon Roe", "Elm", "Math", "English", "Mon-Fri 8:00-8:30", None, None, "yes"),
    ],
    "Slots": [("site", "days", "start", "end"), ("Elm", "Mon-Wed", "8:00", "8:30")],
}  # fmt: skip
"""Two tutors with one seat each, so that Ana and Ben are placed and Cem is outweighed."""
PLAN = "program-2026-09-14.xlsx"


pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A program and its plan."""
    folder = tmp_path_factory.mktemp("explained")
    write(folder / "program.xlsx", SHEETS)
    run(str(folder / "program.xlsx"), "--week", "2026-09-14")
    return folder


@pytest.fixture
def in_folder(folder, monkeypatch):
    """Every test stands in the folder."""
    monkeypatch.chdir(folder)


def write(path, sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def run(*words, code=0):
    result = CliRunner().invoke(cli.main, list(words), prog_name="match")
    assert result.exit_code == code, result.output + repr(result.exception)
    return result.output


def explain(*words, code=0):
    return run("explain", "program.xlsx", "--plan", PLAN, *words, code=code)


def rows(path, title):
    head, *rest = load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def test_unplaced_tells_code_reason_and_smallest_change():
    told = {row["student_id"]: row for row in rows(PLAN, "Unplaced")}
    assert {who: row["reason_code"] for who, row in told.items()} == {
        "S3": "outweighed",
        "S4": "no_common_time",
        "S6": "no_language",
        "S7": "no_common_time",
    }
    assert "unseat Ben Vartan (S2, need 5)" in told["S3"]["reason"]
    assert told["S3"]["smallest_change"].startswith("Groups of 2 instead of 1 with tutor ")
    assert all(row["smallest_change"].endswith(".") for row in told.values())


def test_helps_most_tells_what_is_predicted_and_what_was_planned():
    told = rows(PLAN, "Helps most")
    assert [row["rank"] for row in told] == list(range(1, len(told) + 1))
    assert told[0]["verified_need"] >= told[0]["predicted_need"] > 0
    assert "S3" in told[0]["student_ids"]


def test_open_seats_names_no_student():
    book = load_workbook(PLAN)
    cells = [str(cell) for row in book["Open seats"].iter_rows(values_only=True) for cell in row]
    assert not any(name in cell for cell in cells for name in ("S1", "Ana", "Ben", "Cem"))


def test_a_student_who_waits():
    said = explain("--student", "cem")
    assert said.startswith("Student Cem Ortiz (S3) has no seat in Math (outweighed).\n")
    assert "unseat Ben Vartan (S2, need 5)" in said
    assert "\nSmallest change: Groups of 2 instead of 1 with tutor " in said
    assert "\nEach of these is enough as well:\n" in said


def test_the_sheet_and_the_prompt_say_the_same():
    (row,) = [row for row in rows(PLAN, "Unplaced") if row["student_id"] == "S3"]
    said = explain("--student", "S3")
    assert row["reason"] in said
    assert row["smallest_change"] in said


def test_a_student_who_is_placed_is_told_where():
    said = explain("--student", "Ana Ortiz")
    assert said.startswith("Student Ana Ortiz (S1) is placed in Math: group G00")
    assert " 8:00-8:30 at Elm, with tutor " in said


def test_a_student_without_consent():
    assert explain("--student", "S5") == (
        "Student Eli Park (S5) is not scheduled: the Students sheet says that there is no consent.\n"
    )


def test_a_family_hears_of_its_own_child_only():
    said = explain("--student", "S3", "--for", "family")
    assert said.splitlines()[:2] == [
        "Cem Ortiz has no seat in Math this week.",
        "All tutors of Math who could teach Cem Ortiz are full at the times that suit.",
    ]
    for word in ("Ben", "S2", "need", "foster", "Gina", "T1"):
        assert word not in said
    assert explain("--student", "S7", "--for", "family").splitlines()[-1] == (
        "There would be a seat if Gus Park could come on Tue 8:00-8:30."
    )
    assert explain("--student", "S1", "--for", "family").startswith("Ana Ortiz has a seat in Math:")


def test_a_tutor_with_and_without_free_hours():
    said = explain("--tutor", "hugo")
    assert said.startswith("Tutor Hugo Lee (T2) holds 1 group with 2 sessions a week, 1 h.\n")
    assert "No new group is possible that meets 3 times a week. Free by themselves are: " in said
    assert "student Cem Ortiz (S3), Math: of the 3 days with common times" in said
    full = explain("--tutor", "T1")
    assert "at most 2 sessions a week are agreed." in full
    assert "the agreed sessions or hours are used up" in full
    assert "Cem" not in explain("--tutor", "T1", "--for", "family")
    assert "A reserve holds no groups" in explain("--tutor", "T9")


def test_why_not_names_the_rules_that_forbid_it():
    assert explain("--why-not", "S6", "T3") == (
        "Student Fay Park (S6) in Art can't be with tutor Ida Roe (T3):\n"
        "  tutor Ida Roe (T3) does not tutor in a language of the student (English).\n"
    )
    assert "is a reserve, who only covers for others" in explain("--why-not", "S3", "T9")
    assert explain("--why-not", "S1", "T3") == "Tutor Ida Roe (T3) does not teach Math.\n"


def test_why_not_tells_day_by_day_what_is_in_the_way():
    said = explain("--why-not", "S4", "T2")
    assert said.splitlines()[1] == (
        "  at Elm they share times on 1 day (Mon 8:00-8:30), and 2 are needed."
    )
    assert "    Tue: Student S4 is not available on Tue 8:00-8:30" in said


def test_why_not_tells_whom_it_would_displace():
    tutor_of_ben = {row["student_id"]: row["tutor_id"] for row in rows(PLAN, "Seats")}["S2"]
    said = explain("--why-not", "S3", tutor_of_ben)
    assert "It would unseat Ben Vartan (S2, need 5).\n" in said
    assert "It would be worse by goal 3 (need served): need served 11 instead of 14." in said


def test_why_not_of_two_who_are_together():
    tutor = {row["student_id"]: row["tutor_id"] for row in rows(PLAN, "Seats")}["S1"]
    assert "Student Ana Ortiz (S1) in Math is with tutor " in explain("--why-not", "S1", tutor)


def test_why_not_at_a_time():
    said = explain("--why-not", "S4", "T2", "--at", "Tue 8:00")
    assert "Student S4 is not available on Tue 8:00-8:30" in said
    said = explain("--why-not", "S3", "T1", "--at", "Wed 8:00")
    assert "Tutor T1 is not available on Wed 8:00-8:30" in said
    said = explain("--why-not", "S3", "T2", "--at", "Wed 8:00")
    assert said.startswith(
        "No rule forbids student Cem Ortiz (S3) in Math with tutor Hugo Lee (T2)"
    )
    assert "Wed 8:00-8:30" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--student", "Zoe"), "Error: No student has the ID or the name 'Zoe'."),
        (("--student", "Ortiz"), "'Ortiz' can be several: Ana Ortiz (S1), Cem Ortiz (S3). Give the ID."),
        (("--student", "T1"), "No student has the ID or the name 'T1'. It is the ID of a tutor."),
        (("--tutor", "S1"), "No tutor has the ID or the name 'S1'. It is the ID of a student."),
        (("--tutor", "Lee"), "'Lee' can be several: Gina Lee (T1), Hugo Lee (T2). Give the ID."),
        (("--why-not", "S3", "T7"), "Error: No tutor has the ID or the name 'T7'."),
        (
            ("--why-not", "S3", "T1", "--at", "Mon 9:00"),
            "Error: No slot starts on Mon at 9:00. On Mon those open to students of Elm start at 8:00.",
        ),
    ],
)  # fmt: skip
def test_unknown_and_ambiguous_names_and_times_are_errors(words, said):
    assert said in explain(*words, code=1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Ask one thing: --student, --tutor or --why-not."),
        (("--student", "S1", "--tutor", "T1"), "Ask one thing"),
        (("--student", "S1", "--at", "Mon 8:00"), "--at goes with --why-not."),
        (("--why-not", "S1", "T1", "--at", "8:00"), "is no weekday with a time."),
        (("--why-not", "S1", "T1", "--at", "Mon-Tue 8:00"), "is no weekday with a time."),
        (("--why-not", "S1", "T1", "--at", "Mon noon"), "is no weekday with a time."),
    ],
)
def test_wrong_usage(words, said):
    assert said in " ".join(explain(*words, code=2).split())


def test_a_plan_of_another_program_and_one_that_no_longer_holds(tmp_path):
    other = {**SHEETS, "Students": [SHEETS["Students"][0], ("X1", "Art", "Elm", 3) + (None,) * 8]}
    write(tmp_path / "other.xlsx", other)
    said = run("explain", str(tmp_path / "other.xlsx"), "--plan", PLAN, "--student", "X1", code=1)
    assert "Nothing was explained." in said
    changed = [list(row) for row in SHEETS["Tutors"]]
    changed[1][5] = changed[2][5] = "Fri 8:00-8:30"
    write(tmp_path / "changed.xlsx", {**SHEETS, "Tutors": changed})
    said = run("explain", str(tmp_path / "changed.xlsx"), "--plan", PLAN, "--student", "S1", code=1)
    assert "no longer holds every rule of the program" in said


def test_without_a_plan_the_newest_beside_the_program_counts(tmp_path):
    assert run("explain", "program.xlsx", "--student", "S1") == explain("--student", "S1")
    write(tmp_path / "alone.xlsx", SHEETS)
    said = run("explain", str(tmp_path / "alone.xlsx"), "--student", "S1", code=1)
    assert "No plan stands beside" in said


def test_a_revision_tells_the_account_of_its_plan_again():
    run("substitute", "program.xlsx", "--plan", PLAN, "--absent", "T2", "--date", "2026-09-14",
        "--apply", "-o", "revision.xlsx")  # fmt: skip
    for sheet in ("Unplaced", "Helps most", "Open seats"):
        assert rows("revision.xlsx", sheet) == rows(PLAN, sheet)
