"""A folder that is there whole or not at all, and is only replaced if nothing of others is in it."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.workbook.write import WriteError

CONTENTS = "contents.sha256"
"""Lists each file with its fingerprint, as ``sha256sum`` writes and checks it."""


def replaceable(folder: Path, names: Collection[str], *, overwrite: bool) -> str:
    """Why a folder may not be replaced by one with these names in it; blank where it may.

    What was added or changed since it was made stays, and so does what would not be made again.
    """
    if folder.exists() and not folder.is_dir():
        return f"{folder} is a file. Give a folder with -d."
    if not folder.name or folder.resolve() == Path.cwd() or folder.is_symlink():
        return f"{folder} can't be replaced as a whole. Give a folder of its own with -d."
    if not folder.exists() or not any(folder.iterdir()):
        return ""
    if not overwrite:
        return (
            f"{folder} is there already and not empty. Give --overwrite to replace it as a whole,"
            " or another folder with -d."
        )
    made = _listed(folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != CONTENTS and made.get(name) != _fingerprint(path):
            what = "has changed since it was made" if name in made else "is no hand-out"
            return (
                f"{path} {what}, and would be lost. Take it away, or give another folder with -d."
            )
    kept = {name.partition("/")[0] for name in made} - set(names)
    if kept:
        return (
            f"{folder} holds hand-outs for {', '.join(sorted(kept))} too, which would not be made"
            " again. Make all of them, or give another folder with -d."
        )
    return ""


def _listed(folder: Path) -> dict[str, str]:
    """The fingerprint of each file as it was made."""
    try:
        lines = (folder / CONTENTS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: told for told, _, name in (line.partition("  ") for line in lines) if name}


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into; it takes the place of ``folder`` only if all goes well.

    Raises :class:`matcher.workbook.write.WriteError` where it can't be written.
    """
    unfinished = folder.with_name(f".{folder.name}-{uuid.uuid4().hex[:8]}.part")
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        _list(unfinished)
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


def _list(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{_fingerprint(path)}  {path.relative_to(folder).as_posix()}" for path in files]
    (folder / CONTENTS).write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")
