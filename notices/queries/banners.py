"""The staff's lines on every public page."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.db import session
from notices.models.notice import Banner

MOST_PAST = 30


def shown_at(at: datetime) -> Sequence[Banner]:
    """Those that pages show at a moment, warnings not told apart: the one that began first stands first."""
    query = select(Banner).where(Banner.until_at > at, Banner.from_at <= at, Banner.cancelled_at.is_(None))
    return session.scalars(query.order_by(Banner.from_at, Banner.id)).all()


def all_of(at: datetime) -> tuple[Sequence[Banner], Sequence[Banner]]:
    """Those that are shown or will be, the next first, and the latest of those that are over. Two statements."""
    is_open = (Banner.until_at > at) & Banner.cancelled_at.is_(None)
    coming = session.scalars(select(Banner).where(is_open).order_by(Banner.from_at, Banner.id)).all()
    over = select(Banner).where(~is_open).order_by(Banner.until_at.desc(), Banner.id.desc()).limit(MOST_PAST)
    return coming, session.scalars(over).all()


def banner(key: int) -> Banner | None:
    """One of them."""
    return session.scalars(select(Banner).where(Banner.id == key)).one_or_none()


def banner_to_change(key: int) -> Banner | None:
    """One as it stands now, held to the end of the transaction."""
    query = select(Banner).where(Banner.id == key).with_for_update(of=Banner)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def known_as(line_zh: str, line_en: str, from_at: datetime, until_at: datetime) -> Banner | None:
    """The very same one, if it stands already: a form that was sent twice."""
    query = select(Banner).where(
        Banner.line_zh == line_zh, Banner.line_en == line_en, Banner.from_at == from_at, Banner.until_at == until_at,
        Banner.cancelled_at.is_(None),
    )
    return session.scalars(query.limit(1)).one_or_none()
