"""What hand-outs need: homerooms, contacts at home, and rooms with names."""

from __future__ import annotations

import random
from collections import defaultdict

from .book import Book, Row
from .names import GIVEN

SECTIONS = "ABCD"
STUDENTS_IN_SECTION = 9
"""About so many of a program's students share a homeroom."""
NO_HOMEROOM, NO_CONTACT, SECOND_CONTACT, NO_ADDRESS = 0.03, 0.06, 0.07, 0.02
CHANNELS, CHANNEL_WEIGHTS = ("text", "email", "paper"), (75, 15, 10)
AREAS = ("213", "323", "424", "562", "626", "747", "818")


def add_handing_out(book: Book, seed: str) -> None:
    """Homerooms into the sheet Students, and the sheets Contacts and Rooms."""
    rng = random.Random(f"{seed} handing out")
    add_homerooms(book, rng)
    add_contacts(book, rng)
    add_rooms(book)


def add_homerooms(book: Book, rng: random.Random) -> None:
    """Each grade of a site has homerooms enough; a few students have none."""
    of_grade: dict[tuple[object, object], dict[str, list[Row]]] = defaultdict(dict)
    for row in book.rows["Students"]:
        rows = of_grade[row["site"], row["grade"]].setdefault(str(row["student_id"]), [])
        rows.append(row)
    for (_, grade), students in of_grade.items():
        sections = max(1, round(len(students) / STUDENTS_IN_SECTION))
        for number, rows in enumerate(students.values()):
            if rng.random() >= NO_HOMEROOM:
                section = SECTIONS[number % min(sections, len(SECTIONS))]
                for row in rows:
                    row["homeroom"] = f"{grade}{section}"


def add_contacts(book: Book, rng: random.Random) -> None:
    """Somebody at home for nearly everyone; for a few a second one, who reads English."""
    students = {str(row["student_id"]): row for row in book.rows["Students"]}
    for student_id, row in students.items():
        if rng.random() < NO_CONTACT:
            continue
        home = str(row["home_language"])
        add_contact(book, rng, student_id, str(row["name"]), home, None)
        if home != "English" and rng.random() < SECOND_CONTACT:
            add_contact(book, rng, student_id, str(row["name"]), home, "English")


def add_contact(
    book: Book, rng: random.Random, student_id: str, child: str, home: str, language: str | None
) -> None:
    """A row of Contacts with a number or an address that can be nobody's."""
    given, family = rng.choice(GIVEN[home]), child.rsplit(maxsplit=1)[-1]
    channel = rng.choices(CHANNELS, CHANNEL_WEIGHTS)[0]
    number = f"{rng.choice(AREAS)}-555-{rng.randint(100, 199):04d}"
    email = f"{student_id.lower()}@home.example"
    address = {"text": number, "email": email, "paper": "backpack"}[channel]
    book.add(
        "Contacts",
        student_id=student_id,
        name=f"{given} {family}",
        language=language,
        channel=channel,
        address=None if rng.random() < NO_ADDRESS else address,
    )


def add_rooms(book: Book) -> None:
    """As many rooms by name as a site holds groups."""
    for row in book.rows["Sites"]:
        for number in range(int(str(row["groups_at_once"]))):
            book.add("Rooms", site=row["site"], room=room_name(number))


def room_name(number: int) -> str:
    """Names as schools have them."""
    named = ("Library", "Room 4", "Room 7", "Room 12", "Room 15", "Room 21", "Bungalow 2")
    return named[number] if number < len(named) else f"Bungalow {number - len(named) + 3}"
