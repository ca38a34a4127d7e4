"""How every checker reports what it looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matcher.rule import Check, Rule, Violation

Cases = Iterator[Violation | None]
"""One item for each case looked at: what is broken, or None where the case holds."""


def tally(cases: Iterable[Violation | None]) -> Check:
    """Count the cases and keep those that are broken."""
    count, broken = 0, []
    for case in cases:
        count += 1
        if case is not None:
            broken.append(case)
    return Check(count, tuple(broken))


def case(
    rule: Rule,
    fault: str,
    *,
    holds: bool,
    students: tuple[str, ...] = (),
    tutors: tuple[str, ...] = (),
) -> Violation | None:
    """One case: nothing where it holds, else the fault with its witnesses."""
    return None if holds else Violation(rule.name, fault, students, tutors)
