"""Which deliveries the staff mean: in one state, of one organisation, kind and channel, or a single one. Values only."""

from dataclasses import dataclass, replace
from enum import StrEnum

from notices.whys import Why

BY_STAFF = "by_staff"
# People set it aside: it can be sent after all.
SET_ASIDE = (BY_STAFF, Why.RESTORED.value)


class State(StrEnum):
    """How a delivery stands, as the desk tells it. DUE: nobody has it yet; GOING: somebody holds it; LATER: due later, tried or
    not; ASIDE: skipped by the staff, which can be taken back."""

    DUE = "due"
    GOING = "going"
    LATER = "later"
    PARKED = "parked"
    REFUSED = "refused"
    SKIPPED = "skipped"
    ASIDE = "aside"
    SENT = "sent"


CAN_BE_RETRIED = frozenset({State.PARKED, State.REFUSED, State.ASIDE})
CAN_BE_SKIPPED = frozenset({State.DUE, State.LATER, State.PARKED})
ANYBODY = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Deliveries of one state. `organisation_id` 0: of the site itself, None: anybody's; empty texts: any; `key`: one alone."""

    state: State
    organisation_id: int | None = ANYBODY
    kind: str = ""
    channel: str = ""
    notice_id: int | None = None
    key: int | None = None

    def in_state(self, state: State) -> "Choice":
        """The same in another state."""
        return replace(self, state=state)

    def of_kind(self, kind: str) -> "Choice":
        """The same of one kind."""
        return replace(self, kind=kind)


