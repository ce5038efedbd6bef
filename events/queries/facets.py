"""What each value of each filter would leave on the days of the screen, counted in one pass over their rows.

The rows are read once, without the filters, in three statements whatever their number; which filter a row fits is decided
here by the same rules as in conditions.py (a test compares the two on every value).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import Row, func, or_, select

from core.db import session
from core.types import Bilingual
from delta.cities import city
from delta.travel import hours_from
from delta.windows import strand, window
from events.daytime import daytime_of
from events.facets import (
    ACCESS,
    AGES,
    ANY,
    BY_NAME,
    ENDS,
    FREE,
    HOURS,
    PROVINCES,
    SHOW_LIFE,
    district_slug,
    minutes_of,
    price_band,
)
from events.filters import Filters
from events.models.event import Event, EventStrand
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import LIVE, Form
from events.queries.conditions import BAD_FOR_TICKETS, SURTITLES
from events.queries.selection import Selection, is_timed, joined
from repertoire.models import Production, Surtitles, family_of
from venues.models import Venue

MOST_ROWS = 3_000
ROWS_AT_ONCE = 5_000
Values = Mapping[str, frozenset[str]]
NOTHING: frozenset[str] = frozenset()
OF_PLACE = ("city", "province", "within", "zone", "district", "venue")
OF_MARKS = ("tickets", "access", "time", "ends")
# What a date that changes can leave.
LEFT = (*OF_PLACE, "near", *OF_MARKS)
OF_RUN = tuple(name for name in BY_NAME if name not in {*OF_PLACE, *OF_MARKS, "near"})


@dataclass(frozen=True, slots=True)
class Counted:
    """`total` rows fit all filters; `by_value` says for each value how many would if that filter had it alone; `without` how
    many if the filter were dropped. `until`: the last day counted. `places`: names of the districts and houses met."""

    total: int
    by_value: Mapping[str, Mapping[str, int]]
    without: Mapping[str, int]
    until: date
    places: Mapping[str, Mapping[str, Bilingual]]


def counted(filters: Filters, first: date, last: date, since: datetime | None = None) -> Counted:
    """Count the rows of these days (timed ones that start at `since` or later); cut at a whole day where
    there are more than MOST_ROWS."""
    rows, until = _timed_rows(first, last, since)
    rows += _span_rows(first, until)
    runs = _of_runs({row.run_id for row in rows})
    houses = _of_houses({row.venue_id for row in rows if row.venue_id})
    reach = hours_from(filters.chosen("near")[0]) if filters.chosen("near") else {}
    kinds = (
        _Kind(filters, OF_RUN, {key: runs[key] for key in runs}),
        _Kind(filters, OF_PLACE, _of_places({(row.venue_id, row.city) for row in rows}, houses, reach)),
        _Kind(filters, OF_MARKS, {marks: _of_marks(marks) for marks in {_marks(row) for row in rows}}),
    )
    # Rows that are alike in all that counts are looked at once.
    alike = Counter((row.run_id, (row.venue_id, row.city), _marks(row)) for row in rows)
    return _tallied(alike, kinds, until, _named(houses.values()))


class _Kind:
    """One kind of facts (of the run, of the place, of the row itself): which asked filters each misses, and how many rows
    that fit have each."""

    def __init__(self, filters: Filters, names: tuple[str, ...], facts: Mapping[Any, Values]) -> None:
        asked = [(name, frozenset(filters.chosen(name))) for name in names if filters.chosen(name)]
        self.facts = facts
        self.missed = {key: [name for name, wanted in asked if _misses(name, wanted, facts[key])] for key in facts}
        self.fitting: Counter[Any] = Counter()


def _misses(name: str, wanted: frozenset[str], values: Values) -> bool:
    own = values.get(name, NOTHING)
    return not (wanted <= own if BY_NAME[name].needs_all else wanted & own)


def _tallied(
    alike: Mapping[tuple[Any, ...], int], kinds: tuple[_Kind, ...], until: date, places: dict[str, dict[str, Bilingual]]
) -> Counted:
    """Rows that fit all filters count everywhere; a row that misses one alone counts for the other values of that one."""
    total, without = 0, Counter[str]()
    by_value: dict[str, Counter[str]] = {name: Counter() for name in BY_NAME}
    for keys, number in alike.items():
        missed = [name for kind, key in zip(kinds, keys, strict=True) for name in kind.missed[key]]
        if not missed:
            total += number
            for kind, key in zip(kinds, keys, strict=True):
                kind.fitting[key] += number
        elif len(missed) == 1:
            without[missed[0]] += number
            values = next(kind.facts[key] for kind, key in zip(kinds, keys, strict=True) if kind.missed[key])
            _count(by_value[missed[0]], values.get(missed[0], NOTHING), number)
    for kind in kinds:
        for key, number in kind.fitting.items():
            for name, own in kind.facts[key].items():
                _count(by_value[name], own, number)
    return Counted(total, by_value, without, until, places)


def _count(counter: Counter[str], values: frozenset[str], number: int) -> None:
    for value in values:
        counter[value] += number


COLUMNS = (
    Performance.run_id, Performance.venue_id, Performance.city, Performance.day, Performance.status, Performance.start_minute,
    Performance.end_minute, Performance.end_is_stated, Performance.wheelchair_places, Performance.is_signed,
    Performance.is_captioned, Performance.is_relaxed, Performance.has_quiet_room,
)


def _timed_rows(first: date, last: date, since: datetime | None) -> tuple[list[Any], date]:
    """The rows of these days with what is their own, in order, and the last day of which all are here."""
    query = joined(select(*COLUMNS), Selection()).where(is_timed(), Performance.day >= first, Performance.day <= last)
    if since:
        query = query.where(Performance.starts_at >= since)
    ordered = query.order_by(Performance.day, Performance.starts_at, Performance.id).limit(MOST_ROWS + 1)
    rows: list[Any] = list(session.execute(ordered))
    if len(rows) <= MOST_ROWS:
        return rows, last
    beyond = rows.pop().day
    whole = [row for row in rows if row.day < beyond]
    return (whole, beyond - timedelta(days=1)) if whole else (rows, first)


def _span_rows(first: date, last: date) -> list[Any]:
    """Whole-day rows that touch these days."""
    query = joined(select(*COLUMNS), Selection()).where(
        Performance.form == Form.SPAN,
        Performance.day <= last,
        or_(Performance.last_day >= first, Performance.last_day.is_(None)),
    )
    return list(session.execute(query.order_by(Performance.id).limit(MOST_ROWS)))


# --- dates as they stood -----------------------------------------------------------------------------------------------


def held(several: Mapping[str, Filters], former: Mapping[int, Mapping[str, Any]]) -> dict[int, set[str]]:
    """Which of several filters held public dates as they stood before, by the date's key; `former` says by the names of
    columns what was otherwise. Filters that no date can leave are not looked at. Three statements, however many filters."""
    asked = {ref: each for ref, each in several.items() if any(each.chosen(name) for name in LEFT)}
    rows = _former_rows(former) if asked else []
    if not rows:
        return {}
    runs, houses = _of_runs({row.run_id for row in rows}), _of_houses({row.venue_id for row in rows if row.venue_id})
    alike: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        alike.setdefault((row.run_id, (row.venue_id, row.city), _marks(row)), []).append(row.id)
    marks = {each: _of_marks(each) for _run, _place, each in alike}
    places = {home: _of_places({each for _run, each, _marks in alike}, houses, hours_from(home) if home else {})
              for home in {_home(each) for each in asked.values()}}
    found: dict[int, set[str]] = {}
    for ref, each in asked.items():
        kinds = (_Kind(each, OF_RUN, runs), _Kind(each, OF_PLACE, places[_home(each)]), _Kind(each, OF_MARKS, marks))
        for keys, ids in alike.items():
            if not any(kind.missed[key] for kind, key in zip(kinds, keys, strict=True)):
                for key in ids:
                    found.setdefault(key, set()).add(ref)
    return found


def _home(filters: Filters) -> str:
    return next(iter(filters.chosen("near")), "")


def _former_rows(former: Mapping[int, Mapping[str, Any]]) -> list[Any]:
    """What was a row's own where anything of it that a filter asks for was otherwise."""
    names = {each.key for each in COLUMNS}
    keys = sorted(key for key, was in former.items() if names & was.keys())
    query = joined(select(Performance.id, *COLUMNS), Selection())
    parts: Iterable[Sequence[int]] = (keys[first : first + ROWS_AT_ONCE] for first in range(0, len(keys), ROWS_AT_ONCE))
    rows = [row for part in parts for row in session.execute(query.where(Performance.id.in_(part)))]
    return [SimpleNamespace(**(row._asdict() | {name: was for name, was in former[row.id].items() if name in names}))
            for row in rows]


# --- what runs, places and rows say ------------------------------------------------------------------------------------


def _of_runs(keys: set[int]) -> dict[int, dict[str, frozenset[str]]]:
    """What holds for all rows of a run, for each run."""
    if not keys:
        return {}
    query = (
        select(
            Run.id, Event.kind, Event.lead, Event.window_code, Event.measure_code, Run.premiere_kind, Run.premiere_scope,
            Run.premiere_state, Run.is_free, Run.price_from_fen,
            func.coalesce(Production.genre, Event.genre).label("genre"),
            func.coalesce(func.nullif(Run.language_spoken, ""), Production.language_spoken).label("spoken"),
            func.coalesce(Run.surtitles, Production.surtitles).label("surtitles"),
            func.coalesce(Run.age_min, Production.age_min).label("age"),
            EventStrand.code.label("strand"),
        )
        .join(Event, Event.id == Run.event_id)
        .outerjoin(Production, Production.id == Run.production_id)
        .outerjoin(EventStrand, EventStrand.event_id == Event.id)
        .where(Run.id.in_(keys))
    )
    found: dict[int, dict[str, frozenset[str]]] = {}
    for row in session.execute(query):
        if row.id in found:
            found[row.id]["strand"] |= _strands(row.strand)
        else:
            found[row.id] = _of_run(row)
    return found


def _of_run(row: Any) -> dict[str, frozenset[str]]:
    return {
        "kind": frozenset({row.kind}),
        "family": frozenset({family_of(row.genre)}) if row.genre else NOTHING,
        "genre": _one(row.genre),
        "strand": _strands(row.strand),
        "window": _windows(row.window_code) | _windows(row.measure_code),
        "premiere": frozenset({ANY, row.premiere_kind}) if row.premiere_state in LIVE else NOTHING,
        "scope": _one(row.premiere_scope) if row.premiere_state in LIVE else NOTHING,
        "lead": _one(row.lead),
        "spoken": _one(row.spoken),
        "surtitles": _surtitles(row.surtitles),
        "age": frozenset(years for years in AGES if row.age is not None and row.age <= int(years)),
        "price": _price(row.is_free, row.price_from_fen),
    }


def _one(code: str | None) -> frozenset[str]:
    return frozenset({code}) if code else NOTHING


def _strands(code: str | None) -> frozenset[str]:
    known = strand(code) if code else None
    return frozenset({known.code, known.parent} - {""}) if known else NOTHING


def _windows(code: str) -> frozenset[str]:
    known = window(code) if code else None
    return frozenset({known.code, known.parent} - {""}) if known else NOTHING


def _surtitles(shown: Surtitles | None) -> frozenset[str]:
    return frozenset(code for code, fitting in SURTITLES.items() if shown in fitting)


def _price(is_free: bool, price_from_fen: int | None) -> frozenset[str]:
    if is_free:
        return frozenset({FREE})
    return frozenset({price_band(price_from_fen)}) if price_from_fen is not None else NOTHING


def _of_houses(keys: set[int]) -> dict[int, Row[Any]]:
    if not keys:
        return {}
    columns = (
        Venue.id, Venue.slug, Venue.name_zh, Venue.name_en, Venue.district_zh, Venue.district_en, Venue.is_in_show_life_zone,
    )
    rows: Iterable[Any] = session.execute(select(*columns).where(Venue.id.in_(keys)))
    return {row.id: row for row in rows}


def _of_places(
    keys: set[tuple[int | None, str]], houses: Mapping[int, Row[Any]], reach: Mapping[str, float]
) -> dict[tuple[int | None, str], Values]:
    return {(key, adcode): _of_place(adcode, houses.get(key) if key else None, reach) for key, adcode in keys}


def _of_place(adcode: str, house: Row[Any] | None, reach: Mapping[str, float]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    if adcode:
        town = city(adcode)
        found = {"city": frozenset({town.slug}), "province": frozenset({PROVINCES[town.province_adcode]})}
        if adcode in reach:
            found["within"] = frozenset(hours for hours in HOURS if reach[adcode] <= float(hours))
    if house:
        found["venue"] = frozenset({house.slug})
        found["district"] = frozenset({district_slug(house.district_en)}) if house.district_en else NOTHING
        found["zone"] = frozenset({SHOW_LIFE}) if house.is_in_show_life_zone else NOTHING
    return found


class _Marks(NamedTuple):
    """What a row says for itself, apart from its run and its place. Minutes since midnight, None where it has none."""

    is_to_be_had: bool
    access: tuple[bool, ...]
    starts: int | None
    ends: int | None


def _marks(row: Any) -> _Marks:
    access = (bool(row.wheelchair_places), row.is_signed, row.is_captioned, row.is_relaxed, row.has_quiet_room)
    return _Marks(row.status not in BAD_FOR_TICKETS, access, row.start_minute, row.end_minute if row.end_is_stated else None)


@lru_cache(maxsize=1024)
def _of_marks(marks: _Marks) -> dict[str, frozenset[str]]:
    return {
        "tickets": frozenset({"available"}) if marks.is_to_be_had else NOTHING,
        "access": frozenset(name for name, is_so in zip(ACCESS, marks.access, strict=True) if is_so),
        "time": frozenset({daytime_of(marks.starts)}) if marks.starts is not None else NOTHING,
        "ends": frozenset(hour for hour in ENDS if marks.ends is not None and marks.ends <= minutes_of(hour)),
    }


def _named(houses: Iterable[Row[Any]]) -> dict[str, dict[str, Bilingual]]:
    found: dict[str, dict[str, Bilingual]] = {"venue": {}, "district": {}}
    for house in houses:
        found["venue"][house.slug] = Bilingual(house.name_zh, house.name_en)
        if house.district_en:
            found["district"][district_slug(house.district_en)] = Bilingual(house.district_zh, house.district_en)
    return found
