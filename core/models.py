"""Rows that every package shares: the catalogue revision, the history of public changes, old slugs, heartbeats."""

from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.types import Code, Key, Moment


class Revision(Base):
    """How often anything public has changed, and what else holds for the whole site; one row (house.md 14).

    `banners` are the lines that every public page shows now (notices writes them; read together with the number, so that no
    page asks once more). `held_since`: nothing leaves the outbox until it is released; `held_why` says who or what held it.
    `shut_ways`: ways out that are shut by the other side, by their code: {"mail": {"until": moment, "since": moment,
    "problem": words}}.
    """

    __tablename__ = "core_revision"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(default=0)
    banners: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    held_since: Mapped[Moment | None]
    held_why: Mapped[Code] = mapped_column(default="", server_default="")
    shut_ways: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")


class Change(Base):
    """One public change, append-only: what it was, before and after. Subjects are named "events_performance:12"."""

    __tablename__ = "core_change"
    __table_args__ = (
        Index("ix_core_change_subject", "subject", "subject_id", "id"),
        Index("ix_core_change_topic", "topic", "id"),
    )

    id: Mapped[Key]
    subject: Mapped[Code]
    subject_id: Mapped[int]
    topic: Mapped[str] = mapped_column(String(60), default="")
    deed: Mapped[Code]
    at: Mapped[Moment]
    actor: Mapped[str] = mapped_column(String(120), default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason_zh: Mapped[str] = mapped_column(Text, default="")
    reason_en: Mapped[str] = mapped_column(Text, default="")


class Renaming(Base):
    """A slug that was once an address: it redirects for ever."""

    __tablename__ = "core_renaming"
    # One old address leads to one new one; a second renaming rewrites the first, so that no chain grows.
    __table_args__ = (UniqueConstraint("kind", "old_slug"),)

    id: Mapped[Key]
    kind: Mapped[Code]
    old_slug: Mapped[str] = mapped_column(String(120))
    new_slug: Mapped[str] = mapped_column(String(120))


class Heartbeat(Base):
    """When a scheduler process last lived; one row a process."""

    __tablename__ = "core_heartbeat"

    id: Mapped[Key]
    process: Mapped[str] = mapped_column(String(120), unique=True)
    at: Mapped[Moment]
