"""Works and their makers: productions, companies, artists, credits."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from core.db import Base
from core.types import Adcode, Bilingual, Key, Line, Mark, Prose, Slug, Translated, Versioned, words


class Family(StrEnum):
    """Families of genres (domain.md 4.1)."""

    DRAMA = "drama"
    MUSICAL_THEATRE = "musical_theatre"
    DANCE = "dance"
    XIQU = "xiqu"
    MUSIC = "music"
    VARIETY = "variety"
    OTHER = "other"


class Genre(StrEnum):
    """Genres of stage works (domain.md 4.1)."""

    SPOKEN_DRAMA = "spoken_drama"
    MULTIMEDIA_DRAMA = "multimedia_drama"
    IMMERSIVE = "immersive"
    CHILDREN = "children"
    PUPPET = "puppet"
    MUSICAL = "musical"
    OPERA = "opera"
    DANCE_DRAMA = "dance_drama"
    BALLET = "ballet"
    MODERN_DANCE = "modern_dance"
    XIQU = "xiqu"
    CONCERT_CLASSICAL = "concert_classical"
    CONCERT_FOLK = "concert_folk"
    CHORAL = "choral"
    POP = "pop"
    ACROBATICS = "acrobatics"
    MAGIC = "magic"
    CROSSTALK = "crosstalk"
    STANDUP = "standup"
    EXHIBITION = "exhibition"
    OTHER = "other"


FAMILIES: dict[Family, frozenset[Genre]] = {
    Family.DRAMA: frozenset({Genre.SPOKEN_DRAMA, Genre.MULTIMEDIA_DRAMA, Genre.IMMERSIVE, Genre.CHILDREN, Genre.PUPPET}),
    Family.MUSICAL_THEATRE: frozenset({Genre.MUSICAL, Genre.OPERA}),
    Family.DANCE: frozenset({Genre.DANCE_DRAMA, Genre.BALLET, Genre.MODERN_DANCE}),
    Family.XIQU: frozenset({Genre.XIQU}),
    Family.MUSIC: frozenset({Genre.CONCERT_CLASSICAL, Genre.CONCERT_FOLK, Genre.CHORAL, Genre.POP}),
    Family.VARIETY: frozenset({Genre.ACROBATICS, Genre.MAGIC, Genre.CROSSTALK, Genre.STANDUP}),
    Family.OTHER: frozenset({Genre.EXHIBITION, Genre.OTHER}),
}


def family_of(genre: Genre | None) -> Family:
    """The family of a genre; OTHER where there is none."""
    return next((family for family, genres in FAMILIES.items() if genre in genres), Family.OTHER)


class Surtitles(StrEnum):
    """Languages that are shown above or beside the stage."""

    NONE = "none"
    ZH = "zh"
    EN = "en"
    BOTH = "both"


class Company(Base, Translated, Versioned):
    """Those who play: a company, troupe, orchestra."""

    __tablename__ = "repertoire_company"

    id: Mapped[Key]
    slug: Mapped[Slug]
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    name: Mapped[Bilingual] = composite("name_zh", "name_en")
    summary_zh: Mapped[Prose]
    summary_en: Mapped[Prose]
    summary: Mapped[Bilingual] = composite("summary_zh", "summary_en")
    city: Mapped[Adcode] = mapped_column(default="", server_default="")
    is_demo: Mapped[Mark]
    source: Mapped[Prose]


class Artist(Base, Translated, Versioned):
    """A person on or behind the stage."""

    __tablename__ = "repertoire_artist"

    id: Mapped[Key]
    slug: Mapped[Slug]
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    name: Mapped[Bilingual] = composite("name_zh", "name_en")
    summary_zh: Mapped[Prose]
    summary_en: Mapped[Prose]
    summary: Mapped[Bilingual] = composite("summary_zh", "summary_en")
    role: Mapped[Line]
    company_id: Mapped[int | None] = mapped_column(ForeignKey("repertoire_company.id"))
    is_demo: Mapped[Mark]
    source: Mapped[Prose]

    company: Mapped[Company | None] = relationship()


class Production(Base, Translated, Versioned):
    """A work as staged. Times in minutes; `language_spoken` is a code of templates/_macros (zh, wu, en, none, zh-xiqu)."""

    __tablename__ = "repertoire_production"
    __table_args__ = (
        CheckConstraint("duration_minutes IS NULL OR duration_minutes > 0", name="duration"),
        CheckConstraint("interval_minutes IS NULL OR interval_minutes BETWEEN 0 AND 40", name="interval"),
        Index("ix_repertoire_production_company_id", "company_id"),
        Index("ix_repertoire_production_image", "image"),
    )

    id: Mapped[Key]
    slug: Mapped[Slug]
    title_zh: Mapped[Line]
    title_en: Mapped[Line]
    title: Mapped[Bilingual] = composite("title_zh", "title_en")
    summary_zh: Mapped[Prose]
    summary_en: Mapped[Prose]
    summary: Mapped[Bilingual] = composite("summary_zh", "summary_en")
    genre: Mapped[Genre] = mapped_column(words(Genre))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("repertoire_company.id"))
    duration_minutes: Mapped[int | None]
    interval_minutes: Mapped[int | None]
    language_spoken: Mapped[Line]
    surtitles: Mapped[Surtitles | None] = mapped_column(words(Surtitles))
    age_min: Mapped[int | None]
    image: Mapped[Line]
    image_alt_zh: Mapped[Line]
    image_alt_en: Mapped[Line]
    image_alt: Mapped[Bilingual] = composite("image_alt_zh", "image_alt_en")
    quote: Mapped[Prose]
    quote_source: Mapped[Line]
    is_demo: Mapped[Mark]
    source: Mapped[Prose]

    company: Mapped[Company | None] = relationship()
    credits: Mapped[list["Credit"]] = relationship(order_by="Credit.position", back_populates="production")

    @property
    def family(self) -> Family:
        """The family of its genre."""
        return family_of(self.genre)


class Credit(Base):
    """One person's part in a production."""

    __tablename__ = "repertoire_credit"
    __table_args__ = (
        Index("ix_repertoire_credit_artist_id", "artist_id"),
        Index("ix_repertoire_credit_production_id", "production_id"),
    )

    id: Mapped[Key]
    production_id: Mapped[int] = mapped_column(ForeignKey("repertoire_production.id"))
    artist_id: Mapped[int] = mapped_column(ForeignKey("repertoire_artist.id"))
    role_zh: Mapped[Line]
    role_en: Mapped[Line]
    role: Mapped[Bilingual] = composite("role_zh", "role_en")
    is_main_performer: Mapped[Mark]
    position: Mapped[int] = mapped_column(default=0)

    production: Mapped[Production] = relationship(back_populates="credits")
    artist: Mapped[Artist] = relationship()
