"""Tickets go on sale in a quarter of an hour."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from notices.kinds import NoticeKind, Reader
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.news import News
from notices.queries import last_look, readers
from notices.services import reminding


def _readers(notice: Notice, cursor: int, at: datetime) -> Sequence[Reader]:
    return readers.readers_of(notice, cursor, at, (News.ON_SALE.value,))


def _refusal(delivery: Delivery, _at: datetime) -> str:
    return last_look.of_start(delivery)


KIND = NoticeKind(
    code=News.ON_SALE.value, words=lambda: _("Alarms before tickets go on sale"), settle=reminding.settle_start,
    readers=_readers, refusal=_refusal,
)
