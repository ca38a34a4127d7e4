"""Cuts: what every plan keeps and shares of candidates break.

A tutor holds one group at a time. Half of a group on Monday and Tuesday, half of one on Monday
and Wednesday and half of one on Tuesday and Wednesday keep that rule on every day, but no two of
them go together. Where tutors are scarce, linear programs live on such halves.

For rows ``S`` with room for ``R`` claims in all, and groups that claim ``n`` of them each, every
plan keeps ``sum of n // by <= R // by``: Chvatal-Gomory cuts of rank 1, all rows weighed
``1 / by``. With three rows of room 1 and ``by`` 2 they are the subset-row inequalities of Jepsen,
Petersen, Spoorendonk and Pisinger (2008), "Subset-row inequalities applied to the vehicle-routing
problem with time windows", Operations Research 56(2).

Only rows of one tutor are looked at. Their cuts ask for nothing but a group's meetings, so that
pricing stays exact; and cuts among units, or among units and times, gained little more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from matcher.search.arrays import Floats, Ints

SHAPES = ((5, 2), (5, 3), (8, 3))  # larger sets of times: how many, and by what to divide
DIVISORS = (2, 3, 4, 5)  # of one row with room for several meetings, a tutor's week say
LEAST = 0.02  # by which a cut must be broken
USES = 6  # of a row in new cuts
STARTS = 12  # of climbing, a tutor and shape
LEANING = 0.01  # towards sets that are claimed more often, whether or not it counts yet


class Cut(NamedTuple):
    """``by`` claims of a candidate on these rows count once."""

    rows: tuple[int, ...]
    by: int

    def room(self, left: Floats) -> float:
        """How often plans can count in all."""
        return float((left[list(self.rows)].sum() + 1e-7) // self.by)


def coefficients(cuts: Sequence[Cut], claims: sparse.csr_matrix) -> sparse.csr_matrix:
    """How often each candidate counts in each cut; ``claims`` are those of candidates on rows."""
    rows = [row for cut in cuts for row in cut.rows]
    sizes = [len(cut.rows) for cut in cuts]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    members = sparse.csr_matrix(
        (np.ones(len(rows)), rows, starts), shape=(len(cuts), claims.shape[0])
    )
    counts = (members @ claims).tocsr()
    by = np.array([cut.by for cut in cuts], dtype=np.float64)
    counts.data = (counts.data + 1e-7) // np.repeat(by, np.diff(counts.indptr))
    counts.eliminate_zeros()
    return counts


def tables(prices: Mapping[Cut, float], rows: int) -> tuple[object, ...]:
    """Priced cuts as :func:`matcher.search.pricing.price` takes them."""
    live = [cut for cut, price in prices.items() if price > 0]
    row = np.array([r for cut in live for r in cut.rows], dtype=np.int64)
    cut_of = np.array([q for q, cut in enumerate(live) for _ in cut.rows], dtype=np.int32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=rows))])
    return (
        starts.astype(np.int32),
        cut_of[np.argsort(row, kind="stable")],
        np.array([cut.by for cut in live], dtype=np.int32),
        np.array([prices[cut] for cut in live], dtype=np.float64),
        np.zeros(len(live), dtype=np.int32),
    )


def broken(
    rows_of_tutor: Iterable[Ints], left: Floats, claims: sparse.csr_matrix, shares: Floats
) -> list[Cut]:
    """Cuts that these shares of candidates break, the most broken first, no row in many of them.

    ``claims`` are those of the candidates on rows, ``left`` the room of each row.
    """
    found: list[tuple[float, Cut]] = []
    held = np.flatnonzero(shares > LEAST / 10)
    claims, shares = claims[:, held], shares[held]
    for rows in rows_of_tutor:
        patterns, weight = _patterns(claims[rows].toarray(), shares)
        found += _of_one(rows, left, patterns, weight)
        single = left[rows] == 1
        found += _of_several(rows[single], patterns[single], weight)
    found.sort(key=lambda by_how_much: (-by_how_much[0], by_how_much[1]))
    uses: Counter[int] = Counter()
    taken: list[Cut] = []
    for _, cut in found:
        if max(uses[row] for row in cut.rows) < USES:
            taken.append(cut)
            uses.update(cut.rows)
    return taken


def _patterns(taken: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """The different columns, and the shares of each in all."""
    different, place = np.unique(taken, axis=1, return_inverse=True)
    return different, np.bincount(place.ravel(), shares).astype(np.float64)


def _of_one(rows: Ints, left: Floats, patterns: Floats, weight: Floats) -> list[tuple[float, Cut]]:
    """Broken cuts of single rows with room for several."""
    found = []
    for row, pattern in zip(rows.tolist(), patterns, strict=True):
        for by in DIVISORS if left[row] > 1 else ():
            cut = Cut((row,), by)
            excess = float((pattern // by) @ weight) - cut.room(left)
            if excess > LEAST:
                found.append((excess, cut))
    return found


def _of_several(rows: Ints, patterns: Floats, weight: Floats) -> list[tuple[float, Cut]]:
    """Broken cuts of several rows of room 1: every three, and larger sets found by climbing."""
    found: dict[tuple[tuple[int, ...], int], float] = {}
    both = (patterns * weight) @ patterns.T
    for i in range(len(rows)):
        pairs = both[i, :, None] + both[i] + both
        j, k = i + 1 + np.argwhere(np.triu(pairs[i + 1 :, i + 1 :] > 1 + LEAST, 1)).T
        thrice = (patterns[i] * patterns[j] * patterns[k]) @ weight
        excesses = pairs[j, k] - 2 * thrice - 1
        for a, b, excess in zip(j.tolist(), k.tolist(), excesses.tolist(), strict=True):
            found[(i, a, b), 2] = excess
    for size, by in SHAPES:
        for start in np.argsort(-weight, kind="stable")[:STARTS] if len(rows) >= size else ():
            places = _climb(patterns, weight, np.flatnonzero(patterns[:, start]), size, by)
            count = patterns[places].sum(axis=0) // by
            found[tuple(sorted(places.tolist())), by] = float(count @ weight) - size // by
    return [
        (excess, Cut(tuple(rows[list(places)].tolist()), by))
        for (places, by), excess in found.items()
        if excess > LEAST
    ]


def _climb(patterns: Floats, weight: Floats, places: Ints, size: int, by: int) -> Ints:
    """A set of so many places that counts much: filled up from ``places``, then changed singly."""

    def worth(count: Floats) -> Floats:
        value: Floats = (count // by + LEANING * count) @ weight
        return value

    places = places[:size]
    while len(places) < size:
        value = worth(patterns[places].sum(axis=0) + patterns)
        value[places] = -np.inf
        places = np.append(places, int(value.argmax()))
    for _ in range(4 * size):
        count = patterns[places].sum(axis=0)
        value = worth(count - patterns[places][:, None] + patterns[None])
        value[:, places] = -np.inf
        out, new = np.unravel_index(int(value.argmax()), value.shape)
        if value[out, new] <= float(worth(count)) + 1e-9:
            break
        places[out] = new
    return places
