"""Who may learn together: rule 7."""

from __future__ import annotations

from constraints.checking import Cases, case, tally
from constraints.wording import called, count, decimal
from matcher.domain import Group, Request
from matcher.problem import Problem
from matcher.rule import Check, Rule, Violation
from matcher.schedule import Schedule


class GroupFit(Rule):
    """Grades and levels lie close, and the wishes about who learns with whom hold."""

    number = 7
    name = "group-fit"
    sentence = (
        "The students of a group are at most max_grade_spread grades and max_level_spread levels"
        " apart; students to be kept apart never share a group, and students to be kept together"
        " share one in each subject both ask for, or neither has a seat in it."
    )

    def fits(self, problem: Problem, first: Request, second: Request) -> bool:
        """Whether grades and given levels are close enough and the two need not be apart."""
        settings = problem.settings
        if abs(first.student.grade - second.student.grade) > settings.max_grade_spread:
            return False
        if second.student.id in problem.partners["apart"].get(first.student.id, ()):
            return False
        most = settings.max_level_spread
        if most is None or first.level is None or second.level is None:
            return True
        return abs(first.level - second.level) <= most

    def links(self, problem: Problem, first: Request, second: Request) -> bool:
        """Whether a together row binds the two requests in this week."""
        return (
            first.subject == second.subject
            and second.student.id in problem.partners["together"].get(first.student.id, ())
            and first.key in problem.request
            and second.key in problem.request
        )

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Ask of every group how far apart its members are, and of every pair how it is seated."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        for group in schedule:
            yield from self._spans(problem, group)
        yield from self._apart(problem, schedule)
        yield from self._together(problem, schedule)

    def _spans(self, problem: Problem, group: Group) -> Cases:
        settings = problem.settings
        by_grade = sorted(group.members, key=lambda member: member.student.grade)
        levels = [(member.level, member) for member in group.members if member.level is not None]
        levels.sort(key=lambda given: given[0])
        if len(by_grade) > 1:
            low, high = by_grade[0].student, by_grade[-1].student
            span, most = high.grade - low.grade, settings.max_grade_spread
            fault = (
                f"Students {low.id} and {high.id} are {count(span, 'grade')} apart in"
                f" {called(group)} but may be at most {most}."
            )
            yield case(self, fault, holds=span <= most, students=(low.id, high.id))
        if len(levels) > 1 and settings.max_level_spread is not None:
            (lowest, low_member), (highest, high_member) = levels[0], levels[-1]
            pair = (low_member.student.id, high_member.student.id)
            fault = (
                f"Students {pair[0]} and {pair[1]} are {decimal(highest - lowest)} levels apart in"
                f" {called(group)} but may be at most {decimal(settings.max_level_spread)}."
            )
            near = highest - lowest <= settings.max_level_spread
            yield case(self, fault, holds=near, students=pair)

    def _apart(self, problem: Problem, schedule: Schedule) -> Cases:
        rows = [pair for pair in problem.program.pairs if pair.rule == "apart"]
        for pair in {frozenset((row.student, row.other)): row for row in rows}.values():
            both = (pair.student, pair.other)
            shared = [
                group
                for group in schedule.of_student.get(pair.student, ())
                if any(member.student.id == pair.other for member in group.members)
            ]
            for group in shared:
                fault = (
                    f"Students {both[0]} and {both[1]} are to be apart but share {called(group)}."
                )
                yield Violation(self.name, fault, both)
            if not shared:
                yield None

    def _together(self, problem: Problem, schedule: Schedule) -> Cases:
        rows = [pair for pair in problem.program.pairs if pair.rule == "together"]
        for pair in {frozenset((row.student, row.other)): row for row in rows}.values():
            both = (pair.student, pair.other)
            wishes = [{r.subject for r in problem.requests if r.student.id == one} for one in both]
            for subject in sorted(wishes[0] & wishes[1]):
                seats = [set(schedule.groups_of.get((one, subject), ())) for one in both]
                fault = (
                    f"Students {both[0]} and {both[1]} are to be together in {subject} but do not"
                    " share a group."
                )
                yield case(self, fault, holds=seats[0] == seats[1], students=both)
