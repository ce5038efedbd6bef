"""The register of premieres: who claims that a work is somewhere for the first time, on what evidence, and what was decided."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from core.db import Base
from core.types import Bilingual, Key, Line, Moment, Prose, Translated, Versioned, words
from events.models.run import Run
from events.models.words import LIVE, PremiereKind, PremiereScope, PremiereState


def _only_where(condition: str) -> dict[str, Any]:
    """The condition of a partial index, for both databases."""
    return {"unique": True, "sqlite_where": text(condition), "postgresql_where": text(condition)}


class PremiereClaim(Base, Translated, Versioned):
    """One claim: by this run a work is shown for the first time in the world, in China, in the Delta, in a city, in a house.

    The work is the production, or the event itself where the run has none (an exhibition). `place` says what a city's or a
    house's first is relative to: an adcode, or "venue:" and its key; empty for the wider scopes (events/premieres.py). The
    day that it counts from is the run's first day and is never stored. `evidence` is what was submitted, `evidence_url`
    where it can be read, `evidence_source` who says so; `decision` is the reason for `state`, by `decided_by` at `decided_at`.
    """

    __tablename__ = "events_premiere_claim"
    __table_args__ = (
        CheckConstraint("state <> 'confirmed' OR scope IS NOT NULL", name="confirmed_scope"),
        CheckConstraint("state <> 'confirmed' OR scope NOT IN ('city', 'venue') OR place <> ''", name="confirmed_place"),
        # Only one can be the first: whatever goes wrong above, the database holds to it.
        Index(
            "ix_events_premiere_claim_first_of_production", "production_id", "kind", "scope", "place",
            **_only_where("state = 'confirmed'"),
        ),
        Index(
            "ix_events_premiere_claim_first_of_event", "event_id", "kind", "scope", "place",
            **_only_where("state = 'confirmed' AND production_id IS NULL"),
        ),
        # A run claims one first at a time: the widest that its organiser states.
        Index("ix_events_premiere_claim_live_of_run", "run_id", **_only_where("state IN ('claimed', 'confirmed')")),
        Index("ix_events_premiere_claim_run_id", "run_id"),
        Index("ix_events_premiere_claim_production_id", "production_id"),
        Index("ix_events_premiere_claim_event_id", "event_id"),
    )

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("events_run.id"))
    production_id: Mapped[int | None] = mapped_column(ForeignKey("repertoire_production.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id"))
    kind: Mapped[PremiereKind] = mapped_column(words(PremiereKind))
    scope: Mapped[PremiereScope | None] = mapped_column(words(PremiereScope))
    place: Mapped[str] = mapped_column(String(24), default="", server_default="")
    state: Mapped[PremiereState] = mapped_column(words(PremiereState), default=PremiereState.CLAIMED)
    evidence_zh: Mapped[Prose]
    evidence_en: Mapped[Prose]
    evidence: Mapped[Bilingual] = composite("evidence_zh", "evidence_en")
    evidence_url: Mapped[Line]
    evidence_source: Mapped[Line]
    created_at: Mapped[Moment]
    decided_at: Mapped[Moment | None]
    decided_by: Mapped[Line]
    decision_zh: Mapped[Prose]
    decision_en: Mapped[Prose]
    decision: Mapped[Bilingual] = composite("decision_zh", "decision_en")

    run: Mapped[Run] = relationship()

    @property
    def is_live(self) -> bool:
        """Whether it stands: neither refused nor withdrawn."""
        return self.state in LIVE

    @property
    def has_evidence(self) -> bool:
        """Whether anything was submitted."""
        return bool(self.evidence or self.evidence_url)

    @property
    def work(self) -> str:
        """The work as the rules name it."""
        return f"production:{self.production_id}" if self.production_id else f"event:{self.event_id}"
