"""Dates became public: all of one event in half an hour are told together."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from notices.kinds import NoticeKind, Reader
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.news import News
from notices.queries import last_look, readers
from notices.services import settling


def _readers(notice: Notice, cursor: int, at: datetime) -> Sequence[Reader]:
    return readers.readers_of(notice, cursor, at, (News.NEW_DATES.value,))


def _refusal(delivery: Delivery, at: datetime) -> str:
    return last_look.of_what_is_to_come(delivery, at)


KIND = NoticeKind(
    code=News.NEW_DATES.value, words=lambda: _("New dates"), settle=settling.settle_new_dates, readers=_readers,
    refusal=_refusal,
)
