"""The audit trail: decisions, edits and sign-ins of weight. Rows are only ever added; the database refuses all else."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.person import Person
from core.db import Base
from core.types import Code, Key, Moment, Prose


class TrailEntry(Base):
    """One deed: who (None: the site itself), for which organisation (None: nobody's), on what, what it was and became.

    `via` is the door it came through: web, api, import, link, job, cli. Triggers of migration 0005 refuse to change or delete
    a row.
    """

    __tablename__ = "accounts_trail_entry"
    __table_args__ = (
        Index("ix_accounts_trail_entry_organisation_id", "organisation_id", "id"),
        Index("ix_accounts_trail_entry_person_id", "person_id", "id"),
        Index("ix_accounts_trail_entry_subject", "subject", "subject_id", "id"),
    )

    id: Mapped[Key]
    at: Mapped[Moment]
    deed: Mapped[Code]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    subject: Mapped[Code] = mapped_column(default="", server_default="")
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[Prose]
    via: Mapped[str] = mapped_column(String(10), default="web", server_default="web")

    person: Mapped[Person | None] = relationship()
