"""Blocks: the parts of a program that share little: the units of one site are a block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.search.arrays import Arrays, Ints
from matcher.search.master import Part

ONE_BLOCK = 450  # units up to which everything is one block


@dataclass(frozen=True)
class Block:
    """The units of one block, the frames they could be in, and the tutors at home there."""

    frames: Ints
    units: Ints
    home: Ints


def blocks(arrays: Arrays) -> list[Block]:
    """The blocks of a problem, one a site; one in all where it is small."""
    frames = np.arange(len(arrays.frames), dtype=np.int32)
    units = np.arange(len(arrays.units), dtype=np.int32)
    if len(units) <= ONE_BLOCK:
        return [Block(frames, units, np.arange(len(arrays.tutors), dtype=np.int32))]
    numbers: dict[str, int] = {}
    site = np.array(
        [numbers.setdefault(unit[0].student.site, len(numbers)) for unit in arrays.units]
    )
    reach = [
        Counter(site[arrays.frame_units[arrays.unit_start[f] : arrays.unit_start[f + 1]]].tolist())
        for f in frames
    ]
    home = _homes(arrays, reach)
    return [
        Block(
            frames=np.array([f for f in frames if b in reach[f]], dtype=np.int32),
            units=units[site == b],
            home=np.flatnonzero(home == b).astype(np.int32),
        )
        for b in range(len(numbers))
    ]


def _homes(arrays: Arrays, reach: list[Counter[int]]) -> Ints:
    """For each tutor, the block where most of what he could do is."""
    home = np.full(len(arrays.tutors), -1)
    for t, frames in enumerate(arrays.frames_of_tutor):
        if len(frames):
            home[t] = sum((reach[f] for f in frames), Counter()).most_common(1)[0][0]
    return home


def part_of(arrays: Arrays, block: Block) -> Part:
    """What a block could use if the others used nothing."""
    part = Part.whole(arrays)
    part.frames = block.frames
    part.active[:] = 0
    part.active[block.units] = 1
    return part


def common_rows(arrays: Arrays, split: Sequence[Block]) -> Ints:
    """The rows that tutors of several blocks draw on together: money."""
    if len(split) < 2:
        return np.empty(0, np.int32)
    block_of = np.zeros(len(arrays.frames), np.int64)
    for b, block in enumerate(split):
        block_of[block.frames] = b
    meetings = np.repeat(np.arange(len(arrays.frames)), np.diff(arrays.meeting_start))
    frames = np.repeat(meetings, np.diff(arrays.claim_start))
    several = np.ones(arrays.rows, bool)
    for users in (block_of[frames], arrays.frame_tutor[frames].astype(np.int64)):
        least, most = np.full(arrays.rows, np.iinfo(np.int64).max), np.full(arrays.rows, -1)
        np.minimum.at(least, arrays.claim_row, users)
        np.maximum.at(most, arrays.claim_row, users)
        several &= least < most
    return np.flatnonzero(several).astype(np.int32)
