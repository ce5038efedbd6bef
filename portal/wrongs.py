"""What a reader can say is wrong, and how that can end."""

from enum import StrEnum


class Wrong(StrEnum):
    """The sorts of mistakes, in the order in which they are offered."""

    TIME = "time"
    PLACE = "place"
    CANCELLED = "cancelled"
    LINK = "link"
    PRICE = "price"
    TEXT = "text"
    TRANSLATION = "translation"
    PICTURE = "picture"
    RIGHTS = "rights"
    OTHER = "other"


class Outcome(StrEnum):
    """How a report ended. `UNFIT`: an advert or an insult; nobody is written to."""

    PUT_RIGHT = "put_right"
    AS_IT_IS = "as_it_is"
    NOTED = "noted"
    UNFIT = "unfit"


LONGEST_SAID = 2_000
LONGEST_ANSWER = 2_000
