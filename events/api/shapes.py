"""The shapes of events and dated rows, and how rows become them. Null is unknown, never a guess."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, TypedDict

from flask_babel import lazy_gettext as _

from accounts.models.organisation import Organisation
from core.api.parameters import Asked
from core.api.rows import shown_or_none
from core.api.shapes import Address, Day, Doc, Links, Moment, Slug, Text, links, moment, name, text
from core.uploads import addresses_of
from core.web import settings
from events.amendments import UNAMENDED, Amended, Amendment
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import EventKind, Form, LeadBody, Phase, PremiereKind, PremiereScope, PremiereState, Status
from repertoire.api import ProductionRef, production_ref
from repertoire.models import Genre, Surtitles
from venues.api.cities import CityRef, city_ref
from venues.api.places import HallRef, VenueRef, hall_ref, venue_ref

Days = tuple[date, date | None]
Announced = Literal["signed", "captioned", "relaxed", "quiet_room"]
REASON = {"zh": "剧场维修。", "en": "Repairs in the house."}
PROMISE = "/api/v1/events/the-long-bridge/performances"


class EventRef(TypedDict):
    """An event, in short."""

    slug: Slug
    kind: EventKind
    title: Text


class State(TypedDict):
    """What has become of a dated row."""

    code: Status
    since: Annotated[Moment | None, Doc(_("When that was announced"))]
    reason: Annotated[Text | None, Doc(example={"zh": "演员身体不适", "en": "An actor is ill"})]
    moved_from: Annotated[Moment | None, Doc(_("The start before it was moved"))]


class Place(TypedDict):
    """Where it is."""

    venue: VenueRef | None
    hall: HallRef | None
    city: CityRef | None
    online_url: Annotated[Address | None, Doc(_("Where it can be watched"), "https://example.org/live")]


class TimeBefore(TypedDict):
    """When it was to be, since when it is not, and why."""

    starts_at: Moment
    since: Annotated[Moment | None, Doc(_("When that was announced"))]
    reason: Annotated[Text | None, Doc(example=REASON)]


class PlaceBefore(TypedDict):
    """Where it was to be, since when it is not, and why."""

    venue: VenueRef | None
    hall: HallRef | None
    since: Annotated[Moment | None, Doc(_("When that was announced"))]
    reason: Annotated[Text | None, Doc(example=REASON)]


class CastBefore(TypedDict):
    """Who was to play, since when that is not so, and why."""

    main_performers: Annotated[Text | None, Doc(example={"zh": "甲、乙", "en": "Jia, Yi"})]
    since: Annotated[Moment | None, Doc(_("When that was announced"))]
    reason: Annotated[Text | None, Doc(example=REASON)]


class Changed(TypedDict):
    """What stands changed since it was announced, whatever its state is now; null: nothing."""

    time: TimeBefore | None
    place: PlaceBefore | None
    cast: CastBefore | None


class Premiere(TypedDict):
    """Which first time it is, and whether the register has confirmed it."""

    kind: PremiereKind
    scope: PremiereScope | None
    state: PremiereState


class Price(TypedDict):
    """One price. The currency is the yuan (CNY), the unit the fen."""

    name: Annotated[Text | None, Doc(example={"zh": "一楼", "en": "Stalls"})]
    fen: Annotated[int, Doc(example=18000)]


class Access(TypedDict):
    """What is announced for those who need it; what is absent was not announced."""

    wheelchair_places: Annotated[int | None, Doc(example=4)]
    announced: list[Announced]


class PerformanceFacts(TypedDict):
    """One dated row of the calendar."""

    id: Annotated[int, Doc(example=12)]
    uid: Annotated[str, Doc(_("The same as in the calendar feeds, for ever"), "0b0f6a52-3f0e-4a4f-9a55-0d1f2c3b4a59")]
    sequence: Annotated[int, Doc(_("Rises when time, place or status change"), 0)]
    last_modified: Moment
    form: Annotated[Form, Doc(_("A span is whole days; on_sale and deadline are moments"))]
    day: Annotated[Day, Doc(_("The date on the venue's calendar"))]
    last_day: Annotated[Day | None, Doc(_("Null for a span: open-ended"))]
    starts_at: Annotated[Moment | None, Doc(_("Null for a span"))]
    ends_at: Annotated[Moment | None, Doc(_("Null where the end is not stated"), "2026-11-21T21:40:00+08:00")]
    title: Annotated[Text | None, Doc(_("What this date is called where it has a title of its own"))]
    status: State
    event: EventRef
    production: ProductionRef | None
    place: Place
    main_performers: Annotated[Text | None, Doc(example={"zh": "甲、乙", "en": "Jia, Yi"})]
    changed: Changed
    premiere: Premiere | None
    is_free: Annotated[bool | None, Doc(_("Null where neither a price nor free entry is stated"))]
    price_from_fen: Annotated[int | None, Doc(_("The lowest price in fen"), 8000)]
    price_to_fen: Annotated[int | None, Doc(_("The highest price in fen"), 48000)]
    prices: list[Price]
    language_spoken: Annotated[str | None, Doc(_("A code: zh, wu, zh-xiqu, en, none (without words)"), "zh")]
    surtitles: Surtitles | None
    duration_minutes: Annotated[int | None, Doc(example=130)]
    age_min: Annotated[int | None, Doc(_("Least age advised, in years"), 6)]
    accessibility: Access
    confirmed_at: Annotated[Moment | None, Doc(_("When its organiser last said that it stands as listed"))]
    is_unconfirmed: Annotated[bool, Doc(_("Its organiser was asked shortly before, and has not confirmed it"))]
    is_demo: bool
    url: Annotated[Links, Doc(_("Its page"))]
    ics: Annotated[Links, Doc(_("This one date as a calendar file"))]


class OrganiserRef(TypedDict):
    """A body that organises, in short."""

    slug: Annotated[Slug, Doc(example="house-of-shows")]
    name: Annotated[Text, Doc(example={"zh": "演艺之家", "en": "House of Shows"})]


class Picture(TypedDict):
    """A picture that stands for it."""

    url: Annotated[Address, Doc(_("A JPEG at most 1600 pixels wide"), "https://example.org/media/0-1600.jpg")]
    alt: Annotated[Text | None, Doc(_("What it shows"), {"zh": "桥上的两个人", "en": "Two people on a bridge"})]


class EventFacts(TypedDict):
    """Whatever has a page of its own: a show's stay, a forum, a festival edition, a series, an exhibition, an open call."""

    slug: Slug
    kind: EventKind
    title: Text
    summary: Annotated[Text | None, Doc(example={"zh": "一出话剧。", "en": "A play."})]
    genre: Genre | None
    picture: Picture | None
    edition: Annotated[int | None, Doc(_("21 for the twenty-first"), 21)]
    phase: Annotated[Phase, Doc(_("dated: of this calendar; the others: as public papers name it"))]
    is_in_scope: Annotated[bool, Doc(_("False: it has a page but stands in no list"), example=True)]
    city: Annotated[CityRef | None, Doc(_("The city that it belongs to; it may be held elsewhere"))]
    lead: LeadBody | None
    organiser: OrganiserRef | None
    on_behalf_of: OrganiserRef | None
    window: Annotated[str | None, Doc(_("One of the five windows, by its code"), "wenlv")]
    measure: Annotated[str | None, Doc(_("A measure of that window, by its code"))]
    strands: Annotated[list[str], Doc(_("Strands of culture, by their codes"), ["haipai"])]
    first_day: Annotated[Day | None, Doc(_("Null where no date is known"))]
    last_day: Annotated[Day | None, Doc(_("Null where no date is known or the end is open"))]
    date_stated: Annotated[Text | None, Doc(_("The date in the words of a paper, where it has no exact one"))]
    place_stated: Annotated[Text | None, Doc(_("The place in the words of a paper"))]
    is_demo: bool
    url: Annotated[Links, Doc(_("Its page"))]
    ics: Annotated[Links, Doc(_("Its calendar"))]
    performances: Annotated[str, Doc(_("The path of its dates and of those of its parts"), PROMISE)]


class EventWhole(EventFacts):
    """An event with what it belongs to and what belongs to it."""

    part_of: list[EventRef]
    parts: list[EventRef]


class FestivalWhole(EventWhole):
    """A festival edition with its programme."""

    programme: Annotated[list[PerformanceFacts], Doc(_("Its first 100 dates in order; more are at performances"))]


def event_ref(each: Event) -> EventRef:
    """An event in short."""
    return {"slug": each.slug, "kind": each.kind, "title": name(each.title)}


def _organiser(each: Organisation | None, asked: Asked) -> OrganiserRef | None:
    shown = shown_or_none(each, asked)
    return {"slug": shown.slug, "name": name(shown.name)} if shown else None


def _picture(each: Event) -> Picture | None:
    found = addresses_of(each.image)
    return {"url": settings().public_base_url + found.plain, "alt": text(each.image_alt)} if found else None


def event_facts(each: Event, days: Days | None, asked: Asked) -> EventFacts:
    """An event with its first and last day."""
    first, last = days or (None, None)
    return {
        "slug": each.slug,
        "kind": each.kind,
        "title": name(each.title),
        "summary": text(each.summary),
        "genre": each.genre,
        "picture": _picture(each),
        "edition": each.edition,
        "phase": each.phase,
        "is_in_scope": each.is_in_scope,
        "city": city_ref(each.city),
        "lead": each.lead,
        "organiser": _organiser(each.organiser, asked),
        "on_behalf_of": _organiser(each.on_behalf_of, asked),
        "window": each.window_code or None,
        "measure": each.measure_code or None,
        "strands": [strand.code for strand in each.strands],
        "first_day": first.isoformat() if first else None,
        "last_day": last.isoformat() if last else None,
        "date_stated": text(each.date_stated),
        "place_stated": text(each.place_stated),
        "is_demo": each.is_demo,
        "url": links("events.event", slug=each.slug),
        "ics": links("calendars.scope_ics", kind="events", slug=each.slug),
        "performances": f"/api/v1/events/{each.slug}/performances{'?demo=1' if each.is_demo else ''}",
    }


def performance_facts(row: Performance, asked: Asked, amended: Amended = UNAMENDED) -> PerformanceFacts:
    """A dated row with what it hangs on and what stands changed of it."""
    run = row.run
    work = shown_or_none(run.production, asked)
    is_span = row.form is Form.SPAN
    return {
        "id": row.id,
        "uid": row.uid,
        "sequence": row.sequence,
        "last_modified": moment(row.changed_at),
        "form": row.form,
        "day": row.day.isoformat(),
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "starts_at": None if is_span else moment(row.starts_at),
        "ends_at": moment(row.ends_at) if row.is_timed and row.end_is_stated else None,
        "title": text(row.title),
        "status": _state(row),
        "event": event_ref(run.event),
        "production": production_ref(work) if work else None,
        "place": _place(row, asked),
        "main_performers": text(run.main_performers),
        "changed": _changed(amended, asked),
        "premiere": _premiere(run),
        "is_free": _is_free(run),
        "price_from_fen": run.price_from_fen,
        "price_to_fen": run.price_to_fen,
        "prices": _prices(run),
        "language_spoken": run.spoken or None,
        "surtitles": run.surtitles_shown,
        "duration_minutes": run.running_minutes,
        "age_min": run.least_age,
        "accessibility": {"wheelchair_places": row.wheelchair_places, "announced": _announced(row)},
        "confirmed_at": moment(run.confirmed_at) if run.confirmed_at else None,
        "is_unconfirmed": run.doubted_at is not None,
        "is_demo": run.event.is_demo,
        "url": links("events.performance", key=row.id),
        "ics": links("calendars.performance", key=row.id),
    }


def _state(row: Performance) -> State:
    return {
        "code": row.status,
        "since": moment(row.status_since) if row.status_since else None,
        "reason": text(row.reason) if row.status is not Status.SCHEDULED else None,
        "moved_from": moment(row.announced_before) if row.announced_before else None,
    }


def _changed(amended: Amended, asked: Asked) -> Changed:
    time, place, cast = amended.time, amended.place, amended.cast
    venue = shown_or_none(place.was.venue, asked) if place else None
    return {
        "time": {"starts_at": moment(time.was), "since": _since(time), "reason": text(time.reason)} if time else None,
        "place": {
            "venue": venue_ref(venue) if venue else None,
            "hall": hall_ref(place.was.hall) if place.was.hall and venue else None,
            "since": _since(place), "reason": text(place.reason),
        } if place else None,
        "cast": {"main_performers": text(cast.was), "since": _since(cast), "reason": text(cast.reason)} if cast else None,
    }


def _since(each: Amendment[Any]) -> str | None:
    return moment(each.since) if each.since else None


def _place(row: Performance, asked: Asked) -> Place:
    venue = shown_or_none(row.venue, asked)
    return {
        "venue": venue_ref(venue) if venue else None,
        "hall": hall_ref(row.hall) if row.hall and venue else None,
        "city": city_ref(row.city),
        "online_url": row.live_online_url if row.live_online_url.startswith(("https://", "http://")) else None,
    }


def _premiere(run: Run) -> Premiere | None:
    """What the register has not refused, with how it stands there."""
    if not run.is_premiere or run.premiere_kind is None or run.premiere_state is None:
        return None
    return {"kind": run.premiere_kind, "scope": run.premiere_scope, "state": run.premiere_state}


def _is_free(run: Run) -> bool | None:
    if run.is_free:
        return True
    return None if run.price_from_fen is None else False


def _prices(run: Run) -> list[Price]:
    return [
        {"name": {"zh": each.get("zh") or None, "en": each.get("en") or None} if each.get("zh") or each.get("en") else None,
         "fen": each["fen"]}
        for each in run.prices or ()
    ]


def _announced(row: Performance) -> list[Announced]:
    marks: Sequence[tuple[Announced, bool]] = (
        ("signed", row.is_signed), ("captioned", row.is_captioned), ("relaxed", row.is_relaxed),
        ("quiet_room", row.has_quiet_room),
    )
    return [word for word, is_so in marks if is_so]
