"""A row of the results: one method on one program, as the checker and the clock saw it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ValidationInfo, field_validator

Status = Literal["ok", "broken", "too large", "no plan", "failed", "overran"]


class Row(BaseModel):
    """What ``results.csv`` holds; an empty cell where there is nothing to say.

    ``status`` is ``ok`` only if the checker found no rule broken; else ``value`` and what follows
    from it are empty. Seconds are seconds, ``megabytes`` the peak of the process.
    """

    program: str
    method: str
    status: Status
    note: str = ""
    regime: str
    requests: int
    students: int
    tutors: int
    sites: int
    per_tutor: int
    one_to_one: float
    languages: int
    windows: str
    shared: float
    budget: bool
    previous: bool
    seed: int
    workers: int
    limit: float
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    students_placed: int | None = None
    requests_placed: int | None = None
    seats_kept: int | None = None
    tutors_kept: int | None = None
    sessions: float | None = None
    sessions_bound: float | None = None
    first: float | None = None
    seconds: float
    reading: float | None = None
    solving: float | None = None
    megabytes: float | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _blank(cls, cell: object, info: ValidationInfo) -> object:
        return None if cell == "" and info.field_name != "note" else cell

    def key(self) -> tuple[str, str, int, int, float]:
        """What makes a row the same row when the suite is run again."""
        return self.program, self.method, self.seed, self.workers, self.limit

    def cells(self) -> dict[str, str]:
        """The row as it stands in the file."""
        return {name: _cell(value) for name, value in self.model_dump().items()}

    @classmethod
    def columns(cls) -> list[str]:
        """The header."""
        return list(cls.model_fields)

    @classmethod
    def of(cls, cells: dict[str, str]) -> Self:
        """A row of the file read back."""
        return cls.model_validate(cells)


def gap(value: float | None, bound: float | None) -> float | None:
    """How far a value is from a bound, as the contract measures it."""
    if value is None or bound is None:
        return None
    return abs(bound - value) / max(1.0, abs(bound), abs(value))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
