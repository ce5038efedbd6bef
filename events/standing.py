"""Where a listing stands, and what is to be done next. Pure."""

from enum import StrEnum


class Standing(StrEnum):
    """The state of a listing as its organiser sees it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes_asked"
    REFUSED = "refused"
    PUBLISHED = "published"


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
