"""Readers of a public table who reckon: what they know is what the table shows, and no more.

Written from the table alone: nothing of ``matcher.report.hiding`` is used.
"""

import numpy as np
from scipy.optimize import linprog

FUNNEL = ("eligible", "asked", "placed", "attending", "missing")
STEPS = {
    "eligible": (1, 1, 1, 1),
    "asked": (0, 1, 1, 1),
    "placed": (0, 0, 1, 1),
    "attending": (0, 0, 0, 1),
    "missing": (1, 1, 1, 0),
}
ROUNDING = 1e-6


class Reader:
    """Somebody who has unknowns that are not below zero, and equations and limits for them."""

    def __init__(self, unknowns):
        self.unknowns = unknowns
        self.equal, self.equals, self.limits, self.most = [], [], [], []

    def knows(self, row, value):
        self.equal.append(row)
        self.equals.append(value)

    def knows_at_most(self, row, value):
        self.limits.append(row)
        self.most.append(value)

    def best(self, row):
        """What the unknowns could be where ``row`` is the most; no number need be above a thousand."""
        answer = linprog(
            -np.asarray(row, dtype=float),
            A_eq=np.array(self.equal) if self.equal else None,
            b_eq=self.equals or None,
            A_ub=np.array(self.limits) if self.limits else None,
            b_ub=self.most or None,
            bounds=(0, 1000),
        )
        assert answer.status == 0, answer.message
        return answer.x

    def pins(self, secrets):
        """Those of the secrets (what they are made of, and the truth) that can only be one whole number."""
        open_, chance = list(range(len(secrets))), np.random.default_rng(1)
        rows = np.array([row for row, _ in secrets], dtype=float)
        truth = np.array([value for _, value in secrets])
        for _ in range(6):
            if open_:
                at = self.best(chance.choice([-1.0, 1.0], len(open_)) @ rows[open_])
                open_ = [n for n in open_ if abs(rows[n] @ at - truth[n]) < 1 - ROUNDING]
        pinned = []
        for n in open_:
            most = np.floor(rows[n] @ self.best(rows[n]) + ROUNDING)
            least = np.ceil(rows[n] @ self.best(-rows[n]) - ROUNDING)
            assert least <= truth[n] <= most
            if least == most:
                pinned.append(n)
        return pinned


def told(rows):
    """Of a date's rows: line -> column -> what it says."""
    return {(row.by, row.value): dict(zip(FUNNEL, row.numbers, strict=True)) for row in rows}


def line_reader(table, *, there):
    """Knows each line by itself and what adds up; with ``there``, that somebody is in every line."""
    lines = list(table)
    reader = Reader(len(lines) * 4)

    def row(line, steps):
        found = np.zeros((len(lines), 4))
        found[lines.index(line)] = steps
        return found.ravel()

    everyone = ("all", "everyone")
    for line, columns in table.items():
        for column, number in columns.items():
            if isinstance(number, int):
                reader.knows(row(line, STEPS[column]), number)
        if there:
            reader.knows_at_most(-row(line, STEPS["eligible"]), -1)
    for step in np.eye(4):
        for by in ("site", "grade", "language"):
            those = [row(line, step) for line in lines if line[0] == by]
            if those:
                reader.knows(sum(those) - row(everyone, step), 0)
        those = [row(line, step) for line in lines if line[0] == "category"]
        for one in those:
            reader.knows_at_most(one - row(everyone, step), 0)
        if those:
            reader.knows_at_most(row(everyone, step) - sum(those), 0)
    return reader, row


def kind_reader(tables, kinds, counts, *, changes, there):
    """Knows each kind of students that there is: which lines they are in.

    ``counts`` hold for each date, kind and step the truth, of which only ``changes`` are known: how
    many more or fewer of each kind and step there are than at the first date; ``there`` as above.
    """
    reader, size = Reader(len(kinds) * 4), len(kinds) * 4

    def row(line, steps):
        inside = np.array([line in kind for kind in kinds], dtype=float)
        return (inside[:, None] * np.asarray(steps, dtype=float)[None, :]).ravel()

    for table, count in zip(tables, counts, strict=True):
        change = (np.asarray(count) - np.asarray(counts[0])).ravel() if changes else np.zeros(size)
        for line, columns in table.items():
            for column, number in columns.items():
                if isinstance(number, int):
                    at = row(line, STEPS[column])
                    reader.knows(at, number - at @ change)
        for unknown in np.flatnonzero(change < 0):
            reader.knows_at_most(-np.eye(size)[unknown], change[unknown])
        for line in table if there else ():
            reader.knows_at_most(-row(line, STEPS["eligible"]), -1)
    return reader, row
