"""What a family or a tutor may be told: nobody else is named, and no need, category or service.

Only what concerns the child or the tutor who is spoken of, and the program as everybody knows it: its
subjects, languages, slots and buses.
"""

from __future__ import annotations

from matcher.advice import Advice
from matcher.domain import Group, Student, grade_name
from matcher.explain import Why
from matcher.report.words import count_words, meeting_words, place_words
from matcher.steps import BusRun, OneFewer, TimeOpened, span_words

WORDS = {
    "no_tutor": "This week no tutor teaches {subject}.",
    "no_grade": "This week no tutor who teaches {subject} teaches grade {grade}.",
    "no_language": "This week no tutor teaches {subject} in a language that {name} can be tutored in.",
    "only_avoid": (
        "The tutors who were agreed on for {name} can not teach {subject} this week. Please talk to"
        " the program manager about it."
    ),
    "no_modality": "This week no tutor of {subject} meets in the way that {name} can.",
    "no_common_time": (
        "The times at which {name} can come and those of the tutors of {subject} have too few days in"
        " common."
    ),
    "no_transport": (
        "The tutors of {subject} have time outside the school day only, on days on which there is no"
        " way for {name} to come and go."
    ),
    "limits": "The tutors of {subject} who could teach {name} have no time left to give.",
    "together": (
        "{name} is to have {subject} together with another child, and no group was found that both"
        " could be in."
    ),
    "blocked": "All tutors of {subject} who could teach {name} are full at the times that suit.",
    "outweighed": "All tutors of {subject} who could teach {name} are full at the times that suit.",
    "room_left": "A seat in {subject} may still be found for {name}. Please ask again.",
}
"""For each reason code, what a family is told."""


def family_words(why: Why, advice: Advice) -> list[str]:
    """Why a child has no seat, and what of the family's own would change it."""
    student, subject = why.request.student, why.request.subject
    grade = grade_name(student.grade)
    said = WORDS[why.code].format(name=_name(student), subject=subject, grade=grade)
    return [
        f"{_name(student)} has no seat in {subject} this week.",
        said,
        *_changes(why, advice),
    ]


def _changes(why: Why, advice: Advice) -> list[str]:
    """Of the changes that would be enough, those that ask the family, or the bus."""
    name = _name(why.request.student)
    for remedy in advice.single:
        step = remedy.steps[0]
        if isinstance(step, TimeOpened):
            return [f"There would be a seat if {name} could come on {span_words(step.window)}."]
        if isinstance(step, BusRun):
            return [
                f"There would be a seat if {name} could come and go on {span_words(step.window)}."
            ]
        if isinstance(step, OneFewer):
            fewer = count_words(len(remedy.group.meetings), "session")
            return [f"There would be a seat with {fewer} a week instead of {why.request.least}."]
    return ["The seat stays on the list; you will hear when one is free."]


def placed_words(student: Student, group: Group) -> str:
    """Where a child has a seat."""
    where = place_words(group.modality, group.frame.site)
    tutor = group.tutor.name or f"tutor {group.tutor.id}"
    return (
        f"{_name(student)} has a seat in {group.subject}: {meeting_words(group.meetings)} {where},"
        f" with {tutor}."
    )


def _name(student: Student) -> str:
    return student.name or f"The student {student.id}"
