"""Venues and their halls as JSON."""

from typing import Annotated, TypedDict

from flask_babel import lazy_gettext as _

from core.api.cursors import BY_KEY, key_after
from core.api.errors import Problem
from core.api.operations import Operation, Page
from core.api.parameters import DEMO, PER_PAGE, Asked, Parameter, cursor
from core.api.rows import found, key_of, page, shown_or_none
from core.api.shapes import Doc, Links, Slug, Text, links, name, text
from delta.cities import city_of_slug
from venues import queries
from venues.api.cities import CITY, TOPIC, CityRef, city_ref
from venues.models import Confidence, Hall, HallKind, Venue

METRES = _("Metres")


class VenueRef(TypedDict):
    """A venue, in short."""

    slug: Annotated[Slug, Doc(example="river-theatre")]
    name: Annotated[Text, Doc(example={"zh": "江畔剧院", "en": "River Theatre"})]


class HallRef(TypedDict):
    """A hall, in short."""

    code: Annotated[str, Doc(_("Unlike that of the other halls of the house"), "main")]
    name: Annotated[Text, Doc(example={"zh": "大剧场", "en": "Main Hall"})]


class HallFacts(TypedDict):
    """A room with a stage; null where no source states it."""

    code: Annotated[str, Doc(_("Unlike that of the other halls of the house"), "main")]
    name: Annotated[Text, Doc(example={"zh": "大剧场", "en": "Main Hall"})]
    kind: HallKind
    capacity: Annotated[int | None, Doc(_("Seats"), 1200)]
    is_capacity_certain: Annotated[bool, Doc(_("Whether the number of seats can be shown without “to confirm”"), example=True)]
    capacity_note: Text | None
    proscenium_w_m: Annotated[float | None, Doc(METRES, 18.0)]
    proscenium_h_m: Annotated[float | None, Doc(METRES, 10.0)]
    stage_w_m: Annotated[float | None, Doc(METRES, 32.0)]
    stage_d_m: Annotated[float | None, Doc(METRES, 24.0)]
    grid_h_m: Annotated[float | None, Doc(METRES, 28.0)]
    stage_area_m2: Annotated[float | None, Doc(_("Square metres"), 768.0)]
    confidence: Annotated[Confidence, Doc(_("How far these facts are to be trusted; all but high are to be confirmed"))]


class HallInVenue(HallFacts):
    """A hall with its house."""

    venue: VenueRef
    city: CityRef | None
    is_demo: bool


class VenueFacts(TypedDict):
    """A house that people go to."""

    slug: Annotated[Slug, Doc(example="river-theatre")]
    name: Annotated[Text, Doc(example={"zh": "江畔剧院", "en": "River Theatre"})]
    city: CityRef | None
    district: Annotated[Text | None, Doc(example={"zh": "黄浦区", "en": "Huangpu"})]
    address: Annotated[Text | None, Doc(example={"zh": "滨江路1号", "en": "1 Riverside Road"})]
    lat: Annotated[float | None, Doc(_("Degrees, WGS-84"), 31.2)]
    lng: Annotated[float | None, Doc(_("Degrees, WGS-84"), 121.5)]
    is_in_show_life_zone: Annotated[bool, Doc(_("Whether it stands in the SHOW LIFE zone around People's Square"))]
    opened: Annotated[Text | None, Doc(_("When it opened, in words"), {"zh": "1998年", "en": "1998"})]
    halls: list[HallFacts]
    is_demo: bool
    url: Annotated[Links, Doc(_("Its page"))]
    ics: Annotated[Links, Doc(_("Its calendar"))]


def venue_ref(each: Venue) -> VenueRef:
    """A venue in short."""
    return {"slug": each.slug, "name": name(each.name)}


def hall_ref(each: Hall) -> HallRef:
    """A hall in short."""
    return {"code": each.code, "name": name(each.name)}


def _hall(each: Hall) -> HallFacts:
    return {
        "code": each.code,
        "name": name(each.name),
        "kind": each.kind,
        "capacity": each.capacity,
        "is_capacity_certain": each.is_capacity_certain,
        "capacity_note": text(each.capacity_note),
        "proscenium_w_m": each.proscenium_w_m,
        "proscenium_h_m": each.proscenium_h_m,
        "stage_w_m": each.stage_w_m,
        "stage_d_m": each.stage_d_m,
        "grid_h_m": each.grid_h_m,
        "stage_area_m2": each.stage_area_m2,
        "confidence": each.confidence,
    }


def _hall_in_venue(each: Hall) -> HallInVenue:
    house = each.venue
    return {**_hall(each), "venue": venue_ref(house), "city": city_ref(house.city), "is_demo": house.is_demo}


def _venue(each: Venue) -> VenueFacts:
    return {
        "slug": each.slug,
        "name": name(each.name),
        "city": city_ref(each.city),
        "district": text(each.district),
        "address": text(each.address),
        "lat": each.lat,
        "lng": each.lng,
        "is_in_show_life_zone": each.is_in_show_life_zone,
        "opened": text(each.opened),
        "halls": [_hall(hall) for hall in each.halls],
        "is_demo": each.is_demo,
        "url": links("events.venue", slug=each.slug),
        "ics": links("calendars.scope_ics", kind="venues", slug=each.slug),
    }


def _venues(asked: Asked) -> Page:
    place = city_of_slug(asked.stated.get("city", ""))
    rows = queries.venues_after(
        key_after(asked.after(BY_KEY)), asked.rows + 1, city=place.adcode if place else "", with_demo=asked.with_demo
    )
    return page(rows, asked, _venue, key_of)


def _one_venue(asked: Asked) -> VenueFacts:
    return _venue(found(queries.venue_with_halls(asked.path["slug"]), asked, kind="venue"))


def _halls(asked: Asked) -> Page:
    house = None
    if slug := asked.stated.get("venue"):
        house = shown_or_none(queries.venue_of_slug(slug), asked)
        if house is None:
            raise Problem(404, "not_found", _("There is no venue of that name."), "venue")
    rows = queries.halls_after(
        key_after(asked.after(BY_KEY)), asked.rows + 1, venue_id=house.id if house else None, with_demo=asked.with_demo
    )
    return page(rows, asked, _hall_in_venue, key_of)


SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 120}
VENUE = Parameter("venue", _("A venue, by its slug"), SLUG, example="shanghai-grand-theatre")

OPERATIONS = (
    Operation(
        rule="/venues",
        name="list_venues",
        topic=TOPIC,
        title=_("Venues"),
        about=_("With their halls, in the order in which they were entered."),
        gives=VenueFacts,
        answer=_venues,
        parameters=(CITY, DEMO, PER_PAGE, cursor(BY_KEY)),
    ),
    Operation(
        rule="/venues/<slug:slug>",
        name="get_venue",
        topic=TOPIC,
        title=_("One venue"),
        about=_("With its halls and their technical data."),
        gives=VenueFacts,
        answer=_one_venue,
        parameters=(DEMO,),
        example="shanghai-grand-theatre",
    ),
    Operation(
        rule="/halls",
        name="list_halls",
        topic=TOPIC,
        title=_("Halls"),
        about=_("All halls with their technical data, or those of one venue."),
        gives=HallInVenue,
        answer=_halls,
        parameters=(VENUE, DEMO, PER_PAGE, cursor(BY_KEY)),
    ),
)
