"""The run: an event's stay in one hall, with what holds for all its performances."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from core.db import Base
from core.types import Adcode, Bilingual, Key, Line, Mark, Moment, Prose, Translated, Versioned, where_stated, words
from events.models.event import Event
from events.models.words import LIVE, PremiereKind, PremiereScope, PremiereState
from repertoire.models import Production, Surtitles
from venues.models import Hall, Venue


class Run(Base, Translated, Versioned):
    """A stay in one place: a production's in a hall, a forum's in a room, an exhibition's in a gallery.

    Prices are integer fen (CNY); `prices` is a list of {"zh", "en", "fen"}. `pattern` is what the generator last wrote
    (events/generator.py). `opening_hours` are words, for spans. Times in minutes. `premiere_kind` and `premiere_scope` are
    what the organiser states; `premiere_state` is what the register of premieres says of it, and only
    events/services/premieres.py writes it. `confirmed_at` is when its organiser last said that everything stands as listed;
    `doubted_at` is set while that is open: asked just before, and not answered, or answered by "something has changed".
    `dead_seller_url` is the seller's address when it was last found dead.
    """

    __tablename__ = "events_run"
    __table_args__ = (
        CheckConstraint("price_from_fen IS NULL OR price_from_fen >= 0", name="price_from"),
        CheckConstraint("price_to_fen IS NULL OR price_to_fen >= price_from_fen", name="price_to"),
        Index("ix_events_run_event_id", "event_id"),
        Index("ix_events_run_production_id", "production_id"),
        Index("ix_events_run_venue_id", "venue_id"),
        Index("ix_events_run_seller_url", "seller_url", **where_stated("seller_url")),
        Index("ix_events_run_dead_seller_url", "dead_seller_url", **where_stated("dead_seller_url")),
    )

    id: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id"))
    production_id: Mapped[int | None] = mapped_column(ForeignKey("repertoire_production.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues_venue.id"))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("venues_hall.id"))
    city: Mapped[Adcode] = mapped_column(default="", server_default="")
    premiere_kind: Mapped[PremiereKind | None] = mapped_column(words(PremiereKind))
    premiere_scope: Mapped[PremiereScope | None] = mapped_column(words(PremiereScope))
    premiere_state: Mapped[PremiereState | None] = mapped_column(words(PremiereState))
    is_free: Mapped[Mark]
    prices: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    price_from_fen: Mapped[int | None]
    price_to_fen: Mapped[int | None]
    seller_zh: Mapped[Line]
    seller_en: Mapped[Line]
    seller: Mapped[Bilingual] = composite("seller_zh", "seller_en")
    seller_licence: Mapped[Line]
    seller_url: Mapped[Line]
    duration_minutes: Mapped[int | None]
    interval_minutes: Mapped[int | None]
    language_spoken: Mapped[Line]
    surtitles: Mapped[Surtitles | None] = mapped_column(words(Surtitles))
    age_min: Mapped[int | None]
    age_advice_zh: Mapped[Line]
    age_advice_en: Mapped[Line]
    age_advice: Mapped[Bilingual] = composite("age_advice_zh", "age_advice_en")
    opening_hours_zh: Mapped[Line]
    opening_hours_en: Mapped[Line]
    opening_hours: Mapped[Bilingual] = composite("opening_hours_zh", "opening_hours_en")
    main_performers_zh: Mapped[Prose]
    main_performers_en: Mapped[Prose]
    main_performers: Mapped[Bilingual] = composite("main_performers_zh", "main_performers_en")
    pattern: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    confirmed_at: Mapped[Moment | None]
    doubted_at: Mapped[Moment | None]
    dead_seller_url: Mapped[Line]

    event: Mapped[Event] = relationship()
    production: Mapped[Production | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    hall: Mapped[Hall | None] = relationship()

    @property
    def is_premiere(self) -> bool:
        """Whether it is stated to be a first, and the register has not refused that."""
        return self.premiere_kind is not None and self.premiere_state in LIVE

    @property
    def live_seller_url(self) -> str:
        """Where tickets are sold; empty while that leads nowhere."""
        return "" if self.is_seller_url_dead else self.seller_url

    @property
    def is_seller_url_dead(self) -> bool:
        """Whether the seller's address was found dead, and is still the one stated."""
        return bool(self.seller_url) and self.seller_url == self.dead_seller_url

    @property
    def running_minutes(self) -> int | None:
        """How long it lasts: the run's own figure, else the production's."""
        return self.duration_minutes or (self.production.duration_minutes if self.production else None)

    @property
    def spoken(self) -> str:
        """The code of the language spoken: the run's own, else the production's."""
        return self.language_spoken or (self.production.language_spoken if self.production else "")

    @property
    def surtitles_shown(self) -> Surtitles | None:
        """Surtitles: the run's own, else the production's."""
        return self.surtitles or (self.production.surtitles if self.production else None)

    @property
    def least_age(self) -> int | None:
        """The least age advised, in years: the run's own, else the production's."""
        if self.age_min is not None:
            return self.age_min
        return self.production.age_min if self.production else None
