"""Venues, and the halls in them with their technical data. Empty means unknown, never zero."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from accounts.models.organisation import Organisation
from core.db import Base
from core.types import Adcode, Bilingual, Code, Key, Line, Mark, Prose, Slug, Translated, Versioned, words


class Confidence(StrEnum):
    """How far a stated fact is to be trusted; all but HIGH are shown as to be confirmed."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class HallKind(StrEnum):
    """What a hall was built for."""

    OPERA = "opera"
    THEATRE = "theatre"
    MUSICAL = "musical"
    CONCERT = "concert"
    XIQU = "xiqu"
    CHILDREN = "children"
    STUDIO = "studio"
    MIXED = "mixed"


class Venue(Base, Translated, Versioned):
    """A house that people go to. Coordinates are WGS-84 degrees, None where unknown.

    `keeper_id` is the organisation that runs the house (None: not known to us): told of what happens in it, and in force
    majeure it may act for all that is on there.
    """

    __tablename__ = "venues_venue"
    __table_args__ = (Index("ix_venues_venue_city", "city", "slug"), Index("ix_venues_venue_keeper_id", "keeper_id"))

    id: Mapped[Key]
    slug: Mapped[Slug]
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    name: Mapped[Bilingual] = composite("name_zh", "name_en")
    city: Mapped[Adcode]
    district_zh: Mapped[Line]
    district_en: Mapped[Line]
    district: Mapped[Bilingual] = composite("district_zh", "district_en")
    address_zh: Mapped[Line]
    address_en: Mapped[Line]
    address: Mapped[Bilingual] = composite("address_zh", "address_en")
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    coordinate_note: Mapped[Line]
    is_in_show_life_zone: Mapped[Mark]
    opened_zh: Mapped[Line]
    opened_en: Mapped[Line]
    opened: Mapped[Bilingual] = composite("opened_zh", "opened_en")
    is_demo: Mapped[Mark]
    source: Mapped[Prose]

    keeper: Mapped[Organisation | None] = relationship()
    halls: Mapped[list["Hall"]] = relationship(order_by="Hall.id", back_populates="venue")


class Hall(Base, Translated, Versioned):
    """A room with a stage. Lengths in metres, capacity in seats; None where no source states it."""

    __tablename__ = "venues_hall"
    __table_args__ = (UniqueConstraint("venue_id", "code"),)

    id: Mapped[Key]
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues_venue.id"))
    code: Mapped[Code]
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    name: Mapped[Bilingual] = composite("name_zh", "name_en")
    kind: Mapped[HallKind] = mapped_column(words(HallKind))
    capacity: Mapped[int | None]
    capacity_note_zh: Mapped[Line]
    capacity_note_en: Mapped[Line]
    capacity_note: Mapped[Bilingual] = composite("capacity_note_zh", "capacity_note_en")
    proscenium_w_m: Mapped[float | None]
    proscenium_h_m: Mapped[float | None]
    stage_w_m: Mapped[float | None]
    stage_d_m: Mapped[float | None]
    grid_h_m: Mapped[float | None]
    stage_area_m2: Mapped[float | None]
    confidence: Mapped[Confidence] = mapped_column(words(Confidence))
    source: Mapped[Prose]

    venue: Mapped[Venue] = relationship(back_populates="halls")

    @property
    def is_capacity_certain(self) -> bool:
        """Whether the capacity may be shown without "to confirm"."""
        return self.capacity is not None and self.confidence is Confidence.HIGH and not self.capacity_note
