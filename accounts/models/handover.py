"""Ownership on its way: from one owner to a member, and of an organisation that nobody acts for to whoever claims it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.models.proof import Evidence, Outcome
from core.db import Base
from core.types import Key, Moment, Prose, Versioned, words


class Handover(Base, Versioned):
    """An owner offers their place to a member; it changes hands when that member accepts."""

    __tablename__ = "accounts_handover"
    __table_args__ = (
        Index("ix_accounts_handover_organisation_id", "organisation_id"),
        Index("ix_accounts_handover_giver_id", "giver_id"),
        Index("ix_accounts_handover_taker_id", "taker_id"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    offered_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]

    organisation: Mapped[Organisation] = relationship()
    giver: Mapped[Person] = relationship(foreign_keys=[giver_id])
    taker: Mapped[Person] = relationship(foreign_keys=[taker_id])

    def is_open_at(self, moment: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and moment < self.expires_at


class OrganisationClaim(Base, Versioned):
    """A person says that they act for an organisation of the reference data that nobody acts for yet; the staff decide."""

    __tablename__ = "accounts_organisation_claim"
    __table_args__ = (
        Index("ix_accounts_organisation_claim_organisation_id", "organisation_id"),
        Index("ix_accounts_organisation_claim_person_id", "person_id"),
        Index("ix_accounts_organisation_claim_evidence_id", "evidence_id"),
        Index("ix_accounts_organisation_claim_decided_by_id", "decided_by_id"),
        Index("ix_accounts_organisation_claim_decided_at", "decided_at"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    reason: Mapped[Prose]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_evidence.id"))
    made_at: Mapped[Moment]
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome))
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    answer: Mapped[Prose]

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    evidence: Mapped[Evidence | None] = relationship()
