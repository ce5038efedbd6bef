"""What shows who an organisation is: its capacities, the papers it sent, what was decided on them; and its pictures."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.licensing import MemberKind, Proof
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core.db import Base
from core.types import Key, Line, Moment, Prose, Versioned, words


class Outcome(StrEnum):
    """What was decided on a paper or a claim."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    REVOKED = "revoked"


class Capacity(Base):
    """One kind of member that an organisation is; it may be several."""

    __tablename__ = "accounts_capacity"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"), primary_key=True)
    kind: Mapped[MemberKind] = mapped_column(words(MemberKind), primary_key=True)


class Evidence(Base):
    """A paper as it was sent (core/uploads.py keeps its bytes under `digest`): for the staff and the organisation's owners."""

    __tablename__ = "accounts_evidence"
    __table_args__ = (
        Index("ix_accounts_evidence_organisation_id", "organisation_id"),
        Index("ix_accounts_evidence_sent_by_id", "sent_by_id"),
        Index("ix_accounts_evidence_digest", "digest"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    digest: Mapped[str] = mapped_column(String(64))
    ending: Mapped[str] = mapped_column(String(8))
    name: Mapped[Line]
    size: Mapped[int]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    sent_at: Mapped[Moment]


class Picture(Base):
    """A picture that an organisation sent (its bytes lie under `key`); which listing shows it, the listing says."""

    __tablename__ = "accounts_picture"
    __table_args__ = (
        # The same picture twice is one.
        UniqueConstraint("organisation_id", "key"),
        Index("ix_accounts_picture_key", "key"),
        Index("ix_accounts_picture_sent_by_id", "sent_by_id"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    key: Mapped[str] = mapped_column(String(32))
    name: Mapped[Line]
    size: Mapped[int]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    sent_at: Mapped[Moment]


class Licence(Base, Versioned):
    """A proof that an organisation states, with its paper; what it is worth, the latest decision on it says.

    `expires_on` is its last day. `told_of` is the day of the latest reminder of its end (60, 30, 0 days before; R20).
    """

    __tablename__ = "accounts_licence"
    __table_args__ = (
        Index("ix_accounts_licence_organisation_id", "organisation_id"),
        Index("ix_accounts_licence_evidence_id", "evidence_id"),
        Index("ix_accounts_licence_sent_by_id", "sent_by_id"),
        Index("ix_accounts_licence_expires_on", "expires_on"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    proof: Mapped[Proof] = mapped_column(words(Proof))
    number: Mapped[Line]
    scope: Mapped[Line]
    expires_on: Mapped[date | None]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_evidence.id"))
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    sent_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]

    organisation: Mapped[Organisation] = relationship()
    evidence: Mapped[Evidence | None] = relationship()


class Decision(Base):
    """A person's decision on a proof: append-only (triggers refuse all else). The latest counts.

    `digest` is that of the paper that was looked at; `expires_on` the last day that was read in it.
    """

    __tablename__ = "accounts_decision"
    __table_args__ = (
        Index("ix_accounts_decision_licence_id", "licence_id", "id"),
        Index("ix_accounts_decision_person_id", "person_id"),
    )

    id: Mapped[Key]
    licence_id: Mapped[int] = mapped_column(ForeignKey("accounts_licence.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    at: Mapped[Moment]
    outcome: Mapped[Outcome] = mapped_column(words(Outcome))
    digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    expires_on: Mapped[date | None]
    reason: Mapped[Prose]

    licence: Mapped[Licence] = relationship()
    person: Mapped[Person] = relationship()
