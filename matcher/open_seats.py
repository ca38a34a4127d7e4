"""Where one more student fits into a plan as things stand.

Each line is made of probes: students who do not exist, one for each site and grade, who could come at
any time and alone. What a probe could do, a student of that site, grade, subject and language can
who is free at the times named, can get there, asks for that many sessions, and is not kept apart
from anybody there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from matcher.domain import SELF, Group, Meeting, Request, Student, Tutor
from matcher.offers import Offer
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.report.words import meeting_words
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.steps import grades_words

GRADES = range(-1, 13)
MOST_SESSIONS = 7


@dataclass(frozen=True)
class OpenSeat:
    """A line: free seats of a group, or free hours of a tutor in which a new group could be.

    ``sites`` are those whose students can come, ``sessions`` how often a week the student would
    meet, at ``meetings``; of free hours as many of them, on different days, as ``sessions``.
    ``levels`` are the least and the highest that fit; None: any. ``seats`` are free.
    """

    group: Group | None
    tutor: Tutor
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    sites: tuple[str, ...]
    grades: frozenset[int]
    levels: tuple[Fraction, Fraction] | None
    sessions: int
    meetings: tuple[Meeting, ...]
    seats: int

    @property
    def times(self) -> str:
        """The days and times: ``Mon Wed 10:15-10:45``."""
        return meeting_words(self.meetings)

    @property
    def who(self) -> str:
        """The grades that fit: ``K-2``."""
        return grades_words(self.grades)


class OpenSeats:
    """Finds the open seats of a plan; ``tutors``: of these tutors alone, by ID."""

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        schedule: Schedule,
        tutors: Iterable[str] | None = None,
    ) -> None:
        self.sites = problem.program.sites
        subjects = dict.fromkeys(s for tutor in problem.tutors for s in tutor.subjects)
        languages = tuple(dict.fromkeys(n for tutor in problem.tutors for n in tutor.languages))
        taken = {r.student.id for r in problem.program.requests}
        self._probes = {
            (site, grade, subject): Request(
                Student(_free(f"probe-{s}-{grade}", taken), site, grade, transport=SELF,
                        modality="either"),
                subject, least=1, most=MOST_SESSIONS, languages=languages,
            )
            for s, site in enumerate(self.sites)
            for grade in GRADES
            for subject in subjects
        }  # fmt: skip
        program = problem.program
        requests = (*program.requests, *self._probes.values())
        self.problem = replace(problem, program=replace(program, requests=requests))
        self.reach = Reach(
            self.problem, rules, schedule, tutors=None if tutors is None else set(tutors)
        )
        self.least = program.settings.sessions_per_week[0]
        self._most = cache(self._most_sessions)

    def find(self) -> list[OpenSeat]:
        """Every open seat: groups with a free seat, then free hours of tutors."""
        return [*self._in_groups(), *self._in_hours()]

    # -- groups ---------------------------------------------------------------------------------

    def _in_groups(self) -> Iterator[OpenSeat]:
        for group in self.reach.with_a_seat():
            size = self.reach.size((group.tutor, *group.members))
            by_grades: dict[frozenset[int], list[str]] = defaultdict(list)
            for site in self.sites:
                fits = frozenset(
                    grade
                    for grade in GRADES
                    if self.reach.takes(group, (self._probes[site, grade, group.subject],))
                )
                if fits:
                    by_grades[fits].append(site)
            for grades, sites in by_grades.items():
                yield OpenSeat(
                    group=group,
                    tutor=group.tutor,
                    subjects=(group.subject,),
                    languages=(group.language,),
                    sites=tuple(sites),
                    grades=grades,
                    levels=self._levels(group),
                    sessions=len(group.meetings),
                    meetings=group.meetings,
                    seats=(size or 0) - len(group.members),
                )

    def _levels(self, group: Group) -> tuple[Fraction, Fraction] | None:
        """The levels that are no further from any member's than the program allows."""
        most = self.problem.settings.max_level_spread
        known = [member.level for member in group.members if member.level is not None]
        return (max(known) - most, min(known) + most) if known and most is not None else None

    # -- free hours -----------------------------------------------------------------------------

    def _in_hours(self) -> Iterator[OpenSeat]:
        for tutor in self.reach.tutors:
            alike: dict[tuple[int, tuple[Meeting, ...]], dict[str, set[int]]]
            alike = defaultdict(lambda: defaultdict(set))
            for site in self.sites:
                for grade in GRADES:
                    for key in self._hours(tutor, site, grade):
                        alike[key][site].add(grade)
            for (sessions, meetings), by_site in alike.items():
                sites: dict[frozenset[int], list[str]] = defaultdict(list)
                for site, grades in by_site.items():
                    sites[frozenset(grades)].append(site)
                for fits, names in sites.items():
                    probe = self._probes[names[0], min(fits), tutor.subjects[0]]
                    yield OpenSeat(
                        group=None,
                        tutor=tutor,
                        subjects=tutor.subjects,
                        languages=tutor.languages,
                        sites=tuple(names),
                        grades=fits,
                        levels=None,
                        sessions=sessions,
                        meetings=meetings,
                        seats=self.reach.size((tutor, probe)) or 1,
                    )

    def _hours(
        self, tutor: Tutor, site: str, grade: int
    ) -> Iterator[tuple[int, tuple[Meeting, ...]]]:
        """How often a new group could meet at each place, and the free times there."""
        probe = (self._probes[site, grade, tutor.subjects[0]],)
        for offer in self._offers(tutor, probe[0].subject):
            shared = self.reach.shared(probe, offer)
            if shared and self.reach.pairs(probe, offer.frame):
                found = self._most(offer, shared, probe[0])
                if found is not None:
                    yield found

    def _offers(self, tutor: Tutor, subject: str) -> Iterator[Offer]:
        """The tutor's frames, one for each place: language makes no difference to times."""
        for place in self.reach.places:
            offers = self.reach.frames(subject, tutor.languages[0], place)
            yield from (offer for offer in offers if offer.frame.tutor.id == tutor.id)

    def _most_sessions(
        self, offer: Offer, shared: int, probe: Request
    ) -> tuple[int, tuple[Meeting, ...]] | None:
        """The most sessions of a new group at these meetings, and those of them that are free."""
        unit, loads = (probe,), self.reach.load.all
        days = self.reach.free_days(unit, offer, loads)
        for sessions in range(len(days), max(self.least, 1) - 1, -1):
            asking = replace(probe, least=sessions, most=sessions)
            if self.reach.group((asking,), offer, loads) is not None:
                bits = sorted(bit for of_day in days.values() for bit in of_day)
                meetings = sorted(
                    (offer.place.meetings[bit] for bit in bits),
                    key=lambda m: (m.start, m.end, m.slot.row),
                )
                return sessions, tuple(meetings)
        return None


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-"
    return name
