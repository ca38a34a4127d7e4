"""Names of files that every system takes, and a folder that is there whole or not at all."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.workbook.write import WriteError

_STRANGE = re.compile(r"[^\w.-]+")
_KEPT_BY_SYSTEMS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 60


class Names:
    """Names of files in one folder: each thing has its own, also where case makes no difference."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, thing: str) -> str:
        """The name of a thing, the same whenever it is asked for."""
        if thing not in self._given:
            name, number = safe_name(thing), 1
            while name.casefold() in self._taken:
                number += 1
                name = f"{safe_name(thing)}_{number}"
            self._taken.add(name.casefold())
            self._given[thing] = name
        return self._given[thing]


def safe_name(thing: str) -> str:
    """A thing's name without what a file's name can't hold."""
    name = _STRANGE.sub("_", thing)[:_LONGEST].strip("._ ") or "_"
    return f"_{name}" if _KEPT_BY_SYSTEMS.fullmatch(name) else name


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
