"""Who hears of something: the wishes of followers, read in their order, some hundred followers at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models.person import Person
from core.db import session
from notices.models.follower import Endpoint, Follower, Subscription, Wish

A_BATCH = 500
AT_ONCE = 400
# A wish that was met: its subject, its subscription, the language asked for there, whether a calendar's net holds it.
Met = tuple[str, int, str, bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One follower, one way, and all of their wishes that were met: news by subscription and subject. `netted`: subjects of
    which something may come on behalf of a calendar alone (notices/safety.py)."""

    follower: Follower
    endpoint: Endpoint
    language: str
    subscriptions: tuple[int, ...]
    subjects: tuple[str, ...]
    netted: tuple[str, ...] = ()


def in_force(at: datetime) -> ColumnElement[bool]:
    """Wishes that count: subscription confirmed, neither ended nor paused; follower not paused; the way open."""
    return and_(
        Subscription.confirmed_at.is_not(None), Subscription.ended_at.is_(None), Subscription.paused_at.is_(None),
        or_(Follower.paused_at.is_(None), Follower.paused_until <= at),
        Endpoint.ended_at.is_(None), Endpoint.stopped_at.is_(None),
    )


def _met(subjects: Sequence[str], news: Sequence[str], at: datetime) -> Select[int]:
    """Followers with such wishes."""
    return (
        select(Wish.follower_id)
        .join(Subscription, Subscription.id == Wish.subscription_id)
        .join(Follower, Follower.id == Wish.follower_id)
        .join(Endpoint, Endpoint.id == Wish.endpoint_id)
        .where(Wish.subject.in_(subjects), Wish.news.in_(news), in_force(at))
    )


def next_followers(subjects: Sequence[str], news: Sequence[str], after: int, at: datetime) -> Sequence[int]:
    """The keys of the next followers after a key who want one of these news of one of these subjects."""
    found: set[int] = set()
    for first in range(0, len(subjects), AT_ONCE):
        query = _met(subjects[first : first + AT_ONCE], news, at).where(Wish.follower_id > after).distinct()
        found.update(session.scalars(query.order_by(Wish.follower_id).limit(A_BATCH)))
    return sorted(found)[:A_BATCH]


def wanted(subjects: Sequence[str], news: Sequence[str], after: int, at: datetime) -> list[Wanted]:
    """What the next followers want, in the order of their keys: one value a follower and way. Three statements for some
    hundred subjects."""
    keys = next_followers(subjects, news, after, at)
    if not keys:
        return []
    gathered: dict[tuple[int, int], list[Met]] = {}
    ways: dict[int, Endpoint] = {}
    for first in range(0, len(subjects), AT_ONCE):
        query = (
            select(
                Wish.follower_id, Wish.subject, Subscription.id, Subscription.language, Subscription.net_ended_at.is_(None),
                Endpoint,
            )
            .join(Subscription, Subscription.id == Wish.subscription_id)
            .join(Follower, Follower.id == Wish.follower_id)
            .join(Endpoint, Endpoint.id == Wish.endpoint_id)
            .where(
                Wish.subject.in_(subjects[first : first + AT_ONCE]), Wish.news.in_(news), Wish.follower_id.in_(keys),
                in_force(at),
            )
        )
        for follower, subject, subscription, language, is_netted, endpoint in session.execute(query):
            gathered.setdefault((follower, endpoint.id), []).append((subject, subscription, language, bool(is_netted)))
            ways[endpoint.id] = endpoint
    followers = {each.id: each for each in session.scalars(_followers(keys))}
    return [
        _one(followers[follower], ways[way], met) for (follower, way), met in sorted(gathered.items()) if follower in followers
    ]


def _followers(keys: Sequence[int]) -> Select[Follower]:
    return select(Follower).where(Follower.id.in_(keys)).options(joinedload(Follower.person))


def _one(follower: Follower, endpoint: Endpoint, met: Sequence[Met]) -> Wanted:
    spoken = next((language for _subject, _key, language, _is_netted in met if language), follower.language)
    subscriptions, subjects = {each[1] for each in met}, {each[0] for each in met}
    netted = {subject for subject, _key, _language, is_netted in met if is_netted}
    return Wanted(follower, endpoint, spoken, tuple(sorted(subscriptions)), tuple(sorted(subjects)), tuple(sorted(netted)))


def followers_counted(subjects: Sequence[str], news: Sequence[str], at: datetime) -> int:
    """How many followers would hear of it, by whatever way."""
    if len(subjects) <= AT_ONCE:
        return session.scalar(select(func.count()).select_from(_met(subjects, news, at).distinct().subquery())) or 0
    found: set[int] = set()
    for first in range(0, len(subjects), AT_ONCE):
        found.update(session.scalars(_met(subjects[first : first + AT_ONCE], news, at).distinct()))
    return len(found)


def subjects_followed(kind: str, after: str = "", limit: int = 2_000) -> Sequence[str]:
    """The refs of a kind that somebody follows, in order, after one of them; some at a time."""
    query = select(Wish.subject).where(Wish.subject > (after or f"{kind}:"), Wish.subject < f"{kind};").distinct()
    return session.scalars(query.order_by(Wish.subject).limit(limit)).all()


def person_with_mail(mail: str) -> Person | None:
    """Whose confirmed address it is."""
    return session.scalars(select(Person).where(Person.mail == mail, Person.mail_confirmed_at.is_not(None))).one_or_none()
