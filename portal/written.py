"""How the files of an export are written. Pure."""

import csv
import io
import json
from collections.abc import Sequence

# What a spreadsheet would take for a formula begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(value: object) -> bytes:
    """A value as JSON that people can read."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def as_line(cells: Sequence[str]) -> str:
    """A line of a table; what a spreadsheet would take for a formula is a text."""
    written = io.StringIO()
    csv.writer(written).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return written.getvalue()
