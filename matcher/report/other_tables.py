"""Whether what is shown of a table tells what is not: looks for other tables that show the same.

Linear algebra says cheaply which secrets follow from what is shown by adding and subtracting. For each of
the others a linear program looks for the shortest step to another table: no shown number changes, nobody
is taken away where there is nobody, and no line is emptied. Such a step is mostly one of a few students
from here to there, so that its numbers are whole; that is checked in whole numbers.

HiGHS comes with scipy. It was tried in one process with ortools, loaded before it and after it: both solve
as they do alone (unlike the package highspy, which can't be loaded beside ortools).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr, solve_triangular
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Secrets = tuple[Numbers, Numbers]
"""Some sums, parallel: how often each line counts, and how often each step."""

EXACT = 1e-7
"""Sums that differ by less are the same; steps found that way are checked in whole numbers."""
TRIES = 4
"""How often a step is looked for that changes many secrets at once."""
MANY = 1_000
"""Of more kinds of students than this, only so many are looked at, each time others."""
SCALES = (1, 2, 3)
"""By how much a step may have to be taken for its numbers to be whole."""


class OtherTables:
    """The tables that could be instead of the true one: ``found`` are changes, by line and step.

    ``members`` and ``parts`` are those of :class:`matcher.report.hiding.Table`; ``room`` is how many
    students fewer there could be of each kind and step, ``spare`` how many fewer of each line
    (the first column) so that somebody is left.
    """

    def __init__(self, members: Numbers, parts: Numbers, room: Numbers, spare: Numbers) -> None:
        self.members, self.parts, self.room, self.spare = members, parts, room, spare
        # Lines depend on each other as their parts along a few directions do.
        self._base = np.asarray(np.linalg.qr(members.T.astype(float), mode="r")).T
        self.found: list[Numbers] = []
        self._last: tuple[bytes, Any] = b"", None
        self._chance = np.random.default_rng(0)

    def told_by_sums(self, hidden: Marks, secrets: Secrets) -> dict[int, Marks]:
        """The secrets that adding and subtracting shown cells tells, and which cells these are."""
        wanted = _products(secrets[0] @ self._base, secrets[1])
        if hidden.all() or not len(wanted):
            return {}
        turned, sizes, cells = self._independent(hidden)
        aims = turned.T @ wanted.T
        wrong = np.abs(turned @ aims - wanted.T).max(axis=0)
        weights = solve_triangular(sizes, aims)
        return {
            int(at): _marks(hidden, cells[np.abs(weights[:, at]) > EXACT])
            for at in np.flatnonzero(wrong < EXACT)
        }

    def _independent(self, hidden: Marks) -> tuple[Floats, Floats, Numbers]:
        """Shown cells of which none follows from others, and what they are made of, turned."""
        sign = hidden.tobytes()
        if sign != self._last[0]:
            cells = np.argwhere(~hidden)
            base = _products(self._base[cells[:, 0]], self.parts[cells[:, 1]])
            turned, sizes, order = qr(base.T, mode="economic", pivoting=True)
            rank = int((np.abs(np.diag(sizes)) > EXACT).sum())
            some = turned[:, :rank], sizes[:rank, :rank], cells[order[:rank]]
            self._last = sign, some
        turned, sizes, cells = self._last[1]
        return turned, sizes, cells

    def told(self, hidden: Marks, secrets: Secrets, *, one: bool = False) -> dict[int, Marks]:
        """The secrets for which no other table is found, and the shown cells that tell them.

        With ``one``, no more is looked for once there is any.
        """
        told = self.told_by_sums(hidden, secrets)
        if told:
            return told
        search = _Search(self, hidden, secrets)
        for _ in range(TRIES):
            if not search.unlike.all():
                search.step(self._chance.integers(-99, 100, len(search.unlike)) * ~search.unlike)
        for at in range(len(search.unlike)):
            if not search.unlike[at] and not (one and told):
                only = np.eye(1, len(search.unlike), at, dtype=np.int64)[0]
                cells = search.step(only)
                if not search.unlike[at]:
                    cells |= search.step(-only)
                if not search.unlike[at]:
                    told[at] = cells if cells.any() else ~hidden  # its numbers were not whole
        return told


class _Search:
    """For which secrets another table is known; steps to more of them are kept with the tables."""

    def __init__(self, tables: OtherTables, hidden: Marks, secrets: Secrets) -> None:
        self._steps, self._secrets, self._found = _Steps(tables, hidden), secrets, tables.found
        self.unlike = np.zeros(len(secrets[0]), dtype=bool)
        for change in self._found:
            if not (change @ tables.parts.T)[~hidden].any():
                self._count(change)

    def step(self, often: Numbers) -> Marks:
        """Look for a step that changes the secrets, each that often; the cells in its way."""
        change, cells = self._steps.shortest((self._secrets[0] * often[:, None], self._secrets[1]))
        if change is not None:
            self._found.append(change)
            self._count(change)
        return cells

    def _count(self, change: Numbers) -> None:
        lines, steps = self._secrets
        self.unlike |= ((lines @ change) * steps).sum(axis=1) != 0


class _Steps:
    """The steps to other tables that show the same, as linear programs."""

    def __init__(self, tables: OtherTables, hidden: Marks) -> None:
        self._hidden, self._members = hidden, tables.members
        self._room, self._shape = tables.room.ravel(), tables.room.shape
        self._chance = np.random.default_rng(0)
        self._cells = np.argwhere(~hidden)
        self._same = csr_array(
            _products(tables.members[self._cells[:, 0]], tables.parts[self._cells[:, 1]])
        )
        # A line's number that is shown does not change; else somebody must be left in it.
        open_ = np.flatnonzero(hidden[:, 0])
        there = _products(tables.members[open_], np.repeat(tables.parts[:1], len(open_), axis=0))
        self._there, self._spare = csr_array(there), tables.spare[open_]
        self._last = csr_array(there[self._spare == 0])

    def shortest(self, secret: Secrets) -> tuple[Numbers | None, Marks]:
        """What changes, by line and step, where some sums grow the most for each student who differs.

        None where there is no such step in whole numbers; and the shown cells that stand in the way.
        """
        gain = np.einsum("il,lk,is->ks", secret[0], self._members, secret[1])
        kinds = np.arange(len(gain))
        if len(kinds) > MANY:
            inside = (gain != 0).any(axis=1)
            few = [self._chance.permutation(kinds[part])[: MANY // 2] for part in (inside, ~inside)]
            kinds = np.sort(np.concatenate(few))
        return self._program(gain.ravel(), kinds)

    def _program(self, gain: Numbers, kinds: Numbers) -> tuple[Numbers | None, Marks]:
        """The same, where nothing changes but these kinds."""
        more = (kinds[:, None] * self._shape[1] + np.arange(self._shape[1])).ravel()
        fewer = more[self._room[more] > 0]
        same, last = (hstack([rows[:, more], -rows[:, fewer]]) for rows in (self._same, self._last))
        length = np.concatenate([np.ones(len(more)), 1 / self._room[fewer]])
        answer = linprog(
            np.concatenate([-gain[more], gain[fewer]]).astype(float),
            A_eq=same,
            b_eq=np.zeros(same.shape[0]),
            A_ub=vstack([csr_array(length[None, :]), -last]),
            b_ub=np.concatenate([[1.0], np.zeros(last.shape[0])]),
            method="highs",
        )
        if answer.status != 0:  # never seen; then nobody knows of a step
            return None, ~self._hidden
        step = np.zeros(len(gain))
        step[more] = answer.x[: len(more)]
        step[fewer] -= answer.x[len(more) :]
        return self._whole(step), _marks(
            self._hidden, self._cells[np.abs(answer.eqlin.marginals) > EXACT]
        )

    def _whole(self, step: Floats) -> Numbers | None:
        sizes = np.abs(step)[np.abs(step) > EXACT]
        for scale in SCALES if len(sizes) else ():
            whole = np.rint(step * scale / sizes.min()).astype(np.int64)
            fits = (whole >= -self._room).all() and not (self._same @ whole).any()
            if fits and (self._there @ whole >= -self._spare).all():
                return np.asarray(self._members @ whole.reshape(self._shape))
        return None


def _products(lines: NDArray[Any], steps: Numbers) -> NDArray[Any]:
    """A row for each pair: how often each kind, or line, counts in each step."""
    pairs = lines[:, :, None] * steps[:, None, :]
    return np.asarray(pairs.reshape(len(lines), lines.shape[1] * steps.shape[1]))


def _marks(like: Marks, cells: Numbers) -> Marks:
    marks = np.zeros_like(like)
    marks[tuple(cells.T)] = True
    return marks
