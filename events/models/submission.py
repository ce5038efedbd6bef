"""A submission: a listing that its organisation wants published, the promise that was given, and what was decided."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core.db import Base
from core.types import Bilingual, Key, Mark, Moment, Prose, Versioned, words
from events.models.event import Event

# What a submission's `facts` remember beside what the listing said: columns as they were before edits of what is public (to be
# put back), columns as a proposal wants them, the same in words, and what the checks found in them (decision 0015).
BEFORE, WANTED, SAYS, FOUND = "_before", "_wanted", "_says", "_found"


class Decision(StrEnum):
    """What a reviewer says of a listing."""

    PUBLISHED = "published"
    CHANGES_ASKED = "changes_asked"
    REFUSED = "refused"


class Submission(Base, Versioned):
    """One listing handed in once. Waiting until it is decided or withdrawn; handed in again it is a new row.

    `promised_by` is when the organisation was promised an answer. `facts` is what the listing said when it was last looked
    at: handed in, then decided. `notes` are the codes of what the checks found, for the queue. `is_after`: it was published
    at once (a trusted organisation) and is looked at afterwards; refusing it takes it back. `appeal_of_id` is the refusal
    that is appealed against: once, and decided by another person. `override` is why a warning was let pass (R8).
    """

    __tablename__ = "events_submission"
    __table_args__ = (
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_at"),
        Index("ix_events_submission_event_id", "event_id", "id"),
        Index("ix_events_submission_organisation_id", "organisation_id", "id"),
        # The queue: what nobody has decided nor withdrawn, the oldest first.
        Index("ix_events_submission_waiting", "decided_at", "withdrawn_at", "is_after", "submitted_at", "id"),
        Index("ix_events_submission_submitted_by_id", "submitted_by_id"),
        Index("ix_events_submission_claimed_by_id", "claimed_by_id"),
        Index("ix_events_submission_decided_by_id", "decided_by_id"),
    )

    id: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    submitted_at: Mapped[Moment]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    promised_by: Mapped[Moment]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    notes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    is_after: Mapped[Mark]
    # One appeal for a refusal: the database holds to it.
    appeal_of_id: Mapped[int | None] = mapped_column(ForeignKey("events_submission.id", ondelete="CASCADE"), unique=True)
    plea: Mapped[Prose]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    claimed_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]
    decision: Mapped[Decision | None] = mapped_column(words(Decision))
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    reason_zh: Mapped[Prose]
    reason_en: Mapped[Prose]
    reason: Mapped[Bilingual] = composite("reason_zh", "reason_en")
    override: Mapped[Prose]

    event: Mapped[Event] = relationship()
    organisation: Mapped[Organisation] = relationship()
    submitted_by: Mapped[Person | None] = relationship(foreign_keys=[submitted_by_id])
    claimed_by: Mapped[Person | None] = relationship(foreign_keys=[claimed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    appeal_of: Mapped["Submission | None"] = relationship(remote_side="Submission.id")

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has to decide."""
        return self.decided_at is None and self.withdrawn_at is None

    @property
    def is_proposal(self) -> bool:
        """Whether it hands in a change of what is public, rather than the listing."""
        return WANTED in self.facts

    @property
    def is_of_edits(self) -> bool:
        """Whether it is about edits that are public already."""
        return BEFORE in self.facts

    def is_overdue_at(self, moment: datetime) -> bool:
        """Whether the promise was broken: still waiting beyond it."""
        return self.is_waiting and self.promised_by < moment
