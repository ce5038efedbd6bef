"""The entries of the desks: each package names its own, the desk shows them all. Pure: names and order only."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models.membership import Role, StaffRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of a desk's navigation: `endpoint` takes the organisation's slug (a staff entry takes nothing).

    `words` gives the text in the reader's language; entries stand in the order of `position`.
    """

    name: str
    endpoint: str
    words: Callable[[], str]
    position: int
    role: Role | None = None
    staff: StaffRole | None = None
