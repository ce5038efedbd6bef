"""In which order deliveries leave, and how long one that failed waits. Pure.

Whatever is due is sent as fast as it goes, in the order of its turn: a turn is no time before which nothing is sent. An
organisation's deliveries stand so far apart that somebody who comes with a few stands before most of those of somebody who
came earlier with many. The rate is low on purpose: far below what any way out takes, so that no organisation's turns lie in the
past while others have only begun.
"""

from datetime import datetime, timedelta

# Turns a second of one organisation.
RATE = 5
FIRST_PAUSE = timedelta(minutes=1)
GROWS_BY = 4
# So often a delivery is tried in all; one that cannot be written, and a notice that cannot be settled, a little less often.
MOST_TRIES = 6
MOST_WRITINGS = 5


def turn(due_at: datetime, latest: datetime | None, number: int) -> datetime:
    """The turn of the delivery with a number (from 0) among those written now, where the last open one has its turn at
    `latest`. Never before it is due."""
    begins = due_at if latest is None else max(due_at, latest)
    return begins + timedelta(seconds=number / RATE)


def pause(tries: int) -> timedelta:
    """How long something waits after so many failed tries: 1, 4, 16, 64 and 256 minutes."""
    times: int = GROWS_BY ** (max(tries, 1) - 1)
    return FIRST_PAUSE * times
