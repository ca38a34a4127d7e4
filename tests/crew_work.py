"""Work for the crews of the tests: functions that another process can find by name."""

from __future__ import annotations

import os
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    if number == 3:
        raise ValueError("three is too many")
    return number


def die_once(piece: tuple[int, str]) -> int:
    """End the whole process at number 2, unless somebody died of it before."""
    number, folder = piece
    if number == 2:
        mark = Path(folder) / "died"
        if not mark.exists():
            mark.write_text("")
            os._exit(9)
    return number


def die_always(number: int) -> int:
    if number == 1:
        os._exit(9)
    return number


def slow(number: int) -> int:
    time.sleep(30 if number else 0.01)
    return number


def who(_number: int) -> int:
    time.sleep(0.2)
    return os.getpid()


def added(shared: list[int], number: int) -> int:
    return sum(shared) + number
