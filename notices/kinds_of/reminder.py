"""A date is near: so long before it as each follower wished."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from notices import news as words
from notices.kinds import NoticeKind, Reader
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.news import News
from notices.queries import last_look, readers
from notices.services import reminding


def _news(notice: Notice) -> list[str]:
    return [words.reminder(each) for each in notice.facts.get("leads", ())]


def _readers(notice: Notice, cursor: int, at: datetime) -> Sequence[Reader]:
    return readers.readers_of(notice, cursor, at, _news(notice))


def _refusal(delivery: Delivery, _at: datetime) -> str:
    return last_look.of_start(delivery)


KIND = NoticeKind(
    code=News.REMINDER.value, words=lambda: _("Reminders"), settle=reminding.settle_start, readers=_readers,
    refusal=_refusal, news=_news,
)
