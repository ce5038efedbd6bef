"""The deliveries that the staff mean by a choice (notices/choosing.py)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, UnaryExpression, and_, func, or_, select
from sqlalchemy.orm import joinedload

from core.db import session
from notices.choosing import OPEN, SET_ASIDE, Choice, State
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode
from notices.queries.outbox import is_free

MOST_COUNTED = 100_000


def in_state(state: State, at: datetime) -> ColumnElement[bool]:
    """Deliveries that stand so."""
    is_open, is_over, is_aside = Delivery.over_at.is_(None), Delivery.over_at.is_not(None), Delivery.why.in_(SET_ASIDE)
    free = is_free(Delivery.claimed_until, at)
    return {
        State.DUE: lambda: and_(is_open, Delivery.due_at <= at, free),
        State.LATER: lambda: and_(is_open, Delivery.due_at > at, free),
        State.WAITING: lambda: and_(is_open, free),
        State.GOING: lambda: and_(is_open, ~free),
        State.PARKED: lambda: and_(is_over, Delivery.fate == Fate.PARKED),
        State.REFUSED: lambda: and_(is_over, Delivery.fate == Fate.REFUSED),
        State.SENT: lambda: and_(is_over, Delivery.fate == Fate.SENT),
        State.ASIDE: lambda: and_(is_over, Delivery.fate == Fate.SKIPPED, is_aside),
        State.SKIPPED: lambda: and_(is_over, Delivery.fate == Fate.SKIPPED, ~is_aside),
    }[state]()


def chosen(choice: Choice, at: datetime) -> ColumnElement[bool]:
    """Deliveries of a choice. The organisation is asked for in such a way that the index of the state leads: it names few rows,
    an organisation's own index would name all that it ever sent."""
    conditions = [in_state(choice.state, at)]
    if choice.organisation_id is not None:
        conditions.append(func.coalesce(Delivery.organisation_id, 0) == choice.organisation_id)
    asked = (Delivery.kind, choice.kind), (Delivery.channel, choice.channel), (Delivery.problem, choice.problem)
    for column, wanted in asked:
        if wanted:
            conditions.append(column == wanted)
    if choice.is_tried:
        conditions.append(was_tried(Delivery.tries, Delivery.problem))
    if choice.notice_id is not None:
        conditions.append(Delivery.notice_id == choice.notice_id)
    if choice.key is not None:
        conditions.append(Delivery.id == choice.key)
    return and_(*conditions)


def was_tried(tries: SQLColumnExpression[int], problem: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Whether something went out once and failed, or found its way shut (which counts as no try)."""
    return or_(tries > 0, problem != "")


def has_address() -> ColumnElement[bool]:
    """Letters of which it is still known to whom they went (accounts/retention.py); other ways have their endpoint."""
    return or_(Delivery.channel != ChannelCode.MAIL.value, Delivery.mail != "")


def number_chosen(choice: Choice, at: datetime) -> int:
    """How many there are, up to `MOST_COUNTED`."""
    some = select(Delivery.id).where(chosen(choice, at), has_address()).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def next_chosen(choice: Choice, at: datetime, limit: int) -> dict[int, int | None]:
    """The next of them, the oldest first: whose each is, by its key."""
    query = select(Delivery.id, Delivery.organisation_id).where(chosen(choice, at), has_address())
    return {key: owner for key, owner in session.execute(query.order_by(*_oldest_first(choice)).limit(limit))}


def rows_chosen(choice: Choice, at: datetime, *, after: int, limit: int) -> Sequence[Delivery]:
    """Some of them with their notice, `after` so many: what waits the oldest first, what is over the latest first."""
    is_over = choice.state not in OPEN
    order = (Delivery.over_at.desc(), Delivery.id.desc()) if is_over else _oldest_first(choice)
    query = select(Delivery).where(chosen(choice, at)).options(joinedload(Delivery.notice))
    return session.scalars(query.order_by(*order).offset(after).limit(limit)).all()


def _oldest_first(choice: Choice) -> tuple[UnaryExpression[datetime | None], UnaryExpression[int]]:
    first = Delivery.due_at if choice.state in OPEN else Delivery.over_at
    return first.asc(), Delivery.id.asc()


def delivery_of(key: int) -> Delivery | None:
    """A delivery with its notice."""
    return session.scalars(select(Delivery).where(Delivery.id == key).options(joinedload(Delivery.notice))).one_or_none()
