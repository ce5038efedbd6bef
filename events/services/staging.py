"""Writes an import in batches that nobody sees; services/showing.py shows it.

A staged listing has no owner and is not published: no desk and no page finds it; a staged date of a listing that stands is a
draft. Every batch is one short transaction; what a broken import left behind is removed by the next one that takes it up.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_hex
from typing import Any, TypeVar

from sqlalchemy import insert, select

from accounts.models.organisation import Organisation
from core.db import session
from core.text import clean_line, shortened
from core.types import digest_of
from events.intake.placing import Placed
from events.intake.stated import Showing
from events.models.event import Event
from events.models.intake import LONGEST_UID, Intake, Origin
from events.models.performance import Approval, Performance, new_uid
from events.models.run import Run
from events.models.words import ApprovalState, EventKind, Form, Phase
from events.queries import intake as queries
from events.services.performances import times, whole_days
from repertoire.models import Genre
from venues.places import folded

DATES_A_BATCH = 200
LISTINGS_A_BATCH = 60
ALL_ALIKE = {"render_nulls": True}
Item = TypeVar("Item")
_EVENT_TEXTS = ("summary_zh", "summary_en", "contact", "source")
_RUN_FACTS = {
    "is_free": False, "prices": [], "duration_minutes": None, "interval_minutes": None, "age_min": None,
    "main_performers_zh": "", "main_performers_en": "", "seller_zh": "", "seller_url": "",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A date that is known, of which the source says something new."""

    origin_id: int
    placed: Placed
    showing: Showing


@dataclass(slots=True)
class Plan:
    """What an import will do: new listings, new dates of known ones by event, changes; how many dates stay as they are.

    `rest` are the further dates of new listings that have too many for one transaction.
    """

    fresh: list[Placed] = field(default_factory=list)
    rest: list[Placed] = field(default_factory=list)
    more: list[tuple[int, Placed]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    missing: int = 0

    def batches(self) -> Iterator[list[Placed]]:
        """New listings in parts of so many dates."""
        return _in_parts(self.fresh, lambda each: len(each.listing.showings))

    def batches_of_more(self) -> Iterator[list[tuple[int, Placed]]]:
        """New dates of known listings in parts of so many dates."""
        return _in_parts(self.more, lambda each: len(each[1].listing.showings))


def _in_parts(items: Iterable[Item], dates_of: Callable[[Item], int]) -> Iterator[list[Item]]:
    part: list[Item] = []
    dates = 0
    for each in items:
        if part and (dates + dates_of(each) > DATES_A_BATCH or len(part) >= LISTINGS_A_BATCH):
            yield part
            part, dates = [], 0
        part.append(each)
        dates += dates_of(each)
    if part:
        yield part


def uid_of(showing: Showing) -> str:
    """By what a date is known; a name that is too long by its digest."""
    return showing.key if len(showing.key) <= LONGEST_UID else f"sha:{digest_of(showing.key)}"


def listing_digest(placed: Placed) -> str:
    """By what a listing is known: its title and place."""
    listing = placed.listing
    return digest_of(f"{folded(listing.title.zh or listing.title.en)}|{folded(listing.place)}")


def showing_digest(placed: Placed, showing: Showing) -> str:
    """What a source says of a date, in short."""
    listing = placed.listing
    said = (listing.title, listing.place, sorted(listing.event.items()), sorted(listing.run.items(), key=lambda each: each[0]))
    return digest_of(repr((said, showing.starts_at, showing.ends_at, showing.first, showing.last)))


def plan_of(intake: Intake, listings: Sequence[Placed]) -> Plan:
    """Compare what a file states with what is known of its source: only its own names are ever matched."""
    plan = Plan()
    uids = [uid_of(showing) for each in listings for showing in each.listing.showings]
    known = queries.known_dates(intake.organisation_id, intake.source, uids)
    events = queries.known_listings(intake.organisation_id, intake.source, (listing_digest(each) for each in listings))
    for each in listings:
        new = []
        for showing in each.listing.showings:
            earlier = known.get(uid_of(showing))
            if earlier is None:
                new.append(showing)
            elif earlier.digest == showing_digest(each, showing):
                plan.same += 1
            else:
                plan.changed.append(Change(earlier.origin_id, each, showing))
        if new:
            event_id = events.get(listing_digest(each))
            first, *further = _parts(each, new)
            if event_id is None:
                plan.fresh.append(first)
                plan.rest += further
            else:
                plan.more += [(event_id, part) for part in (first, *further)]
    plan.missing = queries.known_count(intake.organisation_id, intake.source) - len(known)
    return plan


def _parts(placed: Placed, showings: Sequence[Showing]) -> list[Placed]:
    """A listing in parts of so many dates."""
    return [
        Placed(replace(placed.listing, showings=tuple(showings[at : at + DATES_A_BATCH])), placed.place)
        for at in range(0, len(showings), DATES_A_BATCH)
    ]


# --- new listings ----------------------------------------------------------------------------------------------------


def write(intake: Intake, organisation: Organisation, batch: Sequence[Placed], *, at: datetime) -> list[int]:
    """Write new listings, seen by nobody; answers the keys of their dates."""
    event_ids = _insert(Event, "slug", [_event_row(organisation, each, at, {"intake": intake.id}) for each in batch])
    run_ids = _insert(Run, "event_id", [_run_row(each, key) for each, key in zip(batch, event_ids, strict=True)])
    rows, names, needing = [], [], []
    for each, event_id, run_id in zip(batch, event_ids, run_ids, strict=True):
        for showing in each.listing.showings:
            rows.append(performance_row(each, showing, run_id, at=at))
            names.append(_origin_row(intake, each, showing, event_id, at=at))
            needing.append(needs_approval(each, showing))
    return _write_dates(intake, rows, names, needing, at=at)


def write_dates(
    rows: list[dict[str, Any]], names: list[dict[str, Any]], needing: Sequence[bool], *, at: datetime
) -> list[int]:
    """Write dates as drafts with the names by which they are known; answers their keys."""
    keys = _insert(Performance, "uid", rows)
    session.execute(insert(Origin), [name | {"performance_id": key} for name, key in zip(names, keys, strict=True)])
    write_approvals([key for key, needs in zip(keys, needing, strict=True) if needs], at=at)
    return keys


def _write_dates(
    intake: Intake, rows: list[dict[str, Any]], names: list[dict[str, Any]], needing: Sequence[bool], *, at: datetime
) -> list[int]:
    keys = write_dates(rows, names, needing, at=at)
    intake.done += len(keys)
    intake.claimed_at = at
    return keys


def needs_approval(placed: Placed, showing: Showing) -> bool:
    """Whether a date is a commercial performance by what is stated (R1)."""
    kind = EventKind(placed.listing.event.get("kind", EventKind.SHOW))
    return kind is EventKind.SHOW and not placed.listing.run.get("is_free") and not showing.is_all_day


def write_approvals(keys: Sequence[int], *, at: datetime) -> None:
    """The approvals of these dates are being prepared until somebody says otherwise, as of dates written by hand (R1)."""
    if keys:
        stated = {"state": ApprovalState.PREPARING, "recorded_at": at}
        session.execute(insert(Approval), [stated | {"performance_id": key} for key in keys])


def _insert(model: type[Event | Run | Performance], name: str, rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows and answer their keys in the same order, found by a column of which every one has its own value.

    (SQLite would write rows one by one where their keys are to come back in order.)
    """
    session.execute(insert(model), rows, execution_options=ALL_ALIKE)
    own = getattr(model, name)
    found = session.execute(select(own, model.id).where(own.in_([row[name] for row in rows])))
    keys: dict[Any, int] = {value: key for value, key in found}
    return [keys[row[name]] for row in rows]


def _marked(row: dict[str, Any], language: str, *fields: str) -> dict[str, Any]:
    """The row with the mark that what stands in the other language says what the source does (core.types.Translated)."""
    other = "en" if language == "zh" else "zh"
    marks = {name: digest_of(row[f"{name}_{language}"]) for name in fields if row[f"{name}_{other}"]}
    return row | {"source_language": language, "translated_from": marks}


def slug_for(placed: Placed) -> str:
    """An address: what is Latin in the title, and something that nobody else has."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in placed.listing.title.en.lower())
    latin = "-".join(words.split())
    return f"{latin[:60].strip('-') or 'listing'}-{token_hex(5)}"


def _event_row(organisation: Organisation, placed: Placed, at: datetime, extra: dict[str, Any]) -> dict[str, Any]:
    listing, facts = placed.listing, placed.listing.event
    texts = {name: str(facts.get(name, "")) for name in _EVENT_TEXTS}
    place = "" if placed.place.venue_id else shortened(clean_line(listing.place), 300)
    return _marked({
        **texts, "slug": slug_for(placed), "kind": EventKind(facts.get("kind", EventKind.SHOW)),
        "genre": Genre(facts["genre"]) if facts.get("genre") else None,
        "title_zh": listing.title.zh, "title_en": listing.title.en, "organiser_id": organisation.id, "owner_id": None,
        "city": placed.place.city or organisation.city, "phase": Phase.DATED, "published_at": None, "created_at": at,
        "place_stated_zh": place, "place_stated_en": "", "extra": extra,
    }, str(facts.get("source_language", "zh")), "title", "summary")


def _run_row(placed: Placed, event_id: int) -> dict[str, Any]:
    facts = {name: placed.listing.run.get(name, default) for name, default in _RUN_FACTS.items()}
    fen = [price["fen"] for price in facts["prices"]]
    language = str(placed.listing.event.get("source_language", "zh"))
    return _marked({
        **facts, "event_id": event_id, "venue_id": placed.place.venue_id, "hall_id": placed.place.hall_id,
        "city": placed.place.city, "price_from_fen": min(fen, default=None), "price_to_fen": max(fen, default=None),
    }, language, "main_performers")


def when_of(showing: Showing, running_minutes: int | None = None) -> dict[str, Any]:
    """The columns that say when a date is."""
    if showing.starts_at is not None:
        return {"form": Form.PERFORMANCE} | times(showing.starts_at, showing.ends_at, running_minutes=running_minutes)
    days = whole_days(showing.day, showing.last)
    return {"form": Form.SPAN, "start_minute": None, "end_minute": None} | days


def performance_row(placed: Placed, showing: Showing, run_id: int, *, at: datetime) -> dict[str, Any]:
    """A date of a run, not yet public."""
    place = placed.place
    return when_of(showing, placed.listing.run.get("duration_minutes")) | {
        "uid": new_uid(), "run_id": run_id, "venue_id": place.venue_id, "hall_id": place.hall_id, "city": place.city,
        "changed_at": at, "published_at": None, "online_url": "",
    }


def _origin_row(intake: Intake, placed: Placed, showing: Showing, event_id: int, *, at: datetime) -> dict[str, Any]:
    return {
        "organisation_id": intake.organisation_id, "source": intake.source, "uid": uid_of(showing),
        "listing": listing_digest(placed), "digest": showing_digest(placed, showing), "event_id": event_id,
        "intake_id": intake.id, "seen_at": at, "proposed": {},
    }


def write_event(organisation: Organisation, placed: Placed, *, at: datetime, extra: dict[str, Any]) -> int:
    """Write one listing, seen by nobody; answers its key."""
    return _insert(Event, "slug", [_event_row(organisation, placed, at, extra)])[0]


def write_run(placed: Placed, event_id: int) -> int:
    """Write one run of a listing; answers its key."""
    run = Run(**_run_row(placed, event_id))
    session.add(run)
    session.flush()  # its key is needed by its dates
    return run.id


def write_more(intake: Intake, more: Sequence[tuple[int, Placed]], *, at: datetime) -> list[int]:
    """Write new dates of listings that stand, by the listing's key, as drafts; answers the dates' keys."""
    known = queries.events_with_runs([event_id for event_id, _placed in more])
    rows, names, needing = [], [], []
    for event_id, placed in more:
        if event_id not in known:
            continue
        event, run = known[event_id]
        is_show = event.kind is EventKind.SHOW and not run.is_free
        for each in placed.listing.showings:
            rows.append(performance_row(placed, each, run.id, at=at))
            names.append(_origin_row(intake, placed, each, event_id, at=at))
            needing.append(is_show and not each.is_all_day)
    return _write_dates(intake, rows, names, needing, at=at) if rows else []
