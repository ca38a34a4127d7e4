"""Which numbers of a table that goes to the public are hidden.

The table counts students: a *line* is a set of kinds of students (a site, a grade), a *column* a sum of
steps (who is placed: those who attend and those who do not). Secret are

- every small number (from 1 up to below a least one), and every small difference of two columns of the
  funnel, such as who is eligible and has no seat;
- everybody but a category, and all hidden numbers of the sites (grades, languages) together, where
  these are small;
- every number that is hidden, for whatever reason.

What is promised: for each secret there is another table of whole numbers that shows exactly the same and in
which the secret is another number; it is looked for with linear programs and then checked in
whole numbers (:mod:`matcher.report.other_tables`). So nobody can work a secret out by adding,
subtracting and reckoning with what can't be below zero: not with all totals, not who knows which kinds
of students there are, and not who knows of each kind what changed between the dates. For the last a
cell is hidden at all dates or at none, and the other table differs from the true one in the same way at
every date. Not promised: that a change between two dates is large, that a secret can't be guessed, and
anything of two tables that were made apart and are laid side by side.

Which further cell is hidden: of those that tell a secret, the one with the fewest students (at the date when
it has the most), of equal ones the later column; the line of everyone last. Each round hides at least one, so
there is an end. Then, the largest first, whatever is not needed after all is shown again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.report.other_tables import OtherTables, Secrets

Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]
PARTS_OF_ALL = ("site", "grade", "language")
"""The lines by these add up to everyone; a student may be in several categories."""


@dataclass(frozen=True)
class Table:
    """What is to be shown: at each date the number of each line and column.

    ``by`` says what each line is a value of; the first line is everyone. ``members`` holds for each
    line and kind of students whether the kind is in it, ``parts`` for each column and step whether
    the step is part of it, ``counts`` for each date, kind and step how many students there are.
    The first columns are a funnel: each is the next one and a step more. At dates that are not
    ``known`` the last step is not told apart from the one before, which holds both.
    """

    by: tuple[str, ...]
    members: Numbers
    parts: Numbers
    counts: Numbers
    known: tuple[bool, ...]

    @cached_property
    def lines(self) -> Numbers:
        """At each date, how many students of each line stand at each step."""
        return np.asarray(self.members @ self.counts)

    @cached_property
    def differences(self) -> tuple[tuple[int, int], ...]:
        """Two columns of the funnel each, the wide one first: subtracting tells who is between them."""
        return tuple(combinations(range(self.parts.shape[1]), 2))

    @cached_property
    def numbers(self) -> Numbers:
        """The number at each date, of each line and column; -1 where it is not known."""
        numbers = np.asarray(self.lines @ self.parts.T)
        apart = self.parts[:, -1] != self.parts[:, -2]
        numbers[np.ix_(~np.array(self.known), np.arange(len(self.by)), apart)] = -1
        return numbers

    @cached_property
    def room(self) -> Numbers:
        """Of each kind and step, how many students fewer there could be at every date."""
        known = np.array(self.known)
        room = np.asarray(self.counts[known].min(axis=0))
        for both in self.counts[~known][:, :, -2]:
            room[:, -1] = np.minimum(room[:, -1], both)
            room[:, -2] = np.minimum(room[:, -2], both - room[:, -1])
        for date in self.counts[~known]:
            room[:, :-2] = np.minimum(room[:, :-2], date[:, :-2])
        return room

    def sums(self, lines: Numbers, steps: Numbers) -> Iterator[int]:
        """Some lines' sum of some steps, at each date when it is known."""
        apart = steps[-1] != steps[-2]
        for numbers, known in zip(self.lines, self.known, strict=True):
            if known or not apart:
                yield int(lines @ numbers @ steps)


def hidden_cells(table: Table, least: int) -> Marks:
    """Which cells, by line and column, are not to be shown at any date."""
    return _Hiding(table, least).cells()


class _Hiding:
    """The work on one table."""

    def __init__(self, table: Table, least: int) -> None:
        self.table = table
        self.least = least
        self.most = table.numbers.max(axis=0)
        small = (table.numbers > 0) & (table.numbers < least)
        self.small: Marks = np.asarray(small.any(axis=0))
        same = (table.members[:, None, :] == table.members[None, :, :]).all(axis=2)
        self.alike = [np.flatnonzero(row) for row in same]
        self.others = OtherTables(table.members, table.parts, table.room, self.most[:, 0] - 1)

    def cells(self) -> Marks:
        hidden = self._enough(self.small.copy(), self._small)
        for cell in sorted(_places(hidden & ~self.small), key=self._order, reverse=True):
            if hidden[cell]:
                shown = self._shown_again(hidden, cell)
                if not self.others.told(shown, self._small(shown), one=True):
                    hidden = shown
        return self._enough(hidden, self._secrets)

    def _enough(self, hidden: Marks, secrets: Callable[[Marks], Secrets]) -> Marks:
        """Hide more until nothing that is shown tells a secret."""
        while not hidden.all() and (told := self.others.told(hidden, secrets(hidden))):
            self._hide_more(hidden, told.values())
        return hidden

    def _shown_again(self, hidden: Marks, cell: tuple[int, int]) -> Marks:
        """The cells that stay hidden where one is shown, and with it what it tells of the others."""
        shown = hidden.copy()
        shown[cell] = False
        cells = np.argwhere(shown & ~self.small)
        one = np.eye(len(self.table.by), dtype=np.int64)
        secrets = (one[cells[:, 0]], self.table.parts[cells[:, 1]])
        for at in self.others.told_by_sums(shown, secrets):
            shown[tuple(cells[at])] = False
        return shown

    def _hide_more(self, hidden: Marks, telling: Iterable[Marks]) -> None:
        """Of the cells that tell a secret, hide one; one may serve several secrets."""
        new = np.zeros_like(hidden)
        for cells in telling:
            if not (cells & new).any():
                line, column = min(_places(cells), key=self._order)
                new[self.alike[line], column] = True
        hidden |= new

    def _order(self, cell: tuple[int, int]) -> tuple[bool, int, int, int]:
        line, column = cell
        return 0 in self.alike[line], int(self.most[cell]), -column, line

    def _secrets(self, hidden: Marks) -> Secrets:
        """All that nobody may know: what is small, and what is hidden beside it."""
        return self._sums(hidden, hidden)

    def _small(self, hidden: Marks) -> Secrets:
        """What nobody may know because it is small."""
        return self._sums(hidden, self.small)

    def _sums(self, hidden: Marks, cells: Marks) -> Secrets:
        table = self.table
        one = np.eye(len(table.by), dtype=np.int64)
        found = [(one[line], table.parts[column]) for line, column in np.argwhere(cells)]
        between = [table.parts[wide] - table.parts[narrow] for wide, narrow in table.differences]
        sums = [(line, what) for line in one for what in between]
        unseen = [*hidden.T, *(hidden[:, w] | hidden[:, n] for w, n in table.differences)]
        for what, not_shown in zip((*table.parts, *between), unseen, strict=True):
            sums += [(lines, what) for lines in self._together(not_shown)]
        found += [
            (lines, what)
            for lines, what in sums
            if any(0 < value < self.least for value in table.sums(lines, what))
        ]
        return (
            np.array([lines for lines, _ in found], dtype=np.int64).reshape(-1, len(one)),
            np.array([what for _, what in found], dtype=np.int64).reshape(-1, table.parts.shape[1]),
        )

    def _together(self, unseen: Marks) -> Iterator[Numbers]:
        """What is not shown of the sites together, and the like; and everybody but a category."""
        by = np.array(self.table.by)
        for part in PARTS_OF_ALL:
            yield ((by == part) & unseen).astype(np.int64)
        for line in np.flatnonzero(by == "category"):
            all_but = np.zeros(len(by), dtype=np.int64)
            all_but[0], all_but[line] = 1, -1
            yield all_but


def _places(marks: Marks) -> list[tuple[int, int]]:
    return [(int(line), int(column)) for line, column in np.argwhere(marks)]
