"""Writes a demo season in bulk and removes it again. A season is written unpublished and published with one statement."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import delete, insert, update

from core.db import Base, session
from core.loading import forget_changes
from core.models import Change
from core.revision import touch
from core.tables import Row as Cells
from core.tables import rows_of
from core.types import Bilingual
from delta.cities import city_of_slug
from events.models.event import Event, EventStrand, Inclusion
from events.models.performance import Approval, Performance
from events.models.premiere import PremiereClaim
from events.models.run import Run
from events.models.words import EventKind, LeadBody
from events.queries import loading as stored
from events.season.season import plan
from events.season.values import Billing, Gathering, Room, Row, Stay, Stock, Wish, Work
from events.services.demo_rows import Keys, approval_rows, change_rows, claim_row, event_row, performance_row, run_row
from repertoire.demo import DemoWork
from repertoire.models import Genre
from venues.models import Hall

DATA = Path(__file__).parent.parent / "data"
VENUES = DATA / "demo_venues.csv"
TABLES = (DATA, DATA.parent.parent / "repertoire" / "data", DATA.parent.parent / "accounts" / "data")
ROWS_A_BATCH = 800
# Unknown values are written as NULL, so that all rows are one statement instead of one for each pattern of them.
ALL_ALIKE = {"render_nulls": True}
Batch = list[Billing]


def season_of(wish: Wish) -> str:
    """The name of the season that a wish asks for; another wish, or other tables, make another season."""
    tables = sha256()
    for folder in TABLES:
        for path in sorted(folder.glob("demo_*.csv")):
            tables.update(path.read_bytes())
    return f"{wish.performances}/{wish.seed}/{wish.today}/{tables.hexdigest()[:12]}"


def is_loaded(wish: Wish) -> bool:
    """Whether exactly this season is loaded, whole and public."""
    return stored.demo_seasons() == {(season_of(wish), True)}


def rooms_of(halls: Iterable[Hall]) -> list[Room]:
    """Halls as the plan knows them."""
    return [
        Room(
            venue=hall.venue.slug, code=hall.code, city=hall.venue.city, kind=hall.kind, capacity=hall.capacity,
            is_zone=hall.venue.is_in_show_life_zone, is_demo=hall.venue.is_demo,
        )
        for hall in halls
    ]


def stock_of(halls: Iterable[Hall], works: Iterable[DemoWork], organisations: Iterable[Cells]) -> Stock:
    """What the season is made of. Commercial shows are held by enterprises, never by a government body (R8)."""
    return Stock(
        rooms=rooms_of(halls),
        works=[
            Work(
                slug=each.slug, title=each.title, summary=each.summary, genre=each.genre, home=each.home, minutes=each.minutes,
                age_min=each.age_min, language=each.language, performers=each.performers,
            )
            for each in works
        ],
        gatherings=_gatherings(),
        organisers=[(row["slug"], _adcode(row["city_slug"])) for row in organisations if row["kind"] == "enterprise"],
    )


def _adcode(slug: str) -> str:
    city = city_of_slug(slug)
    assert city is not None, slug
    return city.adcode


def _gatherings() -> list[Gathering]:
    wholes = {row["slug"]: row for row in rows_of(DATA / "demo_wholes.csv")}
    return [_gathering(row, wholes.get(row["slug"], {})) for row in rows_of(DATA / "demo_events.csv")]


def _gathering(row: Cells, whole: Cells) -> Gathering:
    return Gathering(
        slug=row["slug"], kind=EventKind(row["kind"]), title=Bilingual(row["title_zh"], row["title_en"]),
        summary=Bilingual(row["summary_zh"], row["summary_en"]), lead=LeadBody(row["lead"]) if row["lead"] else None,
        organiser=row["organiser_slug"], window=row["window_code"], measure=row["measure_code"],
        strands=_codes(row["strands"]), city=_adcode(row["city_slug"]), days=int(row["days"] or 0),
        sessions=int(row["sessions"] or 0), hosts=tuple(_adcode(each) for each in _codes(whole.get("hosts", ""))),
        genres=tuple(Genre(each) for each in _codes(whole.get("genres", ""))),
    )


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(each for each in cell.split(";") if each)


def batches(wish: Wish, stock: Stock) -> Iterator[Batch]:
    """The planned season in parts of so many rows that writing one holds the lock for a moment only."""
    batch: Batch = []
    rows = 0
    for billing in plan(wish, stock):
        batch.append(billing)
        rows += sum(len(stay.rows) for stay in billing.stays)
        if rows >= ROWS_A_BATCH:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


class Writer:
    """Writes batches of one season; remembers the keys of its events for the inclusions at the end."""

    def __init__(self, wish: Wish, keys: Keys, *, at: datetime) -> None:
        self.wish, self.keys, self.at = wish, keys, at
        self.season = season_of(wish)
        self.chance: Random = wish.chance("uids")
        self.events: dict[str, int] = {}
        self.parts: list[tuple[str, str]] = []

    def write(self, batch: Batch) -> list[int]:
        """Write events, runs, dated rows, approvals and history; answers the keys of the dated rows."""
        event_ids = _insert(Event, [event_row(each, self.keys, self.season, self.at) for each in batch])
        self.events |= {billing.slug: key for billing, key in zip(batch, event_ids, strict=True)}
        self.parts += [(billing.whole, billing.slug) for billing in batch if billing.whole]
        strands = [
            {"event_id": key, "code": code}
            for billing, key in zip(batch, event_ids, strict=True)
            for code in billing.strands
        ]
        if strands:
            session.execute(insert(EventStrand), strands)
        stays = [(billing, stay) for billing in batch for stay in billing.stays]
        run_ids = _insert(Run, [run_row(stay, self.events[billing.slug], self.keys) for billing, stay in stays])
        claims = [
            claim_row(stay, run_id, self.events[billing.slug], self.keys, at=self.at)
            for (billing, stay), run_id in zip(stays, run_ids, strict=True)
        ]
        if stated := [each for each in claims if each]:
            session.execute(insert(PremiereClaim), stated, execution_options=ALL_ALIKE)
        return self._write_rows([
            (billing, stay, row, run_id)
            for (billing, stay), run_id in zip(stays, run_ids, strict=True)
            for row in stay.rows
        ])

    def _write_rows(self, rows: Sequence[tuple[Billing, Stay, Row, int]]) -> list[int]:
        keys = _insert(Performance, [
            performance_row(row, stay, run_id, self.keys, chance=self.chance, at=self.at) for _, stay, row, run_id in rows
        ])
        approvals: list[dict[str, Any]] = []
        changes: list[dict[str, Any]] = []
        for (billing, stay, row, _), key in zip(rows, keys, strict=True):
            approvals += approval_rows(billing, stay, row, key, today=self.wish.today, at=self.at)
            changes += change_rows(row, key, self.events[billing.slug])
        for model, values in ((Approval, approvals), (Change, changes)):
            if values:
                session.execute(insert(model), values, execution_options=ALL_ALIKE)
        return keys

    def write_inclusions(self) -> None:
        """Say which events are part of which."""
        found = [
            {"whole_id": self.events[whole], "part_id": self.events[part], "position": position}
            for position, (whole, part) in enumerate(self.parts)
        ]
        if found:
            session.execute(insert(Inclusion), found)


def _insert(model: type[Event | Run | Performance], rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows and answer their keys in the same order."""
    if not rows:
        return []
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, rows, execution_options=ALL_ALIKE))


def publish(*, at: datetime) -> None:
    """Show the whole season to everybody, at one moment."""
    session.execute(
        update(Event).where(Event.is_demo.is_(True), Event.published_at.is_(None)).values(published_at=at),
        execution_options={"synchronize_session": False},
    )
    touch()


def withdraw() -> None:
    """Hide the whole season before it is deleted in parts."""
    session.execute(
        update(Event).where(Event.is_demo.is_(True)).values(published_at=None),
        execution_options={"synchronize_session": False},
    )
    touch()


def give(organisation_id: int) -> None:
    """The demo's events of an organisation are its own: its people manage them."""
    theirs = Event.is_demo.is_(True) & (Event.organiser_id == organisation_id) & Event.owner_id.is_(None)
    session.execute(update(Event).where(theirs).values(owner_id=organisation_id))


def delete_performances(keys: Sequence[int]) -> None:
    """Delete these dated rows with approvals and history; their calendar entries must be gone."""
    _delete(Approval, stored.approval_keys_of(keys))
    _delete(Performance, keys)


def delete_events(keys: Sequence[int]) -> None:
    """Delete these events with runs, claims, strands, inclusions and history; their dated rows must be gone."""
    _delete(PremiereClaim, stored.claim_keys_of(keys))
    _delete(Run, stored.run_keys_of(keys))
    session.execute(delete(Inclusion).where(stored.inclusion_of(keys, Inclusion.whole_id, Inclusion.part_id)))
    session.execute(delete(EventStrand).where(EventStrand.event_id.in_(keys)))
    _delete(Event, keys)


def _delete(model: type[Base], keys: Sequence[int]) -> None:
    forget_changes(model.__tablename__, keys)
    session.execute(
        delete(model).where(model.__table__.c.id.in_(keys)), execution_options={"synchronize_session": False}
    )

