"""The cover sheet: what was made for whom, and what could not be made. The manager's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matcher.handouts.page import Cell, Document, Heading, Note, Part, Table
from matcher.handouts.telling import Telling


@dataclass(frozen=True, slots=True)
class Made:
    """A file and for whom it is. ``what`` heads its part of the list."""

    what: str
    whom: str
    files: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """What could not be made as it should be, for whom, and what would help."""

    what: str
    remedy: str
    whom: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """What it is and how many it concerns, where it does not concern everybody."""
        return f"{self.what}: {len(self.whom):,}." if self.whom else f"{self.what}."


@dataclass
class Stack:
    """All that was made, as it comes about."""

    made: list[Made] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many files there are."""
        return sum(len(one.files) for one in self.made)


@dataclass(frozen=True)
class HandedOut:
    """What was made and where it is.

    ``previous`` is the plan that changes are told against; None where there is none.
    """

    folder: Path
    plan: Path
    previous: Path | None
    stack: Stack
    messages: Path | None = None
    number_of_messages: int = 0


def cover_document(telling: Telling, stack: Stack, plan: str) -> Document:
    """The cover sheet of a stack of hand-outs made from the file ``plan``."""
    return Document(
        code=telling.words.tag,
        rightwards=telling.words.rightwards,
        title="Hand-outs",
        aside=f"{telling.of_week} · made from {plan}",
        foot=f"{telling.foot} · Confidential: for the program manager",
        parts=tuple(_parts(stack)),
        size=9,
    )


def _parts(stack: Stack) -> Iterator[Part]:
    yield Heading("What could not be made, or not as it should be")
    if not stack.lacking:
        yield Note("Nothing: everybody has what they need.")
    for one in stack.lacking:
        yield Note(one.headline, strong=True)
        yield Note("\n".join(filter(None, (", ".join(one.whom), one.remedy))))
    kinds: dict[str, list[Made]] = {}
    for made in stack.made:
        kinds.setdefault(made.what, []).append(made)
    for what, those in kinds.items():
        yield Heading(f"{what}: {len(those)}")
        yield _table(those)


def _table(those: Sequence[Made]) -> Table:
    noted = any(one.note for one in those)
    heads = ("For", "Files", "Handed over by", "Done")
    if not noted:
        heads = ("For", "Files", "", "Done")
    rows = tuple(
        (Cell(one.whom), Cell("\n".join(one.files)), Cell(one.note), Cell("▢")) for one in those
    )
    return Table(heads, rows, (5, 6, 4, 1))
