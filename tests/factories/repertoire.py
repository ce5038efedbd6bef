"""Works and their makers."""

from typing import Any

from core.db import committing, session
from repertoire.models import Artist, Company, Credit, Genre, Production


def company(slug: str = "lantern-players", **facts: Any) -> Company:
    """A company."""
    row = Company(slug=slug, **({"name_zh": "灯笼剧团", "name_en": "Lantern Players", "city": "310000"} | facts))
    with committing():
        session.add(row)
    return row


def artist(slug: str = "lin-an", **facts: Any) -> Artist:
    """An artist."""
    row = Artist(slug=slug, **({"name_zh": "林安", "name_en": "Lin An", "role": "actor"} | facts))
    with committing():
        session.add(row)
    return row


def production(slug: str = "the-long-bridge", **facts: Any) -> Production:
    """A spoken drama of 130 minutes."""
    stated = {
        "title_zh": "长桥", "title_en": "The Long Bridge", "genre": Genre.SPOKEN_DRAMA, "duration_minutes": 130,
        "language_spoken": "zh",
    } | facts
    row = Production(slug=slug, **stated)
    with committing():
        session.add(row)
    return row


def credit(of: Production, to: Artist, **facts: Any) -> Credit:
    """One person's part in a production."""
    row = Credit(production_id=of.id, artist_id=to.id, **({"role_zh": "导演", "role_en": "Director"} | facts))
    with committing():
        session.add(row)
    return row
