"""What the checks of a listing found, as the review reads it. Pure."""

from dataclasses import dataclass

from events.advert import Finding
from events.duplicates import Likeness

OVERRIDABLE = "R8"


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was found, what blocks first, and what looks like the same thing, the likeliest first."""

    notes: tuple[Finding, ...] = ()
    doubles: tuple[Likeness, ...] = ()

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What keeps it back, whoever decides."""
        return tuple(each for each in self.notes if each.blocks)

    @property
    def to_override(self) -> tuple[Finding, ...]:
        """What a reviewer may let pass with a reason (R8)."""
        return tuple(each for each in self.notes if not each.blocks and each.rule == OVERRIDABLE)

    @property
    def codes(self) -> list[str]:
        """The codes, for the queue."""
        return [each.code.value for each in self.notes]
