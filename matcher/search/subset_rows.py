"""Which candidates of a long list a good plan can hold.

The linear program over the list, tightened by subset-row inequalities (Jepsen, Petersen, Spoorendonk
and Pisinger, 2008, "Subset-row inequalities applied to the vehicle-routing problem with time windows",
Operations Research 56(2)): of the candidates that claim two of three rows with room for one, a plan
holds at most one. Unlike in :mod:`matcher.search.cuts`, the rows may be units as well as times, since
nothing is priced any more. What a candidate's reduced worth takes from the bound shows which can matter.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matcher.search.arrays import Floats, Ints
from matcher.search.linear import Linear, Solved, solve_linear

Bools = npt.NDArray[np.bool_]

ROUNDS = 20
FIRST, MORE = 300, 200  # candidates that a linear program begins with, and goes on with
NEW = 30  # inequalities a round, at most
USES = 6  # of a row in them
MOST_ROWS = 80  # that triples are made of
LEAST = 0.02  # by which an inequality must be broken
SAFE = 1e-4


def shrink(program: Linear, least: float) -> Ints:
    """The positions of candidates that plans worth at least ``least`` can hold."""
    kept = np.arange(len(program.top))
    single = _single(program)
    priced = np.zeros(len(kept), bool)
    for _ in range(ROUNDS):
        solved = _solved(program, priced)
        if solved is None:
            break
        new = _broken(single, solved)
        live = np.flatnonzero(solved.value + np.minimum(0.0, solved.reduced) >= least - SAFE)
        kept, single, priced = kept[live], single[:, live], priced[live]
        if not len(new) or not len(live):
            break
        program = _with_cuts(program, new, live)
    return kept


def _solved(program: Linear, priced: Bools) -> Solved | None:
    """The linear program's answer, found over few candidates, more and more; these are noted."""
    columns = program.rows.tocsc()
    priced[np.argsort(-program.objective, kind="stable")[:FIRST]] = True
    while True:
        at = np.flatnonzero(priced)
        solved = solve_linear(
            Linear(
                program.objective[at],
                columns[:, at].tocsr(),
                program.low,
                program.high,
                program.top[at],
            )
        )
        if solved is None:
            return None
        reduced = program.objective - columns.T @ solved.prices
        more = np.flatnonzero((reduced > SAFE) & ~priced)
        if not len(more):
            x = np.zeros(len(priced))
            x[at] = solved.x
            return Solved(solved.value, x, solved.prices, reduced)
        priced[more[np.argsort(-reduced[more], kind="stable")[:MORE]]] = True


def _single(program: Linear) -> Bools:
    """For rows that only one of some candidates can claim: which these are."""
    entries = program.rows.tocoo()
    negative = np.zeros(program.rows.shape[0], bool)
    negative[entries.row[entries.data < 0]] = True
    fits = np.isfinite(program.high) & (program.low == -np.inf) & ~negative
    claims = fits[entries.row] & (entries.data > program.high[entries.row] / 2 + SAFE)
    single = np.zeros(program.rows.shape, bool)
    single[entries.row[claims], entries.col[claims]] = True
    single = np.unique(single, axis=0)
    return np.asarray(single[single.sum(axis=1) > 1])


def _broken(single: Bools, solved: Solved) -> Floats:
    """The left sides of inequalities that the shares break, the worst first."""
    held = np.flatnonzero(solved.x > SAFE)
    shares, claims = solved.x[held], single[:, held]
    used = claims @ shares
    rows = np.sort(np.argsort(-used, kind="stable")[:MOST_ROWS])
    rows = rows[used[rows] > 0.5]
    found: list[tuple[float, int, int, int]] = []
    for i, first in enumerate(rows):
        for j in range(i + 1, len(rows)):
            twice = claims[first] & claims[rows[j]]
            once = claims[first] ^ claims[rows[j]]
            sums = (twice | (once & claims[rows[j + 1 :]])) @ shares
            found.extend(
                (-float(sums[k]), int(first), int(rows[j]), int(rows[j + 1 + k]))
                for k in np.flatnonzero(sums > 1 + LEAST)
            )
    uses = np.zeros(len(single), np.int64)
    taken: list[Floats] = []
    for _, *three in sorted(found):
        if len(taken) < NEW and (uses[three] < USES).all():
            uses[three] += 1
            taken.append(single[three].sum(axis=0) // 2)
    return np.array(taken, dtype=np.float64)


def _with_cuts(program: Linear, new: Floats, live: Ints) -> Linear:
    """The program over the columns that are left, with the new inequalities."""
    rows = sparse.vstack([program.rows, sparse.csr_matrix(new)], format="csr")
    return Linear(
        objective=program.objective[live],
        rows=rows[:, live],
        low=np.concatenate([program.low, np.full(len(new), -np.inf)]),
        high=np.concatenate([program.high, np.ones(len(new))]),
        top=program.top[live],
    )
