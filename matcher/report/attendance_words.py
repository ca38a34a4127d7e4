"""Words for attendance sheets: which were written, and what came back."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.attendance_sheets import SheetsWritten
from matcher.collect_attendance import Collected, FileRead
from matcher.report.words import count_words, date_words

MOST_NAMED = 30
"""So many files are named one by one; of the others only the sums are told."""


def sheet_lines(said: SheetsWritten) -> list[str]:
    """Which files were written, of which week, and how they come back."""
    lines = [
        f"Wrote {sheet.path}: {count_words(sheet.sessions, 'session')}" for sheet in said.sheets
    ]
    lines.append(f"  The week of {date_words(said.monday)}, after {said.plan}.")
    lines.append("  Filled in, they are read with: match attendance PROGRAM --collect FILE")
    return lines


def collected_lines(said: Collected) -> list[str]:
    """What was read from which file, and what is known now."""
    read = [file for file in said.files if not file.not_one]
    lines = [f"{file.path}: {_file_words(file)}" for file in read[:MOST_NAMED]]
    if len(read) > MOST_NAMED:
        more = sum(file.read for file in read[MOST_NAMED:])
        count = count_words(len(read) - MOST_NAMED, "further file")
        lines.append(f"{count}: {count_words(more, 'session')} read.")
    lines += [f"{file.path}: not read, {file.not_one}." for file in said.files if file.not_one]
    return [*lines, *_known_now(said)]


def _file_words(file: FileRead) -> str:
    told = [f"{count_words(file.read, 'session')} read"]
    told += [f"{file.new:,} new"] if file.new else []
    told += [f"{file.changed:,} changed"] if file.changed else []
    told += [f"{file.blank:,} not filled in yet"] if file.blank else []
    bad = len(file.problems.errors) if file.problems else 0
    told += [count_words(bad, "problem")] if bad else []
    return f"{', '.join(told)}."


def _known_now(said: Collected) -> Iterator[str]:
    if said.written:
        yield f"Wrote {said.path}: {count_words(said.rows, 'session')} so far."
    elif said.rows:
        yield f"Nothing is new: {said.path} stays as it is, with {count_words(said.rows, 'session')}."
    else:
        yield "Nothing was read that is filled in, so nothing was written."
