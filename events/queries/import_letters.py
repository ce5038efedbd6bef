"""Selects of what an import changed of dates that everybody sees, for its letters: columns alone, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.db import session
from core.types import Bilingual
from events.models.deed import Deed, DeedKind, DeedRow
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import Form


@dataclass(frozen=True, slots=True)
class Line:
    """A date that a deed changed; `before` are its columns as they were, as JSON."""

    form: Form
    starts_at: datetime
    venue_id: int | None
    before: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """A deed of an import, with its dates."""

    id: int
    kind: DeedKind
    slug: str
    title: Bilingual
    owner_id: int | None
    undo_until: datetime
    is_urgent: bool
    reason: Bilingual
    refund: Bilingual
    lines: list[Line] = field(default_factory=list)

    @property
    def houses(self) -> set[int]:
        """The houses concerned: where the dates are, and where they were."""
        found = {line.venue_id for line in self.lines} | {line.before.get("venue_id") for line in self.lines}
        return {key for key in found if key is not None}


def done_by(intake_id: int) -> Sequence[Done]:
    """The deeds of an import that stand, in their order; without those that are told by themselves."""
    query = (
        select(Deed, Event.slug, Event.title_zh, Event.title_en)
        .join(Event, Event.id == Deed.event_id)
        .where(Deed.intake_id == intake_id, Deed.undone_at.is_(None))
        .order_by(Deed.id)
    )
    found = {
        deed.id: Done(
            deed.id, deed.kind, slug, Bilingual(zh, en), deed.organisation_id, deed.undo_until, deed.told_at is not None,
            deed.reason, deed.refund,
        )
        for deed, slug, zh, en in session.execute(query)
    }
    lines = (
        select(DeedRow.deed_id, Performance.form, Performance.starts_at, Performance.venue_id, DeedRow.before)
        .join(Performance, Performance.id == DeedRow.performance_id)
        .join(Deed, Deed.id == DeedRow.deed_id)
        .where(Deed.intake_id == intake_id, Deed.undone_at.is_(None))
        .order_by(DeedRow.id)
    )
    for deed_id, form, starts_at, venue_id, before in session.execute(lines):
        found[deed_id].lines.append(Line(form, starts_at, venue_id, before))
    return list(found.values())
