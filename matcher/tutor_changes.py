"""Why a tutor's groups are not what they were: what became of each, and of those who sat there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property

from matcher.causes import NOTHING, Cause
from matcher.domain import Group, Previous
from matcher.problem import Problem
from matcher.report.words import count_words, listed
from matcher.schedule import Schedule

Key = tuple[str, str]


class GroupNews:
    """What became of groups. ``causes`` are those of the seats that were not kept."""

    def __init__(
        self, problem: Problem, schedule: Schedule, causes: Mapping[Key, Cause | None]
    ) -> None:
        assert problem.previous is not None
        self.problem = problem
        self.previous: Previous = problem.previous
        self.schedule = schedule
        self.causes = causes
        self.groups = {group.id: group for group in schedule}

    @cached_property
    def _members(self) -> dict[str, list[Key]]:
        found: dict[str, list[Key]] = defaultdict(list)
        for key, seat in self.previous.seats.items():
            found[seat.group_id].append(key)
        return found

    def of_tutor(self, tutor: str, names: Collection[str]) -> str:
        """A sentence for each of these groups of the tutor, in the order of their names."""
        return " ".join(self._said(tutor, name) for name in sorted(names))

    def _said(self, tutor: str, name: str) -> str:
        before, now = self.previous.groups.get(name), self.groups.get(name)
        if before is None or before.tutor_id != tutor:
            return f"{name} came from tutor {before.tutor_id}." if before else f"{name} is new."
        if now is None:
            return f"{name} ended: {self._fates(name)}.{self._against(name)}"
        if now.tutor.id != tutor:
            return f"{name} went to tutor {now.tutor.id}.{self._against(name)}"
        return f"{name} {self._changed(name, now)}.{self._against(name)}"

    def _changed(self, name: str, now: Group) -> str:
        before = self.previous.groups[name]
        old, members = set(self._members[name]), {member.key for member in now.members}
        said = []
        if before.places != {meeting.place for meeting in now.meetings}:
            said.append("meets at other times")
        if before.language != now.language:
            said.append(f"is in {now.language} now")
        joined, left = len(members - old), len(old - members)
        if joined:
            said.append(f"has {count_words(joined, 'more student')}")
        if left:
            said.append(f"no longer has {left} of its students")
        return listed(said) or f"is for {now.subject} now"

    def _fates(self, name: str) -> str:
        """How many of the group's students left, sit elsewhere, and have no seat."""
        keys = self._members[name]
        if not keys:
            return "it had no students"
        here = [key for key in keys if key in self.problem.request]
        seated = [key for key in here if key in self.schedule.groups_of]
        parts = (
            (len(keys) - len(here), "no longer takes part", "no longer take part"),
            (len(seated), "sits in another group", "sit in another group"),
            (len(here) - len(seated), "has no seat", "have no seat"),
        )
        if len(keys) == 1:
            return f"its only student {next(one for count, one, _ in parts if count)}"
        said = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
        return f"of its {len(keys)} students, {listed(said)}"

    def _against(self, name: str) -> str:
        """What stands against the group's old seats, what stands against most of them first."""
        here = [key for key in self._members[name] if key in self.problem.request]
        causes = [cause for key in here if (cause := self.causes.get(key))]
        counts = Counter(what for cause in causes for what in cause.against if what not in NOTHING)
        if not counts:
            return ""
        return f" Against its old seats: {listed([what for what, _ in counts.most_common()])}."
