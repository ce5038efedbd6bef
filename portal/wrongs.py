"""What a reader can say is wrong."""

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
