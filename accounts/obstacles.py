"""What keeps an organisation from closing, as packages above tell it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.types import Bilingual


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something public that is still to come: its title, and the page (`endpoint`, `values`) where it is seen to."""

    title: Bilingual
    endpoint: str
    values: Mapping[str, object]
