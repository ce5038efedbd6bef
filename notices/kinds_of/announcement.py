"""The notice that people write, to whatever audience they chose (notices/audience_kind.py)."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext

from notices import registry
from notices.audience_of import Asked, Audience, asked, news_of, stop_of
from notices.kinds import NoticeKind, Reader
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.queries import announcements as queries
from notices.queries import concerning, following, quiet
from notices.services import announcing
from notices.whys import Why


def readers(notice: Notice, cursor: int, at: datetime) -> Sequence[Reader]:
    """The next readers of a notice whose words are settled."""
    audience = Audience.stored(notice.facts.get("audience", {}))
    kind = registry.audience_kind(audience.circle)
    if kind is None:
        raise LookupError(f"no such kind of audience: {audience.circle}")
    return quiet.held_back(kind.readers(_asked(notice), cursor, at), notice, at)


def _asked(notice: Notice) -> Asked:
    audience = Audience.stored(notice.facts.get("audience", {}))
    return asked(audience, notice.organisation_id, is_promotional=bool(notice.facts.get("is_promotional")))


def refusal(delivery: Delivery, at: datetime) -> str:
    """Its organisation stopped meanwhile, so that whatever has not gone out does not; or its reader left, moved, or wants no
    more of these."""
    notice = delivery.notice
    if notice is None:
        return ""
    whose = notice.organisation_id
    if whose is not None and queries.organisation_stopped(whose):
        return "organisation_stopped"
    return _of_circle(delivery, notice, at) if delivery.follower_id is None else ""


def _of_circle(delivery: Delivery, notice: Notice, at: datetime) -> str:
    """Who follows is known by what they follow; others by belonging to the circle that it was written to."""
    audience = Audience.stored(notice.facts.get("audience", {}))
    if following.is_stopped(delivery.mail, stop_of(audience.circle, notice.organisation_id)):
        return Why.STOPPED
    kind = registry.audience_kind(audience.circle)
    if kind is None or kind.mailbox_of is None or delivery.person_id is None:
        return ""
    mail = kind.mailbox_of(_asked(notice), delivery.person_id, at)
    if not mail:
        return Why.LEFT
    return "" if mail.casefold() == delivery.mail.casefold() else Why.ADDRESS_CHANGED


ANNOUNCEMENT = NoticeKind(
    code=queries.KIND, words=lambda: gettext("Notices of organisers"), settle=announcing.settle, readers=readers,
    refusal=refusal, news=lambda notice: (news_of(is_promotional=concerning.is_promotional(notice)),), ended=announcing.ended,
)
