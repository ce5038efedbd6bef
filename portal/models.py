"""What the search keeps: one row a findable thing, and in which form the index was made."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from core.db import Base
from core.types import Adcode, Bilingual, Code, Key, Line, Mark, Prose, words
from portal.search.document import Kind


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
