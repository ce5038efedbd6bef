"""What the checks of a listing found, as the review reads it. Pure."""

from dataclasses import dataclass

from events.advert import Code, Finding
from events.duplicates import Likeness

OVERRIDABLE = "R8"
# What may change after it was handed in, through no fault of its organisation: a reviewer may know better.
REVIEWERS_WORD = frozenset({Code.HALL_TAKEN})


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
    def final(self) -> tuple[Finding, ...]:
        """What no reviewer's word lets pass."""
        return tuple(each for each in self.blocking if each.code not in REVIEWERS_WORD)

    @property
    def asks_a_word(self) -> tuple[Finding, ...]:
        """What a reviewer publishes only with a reason: warnings of R8, and a hall that was taken meanwhile."""
        return (*self.to_override, *(each for each in self.blocking if each.code in REVIEWERS_WORD))

    @property
    def to_override(self) -> tuple[Finding, ...]:
        """What a reviewer may let pass with a reason (R8)."""
        return tuple(each for each in self.notes if not each.blocks and each.rule == OVERRIDABLE)

    @property
    def codes(self) -> list[str]:
        """The codes, for the queue."""
        return [each.code.value for each in self.notes]
