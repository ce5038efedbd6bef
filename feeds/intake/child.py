"""The child process in which foreign calendars are read: `python -m feeds.intake.child`."""

from datetime import date
from typing import Any

from core.children import answer
from feeds.intake.reading import read_file


def work(content: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """Read one file; `today` bounds rules without an end."""
    return read_file(content, date.fromisoformat(options["today"]))


if __name__ == "__main__":
    answer(work)
