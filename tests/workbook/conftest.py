"""Reading a program given as sheets."""

import pytest

from matcher.workbook.read import read_program
from tests.workbook import books


@pytest.fixture
def read(tmp_path):
    """Read the good program with some sheets replaced."""

    def reading(skip_bad_rows=False, **changed):
        path = books.workbook(tmp_path / "program.xlsx", books.sheets(**changed))
        return read_program(path, skip_bad_rows=skip_bad_rows)

    return reading


@pytest.fixture
def program(read):
    """The program of sheets that hold no error."""

    def reading(**changed):
        found = read(**changed)
        assert found.errors == ()
        return found.program

    return reading
