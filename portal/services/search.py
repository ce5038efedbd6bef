"""Deeds on the index of the search: a thing is indexed anew, hidden, shown, forgotten."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, text, update

from core.db import db, session
from portal.models import SearchEntry, SearchForm
from portal.queries import index, sources
from portal.queries.index import Stored
from portal.queries.sources import Changed
from portal.search.document import Document, Kind, last_day
from portal.search.making import form_of_index, tokens_of
from portal.services.findable import MAKERS, events

THINGS_AT_ONCE = 200
FORM_ID = 1
# Any number that no other lock of ours has.
TURN = 20_261_122
# The two databases keep the tokens in a table of the same name, each in its own way (migrations/versions/0004_search.py).
FORGET = {
    "sqlite": "DELETE FROM portal_search_fts WHERE rowid = :id",
    "postgresql": "DELETE FROM portal_search_fts WHERE id = :id",
}
KEEP = {
    "sqlite": "INSERT INTO portal_search_fts (rowid, tokens) VALUES (:id, :tokens)",
    "postgresql": "INSERT INTO portal_search_fts (id, tokens) VALUES (:id, CAST(:tokens AS tsvector))",
}


def _digest(*parts: object) -> str:
    return sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _parts(keys: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(keys)
    return (ordered[first : first + THINGS_AT_ONCE] for first in range(0, len(ordered), THINGS_AT_ONCE))


def follow(changed: Changed) -> None:
    """Index anew whatever shows something of the rows that changed.

    Of several transactions at once each waits for the one before and then reads what that one committed (SQLite has one
    writer anyway): else the last one would write down what it read before.
    """
    if _wait_for_turn():
        session.expire_all()
    for kind, keys in sources.affected(changed).items():
        refresh(kind, keys)


def _wait_for_turn() -> bool:
    if _dialect() == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TURN})
    return _dialect() == "postgresql"


def refresh(kind: Kind, keys: Iterable[int], *, shown: bool = True) -> None:
    """Index things of a kind anew; what is gone or not public is forgotten.

    Not `shown`: a demo season that is about to be published, drafts too.
    """
    for part in _parts(keys):
        documents = MAKERS[kind](part, with_drafts=not shown)
        known = index.stored(kind, part)
        forget(kind, set(part) - {each.key for each in documents})
        _write(documents, known, shown=shown)


def _values(of: Document, *, shown: bool) -> dict[str, Any]:
    dates = sorted(each.partition("/")[0] for each in of.days.split())
    return {
        "kind": of.kind, "key": of.key, "slug": of.slug, "title_zh": of.title.zh, "title_en": of.title.en, "city": of.city,
        "place_zh": of.place.zh, "place_en": of.place.en, "about_kind": of.about_kind, "genre": of.genre, "is_demo": of.is_demo,
        "is_shown": shown, "names": of.names, "others": of.others, "about": of.about, "sounds": of.sounds, "days": of.days,
        "first_day": index.day_of(dates[0]) if dates else None, "last_day": last_day(of.days),
        "remarks": [[each.topic.value, each.text.zh, each.text.en] for each in of.remarks],
    }


def _words_digest(of: Document) -> str:
    """By which it is known whether a document is found by other tokens than before: they are made of these texts alone."""
    return _digest(form_of_index(), of.names, of.others, of.about, of.sounds)


def _digested(of: Document, *, shown: bool) -> dict[str, Any]:
    values = _values(of, shown=shown) | {"tokens_digest": _words_digest(of)}
    return values | {"digest": _digest(*values.values())}


def _write(documents: Sequence[Document], known: dict[int, Stored], *, shown: bool) -> None:
    fresh: list[dict[str, Any]] = []
    tokens: dict[int, str] = {}
    for each in documents:
        values = _digested(each, shown=shown)
        earlier = known.get(each.key)
        if earlier is None:
            fresh.append(values)
            tokens[each.key] = tokens_of(each)
        elif earlier.digest != values["digest"]:
            session.execute(update(SearchEntry).where(SearchEntry.id == earlier.id).values(values))
            if earlier.tokens_digest != values["tokens_digest"]:
                _forget_tokens([earlier.id])
                _keep_tokens({earlier.id: tokens_of(each)})
    if fresh:
        session.execute(insert(SearchEntry), fresh, execution_options={"render_nulls": True})
        written = index.stored(documents[0].kind, list(tokens))
        _keep_tokens({written[key].id: words for key, words in tokens.items()})


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an entry shall say, made before anything was locked, and the entry from which that started."""

    earlier: Stored
    values: dict[str, Any]
    tokens: str | None


def prepared(keys: Iterable[int], brought_by: int) -> dict[int, Prepared]:
    """What the entries of public listings shall say when an import has given them its dates; nothing is written."""
    found: dict[int, Prepared] = {}
    for part in _parts(keys):
        known = index.stored(Kind.EVENT, part)
        for each in events(part, brought_by=brought_by):
            if (earlier := known.get(each.key)) is not None:
                values = _digested(each, shown=True)
                is_other = earlier.tokens_digest != values["tokens_digest"]
                found[each.key] = Prepared(earlier, values, tokens_of(each) if is_other else None)
    return found


def write_prepared(ready: Mapping[int, Prepared]) -> set[int]:
    """Write entries that were made before; answers those that say something else meanwhile and must be made anew."""
    _wait_for_turn()
    stands = {key: stored for part in _parts(ready) for key, stored in index.stored(Kind.EVENT, part).items()}
    fit = {key: each for key, each in ready.items() if stands.get(key) == each.earlier}
    rows = [each.values | {"id": each.earlier.id} for each in fit.values() if each.values["digest"] != each.earlier.digest]
    if rows:
        session.execute(update(SearchEntry), rows)
    tokens = {each.earlier.id: each.tokens for each in fit.values() if each.tokens is not None}
    _forget_tokens(list(tokens))
    if tokens:
        _keep_tokens(tokens)
    return ready.keys() - fit.keys()


def _dialect() -> str:
    return db.engine.dialect.name


def _keep_tokens(tokens: dict[int, str]) -> None:
    session.execute(text(KEEP[_dialect()]), [{"id": key, "tokens": words} for key, words in tokens.items()])


def _forget_tokens(ids: Sequence[int]) -> None:
    if ids:
        session.execute(text(FORGET[_dialect()]), [{"id": key} for key in ids])


def forget(kind: Kind, keys: Iterable[int]) -> None:
    """Take things out of the index."""
    for part in _parts(keys):
        _forget_entries([each.id for each in index.stored(kind, part).values()])


def _forget_entries(ids: Sequence[int]) -> None:
    if ids:
        _forget_tokens(ids)
        session.execute(
            delete(SearchEntry).where(SearchEntry.id.in_(ids)), execution_options={"synchronize_session": False}
        )


def show_demo(*, shown: bool) -> None:
    """Let everything of the demo season be found, or nothing of it."""
    session.execute(
        update(SearchEntry).where(SearchEntry.is_demo.is_(True)).values(is_shown=shown),
        execution_options={"synchronize_session": False},
    )


def show_events(keys: Sequence[int]) -> None:
    """Let listings be found that were indexed before they were public."""
    for part in _parts(keys):
        session.execute(
            update(SearchEntry).where(SearchEntry.kind == Kind.EVENT, SearchEntry.key.in_(part)).values(is_shown=True),
            execution_options={"synchronize_session": False},
        )


def forget_demo() -> None:
    """Take the demo out of the index, but for the demo's rows that are still there: somebody's own hang on them."""
    _forget_entries(index.demo_ids())
    for kind in MAKERS:
        refresh(kind, sources.keys_of(kind, only_demo=True))


def forget_lost(kind: Kind) -> None:
    """Take out what has no row of its own any more."""
    forget(kind, index.keys_stored(kind) - set(sources.keys_of(kind)))


def note_form() -> None:
    """Say that the whole index is now in the present form."""
    session.merge(SearchForm(id=FORM_ID, form=form_of_index()))
