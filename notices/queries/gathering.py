"""Selects for what is gathered while it waits: what just changed, and the notices that still can take more."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, literal, select

from core.db import session
from core.models import Change
from events.amendments import HIDDEN
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form
from notices.models.notice import Item, Notice

AT_ONCE = 400
SEVERAL = "several:"


def in_portions(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Keys, some hundred at a time."""
    return (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))


def changes_at(keys: Sequence[int], at: datetime) -> dict[int, list[Row[Any]]]:
    """What the history says of dates at one moment, by the date's key, oldest first. One statement for some hundred dates."""
    found: dict[int, list[Row[Any]]] = {}
    for some in in_portions(keys):
        query = select(Change.id, Change.subject_id, Change.deed, Change.before, Change.after).where(
            Change.subject == Performance.__tablename__, Change.subject_id.in_(some), Change.at == at
        )
        for each in session.execute(query.order_by(Change.id)):
            found.setdefault(each.subject_id, []).append(each)
    return found


def _waiting() -> Any:
    return Notice.released_at.is_(None) & Notice.voided_at.is_(None)


def open_notice(topic: str, kind: str, since: datetime, *, is_urgent: bool) -> Notice | None:
    """The notice of a topic that still waits and was opened since a moment; held until the transaction ends."""
    query = select(Notice).where(
        Notice.topic == topic, Notice.kind == kind, Notice.is_urgent.is_(is_urgent), Notice.made_at >= since, _waiting()
    )
    return session.scalars(query.order_by(Notice.id.desc()).limit(1).with_for_update()).one_or_none()


def open_notice_of_several(organisation_id: int | None, kind: str, since: datetime, *, is_urgent: bool) -> Notice | None:
    """The notice of several events of an organisation that still waits."""
    if organisation_id is None:
        return None
    query = select(Notice).where(
        Notice.topic.startswith(SEVERAL), Notice.kind == kind, Notice.is_urgent.is_(is_urgent), Notice.made_at >= since,
        Notice.organisation_id == organisation_id, _waiting(),
    )
    return session.scalars(query.order_by(Notice.id.desc()).limit(1).with_for_update()).one_or_none()


def waiting_items(keys: Sequence[int], kind: str) -> list[Item]:
    """What still waits to be told of these dates by notices of a kind, the notices held until the transaction ends."""
    found: list[Item] = []
    for some in in_portions(keys):
        query = select(Item).join(Notice, Notice.id == Item.notice_id).where(
            Item.performance_id.in_(some), Notice.kind == kind, _waiting()
        )
        found += session.scalars(query.order_by(Item.id).with_for_update(of=Notice))
    return found


def hidden_items(keys: Sequence[int]) -> list[tuple[Item, str]]:
    """What was to be told of these dates when nobody could see them, with the kinds of its notices; the oldest first."""
    found: list[tuple[Item, str]] = []
    for some in in_portions(keys):
        query = select(Item, Notice.kind).join(Notice, Notice.id == Item.notice_id).where(
            Item.performance_id.in_(some), Item.told.is_(False), ~_waiting()
        )
        found += [(item, kind) for item, kind in session.execute(query.order_by(Item.id)) if item.facts.get(HIDDEN)]
    return found


def waiting_dates(keys: Sequence[int], kind: str) -> set[int]:
    """Those of these dates of which something waits to be told by notices of a kind."""
    found: set[int] = set()
    for some in in_portions(keys):
        query = select(Item.performance_id).join(Notice, Notice.id == Item.notice_id).where(
            Item.performance_id.in_(some), Notice.kind == kind, _waiting()
        )
        found.update(key for key in session.scalars(query) if key is not None)
    return found


def notices_of_items(items: Iterable[Item]) -> list[Notice]:
    """The notices that items belong to."""
    keys = sorted({each.notice_id for each in items})
    return list(session.scalars(select(Notice).where(Notice.id.in_(keys)).order_by(Notice.id))) if keys else []


def items_counted(notice_ids: Sequence[int]) -> dict[int, int]:
    """How many items each of these notices has."""
    query = select(Item.notice_id, func.count()).where(Item.notice_id.in_(notice_ids)).group_by(Item.notice_id)
    return {notice: number for notice, number in session.execute(query)} if notice_ids else {}


def owners_of(event_ids: Sequence[int]) -> set[int | None]:
    """Whose these events are."""
    found: set[int | None] = set()
    for some in in_portions(event_ids):
        found.update(session.scalars(select(Event.owner_id).where(Event.id.in_(some)).distinct()))
    return found


def _fresh(event_ids: Sequence[int], at: datetime) -> Any:
    return (
        Run.event_id.in_(event_ids) & (Performance.published_at == at) & (Performance.ends_at > at)
        & (Performance.form != Form.ON_SALE)
    )


def first_fresh(event_ids: Sequence[int], at: datetime) -> tuple[int, int] | None:
    """The first date of these events that became public at a moment and is to come: keys of date and event."""
    for some in in_portions(event_ids):
        query = select(Performance.id, Run.event_id).join(Run, Run.id == Performance.run_id)
        found = session.execute(query.where(_fresh(some, at)).order_by(Performance.id).limit(1)).first()
        if found is not None:
            return found[0], found[1]
    return None


def fresh_items(notice_id: int, event_ids: Sequence[int], at: datetime) -> Select[int, int, int, Any, Any]:
    """The items of a notice for all dates of some events that became public at a moment, to be written by one statement."""
    query = select(literal(notice_id), Performance.id, Run.event_id, literal(at, Item.at.type), literal({}, Item.facts.type))
    return query.join(Run, Run.id == Performance.run_id).where(_fresh(event_ids, at)).order_by(Performance.id)
