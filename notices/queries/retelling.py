"""What else was told, or waits to be told, of the dates that one delivery tells of; and what of it its reader has not had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from core.db import session
from events.models.performance import Performance
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode
from notices.models.notice import Item, Notice
from notices.news import News
from notices.whys import Why

TELLS = (News.CHANGE.value, News.CANCELLATION.value)
# Why something was left unsaid that a later notice says instead.
UNSAID = frozenset({Why.MERGED.value, "cancelled", "reopened", "moved", "nothing"})


@dataclass(frozen=True, slots=True)
class Said:
    """What an item says of a date, since when that is so, and when the date begins now."""

    item: int
    date: int
    at: datetime
    facts: Mapping[str, Any]
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Other:
    """An item of another notice that tells of the same date; `released_at` is None while it waits."""

    item: int
    date: int
    at: datetime
    notice: int
    kind: str
    released_at: datetime | None


def said_by(keys: Sequence[int]) -> list[Said]:
    """What these items say; what is gone is missing."""
    query = select(Item.id, Performance.id, Item.at, Item.facts, Performance.starts_at).join(
        Performance, Performance.id == Item.performance_id
    )
    return [Said(*each) for each in session.execute(query.where(Item.id.in_(keys)).order_by(Item.id))]


def others_of(notice: Notice, dates: Sequence[int]) -> dict[int, list[Other]]:
    """What other notices told or wait to tell of these dates, by the date's key, the latest first."""
    query = (
        select(Item.id, Performance.id, Item.at, Notice.id, Notice.kind, Notice.released_at)
        .join(Notice, Notice.id == Item.notice_id)
        .join(Performance, Performance.id == Item.performance_id)
        .where(
            Item.performance_id.in_(dates), Notice.id != notice.id, Notice.kind.in_(TELLS), Notice.voided_at.is_(None),
            or_(Item.told.is_(True), Notice.released_at.is_(None)),
        )
    )
    found: dict[int, list[Other]] = {}
    for each in session.execute(query):
        found.setdefault(each[1], []).append(Other(*each))
    for several in found.values():
        several.sort(key=lambda each: (each.released_at is None, each.released_at, each.notice), reverse=True)
    return found


def unheard_since(delivery: Delivery, notice: Notice, earlier: Mapping[int, Sequence[Other]]) -> dict[int, datetime]:
    """From when on the reader of a delivery heard nothing of a date by this way, though it was told: by the date's key, as far
    as that is so. `earlier`: what was told of it before, the latest first."""
    theirs = select(Delivery).where(
        Delivery.notice_id.in_({each.notice for several in earlier.values() for each in several}), *_same_reader(delivery)
    )
    rows = {each.notice_id: each for each in session.scalars(theirs)} if earlier else {}
    found: dict[int, datetime] = {}
    for date, several in earlier.items():
        overtaken_at = notice.released_at
        for each in several:
            row = rows.get(each.notice)
            if row is None or each.item not in row.facts.get("items", ()) or not _is_unheard(row, overtaken_at):
                break
            found[date], overtaken_at = each.at, each.released_at
    return found


def _same_reader(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    """By the same way; letters on behalf of a calendar go to the same mailbox as all others."""
    is_mail = delivery.channel == ChannelCode.MAIL
    way = Delivery.mail == delivery.mail if is_mail else Delivery.endpoint_id == delivery.endpoint_id
    return Delivery.follower_id == delivery.follower_id, Delivery.channel == delivery.channel, way


def _is_unheard(row: Delivery, overtaken_at: datetime | None) -> bool:
    """Whether it did not go out since a later notice tells it; of what went out after that, it was left out."""
    if row.fate is Fate.SENT:
        return row.over_at is not None and overtaken_at is not None and overtaken_at < row.over_at
    return row.fate is Fate.OPEN or (row.fate is Fate.SKIPPED and row.why in UNSAID)
