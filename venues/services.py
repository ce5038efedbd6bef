"""Deeds on venues and halls, and loading the papers' and the demo's."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert

from accounts.actor import THE_SITE
from accounts.models.organisation import Organisation
from accounts.services import trail
from core import history, loading
from core.db import session
from core.editing import set_fields
from core.errors import Refused
from core.tables import Row, number, rows_of, whole
from delta.cities import city_of_slug
from venues import queries, signals
from venues.models import Confidence, Hall, HallKind, Venue

DATA = Path(__file__).parent / "data"
PROSE = ("source",)
DEMO_HALL = "main"
MEASURES = ("proscenium_w_m", "proscenium_h_m", "stage_w_m", "stage_d_m", "grid_h_m", "stage_area_m2")


def _topic(venue_id: int) -> str:
    return f"venue:{venue_id}"


def set_keeper(venue: Venue, organisation: Organisation | None, *, at: datetime) -> None:
    """Say which organisation runs a house: it hears of changes there, and may act for the whole house in force majeure."""
    before, after = set_fields(venue, {"keeper_id": organisation.id if organisation else None})
    if after:
        trail.note(
            "house_kept", at=at, actor=THE_SITE, organisation_id=organisation.id if organisation else None, subject=venue,
            before=before, after=after,
        )


def add_venue(*, at: datetime, **facts: Any) -> Venue:
    """Write a venue; it needs a name."""
    venue = Venue()
    set_fields(venue, facts, prose=PROSE)
    if not venue.name:
        raise Refused("name_needed")
    session.add(venue)
    session.flush()  # its key names it in the history
    history.record(venue, "added", at=at, topic=_topic(venue.id))
    return venue


def edit_venue(venue: Venue, *, at: datetime, actor: str = "", **values: Any) -> bool:
    """Set facts of a venue; answers whether anything changed. A new slug leaves a lasting redirect."""
    before, after = set_fields(venue, values, prose=PROSE)
    if not after:
        return False
    if "slug" in after:
        history.remember_slug("venue", before["slug"], after["slug"])
    history.record(venue, "edited", at=at, topic=_topic(venue.id), before=before, after=after, actor=actor)
    session.flush()  # a stale row must refuse before anybody is told
    signals.venue_changed.send(venue, at=at)
    return True


def add_hall(venue: Venue, *, at: datetime, **facts: Any) -> Hall:
    """Write a hall of a venue."""
    hall = Hall(venue_id=venue.id)
    set_fields(hall, facts, prose=PROSE)
    session.add(hall)
    session.flush()  # its key names it in the history
    history.record(hall, "added", at=at, topic=_topic(venue.id))
    return hall


def edit_hall(hall: Hall, *, at: datetime, actor: str = "", **values: Any) -> bool:
    """Set facts of a hall; answers whether anything changed."""
    before, after = set_fields(hall, values, prose=PROSE)
    if not after:
        return False
    history.record(hall, "edited", at=at, topic=_topic(hall.venue_id), before=before, after=after, actor=actor)
    session.flush()  # a stale row must refuse before anybody is told
    signals.venue_changed.send(hall.venue, at=at)
    return True


class _Words:
    """The other-language texts of the papers' venues, by kind and key; a missing one is an empty text."""

    def __init__(self) -> None:
        self.texts = {(row["kind"], row["key"]): row["text"] for row in rows_of(DATA / "names_en.csv")}

    def __call__(self, kind: str, key: str) -> str:
        return self.texts.get((kind, key), "") if key else ""


def load_papers(*, at: datetime) -> tuple[loading.Counts, loading.Counts]:
    """The papers' venues and halls; a second run changes nothing."""
    venues, halls, words = loading.Counts("venues"), loading.Counts("halls"), _Words()
    seen: dict[str, Venue] = {}
    for row in rows_of(DATA / "venues.csv"):
        venue = seen.get(row["slug"])
        if venue is None:
            venue = seen[row["slug"]] = _load_venue(row, words, venues, at=at)
        _load_hall(venue, row, words, halls, at=at)
    return venues, halls


def _load_venue(row: Row, words: _Words, counts: loading.Counts, *, at: datetime) -> Venue:
    facts = _venue_facts(row, words)
    known = queries.venue_of_slug(history.slug_now("venue", row["slug"]) or row["slug"])
    if known is None:
        counts.added += 1
        return add_venue(at=at, slug=row["slug"], **facts)
    counts.note(changed=edit_venue(known, at=at, **facts))
    return known


def _venue_facts(row: Row, words: _Words) -> dict[str, Any]:
    opened = row["opened"]
    return {
        "name_zh": row["venue_zh"], "name_en": row["venue_en"], "city": row["city_adcode"],
        "district_zh": row["district_zh"], "district_en": words("district", row["district_zh"]),
        "address_zh": row["address_zh"], "address_en": words("address", row["address_zh"]),
        "lat": number(row["lat_wgs84"]), "lng": number(row["lng_wgs84"]), "coordinate_note": row["coord_quality"],
        "is_in_show_life_zone": row["in_show_life_zone"] == "1",
        "opened_zh": f"{opened}年" if opened.isdecimal() else words("opened_zh", opened), "opened_en": opened,
        "source": row["source"],
    }


def _load_hall(venue: Venue, row: Row, words: _Words, counts: loading.Counts, *, at: datetime) -> None:
    note = row["capacity_note"]
    facts: dict[str, Any] = {
        "name_zh": row["hall_zh"], "name_en": words("hall", f"{row['slug']}/{row['hall_code']}"),
        "kind": HallKind(row["hall_kind"]), "capacity": whole(row["capacity"]),
        "capacity_note_zh": words("capacity_note_zh", note), "capacity_note_en": note,
        "confidence": Confidence(row["confidence"]), "source": row["source"],
    }
    facts |= {name: number(row[name]) for name in MEASURES}
    known = queries.hall_of_code(venue.id, row["hall_code"])
    if known is None:
        add_hall(venue, at=at, code=row["hall_code"], **facts)
        counts.added += 1
    else:
        counts.note(changed=edit_hall(known, at=at, **facts))


def load_demo(table: Path) -> None:
    """A demo room for each city that has no venue in the papers; `table` is the list of them."""
    known = queries.venue_slugs()
    for row in rows_of(table):
        if row["slug"] in known:
            continue
        city = city_of_slug(row["city_slug"])
        assert city is not None, row["city_slug"]
        venue = {"slug": row["slug"], "name_zh": row["name_zh"], "name_en": row["name_en"], "city": city.adcode}
        key = session.scalars(
            insert(Venue).returning(Venue.id),
            [loading.translated(venue | {"is_demo": True, "source": loading.DEMO_SOURCE}, "name")],
        ).one()
        hall = {
            "venue_id": key, "code": DEMO_HALL, "name_zh": row["hall_name_zh"], "name_en": row["hall_name_en"],
            "kind": HallKind.MIXED, "confidence": Confidence.LOW, "source": loading.DEMO_SOURCE,
        }
        session.execute(insert(Hall), [loading.translated(hall, "name")])


def remove_demo(*, in_use: Sequence[int]) -> int:
    """Delete the demo's venues with halls and history, but those that somebody's own rows hang on."""
    keys = queries.demo_venue_keys(but=in_use)
    halls = queries.hall_keys_of(keys)
    loading.forget_changes(Hall.__tablename__, halls)
    loading.forget_changes(Venue.__tablename__, keys)
    session.execute(delete(Hall).where(Hall.id.in_(halls)))
    session.execute(delete(Venue).where(Venue.id.in_(keys)))
    return len(keys)
