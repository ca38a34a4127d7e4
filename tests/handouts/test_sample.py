"""Every hand-out of the sample pilot is read: whom it names, and that it tells no secret."""

import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from openpyxl import load_workbook

from matcher import match_week
from tests.handouts.lincoln import sheet, text_of
from tests.quick_search import quick_search
from tests.test_cli import match

SAMPLE = Path(__file__).parent.parent.parent / "sample_inputs" / "pilot.xlsx"
SECRETS = re.compile(r"\b(EL|IEP|FRL|Sick|Dentist|Appointment|need|level|category|categories)\b")
"""Categories and reasons of the sample, and what columns that are nobody's business are called."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The hand-outs of the second of two weeks, with a tutor who steps in: a folder."""
    folder = tmp_path_factory.mktemp("pilot")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(match_week, "search", quick_search)
        shutil.copy(SAMPLE, folder)
        for week in ("2026-09-14", "2026-09-21"):
            match("--week", week, "pilot.xlsx")
        match("substitute", "pilot.xlsx", "--absent", "T001", "--date", "2026-09-22", "--apply")
        match("handouts", "pilot.xlsx", "-d", "out", "--messages", "texts.csv")
    return folder


def test_every_hand_out_names_nobody_whom_its_reader_does_not_meet(made):
    tutors = {row["name"] for row in sheet(SAMPLE, "Tutors")}
    names = {row["student_id"]: row["name"] for row in sheet(SAMPLE, "Students")}
    names = {student: name for student, name in names.items() if name not in tutors}
    assert len(names) > 45
    homerooms = {
        row["student_id"]: (row["site"], row["homeroom"]) for row in sheet(SAMPLE, "Students")
    }
    allowed = defaultdict(set)
    for plan in ("pilot-2026-09-21.xlsx", "pilot-2026-09-21-r2.xlsx"):
        for row in sheet(made / plan, "Sessions"):
            student = row["student_id"]
            for tutor in {row["tutor_id"], row["planned_tutor_id"]} - {None}:
                allowed["tutors", tutor].add(student)
            allowed["sites", _word(row["site"])].add(student)
            allowed["teachers", "-".join(map(_word, homerooms[student]))].add(student)
            allowed["families", student].add(student)
        for row in sheet(made / plan, "Seats"):
            allowed["tutors", row["tutor_id"]].add(row["student_id"])
            allowed["families", row["student_id"]].add(row["student_id"])
    read = 0
    for path in sorted((made / "out").glob("*/*.pdf")):
        kind, whose = path.parent.name, re.sub("-(en|es|doors|sign-in)$", "", path.stem)
        may = allowed[kind, whose] if not path.stem.endswith("-doors") else set()
        text = text_of(path)
        named = {student for student, name in names.items() if name in text}
        assert named <= may, path
        assert not SECRETS.search(text), path
        read += 1
    assert read > 50


def _word(name):
    return re.sub(r"\s+", "-", str(name))


def test_every_calendar_and_message_tells_no_secret(made):
    for path in [*sorted((made / "out").glob("*/*.ics")), made / "texts.csv"]:
        told = re.sub(r"(?m)^(UID|TZID|DTSTAMP).*$", "", path.read_text(encoding="utf-8"))
        assert not SECRETS.search(told), path


def test_every_sheet_to_be_filled_in_tells_no_secret(made):
    for path in sorted((made / "out/sites").glob("*.xlsx")):
        book = load_workbook(path)
        for row in book["Attendance"].iter_rows(values_only=True):
            assert not SECRETS.search(" ".join(str(value) for value in row)), path
