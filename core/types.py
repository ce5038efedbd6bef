"""Meanings of columns, named once, so that models stay words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, String, Text, false, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite drops the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """On the way in: UTC; a naive moment is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """On the way out: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(enumeration: type[Any], length: int = 24) -> Enum:
    """A column type for a StrEnum: the member's value as text, no database enum, so that new members need no DDL."""
    return Enum(
        enumeration,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


def where_stated(column: str) -> dict[str, Any]:
    """For an index on a text that few rows state: only those stand in it, and a select must say so (`column != ""`)."""
    stated = text(f"{column} <> ''")
    return {"sqlite_where": stated, "postgresql_where": stated}


Key = Annotated[int, mapped_column(primary_key=True)]
Slug = Annotated[str, mapped_column(String(120), unique=True)]
Code = Annotated[str, mapped_column(String(40))]
Adcode = Annotated[str, mapped_column(String(6))]
Line = Annotated[str, mapped_column(String(300), default="", server_default="")]
Prose = Annotated[str, mapped_column(Text, default="", server_default="")]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Mark = Annotated[bool, mapped_column(default=False, server_default=false())]
Facts = Annotated[dict[str, Any], mapped_column(JSON, default=dict)]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in the two languages of the site; an empty string is a missing translation."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language` ("zh" or "en"), or the other one where it is missing."""
        return (self.en or self.zh) if language == "en" else (self.zh or self.en)

    def has(self, language: str) -> bool:
        """Whether the text was written in that language."""
        return bool(self.en if language == "en" else self.zh)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def digest_of(text: str) -> str:
    """The short digest by which a translation remembers the source text that it was made from."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Translated:
    """A row with texts in two languages (house.md 9).

    `translated_from` maps a field ("title") to the digest of its source text when the other language was written.
    """

    source_language: Mapped[str] = mapped_column(String(2), default="zh", server_default="zh")
    translated_from: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    def note_translation(self, *fields: str) -> None:
        """Remember that the other language of these fields now says what the source language says."""
        self.translated_from = dict(self.translated_from or {}) | {
            field: digest_of(getattr(self, f"{field}_{self.source_language}")) for field in fields
        }

    def is_outdated(self, field: str) -> bool:
        """Whether the source text changed after its translation was written."""
        other = "en" if self.source_language == "zh" else "zh"
        if not getattr(self, f"{field}_{other}"):
            return False
        known = (self.translated_from or {}).get(field)
        return known is not None and known != digest_of(getattr(self, f"{field}_{self.source_language}"))


class Versioned:
    """A row that two people may edit: a stale edit is refused, never silently lost."""

    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]
