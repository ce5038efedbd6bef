"""Which deliveries the staff mean: in one state, of one organisation, kind and channel, or a single one. Values only."""

from dataclasses import dataclass, replace
from enum import StrEnum

from notices.whys import Why

BY_STAFF = "by_staff"
# People set it aside: it can be sent after all.
SET_ASIDE = (BY_STAFF, Why.RESTORED.value)


class State(StrEnum):
    """How a delivery stands, as the desk tells it. DUE: nobody has it yet; GOING: somebody holds it; LATER: due later, tried or
    not; WAITING: due or later; ASIDE: skipped by the staff, which can be taken back."""

    DUE = "due"
    GOING = "going"
    LATER = "later"
    WAITING = "waiting"
    PARKED = "parked"
    REFUSED = "refused"
    SKIPPED = "skipped"
    ASIDE = "aside"
    SENT = "sent"


# What waits for another try; what was never tried waits for a reason of its own (quiet hours).
TRIED_AGAIN = frozenset({State.LATER, State.WAITING})
OPEN = TRIED_AGAIN | {State.DUE, State.GOING}
CAN_BE_RETRIED = TRIED_AGAIN | {State.PARKED, State.REFUSED, State.ASIDE}
CAN_BE_SKIPPED = TRIED_AGAIN | {State.DUE, State.PARKED}
ANYBODY = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Deliveries of one state. `organisation_id` 0: of the site itself, None: anybody's; empty texts: any; `key`: one alone.
    `is_tried`: only what went out once and failed, or found its way shut; `problem`: what the other side said."""

    state: State
    organisation_id: int | None = ANYBODY
    kind: str = ""
    channel: str = ""
    notice_id: int | None = None
    key: int | None = None
    is_tried: bool = False
    problem: str = ""

    @property
    def to_retry(self) -> "Choice":
        """What of it can be sent once more."""
        return replace(self, state=State.LATER, is_tried=True) if self.state in TRIED_AGAIN else self

    def in_state(self, state: State) -> "Choice":
        """The same in another state."""
        return replace(self, state=state)

    def of_kind(self, kind: str) -> "Choice":
        """The same of one kind."""
        return replace(self, kind=kind)


