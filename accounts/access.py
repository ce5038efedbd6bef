"""The one answer to what one may not know of: as if it were not there (quality.md 2.3).

Guards (accounts/session.py) decide who may stand at a door and hand over the organisation that is acted for; every load behind
it is a query that takes that organisation's key, and goes through `found`.
"""

from typing import TypeVar

from core.errors import Unknown
from core.numbers import LARGEST_KEY

Row = TypeVar("Row")


def found(row: Row | None) -> Row:
    """The row, or `Unknown` (404): there is none, or it is somebody else's."""
    if row is None:
        raise Unknown
    return row




def key_in_range(key: int) -> int:
    """A key from an address, or `Unknown` where no row can have it."""
    if not 0 < key <= LARGEST_KEY:
        raise Unknown
    return key
