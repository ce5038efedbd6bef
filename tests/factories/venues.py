"""Venues and halls."""

from typing import Any

from core.db import committing, session
from venues.models import Confidence, Hall, HallKind, Venue


def venue(slug: str = "river-theatre", **facts: Any) -> Venue:
    """A house in Shanghai, without halls."""
    stated = {
        "name_zh": "江畔剧院", "name_en": "River Theatre", "city": "310000", "address_zh": "滨江路1号",
        "address_en": "1 Riverside Road", "lat": 31.2, "lng": 121.5,
    } | facts
    row = Venue(slug=slug, **stated)
    with committing():
        session.add(row)
    return row


def hall(of: Venue | None = None, code: str = "main", **facts: Any) -> Hall:
    """A hall of a house (of a new one where none is named)."""
    house = of or venue()
    stated = {
        "name_zh": "大剧场", "name_en": "Main Hall", "kind": HallKind.THEATRE, "capacity": 1200, "confidence": Confidence.HIGH,
    } | facts
    row = Hall(venue_id=house.id, code=code, **stated)
    with committing():
        session.add(row)
    return row
