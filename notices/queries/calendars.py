"""Selects of private calendars: whose they are, what is on them, what could be put there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from core.db import session
from core.types import Bilingual
from events.followable import kind_of, rest_of
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import NOT_TAKING_PLACE, TIMED, Form
from events.queries.calendar import with_all_shown
from events.queries.records import ids_within
from events.queries.selection import Selection, joined
from notices.clashes import Visit
from notices.models.follower import ChannelCode, Endpoint, Follower, Subscription, Wish
from venues.models import Venue

Columns = TypeVarTuple("Columns")
PERFORMANCE = "performance"
MOST_OFFERED = 200
IN_ORDER = (Performance.day, Performance.starts_at, Performance.id)


def ref_of(key: int) -> str:
    """How a date is named for ever."""
    return f"{PERFORMANCE}:{key}"


def keys_in(refs: Sequence[str]) -> list[int]:
    """The keys of the dates among these refs."""
    return [int(rest_of(ref)) for ref in refs if kind_of(ref) == PERFORMANCE and rest_of(ref).isdecimal()]


def things_in(refs: Sequence[str]) -> list[str]:
    """Those among these refs that are no single dates."""
    return [ref for ref in refs if kind_of(ref) != PERFORMANCE]


def calendar_of_hash(token_hash: str) -> Endpoint | None:
    """The private calendar of a secret address, in force or not."""
    return session.scalars(select(Endpoint).where(Endpoint.token_hash == token_hash)).one_or_none()


def calendars_of(follower_id: int) -> Sequence[Endpoint]:
    """A follower's private calendars, those without an address too, in the order of making."""
    mine = select(Endpoint).where(Endpoint.follower_id == follower_id, Endpoint.channel == ChannelCode.CALENDAR)
    return session.scalars(mine.order_by(Endpoint.id)).all()


def calendar_of(follower_id: int, key: int) -> Endpoint | None:
    """One of them."""
    mine = select(Endpoint).where(
        Endpoint.id == key, Endpoint.follower_id == follower_id, Endpoint.channel == ChannelCode.CALENDAR
    )
    return session.scalars(mine.options(joinedload(Endpoint.follower))).one_or_none()


def _on(wishes: Select[*Columns]) -> Select[*Columns]:
    """Those of wishes that are in force on calendars: pausing what is told takes nothing off."""
    query = wishes.join(Subscription, Subscription.id == Wish.subscription_id)
    return query.where(Subscription.confirmed_at.is_not(None), Subscription.ended_at.is_(None))


def subjects_on(endpoint_id: int) -> list[str]:
    """What is on a private calendar, by its refs, in their order."""
    return sorted(session.scalars(_on(select(Wish.subject)).where(Wish.endpoint_id == endpoint_id).distinct()))


def numbers_on(endpoint_ids: Sequence[int]) -> dict[int, int]:
    """How many things are on each of these calendars."""
    query = _on(select(Wish.endpoint_id, func.count(Wish.subject.distinct()))).where(Wish.endpoint_id.in_(endpoint_ids))
    return {key: number for key, number in session.execute(query.group_by(Wish.endpoint_id))}


def dates_on_all(follower_id: int) -> set[int]:
    """The keys of all dates on any of a follower's calendars."""
    query = _on(select(Wish.subject)).join(Endpoint, Endpoint.id == Wish.endpoint_id).where(
        Wish.follower_id == follower_id, Endpoint.channel == ChannelCode.CALENDAR, Wish.subject.startswith(f"{PERFORMANCE}:"),
    )
    return set(keys_in(list(session.scalars(query.distinct()))))


def lists_with(follower_id: int, refs: Sequence[str]) -> dict[str, list[str]]:
    """On which of a follower's calendars these are already, by name."""
    query = _on(select(Wish.subject, Endpoint.name)).join(Endpoint, Endpoint.id == Wish.endpoint_id).where(
        Wish.follower_id == follower_id, Wish.subject.in_(refs), Endpoint.channel == ChannelCode.CALENDAR,
    )
    there: dict[str, list[str]] = {}
    for subject, name in session.execute(query.distinct().order_by(Wish.subject, Endpoint.name)):
        there.setdefault(subject, []).append(name)
    return there


def dates(keys: Sequence[int]) -> Sequence[Performance]:
    """Public dates with all that a list shows, in order of time."""
    return session.scalars(with_all_shown(_public(select(Performance), keys)).order_by(*IN_ORDER)).all() if keys else ()


def _public(query: Select[*Columns], keys: Sequence[int]) -> Select[*Columns]:
    return joined(query, Selection(performance_ids=tuple(keys), forms=tuple(Form)))


def _is_coming(at: datetime) -> ColumnElement[bool]:
    return or_(Performance.ends_at > at, and_(Performance.form == Form.SPAN, Performance.last_day.is_(None)))


def dates_shown(keys: Sequence[int], at: datetime, *, are_past: bool, first: int, limit: int) -> Sequence[Performance]:
    """Some of these dates: those to come in order of time, or those that are over, the latest first."""
    if not keys:
        return ()
    query = with_all_shown(_public(select(Performance), keys)).where(_is_coming(at) != are_past)
    order = [each.desc() for each in IN_ORDER] if are_past else IN_ORDER
    return session.scalars(query.order_by(*order).offset(first).limit(limit)).all()


def numbers_of(keys: Sequence[int], at: datetime) -> tuple[int, int]:
    """How many of these dates are to come, and how many are over."""
    if not keys:
        return 0, 0
    whole, coming = func.count(), func.sum(case((_is_coming(at), 1), else_=0))
    number, ahead = session.execute(_public(select(whole, coming).select_from(Performance), keys)).one()
    return int(ahead or 0), number - int(ahead or 0)


def visits(keys: Sequence[int], at: datetime) -> list[Visit]:
    """Those of these dates that have a time, take place and are not over, as the clashes know them. One light statement."""
    if not keys:
        return []
    columns = (
        Performance.id, Event.title_zh, Event.title_en, Performance.title_zh, Performance.title_en, Performance.starts_at,
        Performance.ends_at, Performance.end_is_stated, Performance.city, Performance.venue_id, Venue.lat, Venue.lng,
    )
    query = _public(select(*columns), keys).outerjoin(Venue, Venue.id == Performance.venue_id)
    query = query.where(Performance.ends_at > at, Performance.form.in_(TIMED), Performance.status.not_in(NOT_TAKING_PLACE))
    return [_visit(*row) for row in session.execute(query)]


def _visit(key: int, *rest: Any) -> Visit:
    zh, en, more_zh, more_en, starts_at, ends_at, end_is_stated, city, venue_id, lat, lng = rest
    title, more = Bilingual(zh, en), Bilingual(more_zh, more_en)
    in_both = (" · ".join(filter(None, (title.in_language(each), more.in_language(each)))) for each in ("zh", "en"))
    return Visit(
        key=key, title=Bilingual(*in_both),
        starts_at=starts_at, ends_at=ends_at, end_is_stated=end_is_stated, city=city, venue_id=venue_id,
        point=(lat, lng) if lat is not None and lng is not None else None,
    )


def dates_of_event(event_id: int, after: datetime) -> Sequence[Performance]:
    """The coming dates of an event and its parts, the first of them."""
    chosen = Selection(event_ids=ids_within(event_id), forms=(*TIMED, Form.SPAN))
    query = with_all_shown(joined(select(Performance), chosen)).where(_is_coming(after))
    return session.scalars(query.order_by(*IN_ORDER).limit(MOST_OFFERED)).all()


def subscriptions_to(follower_id: int, subjects: Sequence[str]) -> Mapping[str, Subscription]:
    """A follower's subscriptions to these, ended or not, with what they wish."""
    query = select(Subscription).where(Subscription.follower_id == follower_id, Subscription.subject.in_(subjects))
    rows = session.scalars(query.options(joinedload(Subscription.wishes))).unique().all()
    return {row.subject: row for row in rows}


def subjects_by_key(follower_id: int, keys: Sequence[int]) -> list[str]:
    """What these subscriptions of a follower's, ended or not, are to."""
    mine = select(Subscription.subject).where(Subscription.follower_id == follower_id, Subscription.id.in_(keys))
    return list(session.scalars(mine.order_by(Subscription.id))) if keys else []


def follower_to_change(key: int) -> Follower:
    """A follower, held until the transaction ends, so that two presses at once keep the limits."""
    return session.get_one(Follower, key, with_for_update=True, populate_existing=True)
