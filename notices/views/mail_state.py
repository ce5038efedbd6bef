"""Whether letters still go to a follower's mailbox; said on the pages that they look at."""

from dataclasses import dataclass

from notices.models.follower import Follower, Standing
from notices.queries import following
from notices.queries import standing as queries
from notices.services.stopping import EVERYTHING


def stopped_mailbox(follower: Follower | None) -> Standing | None:
    """Why no mail goes to a follower's address, where that is so; for templates/following/_mail_state.html."""
    known = queries.standing_of(follower.address) if follower is not None and follower.address else None
    return known if known is not None and known.stopped_at is not None else None


@dataclass(frozen=True, slots=True)
class Rest:
    """What their owner stopped: all letters to the mailbox, or those about so many things."""

    is_all: bool
    things: int


def resting(follower: Follower | None) -> Rest | None:
    """What of a follower's letters rests since they wanted none at all; None where nothing does."""
    if follower is None or not follower.address:
        return None
    found = Rest(following.is_stopped(follower.address, EVERYTHING), following.resting_by_mail(follower.id))
    return found if found.is_all or found.things else None
