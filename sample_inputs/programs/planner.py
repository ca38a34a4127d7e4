"""What a planner adds to a program: what things cost, and 24 scenarios to look at."""

from __future__ import annotations

from .book import Book, Value

PILOT_COSTS: tuple[tuple[str, str, float, str], ...] = (
    ("Program coordinator", "year", 64_000, "Half a year, with benefits"),
    ("Site supervision", "week", 2_150, "An hour a day at each school"),
    ("Evaluation", "year", 24_000, "A report to the board"),
    ("Tutor training and clearance", "tutor", 1_150, ""),
    ("Curriculum, assessment, materials", "student", 310, ""),
    ("Paid preparation and travel", "session_hour", 16, ""),
    ("Late bus", "bus_run", 190, ""),
)
"""Item, per, dollars, note."""

SCHOOL_COSTS: tuple[tuple[str, str, float, str], ...] = (
    ("Program coordinator", "year", 96_000, "With benefits"),
    ("Tutor training and clearance", "tutor", 900, ""),
    ("Curriculum, assessment, materials", "student", 260, ""),
    ("Paid preparation", "session_hour", 9, ""),
    ("Late bus", "bus_run", 240, ""),
)


def add_pilot(book: Book, sites: tuple[str, ...]) -> None:
    """Half a year for $200,000: what each lever buys, and a ladder of three phases."""
    _costs(book, PILOT_COSTS)
    _scenario(book, "As it is")
    _scenario(book, "More or fewer tutors", tutors="4..14 step 2")
    _scenario(book, "More or fewer rooms", groups_at_once="1..4")
    _scenario(book, "In or after school", kinds="school_day; after_school; both")
    _scenario(book, "Larger groups", max_group_size="2; 4")
    _scenario(book, "More bus days", bus_days="3; 4")
    _scenario(book, "Who comes", attendance="75%; 85%; 95%")
    _scenario(book, "Pilot", phase=1, sites=", ".join(sites[:2]), note="Two schools in fall")
    _scenario(book, "Evaluation", phase=2, note="All four schools in spring")
    _scenario(
        book,
        "All",
        phase=3,
        tutors=14,
        students=1.25,
        note="With a fourth more students, next fall",
    )


def add_school(book: Book) -> None:
    """A school with more need than seats: tutors against group size, then the rest."""
    _costs(book, SCHOOL_COSTS)
    _scenario(book, "As it is")
    _scenario(book, "Tutors and group size", tutors="4..16 step 3", max_group_size="2; 3; 4")
    _scenario(book, "In or after school", kinds="school_day; both")
    _scenario(book, "More bus days", bus_days="3; 5")
    _scenario(book, "Wider groups", overrides="Settings.max_grade_spread=2")
    _scenario(book, "Growth", students="0.8; 1.2")
    _scenario(book, "Who comes", attendance="85%")


def _costs(book: Book, costs: tuple[tuple[str, str, float, str], ...]) -> None:
    for item, per, amount, note in costs:
        book.add("Costs", item=item, per=per, amount=amount, note=note or None)


def _scenario(book: Book, scenario: str, **levers: Value) -> None:
    book.add("Scenarios", scenario=scenario, **levers)
