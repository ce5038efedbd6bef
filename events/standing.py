"""Where a listing stands, and what is to be done next. Pure."""

from enum import StrEnum

from events.states import ListingState

# One name for it at the organisers' desk; what it is computed from stands in events/states.py.
Standing = ListingState


class Next(StrEnum):
    """The next thing to do."""

    ADD_DATES = "add_dates"
    REPAIR = "repair"
    SUBMIT = "submit"
    WAIT = "wait"
    ANSWER = "answer"
    COMPLETE = "complete"
    REPEAT = "repeat"
    NOTHING = "nothing"


FULL_ENOUGH = 80


def next_of(standing: Standing, *, dates: int, coming: int, blocked: bool, score: int) -> Next:
    """The next thing to do: what keeps a draft back first, then sending it; of what is public, what would make it better."""
    if standing in {Standing.CHANGES_ASKED, Standing.REFUSED}:
        return Next.ANSWER
    if standing is Standing.SUBMITTED:
        return Next.WAIT
    if standing is Standing.PUBLISHED:
        return Next.REPEAT if not coming else Next.COMPLETE if score < FULL_ENOUGH else Next.NOTHING
    if not dates:
        return Next.ADD_DATES
    return Next.REPAIR if blocked else Next.SUBMIT
