"""The kinds of audience that a notice can be written to: each is one small file, in this package or one above it.

A package that knows people of its own (those who registered for an event) makes an `AudienceKind` and lists it in
application.py (AUDIENCE_KINDS). The editor offers it, the count, the preview, the sending, the report and the desk's "why not"
work with it, and nothing here changes: docs/decisions/0018. notices/audiences holds the kinds of this package.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from notices.audience_of import Asked
from notices.kinds import Reader
from notices.models.follower import Subscription

Concerned = Callable[[Asked, Collection[str], Sequence[Subscription]], list[Subscription]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceKind:
    """One kind of audience, `code` being kept with notices.

    `words`: the choice, as somebody of an organisation (its key; None: the staff) reads it. `of_words`: the audience in one
    line, from whose notice it is and the names of the things it is chosen by. `is_offered`: whose desk may choose it.
    `chosen_by`: by which kinds of things it is chosen (words of the followables, of which the desk offers its own); None where
    it is no matter of things.

    `size`: how many people would get it. `readers`: the next of them after a cursor, in the cursor's order, all of one cursor
    together, some hundred a call, empty at the end (as of a NoticeKind). `concerned`: which of somebody's subscriptions a
    notice to it met, given the words of news; None where it is no matter of following. `takes_offers`: whether each of these
    people was asked if they want to hear of offers; to others nothing promotional is written. `mailbox_of`: where one of these
    people is written to now, by the key of their account, asked before each letter; "" where they belong to it no longer. None
    where it is no matter of accounts.
    """

    code: str
    words: Callable[[int | None], str]
    of_words: Callable[[int | None, str], str]
    is_offered: Callable[[int | None], bool]
    size: Callable[[Asked, datetime], int]
    readers: Callable[[Asked, int, datetime], Sequence[Reader]]
    chosen_by: Callable[[str], bool] | None = None
    concerned: Concerned | None = None
    takes_offers: bool = False
    mailbox_of: Callable[[Asked, int, datetime], str] | None = None
