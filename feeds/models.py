"""Stored calendar bytes: one entry a performance and language, and what each feed last said."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.types import Key, Mark, Moment


class FeedEntry(Base):
    """The bytes of one VEVENT in one language (feeds.md 0.4).

    `digest` is of the rendered entry without its stamps; `changed_at` is its DTSTAMP and LAST-MODIFIED and moves only
    when the digest does. `stale_at` set: something it shows changed then, and it is rendered before it is next served.
    `is_broken`: it could not be rendered and is left out until it can.
    """

    __tablename__ = "feeds_entry"
    __table_args__ = (
        UniqueConstraint("performance_id", "language"),
        CheckConstraint("language IN ('zh', 'en')", name="language"),
        Index("ix_feeds_entry_stale_at", "stale_at"),
        Index("ix_feeds_entry_is_broken", "is_broken"),
    )

    id: Mapped[Key]
    performance_id: Mapped[int] = mapped_column(ForeignKey("events_performance.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    blob: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    digest: Mapped[str] = mapped_column(String(64), default="")
    changed_at: Mapped[Moment]
    stale_at: Mapped[Moment | None]
    is_broken: Mapped[Mark]


class FeedSnapshot(Base):
    """What the feed at one address last said: its content's digest, and since when it has said so.

    `changed_at` is the feed's Last-Modified and only ever moves forward (feeds.md 0.5).
    """

    __tablename__ = "feeds_snapshot"
    __table_args__ = (Index("ix_feeds_snapshot_fetched_at", "fetched_at"),)

    id: Mapped[Key]
    address: Mapped[str] = mapped_column(String(500), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[Moment]
    fetched_at: Mapped[Moment]


class FeedBase(Base):
    """The public address that entries were rendered for; one row. Entries name it, so another one makes them stale."""

    __tablename__ = "feeds_base"

    id: Mapped[Key]
    address: Mapped[str] = mapped_column(String(300))
