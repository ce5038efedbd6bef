"""What sources say anew of public dates: what differs from what stands, and where that is done with all of it filled in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from accounts.models.organisation import Organisation
from core import clock
from core.language import day_words, language, moment_words
from core.web import link
from events.change import fitting
from events.deed_words import VERBS
from events.models.deed import DeedKind
from events.models.intake import Origin
from events.models.performance import Performance
from events.models.words import Form
from events.queries import intake as queries
from venues.places import Place, Places
from venues.queries import houses

ABSENT = "place_absent"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that a source proposes, ready for the page; `ways` are words and addresses of the forms that make it."""

    key: int
    title: str
    now: str
    then: str
    place: str
    ways: tuple[tuple[str, str], ...]


def open_proposals(organisation: Organisation) -> list[Proposal]:
    """The proposed changes that are still to be made: what stands already as proposed, or is over, is none."""
    rows = queries.proposals_of(organisation.id)
    if not rows:
        return []
    places, now = Places(houses()), clock.now()
    coming = (each for each in rows if each.event.owner_id == organisation.id and not each.performance.has_ended_at(now))
    return [found for each in coming if (found := _proposal(organisation, each, places)) is not None]


def _proposal(organisation: Organisation, origin: Origin, places: Places) -> Proposal | None:
    stated, row, event = origin.proposed, origin.performance, origin.event
    place = places.named(stated.get("place", ""))
    has_moved, has_other_place = _is_moved(row, stated), _is_elsewhere(row, place)
    title = stated.get("title", "")
    is_renamed = bool(title) and title != event.title.in_language("zh")
    if not (has_moved or has_other_place or is_renamed):
        return None
    ways = [
        (str(VERBS[kind]), _address(organisation, origin, kind, filled))
        for kind, filled in _deeds(row, stated, place, has_moved=has_moved, has_other_place=has_other_place)
        if event.is_public and kind in fitting(row)
    ]
    if is_renamed:
        basics = link("desk.section", organisation=organisation.slug, key=event.id, section="basics")
        ways.append((gettext("Title there: %(title)s", title=title), basics))
    return Proposal(
        origin.id, event.title.in_language(language()), moment_words(row.starts_at), _then(stated), stated.get("place", ""),
        tuple(ways),
    )


def _address(organisation: Organisation, origin: Origin, kind: DeedKind, filled: dict[str, Any]) -> str:
    where = {"organisation": organisation.slug, "key": origin.event_id, "kind": kind.value, "date": origin.performance_id}
    return link("changes.change", **where, **filled)


def _then(stated: dict[str, Any]) -> str:
    if moment := stated.get("starts_at"):
        return moment_words(datetime.fromisoformat(moment))
    return " – ".join(day_words(date.fromisoformat(stated[name])) for name in ("first", "last") if name in stated)


def _is_moved(row: Performance, stated: dict[str, Any]) -> bool:
    if "starts_at" not in stated:
        return row.form is not Form.SPAN or (row.day.isoformat(), _last(row)) != (stated.get("first"), stated.get("last"))
    starts = datetime.fromisoformat(stated["starts_at"])
    ends = datetime.fromisoformat(stated["ends_at"]) if "ends_at" in stated else row.ends_at
    return starts != row.starts_at or ends != row.ends_at


def _last(row: Performance) -> str | None:
    return row.last_day.isoformat() if row.last_day else None


def _is_elsewhere(row: Performance, place: Place) -> bool:
    """Whether another house or hall is meant; of a place that is none of ours it cannot be told, so that it is shown."""
    if place.code:
        return place.code != ABSENT
    return place.venue_id != row.venue_id or place.hall_id not in {None, row.hall_id}


def _deeds(
    row: Performance, stated: dict[str, Any], place: Place, *, has_moved: bool, has_other_place: bool
) -> Iterable[tuple[DeedKind, dict[str, Any]]]:
    """The deeds that would make it so, with what their forms ask."""
    if has_moved and (row.form is Form.SPAN) == ("starts_at" not in stated):
        yield DeedKind.MOVE, _times(stated)
    if has_other_place:
        yield DeedKind.HALL, {"hall": place.hall_id} if place.hall_id else {}


def _times(stated: dict[str, Any]) -> dict[str, Any]:
    if "starts_at" not in stated:
        return {"day": stated["first"], "last_day": stated.get("last", "")}
    starts = clock.local(datetime.fromisoformat(stated["starts_at"]))
    until = f"{clock.local(datetime.fromisoformat(stated['ends_at'])):%H:%M}" if "ends_at" in stated else ""
    return {"day": starts.date().isoformat(), "clock": f"{starts:%H:%M}", "until": until}
