"""The event: whatever has a page of its own at /events/<slug>."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from accounts.models.organisation import Organisation
from core.db import Base
from core.types import Adcode, Bilingual, Code, Key, Line, Mark, Moment, Prose, Slug, Translated, Versioned, where_stated, words
from events.models.words import EventKind, LeadBody, Phase
from repertoire.models import Genre


class Event(Base, Translated, Versioned):
    """A show's stay somewhere, a forum, a festival edition, a series, an exhibition, an open call.

    It is public once `published_at` is set; withdrawing empties it again and sets
    `withdrawn_at`. `edition` is the ordinal (21 for 第二十一届).
    `city` is the city that owns it, which need not be where it is held. `owner_id` is the organisation whose people manage the
    listing (None: the site's staff, as for what the papers name).
    """

    __tablename__ = "events_event"
    __table_args__ = (
        CheckConstraint("title_zh <> '' OR title_en <> ''", name="title"),
        CheckConstraint("edition IS NULL OR edition > 0", name="edition"),
        Index("ix_events_event_organiser_id", "organiser_id"),
        Index("ix_events_event_on_behalf_of_id", "on_behalf_of_id"),
        Index("ix_events_event_owner_id", "owner_id", "id"),
        Index("ix_events_event_window_code", "window_code"),
        Index("ix_events_event_phase", "phase", "city"),
        Index("ix_events_event_image", "image"),
        Index("ix_events_event_dead_image", "dead_image", **where_stated("dead_image")),
    )

    id: Mapped[Key]
    slug: Mapped[Slug]
    kind: Mapped[EventKind] = mapped_column(words(EventKind))
    title_zh: Mapped[Line]
    title_en: Mapped[Line]
    title: Mapped[Bilingual] = composite("title_zh", "title_en")
    summary_zh: Mapped[Prose]
    summary_en: Mapped[Prose]
    summary: Mapped[Bilingual] = composite("summary_zh", "summary_en")
    genre: Mapped[Genre | None] = mapped_column(words(Genre))
    lead: Mapped[LeadBody | None] = mapped_column(words(LeadBody))
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    window_code: Mapped[Code] = mapped_column(default="", server_default="")
    measure_code: Mapped[Code] = mapped_column(default="", server_default="")
    city: Mapped[Adcode] = mapped_column(default="", server_default="")
    phase: Mapped[Phase] = mapped_column(words(Phase), default=Phase.DATED)
    edition: Mapped[int | None]
    is_in_scope: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[Mark]
    published_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]
    confirmed_at: Mapped[Moment | None]
    date_stated_zh: Mapped[Line]
    date_stated_en: Mapped[Line]
    date_stated: Mapped[Bilingual] = composite("date_stated_zh", "date_stated_en")
    place_stated_zh: Mapped[Line]
    place_stated_en: Mapped[Line]
    place_stated: Mapped[Bilingual] = composite("place_stated_zh", "place_stated_en")
    quote: Mapped[Prose]
    quote_gist_en: Mapped[Prose]
    quote_source: Mapped[Line]
    source: Mapped[Prose]
    contact: Mapped[Line]
    image: Mapped[Line]
    dead_image: Mapped[Line]
    image_alt_zh: Mapped[Line]
    image_alt_en: Mapped[Line]
    image_alt: Mapped[Bilingual] = composite("image_alt_zh", "image_alt_en")
    created_at: Mapped[Moment | None]
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    organiser: Mapped[Organisation | None] = relationship(foreign_keys=[organiser_id])
    on_behalf_of: Mapped[Organisation | None] = relationship(foreign_keys=[on_behalf_of_id])
    owner: Mapped[Organisation | None] = relationship(foreign_keys=[owner_id])
    strands: Mapped[list["EventStrand"]] = relationship(order_by="EventStrand.code", cascade="all, delete-orphan")

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.published_at is not None

    @property
    def live_image(self) -> str:
        """The picture's address; empty while there is nothing at it."""
        return "" if self.image == self.dead_image else self.image

    @property
    def topic(self) -> str:
        """The name under which its history is kept."""
        return f"event:{self.id}"


class EventStrand(Base):
    """One strand of culture that an event belongs to (delta/windows.py)."""

    __tablename__ = "events_event_strand"
    __table_args__ = (Index("ix_events_event_strand_code", "code"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)


class Inclusion(Base):
    """An event that is part of another: an edition of its festival, a show in an edition, a meeting in a city-week."""

    __tablename__ = "events_inclusion"
    __table_args__ = (
        CheckConstraint("whole_id <> part_id", name="not_itself"),
        Index("ix_events_inclusion_part_id", "part_id"),
    )

    whole_id: Mapped[int] = mapped_column(ForeignKey("events_event.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("events_event.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    whole: Mapped[Event] = relationship(foreign_keys=[whole_id])
    part: Mapped[Event] = relationship(foreign_keys=[part_id])
