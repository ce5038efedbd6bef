"""What dates belong to, and things by their keys: for whatever can be followed. A fixed number of statements each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import aliased

from accounts.models.organisation import Organisation
from core.db import session
from core.types import Bilingual
from events.models.event import Event, EventStrand, Inclusion
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import TIMED
from events.queries import records
from events.queries.selection import Selection, joined
from repertoire.models import Artist, Company, Credit, Production
from venues.models import Venue

ASKED_AT_ONCE = 40
AT_ONCE = 5_000
Thing = Venue | Production | Company | Artist | Organisation | Event


class Belongs(NamedTuple):
    """What one date belongs to. Outside of the platform's scope only its event and organisers can be followed."""

    key: int
    venue_id: int | None
    city: str
    event_id: int
    production_id: int | None
    company_id: int | None
    organiser_id: int | None
    on_behalf_of_id: int | None
    window_code: str
    measure_code: str
    is_in_scope: bool


class Named(NamedTuple):
    """A thing as it is shown: the key, its slug, its name."""

    key: int
    slug: str
    name: Bilingual


def belonging(keys: Sequence[int]) -> list[Belongs]:
    """What each of these dates belongs to. One statement."""
    query = (
        select(
            Performance.id, Performance.venue_id, Performance.city, Run.event_id, Run.production_id, Production.company_id,
            Event.organiser_id, Event.on_behalf_of_id, Event.window_code, Event.measure_code, Event.is_in_scope,
        )
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .outerjoin(Production, Production.id == Run.production_id)
    )
    return [Belongs(*row) for part in _parts(keys) for row in session.execute(query.where(Performance.id.in_(part)))]


def _parts(keys: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(set(keys))
    return (ordered[first : first + AT_ONCE] for first in range(0, len(ordered), AT_ONCE))


def wholes(event_ids: Iterable[int]) -> dict[int, set[int]]:
    """The events that each of these is part of, at any depth, itself among them. One statement."""
    found: dict[int, set[int]] = {key: {key} for key in event_ids}
    higher = aliased(Inclusion)
    for part in _parts(found):
        tree = (
            select(Inclusion.part_id.label("part"), Inclusion.whole_id.label("whole"))
            .where(Inclusion.part_id.in_(part))
            .cte("wholes", recursive=True)
        )
        tree = tree.union(select(tree.c.part, higher.whole_id).join(tree, higher.part_id == tree.c.whole))
        for key, whole in session.execute(select(tree.c.part, tree.c.whole)):
            found[key].add(whole)
    return found


def artists(production_ids: Iterable[int]) -> dict[int, set[int]]:
    """Who has a part in each of these productions. One statement."""
    return _gathered(Credit.production_id, Credit.artist_id, production_ids)


def strands(event_ids: Iterable[int]) -> dict[int, set[str]]:
    """The strands that each of these events belongs to. One statement."""
    return _gathered(EventStrand.event_id, EventStrand.code, event_ids)


def _gathered(by: Any, what: Any, keys: Iterable[int]) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = {}
    for part in _parts(keys):
        for key, value in session.execute(select(by, what).where(by.in_(part))):
            found.setdefault(key, set()).add(value)
    return found


def bodies_shown(keys: Iterable[int]) -> set[int]:
    """Which of these organisations everybody may see. One statement."""
    return {each.key for each in named(Organisation, keys)}


def named(thing: type[Thing], keys: Iterable[int]) -> list[Named]:
    """Public things of a kind by their keys. One statement."""
    words: Any = thing
    called = (words.title_zh, words.title_en) if thing in {Event, Production} else (words.name_zh, words.name_en)
    query: Select[Any] = select(thing.id, thing.slug, *called)
    if thing is Event:
        query = query.where(Event.published_at.is_not(None))
    elif thing is Organisation:
        query = query.where(Organisation.listed_at.is_not(None))
    rows: list[Any] = [row for part in _parts(keys) for row in session.execute(query.where(thing.id.in_(part)))]
    return [Named(key, slug, Bilingual(zh_name, en_name)) for key, slug, zh_name, en_name in rows]


def called(thing: type[Thing], words: Sequence[str], limit: int) -> Sequence[int]:
    """The keys of public things whose names have all these words (in lower case), the shortest names first. One statement."""
    text = _names(thing)
    query = select(thing.id).where(*_having(text, words))
    if thing is Event:
        query = query.where(Event.published_at.is_not(None))
    elif thing is Organisation:
        query = query.where(Organisation.listed_at.is_not(None))
    return session.scalars(query.order_by(func.length(text), thing.id).limit(limit)).all()


def _names(thing: type[Thing]) -> ColumnElement[str]:
    words: Any = thing
    zh, en = (words.title_zh, words.title_en) if thing in {Event, Production} else (words.name_zh, words.name_en)
    return func.lower(zh.concat(" ").concat(en))


def _having(text: ColumnElement[str], words: Sequence[str]) -> list[ColumnElement[bool]]:
    return [text.contains(word, autoescape=True) for word in words]


def dates_called(words: Sequence[str], first: date, limit: int) -> Sequence[int]:
    """The keys of public timed dates from a day on whose events are called so, in their order. One statement."""
    query = (
        select(Performance.id)
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(
            Performance.published_at.is_not(None), Event.published_at.is_not(None), Performance.form.in_(TIMED),
            Performance.day >= first, *_having(_names(Event), words),
        )
    )
    return session.scalars(query.order_by(Performance.day, Performance.starts_at, Performance.id).limit(limit)).all()


def performances(keys: Iterable[int]) -> Mapping[int, tuple[Performance, Bilingual]]:
    """Public dates with the titles of their events, by the date's key. One statement."""
    query = (
        select(Performance, Event.title_zh, Event.title_en)
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(Performance.published_at.is_not(None), Event.published_at.is_not(None))
    )
    rows = [row for part in _parts(keys) for row in session.execute(query.where(Performance.id.in_(part)))]
    return {row.id: (row, Bilingual(zh, en)) for row, zh, en in rows}


def of_houses(venue_ids: Iterable[int]) -> set[str]:
    """The refs of houses and of the cities where they stand: whoever follows one a date leaves hears of it, too."""
    rows = session.execute(select(Venue.id, Venue.city).where(Venue.id.in_(list(venue_ids)))).all()
    return {f"venue:{key}" for key, _city in rows} | {f"city:{city}" for _key, city in rows if city}


def within(event_id: int) -> Selection | None:
    """The dates of a public event and of all its parts; None where it is gone."""
    return Selection(event_ids=records.ids_within(event_id)) if named(Event, [event_id]) else None


def holding(chosen: Sequence[Selection], keys: Sequence[int]) -> list[set[int]]:
    """Which of the dates each selection holds, in the order of the selections; forty a statement."""
    found: list[set[int]] = [set() for _ in chosen]
    for first in range(0, len(chosen) if keys else 0, ASKED_AT_ONCE):
        struck = select(Performance.id).where(Performance.id.in_(keys)).cte("struck")
        parts = [
            joined(select(literal(first + place), Performance.id), each).where(Performance.id.in_(select(struck.c.id)))
            for place, each in enumerate(chosen[first : first + ASKED_AT_ONCE])
        ]
        for place, key in session.execute(union_all(*parts)):
            found[place].add(key)
    return found
