"""Whether letters still go to a follower's mailbox; said on the pages that they look at."""

from notices.models.follower import Follower, Standing
from notices.queries import standing as queries


def stopped_mailbox(follower: Follower | None) -> Standing | None:
    """Why no mail goes to a follower's address, where that is so; for templates/following/_mail_state.html."""
    known = queries.standing_of(follower.address) if follower is not None and follower.address else None
    return known if known is not None and known.stopped_at is not None else None
