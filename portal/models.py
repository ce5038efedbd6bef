"""What the search keeps, what is counted of a thing's reach, and what readers say is wrong."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from accounts.models.organisation import Organisation
from core.db import Base
from core.types import Adcode, Bilingual, Code, Key, Line, Mark, Moment, Prose, Versioned, words
from events.models.event import Event
from portal.reach import Kind as ReachKind
from portal.reach import Thing
from portal.search.document import Kind
from portal.wrongs import Outcome, Wrong
from venues.models import Venue


class SearchEntry(Base):
    """A findable thing: `key` and `slug` are those of its own row. Lines of text as portal/search/document.py has them.

    Its tokens lie in `portal_search_fts` under the same key (FTS5 or a tsvector: migrations 0003). Only what is shown is found:
    a demo season is indexed before it is shown. The digests say whether anything, or any token, has changed.
    """

    __tablename__ = "portal_search_entry"
    # One thing has one entry.
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[Key]
    kind: Mapped[Kind] = mapped_column(words(Kind))
    key: Mapped[int]
    slug: Mapped[str] = mapped_column(String(120))
    title_zh: Mapped[Line]
    title_en: Mapped[Line]
    title: Mapped[Bilingual] = composite("title_zh", "title_en")
    city: Mapped[Adcode] = mapped_column(default="", server_default="")
    place_zh: Mapped[Line]
    place_en: Mapped[Line]
    place: Mapped[Bilingual] = composite("place_zh", "place_en")
    about_kind: Mapped[Code] = mapped_column(default="", server_default="")
    genre: Mapped[Code] = mapped_column(default="", server_default="")
    is_demo: Mapped[Mark]
    is_shown: Mapped[Mark]
    names: Mapped[Prose]
    others: Mapped[Prose]
    about: Mapped[Prose]
    sounds: Mapped[Prose]
    days: Mapped[Prose]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    remarks: Mapped[list[Any]] = mapped_column(JSON, default=list)
    digest: Mapped[str] = mapped_column(String(16), default="", server_default="")
    tokens_digest: Mapped[str] = mapped_column(String(16), default="", server_default="")


class SearchForm(Base):
    """In which form (portal/search/making.py) the whole index was last made; one row, none before the first time."""

    __tablename__ = "portal_search_form"

    id: Mapped[Key]
    form: Mapped[str] = mapped_column(String(16))


class ReachCount(Base):
    """How often something happened to a thing on one day (Asia/Shanghai); nothing in it is about who."""

    __tablename__ = "portal_reach_count"
    __table_args__ = (Index("ix_portal_reach_count_day", "day"),)

    thing: Mapped[Thing] = mapped_column(words(Thing), primary_key=True)
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[ReachKind] = mapped_column(words(ReachKind), primary_key=True)
    number: Mapped[int]


class ReachSalt(Base):
    """The key under which a week's addresses are hashed; it dies with the week and the hashes with it."""

    __tablename__ = "portal_reach_salt"

    week: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)


class Follower(Base):
    """A service at a hashed address fetched a feed this week. Deleted as soon as the week has been counted."""

    __tablename__ = "portal_follower"

    week: Mapped[date] = mapped_column(primary_key=True)
    thing: Mapped[Thing] = mapped_column(words(Thing), primary_key=True)
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    service: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(24), primary_key=True)


class Following(Base):
    """What is left of a week: from how many addresses a service fetched a feed; `service` empty: from how many in all."""

    __tablename__ = "portal_following"
    __table_args__ = (Index("ix_portal_following_week", "week"),)

    thing: Mapped[Thing] = mapped_column(words(Thing), primary_key=True)
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    week: Mapped[date] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(String(20), primary_key=True)
    addresses: Mapped[int]


class Report(Base, Versioned):
    """“Something wrong?” on a page: what a reader says, whom it is about, and the answer. Never public.

    The reader, who has no account, comes back to it by a signed link. `path` is the page it was said on. `owner_id`: the
    organisation that is told and may answer; None where only the desk does. `mail` is emptied once it is not needed.
    """

    __tablename__ = "portal_report"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name="answered"),
        Index("ix_portal_report_event_id", "event_id"),
        Index("ix_portal_report_venue_id", "venue_id"),
        Index("ix_portal_report_organisation_id", "organisation_id"),
        Index("ix_portal_report_owner_id", "owner_id", "answered_at", "id"),
        Index("ix_portal_report_answered_at", "answered_at", "id"),
        Index("ix_portal_report_made_at", "made_at"),
    )

    id: Mapped[Key]
    path: Mapped[str] = mapped_column(String(300))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events_event.id", ondelete="SET NULL"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues_venue.id", ondelete="SET NULL"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id", ondelete="SET NULL"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id", ondelete="SET NULL"))
    wrong: Mapped[Wrong] = mapped_column(words(Wrong))
    said: Mapped[Prose]
    mail: Mapped[Line]
    language: Mapped[str] = mapped_column(String(2))
    made_at: Mapped[Moment]
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome))
    answer: Mapped[Prose]
    answered_at: Mapped[Moment | None]
    answered_by: Mapped[Line]

    event: Mapped[Event | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.answered_at is None


class Export(Base, Versioned):
    """Everything that is an organisation's in one archive: asked for, made in the background, kept for a week.

    `done` of `total` are written: each date counts once for every file that it stands in. `claimed_at` is when whoever makes it
    was last heard of. Its file bears its key.
    """

    __tablename__ = "portal_export"
    __table_args__ = (
        Index("ix_portal_export_organisation_id", "organisation_id", "id"),
        Index("ix_portal_export_finished_at", "finished_at", "failed_at", "id"),
        Index("ix_portal_export_asked_at", "asked_at"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    asked_at: Mapped[Moment]
    claimed_at: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    size: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    finished_at: Mapped[Moment | None]
    failed_at: Mapped[Moment | None]

    @property
    def is_being_made(self) -> bool:
        """Whether it waits, or somebody makes it."""
        return self.finished_at is None and self.failed_at is None


class Receipt(Base):
    """How far the letters about a week's reach have been written: up to which organisation's key; `done_at`: all of them."""

    __tablename__ = "portal_receipt"

    week: Mapped[date] = mapped_column(primary_key=True)
    told_until: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[Moment | None]
