"""The choice of rooms: as good as the best of all on small boards, and the same each time."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from matcher.give_rooms import CHANGED, DATED, NEW, SAME
from matcher.room_board import RoomBoard, RoomWish, worth
from matcher.search.room_choice import choose


def board(chance: Random, order) -> RoomBoard:
    """Up to six meetings of up to three groups, in up to three rooms, on two days."""
    rooms = range(chance.randint(1, 3))
    wishes = []
    for _ in range(chance.randint(1, 6)):
        start = chance.choice([0, 10, 20, 100, 110])
        open_to = tuple(room for room in rooms if chance.random() < 0.8)
        wishes.append(
            RoomWish(
                group=chance.randint(0, 2),
                start=start,
                end=start + chance.choice([10, 20, 30]),
                rooms=open_to,
                kept=tuple(room for room in open_to if chance.random() < 0.4)[:1],
                liked=tuple(room for room in open_to if chance.random() < 0.3),
            )
        )
        mine = [wish for wish in wishes if wish.group == wishes[-1].group]
        if any(one.start < mine[-1].end and mine[-1].start < one.end for one in mine[:-1]):
            wishes.pop()  # a group is in one place at a time
    return RoomBoard(tuple(chance.choice([1, 1, 1, 2]) for _ in rooms), tuple(wishes), order)


def allowed(of: RoomBoard, picks) -> bool:
    """Whether every room is open to who is in it, and never holds too many."""
    for at, wish in enumerate(of.wishes):
        room = picks[at]
        if room is None:
            continue
        now = sum(
            picks[n] == room and other.start <= wish.start < other.end
            for n, other in enumerate(of.wishes)
        )
        if room not in wish.rooms or now > of.holds[room]:
            return False
    return True


def score(of: RoomBoard, picks) -> list[int]:
    """What a choice is worth, in strict order; in the end, how early its rooms stand."""
    early = sum(room for room in picks if room is not None)
    return [*(worth(of, picks, want) for want in of.order), -early]


def best(of: RoomBoard) -> list[int]:
    """The best score of all choices."""
    every = product(*((None, *wish.rooms) for wish in of.wishes))
    return max(score(of, picks) for picks in every if allowed(of, picks))


@pytest.mark.parametrize(
    "order", [NEW, CHANGED, SAME, DATED], ids=["new", "changed", "same", "dated"]
)
@pytest.mark.parametrize("first", range(0, 120, 40))
def test_no_choice_is_better(first, order):
    """Fewest without a room, fewest rooms a group, most kept, and ties to rooms that come first."""
    for number in range(first, first + 40):
        of = board(Random(number), order)
        picks = choose(of, work=5.0)
        assert allowed(of, picks), number
        assert score(of, picks) == best(of), number


def packed(seed: int) -> RoomBoard:
    """Five rooms that are all taken at eight times by groups that meet at three of them."""
    chance = Random(seed)
    times = [at for at in range(8) for _ in range(5)]
    chance.shuffle(times)
    wishes, left = [], dict.fromkeys(range(8), 5)
    for group in range(13):
        mine = sorted(left, key=lambda at: (-left[at], chance.random()))[:3]
        for at in mine:
            left[at] -= 1
            wishes.append(RoomWish(group, 10 * at, 10 * at + 10, tuple(range(5))))
    return RoomBoard((1,) * 5, tuple(wishes), NEW)


@pytest.mark.parametrize("seed", range(4))
def test_a_packed_week_has_everybody_in_a_room_and_says_the_same_again(seed):
    """Also where the work does not last for a proof."""
    of = packed(seed)
    picks = choose(of, work=0.3)
    assert allowed(of, picks)
    assert None not in picks
    assert choose(of, work=0.3) == picks
    assert -worth(of, picks, "together") <= 16


def test_without_work_there_is_a_choice_that_is_allowed():
    of = packed(0)
    assert allowed(of, choose(of, work=0.0))


def test_what_was_known_stays_without_any_search():
    """A second week in which all rooms can stay is not searched for."""
    of = packed(1)
    first = choose(of, work=0.3)
    kept = replace(
        of,
        wishes=tuple(
            replace(wish, kept=(room,)) for wish, room in zip(of.wishes, first, strict=True)
        ),
    )
    assert choose(kept, work=0.0) == first
