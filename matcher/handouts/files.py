"""A folder that is there whole or not at all."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.workbook.write import WriteError


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into; it takes the place of ``folder`` only if all goes well.

    Raises :class:`matcher.workbook.write.WriteError` where it can't be written.
    """
    unfinished = folder.with_name(f".{folder.name}-{uuid.uuid4().hex[:8]}.part")
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        if folder.exists():
            shutil.rmtree(folder)
        unfinished.replace(folder)
    except OSError as error:
        raise WriteError(
            f"{folder} can not be written: {error.strerror or error}. Is one of its files open in"
            " another program? Close it, or give another folder with -d."
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
