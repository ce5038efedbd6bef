"""Deeds on productions, companies and artists, and loading the papers' productions."""

from datetime import datetime
from pathlib import Path
from typing import Any

from core import history, loading
from core.db import session
from core.editing import set_fields
from core.errors import Refused
from core.tables import rows_of
from repertoire import queries, signals
from repertoire.models import Artist, Company, Genre, Production

DATA = Path(__file__).parent / "data"
PROSE = ("summary", "quote", "source")
# The papers' list names a genre that the calendar files under choral concerts.
GENRES = {"choral_children": Genre.CHORAL}


def add_production(*, at: datetime, **facts: Any) -> Production:
    """Write a production; it needs a title."""
    production = Production()
    set_fields(production, facts, prose=PROSE)
    if not production.title:
        raise Refused("title_needed")
    session.add(production)
    session.flush()  # its key names it in the history
    history.record(production, "added", at=at, topic=f"production:{production.id}")
    return production


def edit_production(production: Production, *, at: datetime, actor: str = "", **values: Any) -> bool:
    """Set facts of a production; answers whether anything changed. A new slug leaves a lasting redirect."""
    if not _edit(production, "production", values, at=at, actor=actor):
        return False
    signals.production_changed.send(production, at=at)
    return True


def edit_company(company: Company, *, at: datetime, actor: str = "", **values: Any) -> bool:
    """Set facts of a company; answers whether anything changed. A new slug leaves a lasting redirect."""
    return _edit(company, "company", values, at=at, actor=actor)


def edit_artist(artist: Artist, *, at: datetime, actor: str = "", **values: Any) -> bool:
    """Set facts of an artist; answers whether anything changed. A new slug leaves a lasting redirect."""
    return _edit(artist, "artist", values, at=at, actor=actor)


def _edit(row: Production | Company | Artist, kind: str, values: dict[str, Any], *, at: datetime, actor: str) -> bool:
    before, after = set_fields(row, values, prose=PROSE)
    if not after:
        return False
    if "slug" in after:
        history.remember_slug(kind, before["slug"], after["slug"])
    history.record(row, "edited", at=at, topic=f"{kind}:{row.id}", before=before, after=after, actor=actor)
    session.flush()  # a stale row must refuse before anybody is told
    return True


def load_papers(*, at: datetime) -> loading.Counts:
    """The productions that the papers name, each with its quote; a second run changes nothing."""
    counts = loading.Counts("productions")
    summaries = {row["slug"]: row for row in rows_of(DATA / "productions_i18n.csv")}
    for row in rows_of(DATA / "productions.csv"):
        summary = summaries.get(row["slug"], {})
        facts = {
            "title_zh": row["title_zh"], "title_en": row["title_en"],
            "summary_zh": summary.get("summary_zh", ""), "summary_en": summary.get("summary_en", ""),
            "genre": GENRES.get(row["genre"]) or Genre(row["genre"]),
            "quote": row["quote"], "quote_source": row["seed_file"], "source": row["source"],
        }
        known = queries.production_of_slug(history.slug_now("production", row["slug"]) or row["slug"])
        if known is None:
            add_production(at=at, slug=row["slug"], **facts)
            counts.added += 1
        else:
            counts.note(changed=edit_production(known, at=at, **facts))
    return counts
