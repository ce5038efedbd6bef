"""A deed of the change desk: what was done to public dates, why, and what it would take to undo it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core.db import Base
from core.types import Bilingual, Key, Moment, Prose, Versioned, words
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run

LONGEST_TOKEN = 64


class DeedKind(StrEnum):
    """What can be done to dates that everybody has seen."""

    MOVE = "move"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    SELL_OUT = "sell_out"
    REOPEN = "reopen"
    HALL = "hall"
    CAST = "cast"


class Cause(StrEnum):
    """Why (domain.md R9, R10): force majeure stands apart from everything that somebody answers for."""

    ILLNESS = "illness"
    TECHNICAL = "technical"
    SCHEDULING = "scheduling"
    VENUE = "venue"
    APPROVAL = "approval"
    DEMAND = "demand"
    ARTISTIC = "artistic"
    OTHER = "other"
    FORCE_MAJEURE = "force_majeure"


class Batch(Base, Versioned):
    """One message for many events at once (force majeure): a deed for each event, told as one, undone as one.

    `selection` says what was chosen: city, venue, window, as JSON. The rest as on a deed.
    """

    __tablename__ = "events_batch"
    __table_args__ = (
        Index("ix_events_batch_organisation_id", "organisation_id", "id"),
        Index("ix_events_batch_actor_id", "actor_id"),
        Index("ix_events_batch_undone_by_id", "undone_by_id"),
    )

    id: Mapped[Key]
    kind: Mapped[DeedKind] = mapped_column(words(DeedKind))
    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    cause: Mapped[Cause] = mapped_column(words(Cause))
    reason_zh: Mapped[Prose]
    reason_en: Mapped[Prose]
    reason: Mapped[Bilingual] = composite("reason_zh", "reason_en")
    refund_zh: Mapped[Prose]
    refund_en: Mapped[Prose]
    refund: Mapped[Bilingual] = composite("refund_zh", "refund_en")
    selection: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    token: Mapped[str] = mapped_column(String(LONGEST_TOKEN), unique=True)
    undo_until: Mapped[Moment]
    told_at: Mapped[Moment | None]
    undone_at: Mapped[Moment | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id])
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def group(self) -> str:
        """The name under which its letters can be taken back."""
        return f"batch:{self.id}"

    def can_be_undone_at(self, moment: datetime) -> bool:
        """Whether it still can be taken back."""
        return self.undone_at is None and moment < self.undo_until


class Deed(Base, Versioned):
    """One change of one or several public dates of an event, in one transaction.

    `told_at` empty: its letters wait until `undo_until`, and an undo before then is told to nobody. `token` is the form's own
    sign, so that a button pressed twice is one deed; None for the deeds of a batch. `intake_id` is the import that did it and
    in whose one letter it is told; empty where it is told by itself.
    """

    __tablename__ = "events_deed"
    __table_args__ = (
        Index("ix_events_deed_event_id", "event_id", "id"),
        Index("ix_events_deed_organisation_id", "organisation_id", "id"),
        Index("ix_events_deed_batch_id", "batch_id"),
        Index("ix_events_deed_intake_id", "intake_id"),
        Index("ix_events_deed_actor_id", "actor_id"),
        Index("ix_events_deed_undone_by_id", "undone_by_id"),
    )

    id: Mapped[Key]
    kind: Mapped[DeedKind] = mapped_column(words(DeedKind))
    at: Mapped[Moment]
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("events_batch.id"))
    intake_id: Mapped[int | None] = mapped_column(ForeignKey("events_intake.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    cause: Mapped[Cause | None] = mapped_column(words(Cause))
    reason_zh: Mapped[Prose]
    reason_en: Mapped[Prose]
    reason: Mapped[Bilingual] = composite("reason_zh", "reason_en")
    refund_zh: Mapped[Prose]
    refund_en: Mapped[Prose]
    refund: Mapped[Bilingual] = composite("refund_zh", "refund_en")
    token: Mapped[str | None] = mapped_column(String(LONGEST_TOKEN), unique=True)
    undo_until: Mapped[Moment]
    told_at: Mapped[Moment | None]
    undone_at: Mapped[Moment | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    event: Mapped[Event] = relationship()
    batch: Mapped[Batch | None] = relationship()
    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id])
    organisation: Mapped[Organisation | None] = relationship()
    rows: Mapped[list["DeedRow"]] = relationship(order_by="DeedRow.id", back_populates="deed")

    @property
    def group(self) -> str:
        """The name under which its letters can be taken back."""
        return f"deed:{self.id}"

    def can_be_undone_at(self, moment: datetime) -> bool:
        """Whether it still can be taken back; one of a batch goes back with the whole batch only."""
        return self.batch_id is None and self.undone_at is None and moment < self.undo_until


class DeedRow(Base):
    """What a deed did to one date, or to one run (its main performers): the fields that changed, before and after, as JSON.

    `sequence` is the date's SEQUENCE after the deed: another one says that somebody changed it since. `approval_id` is the
    approval that went stale by it and holds again if the deed is undone.
    """

    __tablename__ = "events_deed_row"
    __table_args__ = (
        Index("ix_events_deed_row_deed_id", "deed_id"),
        Index("ix_events_deed_row_performance_id", "performance_id"),
        Index("ix_events_deed_row_run_id", "run_id"),
        Index("ix_events_deed_row_approval_id", "approval_id"),
    )

    id: Mapped[Key]
    deed_id: Mapped[int] = mapped_column(ForeignKey("events_deed.id", ondelete="CASCADE"))
    performance_id: Mapped[int | None] = mapped_column(ForeignKey("events_performance.id", ondelete="CASCADE"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("events_run.id", ondelete="CASCADE"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sequence: Mapped[int] = mapped_column(default=0)
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("events_approval.id", ondelete="SET NULL"))

    deed: Mapped[Deed] = relationship(back_populates="rows")
    performance: Mapped[Performance | None] = relationship()
    run: Mapped[Run | None] = relationship()
