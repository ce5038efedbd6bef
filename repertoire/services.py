"""Deeds on productions, companies and artists, and loading the papers' productions and the demo's works."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert

from core import history, loading
from core.db import session
from core.editing import set_fields
from core.errors import Refused
from core.tables import Row, rows_of
from delta.cities import city_of_slug
from repertoire import queries, signals
from repertoire.demo import PERFORMERS, ROLES, DemoWork
from repertoire.models import Artist, Company, Credit, Genre, Production

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
    minutes = production.duration_minutes
    if not _edit(production, "production", values, at=at, actor=actor):
        return False
    signals.production_changed.send(production, at=at, minutes=minutes)
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


def load_demo(works: Sequence[DemoWork]) -> None:
    """The demo's companies, artists and productions with their credits, all invented."""
    known = queries.company_keys()
    _insert(Company, [_company_row(row) for row in rows_of(DATA / "demo_companies.csv") if row["slug"] not in known])
    companies, known = queries.company_keys(), queries.artist_keys()
    _insert(Artist, [_artist_row(row, companies) for row in rows_of(DATA / "demo_artists.csv") if row["slug"] not in known])
    known = queries.production_keys()
    fresh = [work for work in works if work.slug not in known]
    _insert(Production, [_production_row(work, companies[work.company]) for work in fresh])
    artists, productions = queries.artist_keys(), queries.production_keys()
    _insert(Credit, [
        {
            "production_id": productions[work.slug], "artist_id": artists[artist], "position": position,
            "role_zh": ROLES[role].zh, "role_en": ROLES[role].en, "is_main_performer": role in PERFORMERS,
        }
        for work in fresh
        for position, (artist, role) in enumerate(work.credits)
    ])


def _insert(model: type[Company | Artist | Production | Credit], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model), rows)


def _company_row(row: Row) -> dict[str, Any]:
    city = city_of_slug(row["city_slug"])
    return loading.translated({
        "slug": row["slug"], "name_zh": row["name_zh"], "name_en": row["name_en"], "summary_zh": row["summary_zh"],
        "summary_en": row["summary_en"], "city": city.adcode if city else "", "is_demo": True, "source": loading.DEMO_SOURCE,
    }, "name", "summary")


def _artist_row(row: Row, companies: dict[str, int]) -> dict[str, Any]:
    return loading.translated({
        "slug": row["slug"], "name_zh": row["name_zh"], "name_en": row["name_en"], "summary_zh": row["bio_zh"],
        "summary_en": row["bio_en"], "role": row["role"], "company_id": companies[row["company_slug"]], "is_demo": True,
        "source": loading.DEMO_SOURCE,
    }, "name", "summary")


def _production_row(work: DemoWork, company_id: int) -> dict[str, Any]:
    return loading.translated({
        "slug": work.slug, "title_zh": work.title.zh, "title_en": work.title.en, "summary_zh": work.summary.zh,
        "summary_en": work.summary.en, "genre": work.genre, "company_id": company_id, "duration_minutes": work.minutes,
        "interval_minutes": work.interval, "language_spoken": work.language, "surtitles": work.surtitles,
        "age_min": work.age_min, "is_demo": True, "source": loading.DEMO_SOURCE,
    }, "title", "summary")


def remove_demo(*, in_use: Sequence[int]) -> int:
    """Delete the demo's productions, artists and companies with their history, but what somebody's own rows hang on."""
    productions = queries.demo_production_keys(but=in_use)
    credits_ = queries.credit_keys_of(productions)
    _delete(Credit, credits_)
    _delete(Production, productions)
    _delete(Artist, queries.demo_artist_keys())
    _delete(Company, queries.demo_company_keys())
    return len(productions)


def _delete(model: type[Company | Artist | Production | Credit], keys: Sequence[int]) -> None:
    loading.forget_changes(model.__tablename__, keys)
    session.execute(delete(model).where(model.id.in_(keys)))
