"""One thing that many are told: what it says, to whom it is due when, and how far its sending out is."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core.db import Base
from core.types import Bilingual, Code, Key, Line, Mark, Moment, Prose, Versioned, words
from events.models.event import Event
from events.models.performance import Performance

NOT_OUT = text("fanned_at IS NULL AND voided_at IS NULL")


class Notice(Base):
    """Something to be told to many. `kind` is a word of notices/kinds.py; `key` makes it once; `topic` gathers what belongs
    together while it waits ("event:12").

    Until `released_at` it only waits for `due_at`, and what it says is not settled. Then its facts and items stand, and its
    deliveries are written batch after batch: `cursor` is the key of the last reader who has theirs; done at `fanned_at`, with
    `readers` in all. `voided_at`: nothing (more) is told of it, `void_reason` says why. After `useful_until` nobody needs it
    any more. Held by `claimed_by` until `claimed_until` while its deliveries are written, or left alone until then after it
    failed: `tries` in a row, `problem` the last time. `organisation_id` whose turn it takes in the queue (None: the site's).
    """

    __tablename__ = "notices_notice"
    __table_args__ = (
        Index("ix_notices_notice_due_at", "due_at", sqlite_where=NOT_OUT, postgresql_where=NOT_OUT),
        Index("ix_notices_notice_topic", "topic", "kind", "id"),
        Index("ix_notices_notice_fanned_at", "kind", "fanned_at"),
        Index("ix_notices_notice_organisation_id", "organisation_id", "id"),
        Index("ix_notices_notice_announcement_id", "announcement_id"),
    )

    id: Mapped[Key]
    kind: Mapped[Code]
    key: Mapped[str] = mapped_column(String(160), unique=True)
    topic: Mapped[str] = mapped_column(String(80), default="", server_default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("notices_announcement.id"))
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[Moment]
    due_at: Mapped[Moment]
    useful_until: Mapped[Moment | None]
    is_urgent: Mapped[Mark]
    released_at: Mapped[Moment | None]
    cursor: Mapped[int] = mapped_column(default=0, server_default="0")
    readers: Mapped[int] = mapped_column(default=0, server_default="0")
    fanned_at: Mapped[Moment | None]
    voided_at: Mapped[Moment | None]
    void_reason: Mapped[Code] = mapped_column(default="", server_default="")
    claimed_by: Mapped[str] = mapped_column(String(40), default="", server_default="")
    claimed_until: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    problem: Mapped[Line]

    items: Mapped[list["Item"]] = relationship(order_by="Item.id", back_populates="notice", passive_deletes=True)

    @property
    def still_waits(self) -> bool:
        """Whether it is not settled yet, so that more can be added to it, or it can be taken back."""
        return self.released_at is None and self.voided_at is None


class Item(Base):
    """One date (or one event) that a notice tells of. `facts` are its words, settled when the notice is released; `at` is when
    it first changed. `told`: False where in the end there was nothing to tell of it. Those of a digest, which one reader alone
    reads, name their date in `facts` only: whoever asks what was told of a date does not look through everybody's digests.
    """

    __tablename__ = "notices_item"
    __table_args__ = (
        UniqueConstraint("notice_id", "performance_id"),
        Index("ix_notices_item_performance_id", "performance_id", "at"),
        Index("ix_notices_item_event_id", "event_id", "at"),
    )

    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices_notice.id", ondelete="CASCADE"))
    performance_id: Mapped[int | None] = mapped_column(ForeignKey("events_performance.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    at: Mapped[Moment]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    told: Mapped[Mark]

    notice: Mapped[Notice] = relationship(back_populates="items")
    performance: Mapped[Performance | None] = relationship()
    event: Mapped[Event | None] = relationship()


class Announcement(Base, Versioned):
    """A notice that people write: an organisation's (None: the staff's) to those who follow something of theirs.

    Texts hold placeholders of an allow-list, replaced once as plain words. `audience` is JSON (notices/audience_of.py).
    `performance_id` is the date that it is about. Sent at `send_at` (the writer's wall time and zone are kept in `wall` and
    `zone`; `wall` "now": as soon as it is handed in), or, where `wall` is empty, so many minutes (`offset_minutes`, before:
    negative) from the start of that date. Beyond a size it needs a second person's word (`approved_by_id`). It can be
    edited and cancelled until its notice is released. `is_promotional`: only to those who asked for such.
    """

    __tablename__ = "notices_announcement"
    __table_args__ = (
        CheckConstraint("performance_id IS NULL OR offset_minutes IS NOT NULL", name="offset"),
        Index("ix_notices_announcement_organisation_id", "organisation_id", "id"),
        Index("ix_notices_announcement_author_id", "author_id"),
        Index("ix_notices_announcement_approved_by_id", "approved_by_id"),
        Index("ix_notices_announcement_performance_id", "performance_id"),
        Index("ix_notices_announcement_segment_id", "segment_id"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    subject_zh: Mapped[Line]
    subject_en: Mapped[Line]
    subject: Mapped[Bilingual] = composite("subject_zh", "subject_en")
    body_zh: Mapped[Prose]
    body_en: Mapped[Prose]
    body: Mapped[Bilingual] = composite("body_zh", "body_en")
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("notices_segment.id"))
    is_promotional: Mapped[Mark]
    send_at: Mapped[Moment | None]
    wall: Mapped[str] = mapped_column(String(20), default="", server_default="")
    zone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai", server_default="Asia/Shanghai")
    performance_id: Mapped[int | None] = mapped_column(ForeignKey("events_performance.id", ondelete="SET NULL"))
    offset_minutes: Mapped[int | None]
    made_at: Mapped[Moment]
    edited_at: Mapped[Moment]
    handed_in_at: Mapped[Moment | None]
    size: Mapped[int | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    approved_at: Mapped[Moment | None]
    refused_at: Mapped[Moment | None]
    refusal: Mapped[Prose]
    cancelled_at: Mapped[Moment | None]
    cancel_reason: Mapped[Code] = mapped_column(default="", server_default="")
    token: Mapped[str | None] = mapped_column(String(64), unique=True)

    organisation: Mapped[Organisation | None] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    performance: Mapped[Performance | None] = relationship()
    segment: Mapped["Segment | None"] = relationship()


class Segment(Base, Versioned):
    """An audience with a name, to be used again."""

    __tablename__ = "notices_segment"
    __table_args__ = (Index("ix_notices_segment_organisation_id", "organisation_id"),)

    id: Mapped[Key]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    name: Mapped[Line]
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[Moment]


class BannerLook(StrEnum):
    """How a banner looks."""

    NOTE = "note"
    WARNING = "warning"


class Banner(Base, Versioned):
    """A line of the staff's on every public page from one moment to another; `shown_at` and `ended_at` are when pages got it
    and lost it."""

    __tablename__ = "notices_banner"
    __table_args__ = (
        CheckConstraint("until_at > from_at", name="until_after_from"),
        Index("ix_notices_banner_until_at", "until_at"),
        Index("ix_notices_banner_author_id", "author_id"),
    )

    id: Mapped[Key]
    line_zh: Mapped[Line]
    line_en: Mapped[Line]
    line: Mapped[Bilingual] = composite("line_zh", "line_en")
    href: Mapped[str] = mapped_column(String(500), default="", server_default="")
    look: Mapped[BannerLook] = mapped_column(words(BannerLook), default=BannerLook.NOTE)
    from_at: Mapped[Moment]
    until_at: Mapped[Moment]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    made_at: Mapped[Moment]
    cancelled_at: Mapped[Moment | None]
