"""What a file states, as JSON between its preview and its import."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from core.types import Bilingual
from events.intake.stated import Problem, Showing, StatedListing

MOST_PROBLEMS = 500


def stored_listings(listings: Iterable[StatedListing]) -> str:
    """Listings as a text to keep."""
    return json.dumps([_listing(each) for each in listings], ensure_ascii=False, separators=(",", ":"))


def _listing(listing: StatedListing) -> dict[str, Any]:
    return {
        "zh": listing.title.zh, "en": listing.title.en, "place": listing.place, "event": dict(listing.event),
        "run": dict(listing.run), "showings": [_showing(each) for each in listing.showings],
    }


def _showing(showing: Showing) -> dict[str, Any]:
    values = {
        "line": showing.line, "uid": showing.uid, "recurrence": showing.recurrence, "starts_at": _iso(showing.starts_at),
        "ends_at": _iso(showing.ends_at), "first": _iso(showing.first), "last": _iso(showing.last),
        "facts": dict(showing.facts),
    }
    return {name: value for name, value in values.items() if value}


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def listings_from(text: str | None) -> list[StatedListing]:
    """Listings out of a text that was kept."""
    return [
        StatedListing(
            title=Bilingual(each["zh"], each["en"]), place=each["place"], event=each["event"], run=each["run"],
            showings=tuple(_showing_from(one) for one in each["showings"]),
        )
        for each in json.loads(text or "[]")
    ]


def _showing_from(stored: Mapping[str, Any]) -> Showing:
    return Showing(
        line=stored["line"], uid=stored["uid"], recurrence=stored.get("recurrence", ""), facts=stored.get("facts", {}),
        starts_at=_moment(stored, "starts_at"), ends_at=_moment(stored, "ends_at"), first=_day(stored, "first"),
        last=_day(stored, "last"),
    )


def _moment(stored: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(stored[name]) if name in stored else None


def _day(stored: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(stored[name]) if name in stored else None


def stored_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as JSON; of a great many the first 500."""
    return [asdict(each) for each, _ in zip(problems, range(MOST_PROBLEMS), strict=False)]


def problems_from(stored: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Problems out of JSON."""
    return [Problem(**each) for each in stored]
