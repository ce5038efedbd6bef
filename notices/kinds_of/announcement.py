"""The notice that people write, to whatever audience they chose (notices/audience_kind.py)."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext

from notices import registry
from notices.audience_of import Audience, asked, news_of
from notices.kinds import NoticeKind, Reader
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.queries import announcements as queries
from notices.queries import concerning
from notices.services import announcing


def readers(notice: Notice, cursor: int, at: datetime) -> Sequence[Reader]:
    """The next readers of a notice whose words are settled."""
    audience = Audience.stored(notice.facts.get("audience", {}))
    kind = registry.audience_kind(audience.circle)
    if kind is None:
        raise LookupError(f"no such kind of audience: {audience.circle}")
    return kind.readers(
        asked(audience, notice.organisation_id, is_promotional=bool(notice.facts.get("is_promotional"))), cursor, at
    )


def refusal(delivery: Delivery, _at: datetime) -> str:
    """Its organisation stopped meanwhile: whatever has not gone out does not."""
    notice = delivery.notice
    whose = notice.organisation_id if notice is not None else None
    return "organisation_stopped" if whose is not None and queries.organisation_stopped(whose) else ""


ANNOUNCEMENT = NoticeKind(
    code=queries.KIND, words=lambda: gettext("Notices of organisers"), settle=announcing.settle, readers=readers,
    refusal=refusal, news=lambda notice: (news_of(is_promotional=concerning.is_promotional(notice)),), ended=announcing.ended,
)
