"""Running a command as a whole process: its wall seconds and the memory of all its processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
EVERY = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True)
class Ran:
    """How a command ran. ``megabytes`` is None where the system can't be asked."""

    code: int
    seconds: float
    megabytes: float | None
    said: str
    cut: bool = False  # ended because its time was over


def run(command: Sequence[str], folder: Path, limit: float | None = None) -> Ran:
    """Run ``command`` in ``folder`` to its end, but no longer than ``limit`` seconds."""
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        peak = Peak(process.pid)
        peak.start()
        try:
            said, _ = process.communicate(timeout=limit)
            cut = False
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
            cut = True
        seconds = time.perf_counter() - started
        peak.stop()
    return Ran(process.returncode, seconds, peak.megabytes, said, cut)


class Peak(threading.Thread):
    """Watches a process and all that it starts; pages that they share count for each of them."""

    def __init__(self, process: int) -> None:
        """Watch the process of this id, once started."""
        super().__init__(daemon=True)
        self.megabytes: float | None = None
        self._process = process
        self._over = threading.Event()

    def run(self) -> None:
        """Look at regular intervals until told to stop."""
        while not self._over.is_set():
            kilobytes = tree_kilobytes(self._process)
            if kilobytes:
                self.megabytes = max(self.megabytes or 0.0, kilobytes / 1024)
            self._over.wait(EVERY)

    def stop(self) -> None:
        """End the watch."""
        self._over.set()
        self.join()


def tree_kilobytes(root: int) -> int:
    """Resident memory of a process and its descendants now; 0 where it can't be known."""
    table = _from_proc() if (PROC / "self" / "status").exists() else _from_ps()
    children: dict[int, list[int]] = defaultdict(list)
    for process, (parent, _) in table.items():
        children[parent].append(process)
    total, open_ends = 0, [root]
    while open_ends:
        process = open_ends.pop()
        total += table.get(process, (0, 0))[1]
        open_ends += children[process]
    return total


def _from_proc() -> dict[int, tuple[int, int]]:
    """Parent and resident kilobytes of each process, on Linux."""
    found = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            lines = (folder / "status").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:  # it has ended meanwhile
            continue
        said = dict(line.split(":", 1) for line in lines if ":" in line)
        memory = said.get("VmRSS", "0").split()[0]
        found[int(folder.name)] = (int(said["PPid"]), int(memory))
    return found


def _from_ps() -> dict[int, tuple[int, int]]:
    """Parent and resident kilobytes of each process, on macOS; nothing on Windows."""
    program = shutil.which("ps")
    if program is None or sys.platform == "win32":
        return {}
    command = [program, "-A", "-o", "pid=,ppid=,rss="]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    rows = (line.split() for line in said.splitlines())
    return {int(row[0]): (int(row[1]), int(row[2])) for row in rows if len(row) == 3}
