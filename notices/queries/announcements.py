"""Notices that people write: an organisation's (None: the staff's), and whom they would reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models.organisation import Organisation
from core.db import session
from events.models.performance import Performance
from events.models.run import Run
from notices import registry
from notices.audience_of import Asked, Audience, asked
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint, Follower, Subscription, Wish
from notices.models.notice import Announcement, Notice, Segment
from notices.queries.audience import in_force

A_PAGE = 25
KIND = "announcement"


@dataclass(frozen=True, slots=True)
class Listed:
    """One notice with what became of it. `has_open`: some of its deliveries are not over."""

    row: Announcement
    notice: Notice | None
    has_open: bool = False


def _of(organisation_id: int | None) -> Select[Announcement]:
    query = select(Announcement)
    mine = Announcement.organisation_id
    return query.where(mine.is_(None) if organisation_id is None else mine == organisation_id)


def _with_all(query: Select[Announcement]) -> Select[Announcement]:
    return query.options(
        joinedload(Announcement.organisation), joinedload(Announcement.author), joinedload(Announcement.approved_by),
        joinedload(Announcement.performance).options(
            joinedload(Performance.run).joinedload(Run.event), joinedload(Performance.venue), joinedload(Performance.hall)
        ),
    )


def announcement(organisation_id: int | None, key: int) -> Announcement | None:
    """One of them."""
    return session.scalars(_with_all(_of(organisation_id)).where(Announcement.id == key)).one_or_none()


def any_announcement(key: int) -> Announcement | None:
    """One, whosever it is: for the staff."""
    return session.scalars(_with_all(select(Announcement)).where(Announcement.id == key)).one_or_none()


def announcement_to_change(key: int) -> Announcement | None:
    """One as it stands now, held to the end of the transaction."""
    query = _with_all(select(Announcement)).where(Announcement.id == key).with_for_update(of=Announcement)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def announcement_of_token(token: str, organisation_id: int | None) -> Announcement | None:
    """The one that a form made when it was sent before."""
    return session.scalars(_of(organisation_id).where(Announcement.token == token)).one_or_none()


def notice_of(announcement_id: int, *, to_change: bool = False) -> Notice | None:
    """What it is told by; `to_change` holds it to the end of the transaction."""
    query = select(Notice).where(Notice.announcement_id == announcement_id).order_by(Notice.id.desc()).limit(1)
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def listed(organisation_id: int | None, *, page: int) -> list[Listed]:
    """A page of them and one more, the latest first. Three statements."""
    query = _with_all(_of(organisation_id)).order_by(Announcement.id.desc()).limit(A_PAGE + 1).offset((page - 1) * A_PAGE)
    return _with_notices(session.scalars(query).all())


def waiting_for_approval(limit: int = 50) -> list[Listed]:
    """Handed in by whomever, and not yet told: for the staff, the oldest first."""
    handed_in = and_(Announcement.handed_in_at.is_not(None), Announcement.cancelled_at.is_(None))
    query = (
        _with_all(select(Announcement))
        .outerjoin(Notice, Notice.announcement_id == Announcement.id)
        .where(handed_in, Notice.id.is_(None))
        .order_by(Announcement.id)
        .limit(limit)
    )
    return [Listed(row, None) for row in session.scalars(query)]


def waiting_counted(organisation_ids: Sequence[int]) -> dict[int, int]:
    """How many wait for a second person, by organisation."""
    query = (
        select(Announcement.organisation_id, func.count())
        .outerjoin(Notice, Notice.announcement_id == Announcement.id)
        .where(
            Announcement.organisation_id.in_(organisation_ids), Announcement.handed_in_at.is_not(None),
            Announcement.cancelled_at.is_(None), Notice.id.is_(None),
        )
        .group_by(Announcement.organisation_id)
    )
    return {key: number for key, number in session.execute(query) if key is not None}


def with_notice(row: Announcement) -> Listed:
    """One with what became of it."""
    return _with_notices([row])[0]


def _with_notices(rows: Sequence[Announcement]) -> list[Listed]:
    keys = [row.id for row in rows]
    found = {each.announcement_id: each for each in session.scalars(select(Notice).where(Notice.announcement_id.in_(keys)))}
    out = [each.id for each in found.values() if each.released_at is not None]
    still = _still_open(out)
    return [Listed(row, found.get(row.id), bool((one := found.get(row.id)) and one.id in still)) for row in rows]


def _still_open(notices: Sequence[int]) -> set[int]:
    if not notices:
        return set()
    query = select(Delivery.notice_id).where(Delivery.notice_id.in_(notices), Delivery.fate == Fate.OPEN).distinct()
    return {key for key in session.scalars(query) if key is not None}


def fate_told(group: str) -> str:
    """What was last told of a notice under a group of letters, as a code (it stands in their keys); empty where nothing was."""
    query = select(Delivery.key).where(Delivery.group == group).order_by(Delivery.id.desc()).limit(1)
    key = session.scalar(query)
    return key.removeprefix(f"{group}:").partition(":")[0] if key else ""


def about_event(event_id: int) -> Sequence[Announcement]:
    """Handed in, not cancelled, and about one of the dates of an event."""
    dates = select(Performance.id).join(Run, Run.id == Performance.run_id).where(Run.event_id == event_id)
    query = _with_all(select(Announcement)).where(
        Announcement.performance_id.in_(dates), Announcement.handed_in_at.is_not(None), Announcement.cancelled_at.is_(None)
    )
    return session.scalars(query).all()


def about_dates(performance_ids: Sequence[int]) -> Sequence[Announcement]:
    """Handed in, not cancelled, and about one of these dates."""
    query = _with_all(select(Announcement)).where(
        Announcement.performance_id.in_(performance_ids), Announcement.handed_in_at.is_not(None),
        Announcement.cancelled_at.is_(None),
    )
    return session.scalars(query).all()


def told_between(organisation_id: int | None, first: datetime, last: datetime, *, but: int) -> int:
    """How many other notices of an organisation are due in a time."""
    mine = Notice.organisation_id.is_(None) if organisation_id is None else Notice.organisation_id == organisation_id
    query = select(func.count()).select_from(Notice).where(
        mine, Notice.kind == KIND, Notice.due_at >= first, Notice.due_at < last, Notice.voided_at.is_(None),
        Notice.announcement_id != but,
    )
    return session.scalar(query) or 0


# --- whom they would reach ---------------------------------------------------------------------------------------------


def asked_of(row: Announcement) -> Asked:
    """What it asks of its audience."""
    return asked(Audience.stored(row.audience), row.organisation_id, is_promotional=row.is_promotional)


def size_of(row: Announcement, at: datetime) -> int:
    """How many would get it now; nobody where its kind of audience is not known (any more)."""
    kind = registry.audience_kind(Audience.stored(row.audience).circle)
    return kind.size(asked_of(row), at) if kind is not None else 0


def followers_by_subject(subjects: Sequence[str], news: Sequence[str], at: datetime) -> Mapping[tuple[str, str], int]:
    """How many followers each of these things has for each kind of news."""
    query = (
        select(Wish.subject, Wish.news, func.count(Wish.follower_id.distinct()))
        .join(Subscription, Subscription.id == Wish.subscription_id)
        .join(Follower, Follower.id == Wish.follower_id)
        .join(Endpoint, Endpoint.id == Wish.endpoint_id)
        .where(Wish.subject.in_(subjects), Wish.news.in_(news), in_force(at))
        .group_by(Wish.subject, Wish.news)
    )
    return {(subject, word): number for subject, word, number in session.execute(query)}


def organisation_stopped(key: int) -> bool:
    """Whether an organisation is suspended, closed, or part of another one."""
    row = Organisation
    query = select(row.id).where(
        row.id == key, or_(row.suspended_at.is_not(None), row.closed_at.is_not(None), row.merged_into_id.is_not(None))
    )
    return session.scalar(query) is not None


# --- segments ----------------------------------------------------------------------------------------------------------


def segments(organisation_id: int | None) -> Sequence[Segment]:
    """The audiences that were given a name, by name."""
    mine = Segment.organisation_id
    query = select(Segment).where(mine.is_(None) if organisation_id is None else mine == organisation_id)
    return session.scalars(query.order_by(Segment.name, Segment.id).limit(100)).all()


def segment(organisation_id: int | None, key: int) -> Segment | None:
    """One of them."""
    return next((each for each in segments(organisation_id) if each.id == key), None)


def uses_of_segment(key: int) -> Sequence[Announcement]:
    """The notices that name it."""
    return session.scalars(select(Announcement).where(Announcement.segment_id == key)).all()
