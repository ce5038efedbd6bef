"""Who manages a listing, on its way from one to another: claims that the staff decide, offers that the other side accepts."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.models.proof import Evidence, Outcome
from core.db import Base
from core.types import Key, Moment, Prose, Versioned, words
from events.models.event import Event


class Claim(Base, Versioned):
    """An organisation says that a listing is its own; the staff decide."""

    __tablename__ = "events_claim"
    __table_args__ = (
        Index("ix_events_claim_event_id", "event_id"),
        Index("ix_events_claim_organisation_id", "organisation_id"),
        Index("ix_events_claim_person_id", "person_id"),
        Index("ix_events_claim_evidence_id", "evidence_id"),
        Index("ix_events_claim_decided_by_id", "decided_by_id"),
        Index("ix_events_claim_decided_at", "decided_at"),
    )

    id: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    reason: Mapped[Prose]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_evidence.id"))
    made_at: Mapped[Moment]
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome))
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    answer: Mapped[Prose]

    event: Mapped[Event] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    evidence: Mapped[Evidence | None] = relationship()


class Transfer(Base, Versioned):
    """An organisation offers a listing to another; it changes hands when one of their people accepts."""

    __tablename__ = "events_transfer"
    __table_args__ = (
        Index("ix_events_transfer_event_id", "event_id"),
        Index("ix_events_transfer_giver_id", "giver_id"),
        Index("ix_events_transfer_taker_id", "taker_id"),
        Index("ix_events_transfer_offered_by_id", "offered_by_id"),
    )

    id: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    offered_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]
    declined_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]

    event: Mapped[Event] = relationship()
    giver: Mapped[Organisation] = relationship(foreign_keys=[giver_id])
    taker: Mapped[Organisation] = relationship(foreign_keys=[taker_id])

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.declined_at is None and self.withdrawn_at is None
