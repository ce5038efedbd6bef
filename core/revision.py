"""The catalogue revision: one number that rises once in every transaction that changes anything public."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import event, insert, select, update

from core.db import session
from core.models import Revision

REMEMBERED_SECONDS = 0.1


@dataclass(slots=True)
class _Memory:
    number: int = -1
    until: float = 0.0
    banners: Sequence[dict[str, Any]] = field(default_factory=tuple)


_memory = _Memory()


def forget() -> None:
    """The next question goes to the database (after our own commit, and between tests)."""
    _memory.until = 0.0


@event.listens_for(session, "after_commit")
def _after_commit(_session: object) -> None:
    """What was remembered while the transaction ran may be the number before it."""
    forget()


def touch() -> None:
    """Say that this transaction changes something public; the number rises as its last statement."""
    session.info.setdefault("before_commit", {})[raise_number] = True


def raise_number() -> None:
    """Raise the stored number by one; the row is locked from here to the commit only."""
    raised = session.execute(update(Revision).where(Revision.id == 1).values(number=Revision.number + 1))
    if not raised.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(Revision).values(id=1, number=1))
    forget()


def stored() -> int:
    """The number as this transaction sees it, not remembered."""
    return session.scalar(select(Revision.number).where(Revision.id == 1)) or 0


def current() -> int:
    """The stored number, remembered by this process for 100 ms."""
    if time.monotonic() >= _memory.until:
        row = session.execute(select(Revision.number, Revision.banners).where(Revision.id == 1)).one_or_none()
        _memory.number, _memory.banners = (row.number, tuple(row.banners)) if row else (0, ())
        _memory.until = time.monotonic() + REMEMBERED_SECONDS
    return _memory.number


def banners() -> Sequence[dict[str, Any]]:
    """The lines that every public page shows, as they came with the number that the page is made for: no statement more."""
    return _memory.banners


def stored_banners() -> list[dict[str, Any]]:
    """The same as this transaction sees them, not remembered."""
    return list(session.scalar(select(Revision.banners).where(Revision.id == 1)) or ())


def show(lines: Sequence[dict[str, Any]]) -> None:
    """Every public page shows these lines from this transaction on: as its last statements, as the number rises."""
    session.info.setdefault("before_commit", {})[partial(_put, list(lines))] = True
    touch()


def _put(lines: list[dict[str, Any]]) -> None:
    stated = update(Revision).where(Revision.id == 1).values(banners=lines)
    if not session.execute(stated).rowcount:  # type: ignore[attr-defined]
        session.execute(insert(Revision).values(id=1, number=0, banners=lines))
