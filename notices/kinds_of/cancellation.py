"""A date does not take place: told by itself, when the organisers' ten minutes are over; nothing of a change comes after it."""

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
    return readers.readers_of(notice, cursor, at, (News.CANCELLATION.value,))


def _refusal(delivery: Delivery, at: datetime) -> str:
    return retelling.refusal(delivery, at, last_look.of_cancellation)


KIND = NoticeKind(
    code=News.CANCELLATION.value, words=lambda: _("Cancellations"), settle=settling.settle_cancellation, readers=_readers,
    refusal=_refusal,
)
