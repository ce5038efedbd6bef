"""The figures of the staff's desk. Each asks an index, and none looks at more than so many rows: what was sent long ago costs
nothing, and a backlog is counted up to `MOST` and then said to be larger."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select

from accounts.models.organisation import Organisation
from core.db import session
from core.models import Heartbeat, Revision
from notices.models.delivery import Delivery, Fate
from notices.models.notice import Notice
from notices.queries.chosen import was_tried
from notices.queries.outbox import is_free

MOST = 20_000
RATE_OVER = timedelta(minutes=5)
LATELY = timedelta(hours=1)
A_DAY = timedelta(days=1)
NOTICES_SHOWN = 40
VOIDED_AMONG = 300
VOIDED_SHOWN = 10
GROUPS_SHOWN = 12


@dataclass(slots=True, kw_only=True)
class Open:
    """What is open of one organisation (None: the site's own) by one channel; `oldest`: since when the oldest is due."""

    organisation_id: int | None
    channel: str
    due: int = 0
    going: int = 0
    tried: int = 0
    later: int = 0
    oldest: datetime | None = None

    def add(self, numbers: Sequence[int], oldest: datetime | None) -> None:
        """Count some more: due, going, tried, later."""
        due, going, tried, later = numbers
        self.due, self.going = self.due + due, self.going + going
        self.tried, self.later = self.tried + tried, self.later + later
        self.oldest = min(filter(None, (self.oldest, oldest)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """So many deliveries over for one reason. `what` is a problem or the code of a why."""

    organisation_id: int | None = None
    kind: str
    channel: str
    fate: Fate
    what: str
    number: int
    latest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whether anything leaves: since when the outbox is held (None: it is not) and why; the ways that are shut by the other
    side, by code (notices/services/holding.py)."""

    since: datetime | None = None
    why: str = ""
    shut: Mapping[str, Any] = field(default_factory=dict)


def gate() -> Gate:
    """One statement."""
    row = session.execute(select(Revision.held_since, Revision.held_why, Revision.shut_ways).limit(1)).one_or_none()
    return Gate(since=row[0], why=row[1], shut=row[2] or {}) if row is not None else Gate()


def last_beat() -> datetime | None:
    """When a process that sends was last alive."""
    return session.scalar(select(func.max(Heartbeat.at)))


def still_open(at: datetime) -> tuple[list[Open], list[tuple[str, str, int]]]:
    """What is open by organisation and channel, the oldest due first; and what the other side said of it: channel, problem, how
    many, the most frequent first. One statement over the index of open rows."""
    columns = (
        Delivery.organisation_id, Delivery.channel, Delivery.due_at, Delivery.claimed_until, Delivery.tries, Delivery.problem,
    )
    oldest_first = select(*columns).where(Delivery.over_at.is_(None)).order_by(Delivery.due_at).limit(MOST)
    rows = oldest_first.subquery().c
    free = is_free(rows.claimed_until, at)
    is_going, is_due, is_later = ~free, free & (rows.due_at <= at), free & (rows.due_at > at)
    by = (rows.organisation_id, rows.channel, rows.problem)
    numbers = (_number(is_due), _number(is_going), _number(is_later & was_tried(rows.tries, rows.problem)), _number(is_later))
    found = session.execute(select(*by, *numbers, func.min(case((is_due, rows.due_at), else_=None))).group_by(*by))
    lines: dict[tuple[int | None, str], Open] = {}
    problems: Counter[tuple[str, str]] = Counter()
    for owner, channel, problem, *figures, since in found:
        line = lines.setdefault((owner, channel), Open(organisation_id=owner, channel=channel))
        line.add(figures, since)
        if problem:
            problems[(channel, problem)] += figures[0] + figures[3]  # what is being sent is answered anew
    far = at + A_DAY
    ordered = sorted(lines.values(), key=lambda each: (each.oldest or far, each.organisation_id or 0, each.channel))
    said = [(channel, problem, number) for (channel, problem), number in problems.most_common(GROUPS_SHOWN) if number]
    return ordered, said


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def sent_by_channel(at: datetime) -> dict[str, int]:
    """How many went out in the last minutes (`RATE_OVER`), by channel."""
    sent = select(Delivery.channel).where(Delivery.fate == Fate.SENT, Delivery.over_at > at - RATE_OVER)
    recent = sent.limit(MOST).subquery()
    return dict(session.execute(select(recent.c.channel, func.count()).group_by(recent.c.channel)).all())


def sent_lately(at: datetime) -> int:
    """How many went out in the last hour, up to `MOST`. The index alone answers."""
    recent = select(Delivery.over_at).where(Delivery.fate == Fate.SENT, Delivery.over_at > at - LATELY).limit(MOST).subquery()
    return session.scalar(select(func.count()).select_from(recent)) or 0


def parked() -> Sequence[Group]:
    """What was tried too often, by organisation, kind, channel and problem; the largest group first."""
    those = Delivery.over_at.is_not(None), Delivery.fate == Fate.PARKED
    some = _some_over().where(*those).order_by(Delivery.over_at.desc()).limit(MOST).subquery()
    return _grouped(some, some.c.problem, some.c.organisation_id)


def over_lately(at: datetime) -> Sequence[Group]:
    """What was refused for good or skipped within a day, by what was said, whosever it was."""
    fates = (Fate.REFUSED, Fate.SKIPPED)
    some = _some_over().where(Delivery.fate.in_(fates), Delivery.over_at > at - A_DAY).limit(MOST).subquery()
    return _grouped(some, case((some.c.fate == Fate.SKIPPED, some.c.why), else_=some.c.problem))


def _some_over() -> Select[int | None, str, str, Fate, str, str, datetime | None]:
    return select(
        Delivery.organisation_id, Delivery.kind, Delivery.channel, Delivery.fate, Delivery.problem, Delivery.why,
        Delivery.over_at,
    )


def _grouped(some: Subquery, what: ColumnElement[str], *whose: ColumnElement[int | None]) -> Sequence[Group]:
    rows, number = some.c, func.count().label("number")
    by = (rows.kind, rows.channel, rows.fate, what, *whose)
    query = select(number, func.max(rows.over_at), *by).group_by(*by).order_by(number.desc(), rows.kind).limit(GROUPS_SHOWN + 1)
    return [
        Group(
            kind=kind, channel=channel, fate=fate, what=said, number=times, latest=latest,
            organisation_id=owner[0] if owner else None,
        )
        for times, latest, kind, channel, fate, said, *owner in session.execute(query)
    ]


def notices_not_out() -> Sequence[Notice]:
    """Notices that wait or are being written out, the next first."""
    query = select(Notice).where(Notice.fanned_at.is_(None), Notice.voided_at.is_(None))
    return session.scalars(query.order_by(Notice.due_at, Notice.id).limit(NOTICES_SHOWN + 1)).all()


def notices_voided() -> Sequence[Notice]:
    """The latest notices of which nothing was told."""
    latest = select(Notice.id).order_by(Notice.id.desc()).limit(VOIDED_AMONG).subquery()
    query = select(Notice).where(Notice.id.in_(select(latest.c.id)), Notice.voided_at.is_not(None))
    return session.scalars(query.order_by(Notice.id.desc()).limit(VOIDED_SHOWN)).all()


def notice_of(key: int) -> Notice | None:
    """A notice by its key."""
    return session.get(Notice, key)


def fates_of(notice_id: int) -> dict[Fate, int]:
    """What became of a notice's deliveries; the index alone answers."""
    query = select(Delivery.fate, func.count()).where(Delivery.notice_id == notice_id).group_by(Delivery.fate)
    return dict(session.execute(query).all())


def organisations_of(keys: Sequence[int | None]) -> dict[int, Organisation]:
    """Organisations by key."""
    stated = sorted({key for key in keys if key})
    if not stated:
        return {}
    return {each.id: each for each in session.scalars(select(Organisation).where(Organisation.id.in_(stated)))}
