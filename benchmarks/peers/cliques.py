"""Covering a graph with cliques: few rows that say the same as many pairs."""

from __future__ import annotations


def cover(apart: dict[int, set[int]]) -> list[list[int]]:
    """Cliques of a graph, given as neighbours, until every edge is in one."""
    left = {u: set(others) for u, others in apart.items()}
    cliques: list[list[int]] = []
    for u, neighbours in apart.items():
        while left[u]:
            clique, common = [u], set(neighbours)
            for v in (*sorted(left[u]), *sorted(neighbours - left[u])):
                if v in common:
                    clique.append(v)
                    common &= apart[v]
            for v in clique:
                left[v].difference_update(clique)
            cliques.append(clique)
    return cliques
