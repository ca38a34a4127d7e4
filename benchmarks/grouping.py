"""Schools with more need than seats: groups must be formed and chosen."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.shapes import Shape
from sample_inputs.programs.book import Book, Row
from sample_inputs.programs.campus import Campus, add_routes, add_slots, add_students, add_tutors
from sample_inputs.programs.names import People
from sample_inputs.programs.school import add_pairs

PER_SITE = 200  # requests
PER_ROOM = 25  # students
ALL_GRADES, FEW_GRADES = tuple(range(9)), (3, 4, 5)
SMALL = 100  # below this a school has only a few grades, and no rows of Pairs
FURTHER_LANGUAGES = ("Korean", "Tagalog")
SPEAK_FURTHER = 0.2  # of the students of English-speaking homes, where these languages count
TUTORS_SPEAK_FURTHER = 0.4
BUDGET_SHARE = 0.6
HOURS = 0.75  # of a session
NEIGHBOUR_MINUTES = 15


def add_schools(
    book: Book,
    shape: Shape,
    requests: int,
    rng: random.Random,
    ids: tuple[Iterator[str], Iterator[str]],
) -> None:
    """Add schools of about ``PER_SITE`` requests each; ``ids`` number students and tutors."""
    people = People(f"{shape.name} schools")
    sites = max(1, round(requests / PER_SITE))
    schools = []
    for number in range(sites):
        quota = requests * (number + 1) // sites - requests * number // sites
        school = _campus(number, quota)
        schools.append(school)
        add_slots(book, school)
        add_routes(book, school)
        students = _students(book, school, quota, rng, ids[0], people)
        _shape_students(students, shape, rng)
        count = len({row["student_id"] for row in students})
        staff = replace(school, tutors=max(3, round(count / shape.per_tutor)))
        tutors = add_tutors(book, [staff], rng, ids[1], people)
        _shape_tutors(book.rows["Tutors"][-len(tutors) :], shape, rng)
        if quota >= SMALL:
            add_pairs(book, rng, students, tutors)
    if shape.windows == "loose":
        for row in book.rows["Slots"]:
            row.pop("grades", None)
    if shape.shared and sites > 1:
        _share(book, shape, schools, rng)
    if shape.budget:
        book.settings(weekly_budget=_budget(book.rows["Tutors"]))


def _campus(number: int, quota: int) -> Campus:
    return Campus(
        site=f"School {number + 1:03d}",
        grades=FEW_GRADES if quota < SMALL else ALL_GRADES,
        students=quota,
        tutors=0,
        rooms=max(2, round(quota / PER_ROOM)),
        routes=(f"Line {number + 1}A", f"Line {number + 1}B"),
        later=(0, 5, 15, 0, 10)[number % 5],
    )


def _students(
    book: Book,
    school: Campus,
    quota: int,
    rng: random.Random,
    ids: Iterator[str],
    people: People,
) -> list[Row]:
    """The rows of a school, as many as its quota."""
    before = len(book.rows["Students"])
    add_students(book, school, rng, ids, people)
    del book.rows["Students"][before + quota :]
    return book.rows["Students"][before:]


def _shape_students(rows: list[Row], shape: Shape, rng: random.Random) -> None:
    """One-to-one, languages and windows; what a student's rows share is drawn once a student."""
    further: dict[str, str | None] = {}
    for row in rows:
        if rng.random() < shape.one_to_one:
            row["max_group"] = 1
        elif row.get("max_group") == 1:
            del row["max_group"]
        if shape.windows == "loose":
            row.pop("busy", None)
        if shape.languages == 1 or (shape.languages == 2 and row["home_language"] == "Armenian"):
            row["home_language"] = "English"
            row.pop("languages", None)
        student = str(row["student_id"])
        if student not in further:
            spoken = FURTHER_LANGUAGES[: max(0, shape.languages - 3)]
            speaks = spoken and row["home_language"] == "English"
            speaks = speaks and rng.random() < SPEAK_FURTHER
            further[student] = rng.choice(spoken) if speaks else None
        if further[student]:
            row["home_language"] = further[student]
            row["languages"] = f"{further[student]}; English"


def _shape_tutors(rows: list[Row], shape: Shape, rng: random.Random) -> None:
    """The tutors' languages."""
    for row in rows:
        if shape.languages == 1:
            row["languages"] = "English"
        elif shape.languages > 3 and rng.random() < TUTORS_SPEAK_FURTHER:
            spoken = FURTHER_LANGUAGES[: shape.languages - 3]
            row["languages"] = f"{row['languages']}; {rng.choice(spoken)}"


def _share(book: Book, shape: Shape, schools: list[Campus], rng: random.Random) -> None:
    """Some tutors work at the next school too, where they can travel to within minutes."""
    following = {
        school.site: schools[(number + 1) % len(schools)].site
        for number, school in enumerate(schools)
    }
    rows = [row for row in book.rows["Tutors"] if row["sites"] in following]
    for row in rng.sample(rows, round(shape.shared * len(rows))):
        row["sites"] = f"{row['sites']}; {following[str(row['sites'])]}"
    ways = {tuple(sorted(way)) for way in following.items()}
    for first, second in sorted(ways):
        book.add("Travel", from_=first, to=second, minutes=NEIGHBOUR_MINUTES)


def _budget(tutors: list[Row]) -> int:
    """Wages for a share of all the hours that the tutors offer."""
    wages = (
        float(str(row["max_sessions_week"])) * HOURS * float(str(row["hourly_rate"]))
        for row in tutors
    )
    return round(BUDGET_SHARE * sum(wages))
