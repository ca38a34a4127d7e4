"""How large groups may be: rule 6."""

from __future__ import annotations

from constraints.checking import Cases, case, tally
from constraints.wording import count, opening
from matcher.domain import Request, Tutor
from matcher.problem import Problem
from matcher.rule import Check, Rule
from matcher.schedule import Schedule


class GroupSize(Rule):
    """No group is larger than the program, its tutor or any of its members allow."""

    number = 6
    name = "group-size"
    sentence = (
        "A group has at least one student and no more than the program, its tutor and each of its"
        " students allow."
    )

    def size(self, problem: Problem, person: Request | Tutor) -> int | None:
        """The program's limit, or the person's own where that is smaller."""
        most = problem.settings.max_group_size
        return most if person.max_group is None else min(most, person.max_group)

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Count the members of every group against each limit."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        for group in schedule:
            members = len(group.members)
            name, tutors = opening(group), (group.tutor.id,)
            fault = f"{name} has no students."
            yield case(self, fault, holds=members > 0, tutors=tutors)
            has = f"{name} has {count(members, 'student')} but"
            most = problem.settings.max_group_size
            fault = f"{has} groups have at most {most}."
            yield case(self, fault, holds=members <= most, tutors=tutors)
            limit = group.tutor.max_group
            if limit is not None:
                fault = f"{has} tutor {group.tutor.id} takes at most {limit}."
                yield case(self, fault, holds=members <= limit, tutors=tutors)
            for member in group.members:
                if member.max_group is not None:
                    student = member.student.id
                    fault = (
                        f"{has} student {student} is to be in groups of at most {member.max_group}."
                    )
                    within = members <= member.max_group
                    yield case(self, fault, holds=within, students=(student,), tutors=tutors)
