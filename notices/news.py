"""The kinds of news that a follower can ask for, each by a word of its own. Pure."""

from enum import StrEnum

A_DAY = 24 * 60


class News(StrEnum):
    """What a follower can want to hear. Reminders and digests say more after a colon ("reminder:1440", "digest:weekly")."""

    NEW_DATES = "new_dates"
    ON_SALE = "on_sale"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"
    DIGEST = "digest"
    ORGANISER = "organiser"
    PROMOTION = "promotion"


# Before the start, in minutes.
LEADS = (60, 3 * 60, A_DAY, 3 * A_DAY, 7 * A_DAY)
RHYTHMS = ("daily", "weekly")
# What somebody gets who chooses nothing.
USUAL = (News.CHANGE.value, News.CANCELLATION.value, News.NEW_DATES.value, News.ORGANISER.value)
# What nobody can be told of one date alone: other dates, and the sale, which is a moment of the whole run.
NOT_OF_A_DATE = frozenset({News.NEW_DATES.value, News.ON_SALE.value})
# Told by itself, when it happens.
DIRECT = (News.NEW_DATES, News.ON_SALE, News.CHANGE, News.CANCELLATION)
OF_DATES = tuple(each.value for each in DIRECT)
# What a digest sums up.
SUMMED_UP = (News.NEW_DATES.value, News.CHANGE.value, News.CANCELLATION.value)


def reminder(minutes: int) -> str:
    """The word for a reminder so many minutes before the start."""
    return f"{News.REMINDER}:{minutes}"


def digest(rhythm: str) -> str:
    """The word for a daily or weekly digest."""
    return f"{News.DIGEST}:{rhythm}"


ALL = (
    *(each.value for each in DIRECT), *map(reminder, LEADS), *map(digest, RHYTHMS), News.ORGANISER.value, News.PROMOTION.value,
)


def kind_of_news(word: str) -> News:
    """What kind of news a wish's word is; ValueError for one that is none."""
    return News(word.partition(":")[0])
