"""Organisations: who organises, on whose behalf, and later who may act for them."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from core.db import Base
from core.types import Adcode, Bilingual, Code, Key, Line, Mark, Moment, Prose, Slug, Translated, Versioned, where_stated, words


class OrganisationKind(StrEnum):
    """What an organisation is in law or in fact (domain.md 3 adds the members' kinds)."""

    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"
    ASSOCIATION = "association"
    INSTITUTE = "institute"
    VENUE = "venue"
    COMPANY = "company"


class Organisation(Base, Translated, Versioned):
    """A body that organises events or on whose behalf they are held.

    `credit_code` is the 统一社会信用代码 of 18 signs, empty where unknown. The contact's mail and phone are for the desk and
    never shown to the public. `listed_at` empty: nobody but its own people and the staff see it. `merged_into_id` names the one
    that it became part of: its row stays for the trail. `closed_at`: its owner closed it for good; what it published stays.
    """

    __tablename__ = "accounts_organisation"
    __table_args__ = (
        Index("ix_accounts_organisation_merged_into_id", "merged_into_id"),
        Index("ix_accounts_organisation_website", "website", **where_stated("website")),
    )

    id: Mapped[Key]
    slug: Mapped[Slug]
    kind: Mapped[OrganisationKind] = mapped_column(words(OrganisationKind))
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    name: Mapped[Bilingual] = composite("name_zh", "name_en")
    city: Mapped[Adcode] = mapped_column(default="", server_default="")
    website: Mapped[Line]
    credit_code: Mapped[str] = mapped_column(String(18), default="", server_default="")
    contact_name: Mapped[Line]
    contact_mail: Mapped[str] = mapped_column(String(254), default="", server_default="")
    contact_phone: Mapped[Code] = mapped_column(default="", server_default="")
    listed_at: Mapped[Moment | None]
    trusted_since: Mapped[Moment | None]
    suspended_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    created_at: Mapped[Moment | None]
    is_demo: Mapped[Mark]
    source: Mapped[Prose]

    @property
    def is_listed(self) -> bool:
        """Whether everybody may see it: it published something, or the reference data name it."""
        return self.listed_at is not None

    @property
    def is_trusted(self) -> bool:
        """Whether what it submits is published at once and looked at afterwards."""
        return self.trusted_since is not None and self.suspended_at is None
