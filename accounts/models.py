"""Organisations: who organises, on whose behalf, and later who may act for them."""

from enum import StrEnum

from sqlalchemy.orm import Mapped, composite, mapped_column

from core.db import Base
from core.types import Adcode, Bilingual, Key, Line, Mark, Prose, Slug, Translated, Versioned, words


class OrganisationKind(StrEnum):
    """What an organisation is in law or in fact (domain.md 3 adds the members' kinds)."""

    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"
    ASSOCIATION = "association"
    INSTITUTE = "institute"
    VENUE = "venue"
    COMPANY = "company"


class Organisation(Base, Translated, Versioned):
    """A body that organises events or on whose behalf they are held."""

    __tablename__ = "accounts_organisation"

    id: Mapped[Key]
    slug: Mapped[Slug]
    kind: Mapped[OrganisationKind] = mapped_column(words(OrganisationKind))
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    name: Mapped[Bilingual] = composite("name_zh", "name_en")
    city: Mapped[Adcode] = mapped_column(default="", server_default="")
    website: Mapped[Line]
    is_demo: Mapped[Mark]
    source: Mapped[Prose]
