"""The child process in which tables are read: `python -m events.intake.table_child`."""

import warnings
from typing import Any

from core.children import answer
from events.intake.table import TableRefused, read_table


def work(content: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """Read one table; a refused one says why."""
    warnings.simplefilter("ignore")  # openpyxl warns of extensions that it leaves out
    try:
        return read_table(content, options["name"])
    except TableRefused as refused:
        return {"refused": refused.code}


if __name__ == "__main__":
    answer(work)
