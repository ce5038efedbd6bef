"""Selects on the index: what is stored, what may answer a question, when something is next on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, or_, select, text

from core.db import db, session
from core.types import Bilingual
from portal.models import SearchEntry, SearchForm
from portal.search.document import Document, Kind, Remark, Topic
from portal.search.expression import Expression
from portal.search.making import form_of_index

FAR = date(9000, 1, 1)
FOUND = {
    "sqlite": "SELECT rowid FROM portal_search_fts WHERE portal_search_fts MATCH :asked",
    "postgresql": "SELECT id FROM portal_search_fts WHERE tokens @@ CAST(:asked AS tsquery)",
}
SHOWN = (
    SearchEntry.id, SearchEntry.kind, SearchEntry.key, SearchEntry.slug, SearchEntry.title_zh, SearchEntry.title_en,
    SearchEntry.city, SearchEntry.place_zh, SearchEntry.place_en, SearchEntry.about_kind, SearchEntry.genre,
    SearchEntry.is_demo, SearchEntry.names, SearchEntry.others, SearchEntry.about, SearchEntry.sounds, SearchEntry.days,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry that there is."""

    id: int
    digest: str
    tokens_digest: str


def day_of(written: str) -> date:
    """A day as documents write it."""
    return date.fromisoformat(written)


def stored(kind: Kind, keys: Collection[int]) -> dict[int, Stored]:
    """The entries of these things, by their keys."""
    query = select(SearchEntry.key, SearchEntry.id, SearchEntry.digest, SearchEntry.tokens_digest)
    rows = session.execute(query.where(SearchEntry.kind == kind, SearchEntry.key.in_(keys)))
    return {key: Stored(id_, digest, tokens) for key, id_, digest, tokens in rows}


def keys_stored(kind: Kind) -> set[int]:
    """The keys of all things of a kind that have an entry."""
    return set(session.scalars(select(SearchEntry.key).where(SearchEntry.kind == kind)))


def demo_ids() -> list[int]:
    """The entries of the demo."""
    return list(session.scalars(select(SearchEntry.id).where(SearchEntry.is_demo.is_(True))))


def is_in_form() -> bool:
    """Whether the whole index was made, in the form that the code now has."""
    return session.scalar(select(SearchForm.form)) == form_of_index()


def candidates(
    asked: Expression, *, today: date, limit: int, kinds: Collection[Kind] = (), with_demo: bool = True
) -> list[Document]:
    """What may answer: at most `limit`, whatever is dated by how soon it begins, what is over last."""
    dialect = db.engine.dialect.name
    written = asked.fts5() if dialect == "sqlite" else asked.tsquery()
    found = text(FOUND[dialect]).bindparams(asked=written)
    query = select(*SHOWN).where(SearchEntry.is_shown.is_(True), SearchEntry.id.in_(found))
    if kinds:
        query = query.where(SearchEntry.kind.in_(kinds))
    if not with_demo:
        query = query.where(SearchEntry.is_demo.is_(False))
    rows = session.execute(query.order_by(*_soon_first(today)).limit(limit))
    return [_document(row) for row in rows]


def documents(kind: Kind, keys: Collection[int]) -> dict[int, Document]:
    """Public things of a kind as the index has them, by their keys."""
    query = select(*SHOWN).where(SearchEntry.kind == kind, SearchEntry.key.in_(keys), SearchEntry.is_shown.is_(True))
    return {each.key: each for each in map(_document, session.execute(query) if keys else ())}


def _soon_first(today: date) -> tuple[Any, ...]:
    return (
        case((SearchEntry.kind == Kind.EVENT, 1), else_=0),
        case((SearchEntry.last_day < today, 1), else_=0),
        case((SearchEntry.first_day.is_(None), FAR), else_=SearchEntry.first_day),
        SearchEntry.kind,
        SearchEntry.slug,
    )


def _document(row: Sequence[Any]) -> Document:
    _, kind, key, slug, zh, en, city, place_zh, place_en, about_kind, genre, is_demo, names, others, about, sounds, days = row
    return Document(
        kind=kind, key=key, slug=slug, title=Bilingual(zh, en), city=city, place=Bilingual(place_zh, place_en),
        about_kind=about_kind, genre=genre, is_demo=is_demo, names=names, others=others, about=about, sounds=sounds, days=days,
    )


def remarks(wanted: Iterable[tuple[Kind, int]]) -> dict[tuple[Kind, int], tuple[Remark, ...]]:
    """What is said of these things, as it was written."""
    by_kind: dict[Kind, list[int]] = {}
    for kind, key in wanted:
        by_kind.setdefault(kind, []).append(key)
    if not by_kind:
        return {}
    chosen = or_(*(and_(SearchEntry.kind == kind, SearchEntry.key.in_(keys)) for kind, keys in by_kind.items()))
    rows = session.execute(select(SearchEntry.kind, SearchEntry.key, SearchEntry.remarks).where(chosen))
    return {(kind, key): tuple(Remark(Topic(topic), Bilingual(zh, en)) for topic, zh, en in said) for kind, key, said in rows}
