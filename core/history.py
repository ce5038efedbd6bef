"""The history of public changes and of addresses: rows are only ever added."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import and_, insert, or_, select, update

from core.db import session
from core.models import Change, Renaming
from core.revision import touch
from core.types import Bilingual

NO_REASON = Bilingual("", "")


class Row(Protocol):
    """Any row with a key and a table."""

    __tablename__: str

    @property
    def id(self) -> Any:
        """Its key."""


_gathered: ContextVar[list[dict[str, Any]] | None] = ContextVar("gathered", default=None)


def record(
    row: Row,
    deed: str,
    *,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    topic: str = "",
    reason: Bilingual = NO_REASON,
    actor: str = "",
) -> None:
    """Add one change to the history and mark the transaction as a public change.

    `topic` names the page whose history shows it ("event:12"); values in `before` and `after` must be JSON.
    """
    values = {
        "subject": row.__tablename__, "subject_id": row.id, "topic": topic, "deed": deed, "at": at, "actor": actor,
        "before": before or {}, "after": after or {}, "reason_zh": reason.zh, "reason_en": reason.en,
    }
    gathered = _gathered.get()
    if gathered is None:
        session.add(Change(**values))
    else:
        gathered.append(values)
    touch()


@contextmanager
def in_one_go() -> Iterator[None]:
    """Changes that are recorded within are written at its end, by one statement whatever their number."""
    gathered: list[dict[str, Any]] = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    if gathered:
        session.execute(insert(Change), gathered)


def changes_of(topic: str, *, limit: int = 20, deeds: Iterable[str] = ()) -> Sequence[Change]:
    """The latest changes shown on one page, newest first."""
    wanted = select(Change).where(Change.topic == topic).order_by(Change.id.desc()).limit(limit)
    if deeds:
        wanted = wanted.where(Change.deed.in_(list(deeds)))
    return session.scalars(wanted).all()


def changes_to(rows: Mapping[str, Sequence[int]], deeds: Iterable[str]) -> Sequence[Change]:
    """Changes of some rows by some deeds, oldest first; `rows` are keys by table, some hundreds at most. One statement."""
    named = or_(*(and_(Change.subject == table, Change.subject_id.in_(keys)) for table, keys in rows.items()))
    return session.scalars(select(Change).where(named, Change.deed.in_(list(deeds))).order_by(Change.id)).all()


def remember_slug(kind: str, old: str, new: str) -> None:
    """Let the old address lead to the new one for ever."""
    session.execute(update(Renaming).where(Renaming.kind == kind, Renaming.new_slug == old).values(new_slug=new))
    known = session.scalar(select(Renaming).where(Renaming.kind == kind, Renaming.old_slug == old))
    if known:
        known.new_slug = new
    else:
        session.add(Renaming(kind=kind, old_slug=old, new_slug=new))


def slug_now(kind: str, old: str) -> str | None:
    """The slug that an old one was renamed to, or None."""
    return session.scalar(select(Renaming.new_slug).where(Renaming.kind == kind, Renaming.old_slug == old))
