"""Hand-outs from file to file: what each person gets, and nothing about anyone else."""

import html
import re
import shutil
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from matcher import match_week
from matcher.handouts.press import Press
from tests.handouts.lincoln import FIRST, NAMES, SECRETS, SHEETS, lincoln, sheet, text_of
from tests.quick_search import quick_search
from tests.test_cli import match

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with the program, its first plan, all hand-outs and the messages."""
    folder = tmp_path_factory.mktemp("lincoln")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(match_week, "search", quick_search)
        lincoln(folder / "lincoln.xlsx")
        match("--week", FIRST, "lincoln.xlsx")
        said = match("handouts", "lincoln.xlsx", "-d", "out", "--messages", "texts.csv")
        (folder / "said.txt").write_text(said.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def place(made, tmp_path, monkeypatch):
    """A copy of it all that a test may change, as the present folder."""
    shutil.copytree(made, tmp_path / "it", dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path / "it")
    monkeypatch.setattr(match_week, "search", quick_search)
    return tmp_path / "it"


def pdfs(folder, kind="*"):
    return sorted((folder / "out").glob(f"{kind}/*.pdf"))


def test_everybody_gets_a_file_of_their_own(made):
    names = {str(path.relative_to(made / "out")) for path in (made / "out").rglob("*.*")}
    assert names == {
        "cover.pdf",
        "contents.sha256",
        *(f"tutors/{tutor}.{kind}" for tutor in ("T1", "T2", "T3", "T5") for kind in ("pdf", "ics")),
        *(f"sites/{site}-{what}" for site in ("Lincoln", "Jefferson") for what in ("doors.pdf", "sign-in.pdf", "attendance.xlsx")),
        "teachers/Lincoln-3A.pdf",
        *(f"families/{one}.ics" for one in ("S1", "S2", "S3", "S4", "S6", "S7")),
        "families/S1-es.pdf",
        "families/S1-en.pdf",
        *(f"families/{one}.pdf" for one in ("S2-es", "S3-en", "S4-en", "S6-en", "S7-en")),
    }  # fmt: skip


def allowed(path):
    """The students who may be named in a hand-out."""
    kind, stem = path.parent.name, path.stem
    if kind == "families":
        return {stem.split("-")[0]}
    groups = {"T1": {"S1", "S2", "S3"}, "T2": {"S1", "S2", "S3"}, "T3": {"S4", "S6"}, "T5": {"S7"}}
    sites = {"Lincoln": {"S1", "S2", "S3", "S7"}, "Jefferson": {"S4", "S6"}}
    if kind == "tutors":
        return groups[stem]
    if kind == "sites":
        return set() if stem.endswith("doors") else sites[stem.split("-")[0]]
    return {"S1", "S2", "S7"}


def test_no_hand_out_names_another_child_or_tells_a_secret(made):
    for path in pdfs(made):
        text = text_of(path)
        for student, name in NAMES.items():
            if student not in allowed(path):
                assert name not in text, path
                assert name.split()[0] not in text, path
                assert student not in re.findall(r"\bS\d\b", text), path
        assert not [secret for secret in SECRETS if secret in text], path


def test_no_sheet_to_be_filled_in_names_another_child_or_tells_a_secret(made):
    for path in sorted((made / "out/sites").glob("*.xlsx")):
        with zipfile.ZipFile(path) as parts:
            cells = b" ".join(parts.read(name) for name in parts.namelist() if "sheet" in name)
        text = html.unescape(cells.decode("utf-8"))
        rows = sheet(path, "Attendance")
        assert rows
        for student, name in NAMES.items():
            assert (name in text) == (student in allowed(path)), path
        told = " ".join(str(value) for row in rows for value in row.values())
        assert not [secret for secret in SECRETS if secret in told], path


def test_every_child_who_should_be_named_is_named(made):
    for path in pdfs(made):
        text = text_of(path)
        for student in allowed(path) - {"S6"}:  # what is read back of Arabic is told elsewhere
            assert NAMES[student] in text, path


def test_no_calendar_names_another_child_or_tells_a_secret(made):
    for path in sorted((made / "out").glob("*/*.ics")):
        text = path.read_text(encoding="utf-8").replace("\r\n ", "")
        for student, name in NAMES.items():
            if student not in allowed(path):
                assert name not in text, path
        told = "\n".join(
            line for line in text.splitlines() if line.startswith(("SUM", "DESC", "LOC"))
        )
        assert not [secret for secret in SECRETS if secret in told], path


def test_a_tutor_reads_the_week_with_what_is_unusual(made):
    tom, uma = text_of(made / "out/tutors/T1.pdf"), text_of(made / "out/tutors/T2.pdf")
    assert "Monday, September 14" in tom
    assert "COVERED by Uma Urial" in tom
    assert "Away: Ben Bosque" in tom
    assert "Math · Spanish" in tom
    assert "For Tom Tern alone" in tom
    assert "COVERING for Tom Tern" in uma
    assert "Tuesday" not in uma


def test_a_family_reads_its_own_language(made):
    ana, leo = text_of(made / "out/families/S1-es.pdf"), text_of(made / "out/families/S1-en.pdf")
    assert "Tutoría de Ana Ardilla" in ana
    assert "Lunes, 14 de septiembre" in ana
    assert re.search(r"8:00–8:30 a\.m\.", ana)
    assert "EN LUGAR DE Tom Tern" in ana
    assert "Tutoring for Ana Ardilla" in leo
    assert "INSTEAD OF Tom Tern" in leo
    ben = text_of(made / "out/families/S2-es.pdf")
    assert "AUSENTE" in ben
    assert "se le deben a Ben Bosque" in ben


def test_a_family_reads_how_the_child_comes_and_goes(made):
    assert "Bus: Late bus" in text_of(made / "out/families/S4-en.pdf")
    assert "on their own" in text_of(made / "out/families/S6-en.pdf")
    assert "Bus" not in text_of(made / "out/families/S1-en.pdf")


def test_a_meeting_that_moves_is_told_at_both_times(made):
    for path in ("families/S4-en.pdf", "tutors/T3.pdf", "sites/Jefferson-doors.pdf"):
        text = text_of(made / "out" / path)
        assert "MOVED to Thu 3:40 PM" in text, path
        assert "MOVED here from Wed" in text, path


def test_each_room_has_pages_of_its_own(made):
    document = pypdfium2.PdfDocument(made / "out/sites/Lincoln-doors.pdf")
    titles = [page.get_textpage().get_text_range().split("\r\n")[:2] for page in document]
    assert {title for title, _ in titles} == {"Library", "Room 3"}
    assert all(aside.startswith("Lincoln · ") for _, aside in titles)
    rows = sheet(made / "lincoln-2026-09-14.xlsx", "Sessions")
    there = {(row["room"], row["date"]) for row in rows if row["site"] == "Lincoln"}
    assert len(document) == len(there)
    assert "Lincoln, Library" in text_of(made / "out/tutors/T1.pdf")
    assert "Library Uma Urial" in text_of(made / "out/teachers/Lincoln-3A.pdf")
    assert "Lincoln Library" in text_of(made / "out/families/S1-es.pdf")


def test_a_plan_from_before_the_rooms_had_names_is_told(place):
    lincoln(place / "lincoln.xlsx", Rooms=None)
    match("--week", FIRST, "--overwrite", "lincoln.xlsx")
    lincoln(place / "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "new")
    assert "Meetings without a room" in text_of(place / "new/cover.pdf")


def with_rooms(place, sheets, changes):
    """Other rooms in a plan: ``changes`` gives for each row that has one its room, or None to keep it."""
    path = place / "lincoln-2026-09-14.xlsx"
    book = load_workbook(path)
    for name in sheets:
        heads = [cell.value for cell in book[name][1]]
        for row in book[name].iter_rows(min_row=2):
            told = dict(zip(heads, (cell.value for cell in row), strict=True))
            if told["room"]:
                row[heads.index("room")].value = changes(told) or told["room"]
    book.save(path)


def test_a_room_that_is_taken_twice_is_handed_to_nobody(place):
    with_rooms(place, ("Groups", "Sessions"), lambda _told: "Library")
    said = match("handouts", "lincoln.xlsx", "-d", "new", code=1)
    assert "Library" in said.stderr
    assert not (place / "new").exists()


def test_rows_that_contradict_each_other_are_handed_to_nobody(place):
    with_rooms(place, ("Sessions",), lambda told: "Room 3" if told["student_id"] == "S2" else None)
    said = match("handouts", "lincoln.xlsx", "-d", "new", code=1)
    assert "Another row has this meeting" in said.stderr
    assert not (place / "new").exists()


def test_a_pull_list_has_the_school_day_alone(made):
    text = text_of(made / "out/teachers/Lincoln-3A.pdf")
    assert "Homeroom 3A" in text
    assert "AWAY" in text
    assert not (made / "out/teachers/Jefferson-4B.pdf").exists()


def test_the_cover_sheet_lists_what_could_not_be_made(made):
    text = text_of(made / "out/cover.pdf")
    for told in (
        "no homeroom: 1. Cyrus Cedar (S3)",
        "nobody is named for: 1. Ben Bosque (S2)",
        "without a seat, so that there is nothing to hand out: 1. Emil Elm (S5)",
        "Arabic and get English, as it has no catalogue: 1.",
        "Persian and get English, as it has no catalogue: 1. Cyrus Cedar (S3)",
        "no message: 1. Cyrus Cedar (S3): =Darya Cedar",
        "Changes are not marked, as there is no earlier plan.",
        "families/S1-es.pdf",
        "text, email",
    ):
        assert told in text
    assert not [secret for secret in SECRETS if secret in text]


def test_the_screen_tells_counts_and_no_child(made):
    said = (made / "said.txt").read_text(encoding="utf-8")
    assert "tutors 4, sites 2, teachers 1, families 6" in said
    assert "Wrote 5 messages to texts.csv." in said
    assert not [name for name in NAMES.values() if name in said]


def test_messages_are_ready_for_another_tool(made):
    text = (made / "texts.csv").read_bytes().decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0] == "student_id,contact,language,channel,address,text"
    assert lines[1].startswith(
        'S1,Eva Ardilla,Spanish,text,+1 213-555-0101,"Tutoría de Ana Ardilla'
    )
    assert lines[2].startswith("S1,Leo Ardilla,English,email,leo@home.example,")
    assert "INSTEAD OF Tom Tern: Math, Mon 8:00" in lines[2].replace("\xa0", " ")
    assert lines[3].startswith("S4,Gil Deodar,English,text,'=1+1,")
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize(
    ("audience", "kinds"),
    [("tutors", {"tutors"}), ("sites", {"sites"}), ("teachers", {"teachers"}), ("families", {"families"})],
)  # fmt: skip
def test_one_kind_alone(place, audience, kinds):
    match("handouts", "lincoln.xlsx", "-d", "some", "--for", audience)
    assert {path.name for path in (place / "some").iterdir()} == {
        *kinds,
        "cover.pdf",
        "contents.sha256",
    }


def test_those_who_work_here_can_be_told_in_spanish(place):
    match("handouts", "lincoln.xlsx", "-d", "some", "--language", "español")
    text = text_of(place / "some/tutors/T1.pdf")
    assert "Semana del 14 de septiembre de 2026" in text
    assert "LA DA Uma Urial" in text
    assert "Math · español" in text
    assert "Salón base 3A" in text_of(place / "some/teachers/Lincoln-3A.pdf")
    assert "Registro de asistencia: Lincoln" in text_of(place / "some/sites/Lincoln-sign-in.pdf")


def test_the_same_plan_gives_the_same_files(place):
    match("handouts", "lincoln.xlsx", "-d", "again")
    for path in pdfs(place):
        other = place / "again" / path.relative_to(place / "out")
        assert other.read_bytes() == path.read_bytes(), path


def test_a_folder_that_is_there_is_kept_unless_it_may_be_replaced(place):
    said = match("handouts", "lincoln.xlsx", "-d", "out", code=2)
    assert "Give --overwrite" in said.stderr
    (place / "out/tutors/T2.pdf").unlink()
    match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite")
    assert (place / "out/tutors/T2.pdf").exists()


@pytest.mark.parametrize(
    "name",
    ["thesis.docx", "families/notes.txt", "sites/Lincoln-attendance.xlsx", "contents.sha256"],
)
def test_what_was_added_or_filled_in_is_never_replaced(place, name):
    (place / "out" / name).write_bytes(b"years of work")
    said = match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite", code=2)
    assert "would be lost" in said.stderr
    assert (place / "out" / name).read_bytes() == b"years of work"


def test_hand_outs_that_are_not_made_again_stay(place):
    said = match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite", "--for", "tutors", code=2)
    assert "families, sites, teachers too" in said.stderr
    assert (place / "out/families/S1-es.pdf").exists()


def test_the_folder_that_one_stands_in_is_not_replaced(place, monkeypatch):
    (place / "empty").mkdir()
    monkeypatch.chdir(place / "empty")
    said = match("handouts", "../lincoln.xlsx", "-d", ".", code=2)
    assert "Give a folder of its own" in said.stderr


def test_nothing_is_made_of_a_plan_that_breaks_a_rule(place):
    rows = [[*row] for row in SHEETS["Tutors"]]
    rows[1][5] = "Mon-Fri 9:00-15:00"
    lincoln(place / "lincoln.xlsx", Tutors=rows)
    said = match("handouts", "lincoln.xlsx", "-d", "other", code=1)
    assert "no longer" in said.stderr
    assert not (place / "other").exists()
    assert not list(place.glob(".other*"))


def test_without_a_plan_it_is_said_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lincoln(tmp_path / "lincoln.xlsx")
    said = match("handouts", "lincoln.xlsx", "-d", "out", code=2)
    assert "plan a week first" in said.stderr


def test_a_failure_amid_the_work_leaves_everything_as_it_was(place, monkeypatch):
    def jammed(_press, _document):
        raise OSError(28, "No space left on device")

    before = {path: path.read_bytes() for path in (place / "out").rglob("*.*")}
    monkeypatch.setattr(Press, "pdf", jammed)
    said = match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite", code=2)
    assert "No space left" in said.stderr
    assert {path: path.read_bytes() for path in (place / "out").rglob("*.*")} == before
    assert not list(place.glob(".out*"))


def test_ctrl_c_leaves_everything_as_it_was(place, monkeypatch):
    def stopped(_press, _document):
        raise KeyboardInterrupt

    before = {path: path.read_bytes() for path in (place / "out").rglob("*.*")}
    monkeypatch.setattr(Press, "pdf", stopped)
    match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite", code=3)
    assert {path: path.read_bytes() for path in (place / "out").rglob("*.*")} == before
    assert not list(place.glob(".out*"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-d", "new", "--messages", "new/texts.csv"), "a file that is not in new"),
        (("-d", "new", "--messages", "texts.csv"), "texts.csv is there already"),
        (("-d", "lincoln.xlsx"), "lincoln.xlsx"),
        (("-d", "new", "--language", "Armenian"), "There are: English, Spanish."),
        (("-d", "new", "--language", "Elvish"), "There are: English, Spanish."),
        ((), "'-d'"),
    ],
)
def test_what_can_not_be_done_as_asked_is_told(place, words, told):
    said = match("handouts", "lincoln.xlsx", *words, code=2)
    assert told in said.stderr
    assert not (place / "new").exists()


def test_a_plan_before_that_is_named_must_be_one(place):
    (place / "bad.xlsx").write_bytes(b"no workbook")
    said = match("handouts", "lincoln.xlsx", "-d", "new", "--previous", "bad.xlsx", code=1)
    assert "bad.xlsx" in said.stderr
    (place / "lincoln-2026-09-07.xlsx").write_bytes(b"no workbook")
    said = match("handouts", "lincoln.xlsx", "-d", "new")
    assert "as lincoln-2026-09-07.xlsx can't be read" in said.stdout


def test_the_week_can_be_named(place):
    match("--week", "2026-09-21", "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "new", "--week", "2026-09-16")
    assert "made from lincoln-2026-09-14.xlsx" in text_of(place / "new/cover.pdf")
    said = match("handouts", "lincoln.xlsx", "-d", "newer", "--week", "2026-10-05", code=2)
    assert "plan a week first" in said.stderr
    plan = ("--plan", "lincoln-2026-09-14.xlsx", "--previous", "lincoln-2026-09-14.xlsx")
    said = match("handouts", "lincoln.xlsx", "-d", "newer", *plan, code=2)
    assert "is the plan itself" in said.stderr


def test_pull_lists_of_homerooms_that_are_called_alike_stay_apart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    rows = [[*row] for row in SHEETS["Students"]]
    for row in rows[1:]:
        row[3] = {"Jefferson": "Lincoln-East"}.get(row[3], row[3])
        row[11] = {"S1": "East-3A", "S2": "East-3A", "S4": "3A", "S6": "3A"}.get(row[0], "1")
    swapped = {
        name: [
            [{"Jefferson": "Lincoln-East"}.get(cell, cell) for cell in row] for row in SHEETS[name]
        ]
        for name in ("Tutors", "Slots", "Calendar")
    }
    swapped["Slots"] = [[*row[:4], None] for row in swapped["Slots"]]
    swapped["Slots"][0][4] = "kind"
    lincoln(tmp_path / "lincoln.xlsx", Students=rows, **swapped)
    match("--week", FIRST, "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "out", "--for", "teachers")
    lists = [text_of(path) for path in sorted((tmp_path / "out/teachers").glob("Lincoln-East*"))]
    assert len(lists) == 2
    assert sum("Ana Ardilla" in text for text in lists) == 1
    assert sum("Dora Deodar" in text for text in lists) == 1


def test_names_that_several_have_come_with_the_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    rows = [[*row] for row in SHEETS["Students"]]
    rows[1][1] = rows[2][1] = "Ana Lee"
    rows[3][1] = "Cyrus\r\nCedar; Jr."
    lincoln(tmp_path / "lincoln.xlsx", Students=rows)
    match("--week", FIRST, "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "out")
    for path in ("tutors/T1.pdf", "sites/Lincoln-sign-in.pdf", "teachers/Lincoln-3A.pdf"):
        text = text_of(tmp_path / "out" / path)
        assert "Ana Lee (S1)" in text
        assert "Ana Lee (S2)" in text
    assert "Ana Lee (S1)" not in text_of(tmp_path / "out/families/S2-es.pdf")
    assert "Cyrus Cedar; Jr." in text_of(tmp_path / "out/families/S3-en.pdf")
    told = (tmp_path / "out/families/S3.ics").read_text(encoding="utf-8")
    assert "X-WR-CALNAME:Tutoring: Cyrus Cedar\\; Jr." in told


def test_long_words_stay_in_their_column_and_pages_say_whose_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    long = "Keihanaikukauakahihuliheekahaunaele"
    rows = [[*row] for row in SHEETS["Students"]]
    rows += [
        [f"S{n}", f"{long} {n}", "Chess", "Lincoln", 3, 1, None, "English", None, None, None, "3A", None, 3]
        for n in range(10, 30)
    ]  # fmt: skip
    tutors = [[*row] for row in SHEETS["Tutors"]]
    tutors += [[f"T{n}", None, "Lincoln", "Chess", "English", "Mon-Fri 8:00-15:00"] for n in range(10, 30)]  # fmt: skip
    lincoln(tmp_path / "lincoln.xlsx", Students=rows, Tutors=tutors, Rooms=None)
    match("--week", FIRST, "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "out")
    document = pypdfium2.PdfDocument(tmp_path / "out/teachers/Lincoln-3A.pdf")
    assert len(document) > 1
    for page in document:
        text = page.get_textpage().get_text_range()
        assert "Homeroom 3A" in text
        assert re.search("(Mon|Tues|Wednes)day, September 1", text)
        words = page.get_textpage()
        edge = page.get_width() - 40
        assert all(words.get_charbox(at)[2] <= edge for at in range(words.count_chars()))
    sign_in = pypdfium2.PdfDocument(tmp_path / "out/sites/Lincoln-sign-in.pdf")
    for page in sign_in:
        text = page.get_textpage().get_text_range()
        assert "Sign-in: Lincoln" in text
        assert re.search("(Mon|Tues|Wednes)day, September 1", text)


def test_names_of_files_are_such_as_every_system_takes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    rows = [[*row] for row in SHEETS["Students"]]
    odd = {"S1": "../S1", "S2": "con", "S3": "a/b", "S4": "A\\B", "S6": "S:6*"}
    pairs = [["rule", "student", "with"], ["together", "../S1", "con"]]
    for row in rows[1:]:
        row[0] = odd.get(row[0], row[0])
    absences = SHEETS["Absences"][:2]
    lincoln(tmp_path / "lincoln.xlsx", Students=rows, Pairs=pairs, Absences=absences)
    match("--week", FIRST, "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "out", "--for", "families")
    names = {path.name for path in (tmp_path / "out/families").glob("*.ics")}
    assert names == {"S1.ics", "con_.ics", "a-b.ics", "A-B-2.ics", "S-6.ics", "S7.ics"}
