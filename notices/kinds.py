"""What is told to many: each kind says how it is settled, who reads it, and what is asked once more before it is sent.

A kind is one small file (in this package or one above it) that makes a `NoticeKind`; `application.py` lists them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notices.models.delivery import Delivery
from notices.models.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One delivery to be written: to whom, by which way, and what of the notice concerns them.

    `cursor` is the key after which the next readers come (a follower's, a person's). `mail` is the address of letters, empty
    for other ways. `items` are the keys of the notice's items that concern them, `subscriptions` those that brought it.
    `facts`: what only their template needs.
    """

    cursor: int
    channel: str
    language: str
    mail: str = ""
    follower_id: int | None = None
    endpoint_id: int | None = None
    person_id: int | None = None
    items: Sequence[int] = ()
    subscriptions: Sequence[int] = ()
    due_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """One kind of notice, `code` naming it and its template (templates/notices/<code>.txt).

    `settle` is called once, in the transaction that releases a notice: it settles facts and items, and answers why there is
    nothing to tell ("" where there is). `readers` gives the next readers after a cursor, in the cursor's order: all of one
    cursor together, some hundred cursors a call; empty at the end. `refusal` is asked of each delivery just before it is
    sent, and answers why it is not sent ("" where it is). `news`: the words of wishes (notices/news.py) that ask for a notice.
    `ended` is called in the transaction in which its writing out ends: all deliveries are written (`fanned_at`), or it is told
    to nobody (`voided_at`); and once more where the staff take it out, or put it back (neither).
    """

    code: str
    words: Callable[[], str]
    settle: Callable[[Notice, datetime], str]
    readers: Callable[[Notice, int, datetime], Sequence[Reader]]
    refusal: Callable[[Delivery, datetime], str] = lambda _delivery, _at: ""
    news: Callable[[Notice], Sequence[str]] = lambda notice: (notice.kind,)
    is_promotional: bool = False
    ended: Callable[[Notice, datetime], None] = lambda _notice, _at: None
