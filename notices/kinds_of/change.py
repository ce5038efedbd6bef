"""A date is otherwise than its followers knew it: merged for half an hour, and never told later than a day before."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from notices.kinds import NoticeKind, Reader
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.news import News
from notices.queries import last_look, readers
from notices.services import retelling, settling


def _readers(notice: Notice, cursor: int, at: datetime) -> Sequence[Reader]:
    return readers.readers_of(notice, cursor, at, (News.CHANGE.value,))


def _refusal(delivery: Delivery, at: datetime) -> str:
    return retelling.refusal(delivery, at, last_look.of_change)


KIND = NoticeKind(
    code=News.CHANGE.value, words=lambda: _("Changes of dates"), settle=settling.settle_changes, readers=_readers,
    refusal=_refusal,
)
