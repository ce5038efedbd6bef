"""Reads the reference tables that lie beside the code (UTF-8 CSV, first line the header)."""

import csv
from pathlib import Path

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """The rows of a table, each a mapping of column name to text; an empty cell is an empty text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(cell: str) -> float | None:
    """A cell as a number; empty is unknown, never zero."""
    return float(cell) if cell else None


def whole(cell: str) -> int | None:
    """A cell as a whole number; empty is unknown, never zero."""
    return int(cell) if cell else None
