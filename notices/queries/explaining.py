"""Why a reader got something, and why not: step by step from the notice to their mailbox."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from core.db import session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from notices import registry
from notices.audience_of import stop_of
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode, Subscription
from notices.models.notice import Item, Notice
from notices.queries import announcements, concerning, desk
from notices.queries.searching import Reader
from notices.steps import Step

NOTICES_OF_EVENT = 10


def notices_about(slug: str) -> Sequence[Notice]:
    """The latest notices about an event or its dates, the latest first."""
    event_id = session.scalar(select(Event.id).where(Event.slug == slug))
    if event_id is None:
        return ()
    dates = select(Performance.id).join(Run, Run.id == Performance.run_id).where(Run.event_id == event_id)
    items = select(Item.notice_id).where(or_(Item.event_id == event_id, Item.performance_id.in_(dates)))
    query = select(Notice).where(or_(Notice.id.in_(items), Notice.topic == f"event:{event_id}"))
    return session.scalars(query.order_by(Notice.id.desc()).limit(NOTICES_OF_EVENT)).all()


def event_named(slug: str) -> Event | None:
    """An event by its address."""
    return session.scalars(select(Event).where(Event.slug == slug)).one_or_none()


def notices_numbered(key: int) -> Sequence[Notice]:
    """The notice of a number, and what people wrote whose page has that number; with what they tell of."""
    query = select(Notice).where(or_(Notice.id == key, Notice.announcement_id == key))
    return session.scalars(query.options(selectinload(Notice.items)).order_by(Notice.id)).all()


def brought_by(row: Delivery, subscriptions: Mapping[int, Subscription]) -> list[Subscription]:
    """The subscriptions that brought a delivery, as far as it says so and they are still known."""
    stated = row.facts.get("subscriptions", ()) if isinstance(row.facts, dict) else ()
    keys = [key for key in stated if isinstance(key, int)] if isinstance(stated, list | tuple) else []
    return [subscriptions[key] for key in keys if key in subscriptions]


def why_not(
    reader: Reader, notice: Notice, rows: Sequence[Delivery], subscriptions: Sequence[Subscription], *, at: datetime
) -> list[Step]:
    """Every step from a notice to one reader; the last one that does not lead on is why they heard nothing."""
    steps = [*_of_notice(notice, reader, at), *_of_digest(notice, reader)]
    if rows:
        return [*steps, *(_of_delivery(row, at) for row in rows), *_of_mailbox(reader, notice)]
    steps += _of_readers(notice, reader)
    if not concerning.is_apart_from_following(notice):
        steps += _of_follower(reader, at)
        if reader.followers:
            steps += _of_subscriptions(notice, subscriptions)
    return [*steps, *_of_mailbox(reader, notice)]


def _of_notice(notice: Notice, reader: Reader, at: datetime) -> Iterator[Step]:
    """How far the notice itself is."""
    if notice.voided_at is not None:
        yield Step("notice_voided", False, {"at": notice.voided_at, "why": notice.void_reason})
    elif notice.released_at is None:
        late = notice.due_at <= at
        yield Step("notice_due" if late else "notice_waits", False, {"at": notice.due_at})
    elif notice.fanned_at is None:
        is_passed = any(key <= notice.cursor for key in reader.follower_ids)
        yield Step("notice_half_out", None if is_passed else False, {"readers": notice.readers})
    else:
        yield Step("notice_out", True, {"at": notice.fanned_at, "readers": notice.readers})
    if (held_since := desk.gate().since) is not None:
        yield Step("outbox_held", False, {"at": held_since})


def _of_readers(notice: Notice, reader: Reader) -> Iterator[Step]:
    """Whether it is for somebody else altogether."""
    if concerning.is_apart_from_following(notice):
        facts = {"circle": concerning.audience_of(notice).circle, "organisation_id": notice.organisation_id}
        yield Step("notice_for_members", False, facts)
    whose = concerning.digest_of_whom(notice)
    if whose is not None and whose not in reader.follower_ids:
        yield Step("digest_of_another", False)


def _of_digest(notice: Notice, reader: Reader) -> Iterator[Step]:
    """What a digest of theirs did not name, since they knew it."""
    if concerning.digest_of_whom(notice) in reader.follower_ids and (number := concerning.left_out(notice)):
        yield Step("digest_left_out", None, {"number": number})


def _of_delivery(row: Delivery, at: datetime) -> Step:
    """What became of one delivery."""
    facts = {"channel": row.channel, "at": row.over_at or row.due_at, "why": row.why, "problem": row.problem}
    if row.fate is Fate.OPEN:
        return Step("delivery_waits" if row.due_at > at else "delivery_due", False, facts)
    if row.fate is Fate.SENT:
        return Step("delivery_bounced" if row.bounced_at else "delivery_sent", row.bounced_at is None, facts)
    return Step(f"delivery_{row.fate.value}", False, facts)


def _of_follower(reader: Reader, at: datetime) -> Iterator[Step]:
    """Whether they follow at all, and want to hear now."""
    if not reader.followers:
        yield Step("no_follower", False)
    for each in reader.followers:
        if each.person is None and each.mail and each.confirmed_at is None:
            yield Step("address_unconfirmed", False)
        if each.is_paused_at(at):
            yield Step("follower_paused", False, {"until": each.paused_until})


def _of_subscriptions(notice: Notice, subscriptions: Sequence[Subscription]) -> Iterator[Step]:
    """Whether something that they follow is concerned, and whether they want that news of it."""
    met = concerning.concerned(notice, subscriptions)
    if not met:
        yield Step("nothing_concerned", False, {"number": len(subscriptions)})
    for each in met:
        yield _of_one(each, notice)
        if each.ended_at is None and each.confirmed_at is not None:
            yield from _of_wishes(each, notice)


def _of_one(row: Subscription, notice: Notice) -> Step:
    facts = {"subject": row.subject, "at": row.confirmed_at}
    if row.ended_at is not None:
        return Step("subscription_ended", False, facts | {"at": row.ended_at})
    if row.confirmed_at is None:
        return Step("subscription_unconfirmed", False, facts)
    if notice.released_at is not None and row.confirmed_at > notice.released_at:
        return Step("subscription_later", False, facts)
    if row.paused_at is not None:
        return Step("subscription_paused", False, facts | {"at": row.paused_at})
    return Step("subscription_concerned", True, facts)


def _of_wishes(row: Subscription, notice: Notice) -> Iterator[Step]:
    """By which ways this news is wanted; where none is: that. A private calendar that was fetched since knows it already."""
    words = concerning.words_of(notice)
    wishes = concerning.wanted_by(words, row.wishes)
    if not wishes and registry.notice_kind(notice.kind) is not None:
        yield Step("no_wish", False, {"news": words, "subject": row.subject})
    for each in wishes:
        if not each.endpoint.is_open:
            yield Step("way_closed", False, {"channel": each.endpoint.channel, "problem": each.endpoint.problem})
    first = min((item.at for item in notice.items), default=notice.made_at)
    calendars = {each.endpoint_id: each.endpoint for each in row.wishes if each.endpoint.channel == ChannelCode.CALENDAR}
    for endpoint in calendars.values():
        is_known = endpoint.fetched_at is not None and endpoint.fetched_at >= first
        yield Step("calendar_fetched" if is_known else "calendar_not_fetched", None, {"at": endpoint.fetched_at})
    if calendars and row.net_ended_at is not None:
        yield Step("net_ended", None, {"at": row.net_ended_at})


def _of_mailbox(reader: Reader, notice: Notice) -> Iterator[Step]:
    """Whether the mailbox takes letters, and this kind of them."""
    circle = concerning.audience_of(notice).circle if notice.kind == announcements.KIND else ""
    for each in reader.stops:
        if each.kind in {"*", notice.kind, stop_of(circle, notice.organisation_id)}:
            yield Step("mailbox_stopped_all" if each.kind == "*" else "mailbox_stopped_kind", False, {"at": each.at})
    standing = reader.standing
    if standing is not None and standing.stopped_at is not None:
        yield Step("mailbox_complained" if standing.is_complaint else "mailbox_refuses", False, {"at": standing.stopped_at})
