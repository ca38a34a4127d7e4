"""Putting a workbook on the disk whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from openpyxl import Workbook


def save_whole(workbook: Workbook, path: Path) -> None:
    """Write beside ``path`` first and put the file in its place in one step.

    Raises :class:`OSError` if the folder can't be written to or another program holds ``path``.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        workbook.save(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
