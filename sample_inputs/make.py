"""Make the sample workbooks: ``python sample_inputs/make.py [FOLDER]``.

Everything is drawn from fixed seeds, so that the cells are the same on every machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from programs import broken, district, full_house, pilot, school
from programs.book import save, workbook


def main(folder: Path) -> None:
    """Write the five workbooks into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    samples = {
        "pilot": workbook(pilot.make()),
        "school": workbook(school.make()),
        "district": workbook(district.make()),
        "full-house": workbook(full_house.make()),
        "broken": broken.make(),
    }
    for name, made in samples.items():
        path = folder / f"{name}.xlsx"
        save(made, path)
        print(f"{path.name}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
