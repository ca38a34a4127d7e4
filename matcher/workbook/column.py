"""How a column is described: once, for reading, for the template and for the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar, cast, get_type_hints

from matcher.workbook.cells import Parser
from matcher.workbook.names import plain

Row = TypeVar("Row")
Names = Literal["site", "subject", "route", "homeroom"]
Form = Literal["text", "number", "date", "time"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a sheet, or a setting.

    ``star`` says that the contract requires it. ``also`` are other headers that mean the same.
    ``names`` says what the cell names, so that spellings can be made one; the word ``apart`` is no
    such name. ``choices`` become a drop-down list. ``example`` is what the template shows, in the
    type that a cell takes; ``such_as`` is an example for the note alone, where the example row has
    the cell blank.
    """

    parse: Parser
    note: str
    example: Any = None
    such_as: Any = None
    star: bool = False
    also: tuple[str, ...] = ()
    names: Names | None = None
    apart: str | None = None
    choices: tuple[str, ...] = ()
    form: Form = "text"


@dataclass(frozen=True)
class Layout(Generic[Row]):
    """A sheet: its name, what a row of it is, and what stands in its columns.

    The columns are the fields of ``row``, each annotated with its :class:`Column`. A field without
    a default must not be blank. Bad rows of a ``skippable`` sheet may be left out on request. An unknown
    column of a ``strict`` sheet is an error.
    """

    name: str
    row: type[Row]
    note: str
    required: bool = False
    skippable: bool = False
    strict: bool = False
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns that may be missing where others stand in for them."""

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column by its name, in the order of the template."""
        hints = get_type_hints(self.row, include_extras=True)
        return {field.name.rstrip("_"): hints[field.name].__metadata__[0] for field in self._fields}

    @cached_property
    def needed(self) -> frozenset[str]:
        """The columns that no row may leave blank, whatever its other cells say."""
        return frozenset(f.name.rstrip("_") for f in self._fields if f.default is MISSING)

    @cached_property
    def attributes(self) -> dict[str, str]:
        """Column names by the row's attribute: Python keeps words such as ``from`` for itself."""
        return {field.name.rstrip("_"): field.name for field in self._fields}

    @cached_property
    def headers(self) -> dict[str, str]:
        """Columns by each plain form of a header that means them."""
        return {
            plain(header): name
            for name, column in self.columns.items()
            for header in (*column.also, name)
        }

    @property
    def _fields(self) -> tuple[Any, ...]:
        return fields(cast("Any", self.row))
