"""Every select about reports of mistakes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from core.db import session
from portal.models import Report
from portal.wrongs import Outcome

A_PAGE = 50


def report_of_owner(owner_id: int, key: int) -> Report | None:
    """An organisation's report, or None for anybody else's."""
    query = select(Report).where(Report.id == key, Report.owner_id == owner_id).options(*_ABOUT)
    return session.scalars(query).one_or_none()


def report_of_key(key: int) -> Report | None:
    """Any report; for the staff, and for the reader whose signed link says so."""
    return session.get(Report, key)


def open_reports(owner_id: int | None = None, limit: int = A_PAGE) -> Sequence[Report]:
    """What waits for an answer, oldest first, with what it is about; of one organisation, or all."""
    query = select(Report).where(Report.answered_at.is_(None), *_of(owner_id)).options(*_ABOUT).order_by(Report.id)
    return session.scalars(query.limit(limit)).all()


def answered_reports(owner_id: int | None = None, limit: int = A_PAGE) -> Sequence[Report]:
    """What was answered last; what was unfit is the desk's business only."""
    fit = () if owner_id is None else (Report.outcome != Outcome.UNFIT,)
    query = select(Report).where(Report.answered_at.is_not(None), *fit, *_of(owner_id)).options(*_ABOUT)
    return session.scalars(query.order_by(Report.answered_at.desc(), Report.id.desc()).limit(limit)).all()


def number_waiting(owner_id: int | None = None) -> int:
    """How many wait for an answer."""
    return session.scalar(select(func.count()).where(Report.answered_at.is_(None), *_of(owner_id))) or 0


def numbers_waiting(owner_ids: Sequence[int]) -> dict[int, int]:
    """How many wait for an answer, by organisation; those without any are absent."""
    query = select(Report.owner_id, func.count()).where(Report.answered_at.is_(None), Report.owner_id.in_(owner_ids))
    return {key: number for key, number in session.execute(query.group_by(Report.owner_id)) if key is not None}


def number_since(since: datetime, *, path: str = "") -> int:
    """How many were made since a moment, about one page or at all."""
    same = (Report.path == path,) if path else ()
    return session.scalar(select(func.count()).where(Report.made_at > since, *same)) or 0


def _of(owner_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if owner_id is None else (Report.owner_id == owner_id,)


_ABOUT = (joinedload(Report.event), joinedload(Report.venue), joinedload(Report.organisation))
