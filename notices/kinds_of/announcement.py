"""The notice that people write: to followers who asked to hear from organisers, or to an organisation's own people."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext

from accounts.models.person import Person
from notices.audience_of import Audience, Circle, news_of
from notices.kinds import NoticeKind, Reader
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode
from notices.models.notice import Notice
from notices.queries import announcements as queries
from notices.queries import concerning
from notices.queries.audience import Wanted
from notices.services import announcing

# Nothing is sent to a private calendar: it is asked for.
NOT_SENT_TO = frozenset({ChannelCode.CALENDAR.value})
PEOPLE_AT_ONCE = 500


def readers(notice: Notice, cursor: int, at: datetime) -> Sequence[Reader]:
    """The next readers of a notice whose words are settled."""
    audience = Audience.stored(notice.facts.get("audience", {}))
    if audience.circle is Circle.MEMBERS:
        people = [each for each in queries.people_of(notice.organisation_id, at) if each.id > cursor]
        return [_person(each) for each in people[:PEOPLE_AT_ONCE]]
    news = news_of(is_promotional=bool(notice.facts.get("is_promotional")))
    while found := queries.next_wanted(audience, news, cursor, at):
        if reached := [reader for each in found if (reader := _follower(each)) is not None]:
            return reached
        cursor = found[-1].follower.id
    return []


def _person(person: Person) -> Reader:
    return Reader(
        cursor=person.id, channel=ChannelCode.MAIL.value, language=person.language, mail=person.mail or "", person_id=person.id,
        facts={"name": person.name},
    )


def _follower(each: Wanted) -> Reader | None:
    """None for a way by which nothing is sent. A mailbox without an address is noted with the delivery, not forgotten."""
    follower, way = each.follower, each.endpoint
    is_mail = way.channel == ChannelCode.MAIL
    if way.channel in NOT_SENT_TO:
        return None
    return Reader(
        cursor=follower.id, channel=way.channel, language=each.language, mail=follower.address if is_mail else "",
        follower_id=follower.id, endpoint_id=way.id, person_id=follower.person_id, subscriptions=each.subscriptions,
        facts={"name": follower.person.name if follower.person is not None else ""},
    )


def refusal(delivery: Delivery, _at: datetime) -> str:
    """Its organisation stopped meanwhile: whatever has not gone out does not."""
    notice = delivery.notice
    whose = notice.organisation_id if notice is not None else None
    return "organisation_stopped" if whose is not None and queries.organisation_stopped(whose) else ""


ANNOUNCEMENT = NoticeKind(
    code=queries.KIND, words=lambda: gettext("Notices of organisers"), settle=announcing.settle, readers=readers,
    refusal=refusal, news=lambda notice: (news_of(is_promotional=concerning.is_promotional(notice)),),
)
