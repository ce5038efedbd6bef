"""What the checks of a listing found, as the review reads it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

OVERRIDABLE = "R8"


@dataclass(frozen=True, slots=True)
class Note:
    """One finding: its code, whether it keeps the listing back, its rule in domain.md, facts for its words."""

    code: str
    blocks: bool
    rule: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Double:
    """Another listing that may be the same thing: 0 to 1 how surely, its title's key and address (empty: not public)."""

    event_id: int
    title: str
    slug: str
    score: float
    is_public: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was found, what blocks first, and what looks like the same thing."""

    notes: tuple[Note, ...] = ()
    doubles: tuple[Double, ...] = ()

    @property
    def blocking(self) -> tuple[Note, ...]:
        """What keeps it back, whoever decides."""
        return tuple(each for each in self.notes if each.blocks)

    @property
    def to_override(self) -> tuple[Note, ...]:
        """What a reviewer may let pass with a reason (R8)."""
        return tuple(each for each in self.notes if not each.blocks and each.rule == OVERRIDABLE)

    @property
    def codes(self) -> list[str]:
        """The codes, for the queue."""
        return [each.code for each in self.notes]
