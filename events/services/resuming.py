"""What an import changes of dates that stand: drafts are changed, published dates only where the organiser is trusted."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models.organisation import Organisation
from core.editing import set_fields
from core.types import Bilingual
from events.intake.placing import Placed
from events.intake.stated import Showing
from events.models.event import Event
from events.models.intake import Intake, Origin
from events.models.performance import Performance
from events.models.words import Form
from events.queries import intake as queries
from events.services import performances
from events.services.staging import Change, listing_digest, showing_digest, when_of

REASON = Bilingual("日程来源有更新", "The organiser's own calendar changed")
_EVENT_FACTS = ("summary_zh", "summary_en", "contact", "genre", "kind")


def apply(intake: Intake, organisation: Organisation, changes: Sequence[Change], *, at: datetime) -> Counter[str]:
    """Apply changes; answers how many were changed, proposed, or are another's by now."""
    counts: Counter[str] = Counter()
    rows = queries.origins([each.origin_id for each in changes])
    for each in changes:
        origin = rows.get(each.origin_id)
        if origin is None or origin.event.owner_id != intake.organisation_id:
            counts["foreign"] += 1
            continue
        counts[_apply_one(origin, organisation, each, at)] += 1
        origin.digest, origin.seen_at = showing_digest(each.placed, each.showing), at
        origin.listing = listing_digest(each.placed)
    intake.done += len(changes)
    intake.claimed_at = at
    return counts


def _apply_one(origin: Origin, organisation: Organisation, change: Change, at: datetime) -> str:
    row, event = origin.performance, origin.event
    if event.published_at is None or row.published_at is None:
        _change_draft(event, row, change, at)
        return "changed"
    if organisation.is_trusted and row.takes_place and _change_published(row, change, at):
        return "changed"
    origin.proposed, origin.proposed_at = _proposal(change.placed, change.showing), at
    return "proposed"


def _place(placed: Placed) -> dict[str, Any]:
    """Where it is: what a file names and we do not know never takes away a house that somebody chose."""
    place = placed.place
    if place.venue_id is None:
        return {}
    return {"venue_id": place.venue_id, "hall_id": place.hall_id, "city": place.city}


def _change_draft(event: Event, row: Performance, change: Change, at: datetime) -> None:
    set_fields(row, when_of(change.showing, row.run.duration_minutes) | _place(change.placed))
    row.changed_at = at
    if event.published_at is not None:
        return
    facts = {name: value for name, value in change.placed.listing.event.items() if name in _EVENT_FACTS}
    title = change.placed.listing.title
    set_fields(event, facts | {name: text for name, text in (("title_zh", title.zh), ("title_en", title.en)) if text},
               prose=("summary",))
    set_fields(row.run, {name: value for name, value in change.placed.listing.run.items() if name != "city"} |
               _place(change.placed), prose=("main_performers",))
    fen = [price["fen"] for price in row.run.prices or []]
    row.run.price_from_fen, row.run.price_to_fen = min(fen, default=None), max(fen, default=None)


def _change_published(row: Performance, change: Change, at: datetime) -> bool:
    """Move a published date as its trusted organiser's calendar says; False where the deed is not that simple."""
    showing = change.showing
    if (row.form is Form.SPAN) != showing.is_all_day:
        return False
    if showing.starts_at is not None:
        if (showing.starts_at, showing.ends_at or row.ends_at) != (row.starts_at, row.ends_at):
            performances.move(row, at=at, starts_at=showing.starts_at, ends_at=showing.ends_at, reason=REASON)
    elif (showing.day, showing.last) != (row.day, row.last_day):
        performances.move_span(row, at=at, first=showing.day, last=showing.last, reason=REASON)
    place = _place(change.placed)
    if place and any(getattr(row, name) != value for name, value in place.items()):
        performances.change(row, at=at, deed="changed_place", reason=REASON, **place)
    return True


def _proposal(placed: Placed, showing: Showing) -> dict[str, Any]:
    listing = placed.listing
    said = {
        "title": listing.title.in_language("zh"), "place": listing.place,
        "starts_at": showing.starts_at.isoformat() if showing.starts_at else None,
        "ends_at": showing.ends_at.isoformat() if showing.ends_at else None,
        "first": showing.first.isoformat() if showing.first else None,
        "last": showing.last.isoformat() if showing.last else None,
    }
    return {name: value for name, value in said.items() if value}
