"""What keeps an organisation from closing, as packages above tell it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.types import Bilingual


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something public that is still to come: its title, and the page (`endpoint`, `values`) where it is seen to.

    `until`: it is a change that can be undone until then, and nobody else could undo it.
    """

    title: Bilingual
    endpoint: str
    values: Mapping[str, object]
    until: datetime | None = None
