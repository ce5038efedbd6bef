"""Telling calendars of changed dates: each by itself, or many at once, so that five hundred cost little more than one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from core import history
from core.db import session
from events import signals
from events.models.performance import Performance

_held: ContextVar[dict[int, Performance] | None] = ContextVar("held", default=None)


def announce(row: Performance, *, is_seen: bool, at: datetime) -> None:
    """Write a changed date and tell of it where it is seen; within `together` that is left for the end."""
    held = _held.get()
    if held is None:
        session.flush()  # a stale row must refuse before anybody is told
        if is_seen:
            signals.performance_changed.send(row, at=at)
    elif is_seen:
        held[row.id] = row


@contextmanager
def together(*, at: datetime) -> Iterator[None]:
    """Dates changed within are written in one go, and told of in one go."""
    held: dict[int, Performance] = {}
    token = _held.set(held)
    with history.in_one_go():
        try:
            with session.no_autoflush:
                yield
        finally:
            _held.reset(token)
        session.flush()  # a stale row must refuse before anybody is told
    if held:
        signals.performances_changed.send(tuple(held.values()), at=at)
