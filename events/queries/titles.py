"""Whose title has these characters: what the API's search falls back on."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from core.db import session
from core.types import Bilingual
from events.models.event import Event
from repertoire.models import Company, Production
from venues.models import Venue


@dataclass(frozen=True, slots=True)
class Titled:
    """One thing that was found."""

    kind: str
    slug: str
    title: Bilingual
    city: str
    is_demo: bool


def titles_with(text: str, limit: int, *, with_demo: bool) -> list[Titled]:
    """Public events, productions, companies and venues whose title has the text in it, in this order."""
    found: list[Titled] = []
    sources: tuple[tuple[str, Any, Any, Any], ...] = (
        ("event", Event, Event.title_zh, Event.title_en),
        ("production", Production, Production.title_zh, Production.title_en),
        ("company", Company, Company.name_zh, Company.name_en),
        ("venue", Venue, Venue.name_zh, Venue.name_en),
    )
    for kind, model, zh, en in sources:
        query = select(model).where(or_(zh.icontains(text, autoescape=True), en.icontains(text, autoescape=True)))
        if model is Event:
            query = query.where(Event.published_at.is_not(None), Event.is_in_scope.is_(True))
        if not with_demo:
            query = query.where(model.is_demo.is_(False))
        for row in session.scalars(query.order_by(model.id).limit(limit)):
            title = row.title if hasattr(row, "title") else row.name
            found.append(Titled(kind, row.slug, title, getattr(row, "city", ""), row.is_demo))
    return found[:limit]
