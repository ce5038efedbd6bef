"""Imports: what an organisation brought from elsewhere, by what name each date is known there, and where it is pulled from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from accounts.models.person import Person
from core.db import Base
from core.types import Code, Facts, Key, Line, Moment, Versioned, words
from events.models.event import Event
from events.models.performance import Performance

LONGEST_SOURCE, LONGEST_UID, LONGEST_KEY = 60, 320, 200


class IntakeKind(StrEnum):
    """What was brought."""

    SHEET = "sheet"
    CALENDAR = "calendar"
    SOURCE = "source"


class IntakeState(StrEnum):
    """Where an import stands; computed from its moments."""

    PREVIEW = "preview"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class SubscribedSource(Base, Versioned):
    """An address from which an organisation's calendar is pulled.

    `checked_at` is the last try, `done_at` the last good one; `failures` are those in a row since `failing_since`. `etag` and
    `modified` are what the other side said, `digest` is of the bytes that were last taken in, `dates` how many they held.
    """

    __tablename__ = "events_subscribed_source"
    __table_args__ = (
        UniqueConstraint("organisation_id", "url"),
        Index("ix_events_subscribed_source_next_at", "next_at"),
        Index("ix_events_subscribed_source_person_id", "person_id"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    url: Mapped[str] = mapped_column(String(1_000))
    made_at: Mapped[Moment]
    paused_at: Mapped[Moment | None]
    next_at: Mapped[Moment | None]
    checked_at: Mapped[Moment | None]
    done_at: Mapped[Moment | None]
    failing_since: Mapped[Moment | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    problem: Mapped[Code] = mapped_column(default="", server_default="")
    etag: Mapped[Line]
    modified: Mapped[Line]
    digest: Mapped[Code] = mapped_column(default="", server_default="")
    dates: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def name(self) -> str:
        """By which its dates are known (Origin.source)."""
        return f"source:{self.id}"


class Intake(Base, Versioned):
    """One import. It is read (`read_at`), confirmed by a person, staged in batches and shown at once (`committed_at`).

    `source` is what its names belong to (Origin.source). `stated` is what the file states (events/intake/stored.py), empty
    once it is committed, as is `content`. `mapping` is {"0": "title"} for tables. `done` of `total` dates are staged.
    `claimed_at` is when a worker took it; a claim that is old is taken over, and what was staged is removed first.
    """

    __tablename__ = "events_intake"
    __table_args__ = (
        Index("ix_events_intake_organisation_id", "organisation_id", "id"),
        Index("ix_events_intake_person_id", "person_id"),
        Index("ix_events_intake_source_id", "source_id"),
        Index("ix_events_intake_confirmed_at", "confirmed_at", "committed_at"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("events_subscribed_source.id"))
    kind: Mapped[IntakeKind] = mapped_column(words(IntakeKind))
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE))
    file_name: Mapped[Line]
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    headings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    mapping: Mapped[Facts]
    stated: Mapped[str | None] = deferred(mapped_column(Text))
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    warnings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    refused: Mapped[Code] = mapped_column(default="", server_default="")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    listings: Mapped[int] = mapped_column(default=0, server_default="0")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    counts: Mapped[Facts]
    made_at: Mapped[Moment]
    confirmed_at: Mapped[Moment | None]
    claimed_at: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    committed_at: Mapped[Moment | None]
    failed_at: Mapped[Moment | None]
    undone_at: Mapped[Moment | None]

    person: Mapped[Person | None] = relationship()

    @property
    def state(self) -> IntakeState:
        """Where it stands."""
        stages: tuple[tuple[datetime | None, IntakeState], ...] = (
            (self.undone_at, IntakeState.UNDONE), (self.failed_at, IntakeState.FAILED), (self.committed_at, IntakeState.DONE),
            (self.claimed_at, IntakeState.RUNNING), (self.confirmed_at, IntakeState.WAITING),
        )
        return next((state for moment, state in stages if moment is not None), IntakeState.PREVIEW)


class Origin(Base):
    """By what name a date of ours is known elsewhere: (organisation, source, UID), once.

    `digest` is of what the source last said of it; what an organiser changed here by hand stays until the source says
    something new. `proposed` is what a source says, since `proposed_at`, of a published date that only its people may change.
    `listing` is the digest of title and place, by which a new date finds its listing.
    """

    __tablename__ = "events_origin"
    __table_args__ = (
        UniqueConstraint("organisation_id", "source", "uid"),
        Index("ix_events_origin_listing", "organisation_id", "source", "listing"),
        Index("ix_events_origin_event_id", "event_id"),
        Index("ix_events_origin_performance_id", "performance_id"),
        Index("ix_events_origin_intake_id", "intake_id"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE))
    uid: Mapped[str] = mapped_column(String(LONGEST_UID))
    listing: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(16))
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    performance_id: Mapped[int] = mapped_column(ForeignKey("events_performance.id", ondelete="CASCADE"))
    intake_id: Mapped[int | None] = mapped_column(ForeignKey("events_intake.id"))
    proposed: Mapped[Facts]
    proposed_at: Mapped[Moment | None]
    seen_at: Mapped[Moment]

    event: Mapped[Event] = relationship()
    performance: Mapped[Performance] = relationship()


class ListingNumber(Base):
    """By what number a program of an organisation knows a listing: (organisation, source, UID), once."""

    __tablename__ = "events_listing_number"
    __table_args__ = (
        UniqueConstraint("organisation_id", "source", "uid"),
        Index("ix_events_listing_number_event_id", "event_id"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE))
    uid: Mapped[str] = mapped_column(String(LONGEST_UID))
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))


class ColumnMapping(Base):
    """Which column says what in an organisation's tables with these headings (events/intake/columns.py)."""

    __tablename__ = "events_column_mapping"
    __table_args__ = (UniqueConstraint("organisation_id", "digest"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    digest: Mapped[str] = mapped_column(String(16))
    mapping: Mapped[Facts]
    used_at: Mapped[Moment]


class IdempotencyKey(Base):
    """What a program was answered under a key of its own: the same question gets the same answer and does nothing twice."""

    __tablename__ = "events_idempotency_key"
    __table_args__ = (
        UniqueConstraint("organisation_id", "key"),
        Index("ix_events_idempotency_key_at", "at"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[Facts]
    at: Mapped[Moment]
