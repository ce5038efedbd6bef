"""An organisation's own listings, sent and asked by its programs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from accounts.access import found
from accounts.api.programs import program_blueprint
from core import clock
from core.api.cursors import BY_KEY
from core.api.parameters import PER_PAGE, cursor
from core.api.programs import Call, ProgramOperation, Said
from core.api.rows import key_of
from core.api.shapes import moment, name
from core.db import committing
from core.errors import Refused
from core.numbers import LARGEST_KEY
from core.text import clean_line, clean_text
from core.types import Bilingual
from events.advert import Code
from events.api.own_shapes import OwnDate, OwnListing, OwnListings, SentListing
from events.desk_words import finding_words
from events.filters import EARLIEST, LATEST
from events.intake.placing import Placed, placed
from events.intake.stated import Showing, Stated, StatedListing
from events.models.event import Event
from events.models.performance import Performance
from events.queries import intake as queries
from events.queries.states import states_of
from events.services import submitting
from events.services.checks import checked
from events.states import ListingState
from venues.places import Places
from venues.queries import houses

TOPIC = _("Your own listings")
READ, WRITE = "listings:read", "listings:write"
LONGEST = timedelta(hours=24)
# One listing is one transaction: so many dates of a trusted organisation take about half a second of it.
MOST_DATES = 500


def _send(call: Call) -> Said:
    """Write a listing; the same request under the same key gets the same answer."""
    runs = _runs(call.body)
    organisation_id = call.organisation.id
    with committing():
        known = submitting.begin_answer(organisation_id, call.key, call.digest, at=clock.now()) if call.key else None
        if known is not None:
            return Said(known.status, known.answer, {"Idempotency-Replayed": "true"})
        event = submitting.submit(call.organisation, call.body["uid"], runs, at=clock.now(), actor=call.actor)
        told = _told([event])[0]
        told["doubts"] = [each.listing.place for each in runs if each.listing.place and each.place.code] + _taken(event)
        if call.key:
            submitting.keep_answer(organisation_id, call.key, 201, told)
    return Said(201, told)


def _taken(event: Event) -> list[str]:
    """Which halls are taken at which of its dates, in words."""
    return [finding_words(each) for each in checked(event).notes if each.code is Code.HALL_TAKEN]


def _runs(body: Mapping[str, Any]) -> list[Placed]:
    """What was sent, each run as a listing of its own in its house."""
    if sum(len(run["dates"]) for run in body["runs"]) > MOST_DATES:
        raise Refused("too_many_dates")
    title = _bilingual(body["title"])
    if not title:
        raise Refused("title_needed")
    summary = _bilingual(body.get("summary", {}))
    event = {
        "source_language": "zh" if title.zh else "en", "summary_zh": summary.zh, "summary_en": summary.en,
        "contact": clean_line(body.get("contact", "")), "kind": body.get("kind", "show"), "genre": body.get("genre"),
    }
    stated = [
        StatedListing(
            title=title, place=clean_line(run.get("place", "")), event=event, run=_run(run),
            showings=tuple(_showing(each, f"{body['uid']}#{number}.{at}") for at, each in enumerate(run["dates"], start=1)),
        )
        for number, run in enumerate(body["runs"], start=1)
    ]
    return placed(Stated(listings=tuple(stated)), Places(houses()))[0]


def _bilingual(sent: Mapping[str, str]) -> Bilingual:
    return Bilingual(clean_text(sent.get("zh", "")), clean_text(sent.get("en", "")))


def _run(sent: Mapping[str, Any]) -> dict[str, Any]:
    performers = _bilingual(sent.get("main_performers", {}))
    facts = {name: sent[name] for name in ("is_free", "duration_minutes", "age_min") if name in sent}
    prices = [{"zh": "", "en": "", "fen": fen} for fen in sorted(set(sent.get("prices", [])))]
    return facts | {
        "prices": prices, "seller_url": sent.get("ticket_url", ""), "main_performers_zh": performers.zh,
        "main_performers_en": performers.en,
    }


def _showing(sent: Mapping[str, str], otherwise: str) -> Showing:
    if ("start" in sent) == ("first" in sent) or ("end" in sent and "first" in sent) or ("last" in sent and "start" in sent):
        raise Refused("date_needed")
    uid = sent.get("uid", otherwise)
    if "start" in sent:
        start, end = _moment(sent["start"]), _moment(sent["end"]) if "end" in sent else None
        if end is not None and end - start > LONGEST:
            raise Refused("longer_than_a_day")
        return Showing(line=0, uid=uid, starts_at=start, ends_at=end)
    first = date.fromisoformat(sent["first"])
    return Showing(line=0, uid=uid, first=first, last=date.fromisoformat(sent["last"]) if "last" in sent else first)


def _moment(text: str) -> datetime:
    """A moment with its offset. Those beyond the calendar are refused before any clock of ours is asked about them."""
    found = datetime.fromisoformat(text)
    if not EARLIEST.year <= found.year <= LATEST.year:
        raise Refused("beyond_the_calendar")
    return found


def _told(rows: Sequence[Event]) -> list[OwnListing]:
    keys = [row.id for row in rows]
    dates, stands = (queries.dates_of_events(keys), states_of(keys)) if rows else ({}, {})
    return [
        {
            "id": row.id, "slug": row.slug, "uid": row.extra.get("uid"), "state": _state(stands[row.id]),
            "title": name(row.title), "dates": [_date(row, *each) for each in dates.get(row.id, [])], "doubts": [],
        }
        for row in rows
    ]


def _state(of: ListingState) -> Any:
    return "public" if of is ListingState.PUBLISHED else of.value


def _date(event: Event, row: Performance, uid: str) -> OwnDate:
    return {
        "id": row.id, "uid": uid, "start": moment(row.starts_at), "end": moment(row.ends_at),
        "is_public": event.is_public and row.published_at is not None,
    }


def _list(call: Call) -> Said:
    after = call.asked.after(BY_KEY)
    rows = queries.own_events(call.organisation.id, after[0] if after else None, call.asked.rows + 1)
    shown = rows[: call.asked.rows]
    path = f"/api/v1/own/events?per_page={call.asked.rows}&cursor={key_of(shown[-1])}" if len(rows) > len(shown) else None
    return Said(200, {"results": _told(shown), "next": path})


def _one(call: Call) -> Said:
    key = int(call.asked.path["id"])
    row = found(queries.own_event(call.organisation.id, key) if key <= LARGEST_KEY else None)
    return Said(200, _told([row])[0])


OPERATIONS = (
    ProgramOperation(
        method="POST", rule="/events", name="send_listing", topic=TOPIC, title=_("Send a listing"), scope=WRITE, status=201,
        about=_(
            "It becomes a draft of your organisation, or is public at once where you are trusted. Houses are found by the "
            "names that people write. Needs a token with listings:write."
        ),
        takes=SentListing, gives=OwnListing, answer=_send,
    ),
    ProgramOperation(
        method="GET", rule="/own/events", name="list_own_listings", topic=TOPIC, title=_("Your listings"), scope=READ,
        about=_("Drafts too, the latest first. Needs a token with listings:read."),
        gives=OwnListings, answer=_list, parameters=(PER_PAGE, cursor(BY_KEY)),
    ),
    ProgramOperation(
        method="GET", rule="/own/events/<key:id>", name="get_own_listing", topic=TOPIC, title=_("One of your listings"),
        scope=READ, about=_("Where it stands, and which of its dates are public. Needs a token with listings:read."),
        gives=OwnListing, answer=_one, example="1",
    ),
)
bp = program_blueprint("own_api", OPERATIONS)
