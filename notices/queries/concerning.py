"""What a notice is about, as followers follow it, and which of their wishes ask for it: by its kind."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from core.db import session
from events.followable import kind_of
from events.models.performance import Performance
from events.models.run import Run
from notices import registry
from notices.audience_of import Asked, Audience, asked
from notices.models.delivery import Delivery
from notices.models.follower import Subscription, Wish
from notices.models.notice import Announcement, Notice
from notices.news import News
from notices.queries import announcements

DATES_ASKED = 300


def audience_of(notice: Notice) -> Audience:
    """For whom people wrote a notice: as it was settled, or as it stands while it waits."""
    stated = notice.facts.get("audience")
    if stated is None:
        row = session.get(Announcement, notice.announcement_id or 0)
        stated = row.audience if row is not None else {}
    return Audience.stored(stated)


def is_promotional(notice: Notice) -> bool:
    """Whether people wrote it to promote something: only who asked for such gets it."""
    if "is_promotional" in notice.facts:
        return bool(notice.facts["is_promotional"])
    row = session.get(Announcement, notice.announcement_id or 0)
    return row is not None and row.is_promotional


def words_of(notice: Notice) -> tuple[str, ...]:
    """The words of wishes that ask for a notice."""
    kind = registry.notice_kind(notice.kind)
    return tuple(kind.news(notice)) if kind is not None else (notice.kind,)


def wanted_by(words: Collection[str], wishes: Sequence[Wish]) -> list[Wish]:
    """Wishes for one of these."""
    return [each for each in wishes if each.news in words]


def wishes_met(row: Delivery, subscription: Subscription) -> list[Wish]:
    """The wishes of a subscription that a delivery met: of its notice, by its way."""
    words = words_of(row.notice) if row.notice is not None else (row.kind,)
    return [each for each in wanted_by(words, subscription.wishes) if each.endpoint.channel == row.channel]


def concerned(notice: Notice, subscriptions: Sequence[Subscription]) -> list[Subscription]:
    """Which of somebody's subscriptions a notice concerns; ended ones too."""
    if notice.kind == announcements.KIND:
        kind = registry.audience_kind(audience_of(notice).circle)
        return kind.concerned(asked_of(notice), words_of(notice), subscriptions) if kind and kind.concerned else []
    if notice.kind == News.DIGEST:
        return [each for each in subscriptions if wanted_by(words_of(notice), each.wishes)]
    asked: dict[str, list[str]] = {}
    for each in subscriptions:
        asked.setdefault(kind_of(each.subject), []).append(each.subject)
    keys = _dates_of(notice)
    refs = set().union(*registry.refs_concerned(keys, asked).values()) if keys else set()
    # What dates left stands with what was settled.
    refs |= {ref for item in notice.items if item.told for ref in item.facts.get("refs", ())}
    return [each for each in subscriptions if each.subject in refs]


def _dates_of(notice: Notice) -> list[int]:
    """The dates it tells of; of whole events, theirs."""
    keys = [item.performance_id for item in notice.items if item.performance_id is not None]
    events = [item.event_id for item in notice.items if item.event_id is not None and item.performance_id is None]
    if events:
        query = select(Performance.id).join(Run, Run.id == Performance.run_id).where(Run.event_id.in_(events))
        keys += session.scalars(query.order_by(Performance.id.desc()).limit(DATES_ASKED))
    return sorted(set(keys))[:DATES_ASKED]


def asked_of(notice: Notice) -> Asked:
    """What a notice that people wrote asks of its audience."""
    return asked(audience_of(notice), notice.organisation_id, is_promotional=is_promotional(notice))


def is_apart_from_following(notice: Notice) -> bool:
    """Whether it was written to people for something else than what they follow."""
    kind = registry.audience_kind(audience_of(notice).circle) if notice.kind == announcements.KIND else None
    return kind is not None and kind.concerned is None


def digest_of_whom(notice: Notice) -> int | None:
    """Whose digest it is; None for any other notice."""
    key: Any = notice.facts.get("follower") if notice.kind == News.DIGEST else None
    return key if isinstance(key, int) else None


def left_out(notice: Notice) -> int:
    """How many dates a digest did not name since its reader had been told of them by notices of their own."""
    number: Any = notice.facts.get("heard") if notice.kind == News.DIGEST else None
    return number if isinstance(number, int) else 0
