"""What an import would do, as JSON: for the command line, and for whoever wants to look before leaping."""

from collections.abc import Sequence
from typing import Any

from core.clock import local
from events.intake.placing import Placed
from events.intake.stated import Problem, Showing
from feeds.intake.words import message_of


def preview_of(
    organiser: str, listings: Sequence[Placed], problems: Sequence[Problem], warnings: Sequence[Problem]
) -> dict[str, Any]:
    """The events that would be made, one line a problem, and what a person must look at before confirming."""
    return {
        "organiser": organiser,
        "events": [_event(each) for each in listings],
        "problems": [_told(each) for each in problems],
        "warnings": [_told(each) for each in warnings],
    }


def _event(placed: Placed) -> dict[str, Any]:
    listing, place = placed.listing, placed.place
    language = "zh" if listing.title.zh else "en"
    return {
        "title": listing.title.in_language("zh"),
        "place": listing.place,
        "venue": place.venue or None,
        "hall": place.hall or None,
        "city": place.city or None,
        "description": listing.event.get(f"summary_{language}", ""),
        "url": listing.event.get("source", ""),
        "performances": [_performance(each) for each in listing.showings],
    }


def _performance(showing: Showing) -> dict[str, Any]:
    named = {"uid": showing.uid, "recurrence": showing.recurrence or None, "line": showing.line}
    if showing.starts_at is None:
        return named | {
            "start": showing.first.isoformat() if showing.first else None,
            "end": showing.last.isoformat() if showing.last else None, "all_day": True,
        }
    end = showing.ends_at
    return named | {
        "start": local(showing.starts_at).isoformat(), "end": local(end).isoformat() if end else None, "all_day": False,
    }


def _told(problem: Problem) -> dict[str, Any]:
    told: dict[str, Any] = {"line": problem.line, "uid": problem.uid, "code": problem.code, "message": message_of(problem)}
    zone = problem.facts.get("zone")
    return told | {"zone": zone, "count": problem.facts.get("count")} if zone is not None else told
