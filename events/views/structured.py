"""schema.org data of dates, for machines that read pages (never for demo rows): one Event a performance."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from accounts.models.organisation import Organisation
from core.language import TAGS, language
from core.web import absolute, settings
from delta.cities import city
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import EventKind, Form, Status
from events.views.facts import web_address
from events.views.posters import picture_of
from repertoire.models import Company, Production

MOST = 20
STATUS = {
    Status.CANCELLED: "EventCancelled",
    Status.POSTPONED: "EventPostponed",
    Status.RESCHEDULED: "EventRescheduled",
    Status.MOVED_ONLINE: "EventMovedOnline",
}
TYPES = {
    EventKind.SHOW: "TheaterEvent", EventKind.EXHIBITION: "ExhibitionEvent", EventKind.FESTIVAL: "Festival",
    EventKind.SCREENING: "ScreeningEvent", EventKind.WORKSHOP: "EducationEvent", EventKind.LECTURE: "EducationEvent",
}
Node = dict[str, Any]


def structured(
    dates: Iterable[Performance],
    now: datetime,
    *,
    organiser: Organisation | None = None,
    company: Company | None = None,
    whole: Event | None = None,
) -> list[Node]:
    """One node for each date that is on or to come, at most 20; none for what is invented.

    `organiser` and `company` are those of all the dates; `whole` is the festival whose programme the dates are.
    """
    coming = [each for each in dates if not each.has_ended_at(now) and not each.run.event.is_demo]
    return [_node(each, now, organiser, company) | _part_of(whole, each) for each in coming[:MOST]]


def _node(each: Performance, now: datetime, organiser: Organisation | None, company: Company | None) -> Node:
    speaks, event = language(), each.run.event
    is_online = each.status is Status.MOVED_ONLINE
    found: Node = {
        "@context": "https://schema.org",
        "@type": TYPES.get(event.kind, "Event"),
        "@id": absolute("events.performance", key=each.id),
        "name": event.title.in_language(speaks),
        "url": absolute("events.event", slug=event.slug),
        "image": [
            *_pictures(each),
            absolute("portal.share", kind="events", slug=event.slug),
            absolute("portal.share_square", kind="events", slug=event.slug),
        ],
        **_times(each),
        "eventStatus": f"https://schema.org/{_status(each)}",
        "eventAttendanceMode": f"https://schema.org/{'Online' if is_online else 'Offline'}EventAttendanceMode",
        "location": _virtual(each) if is_online else _place(each, speaks),
        "inLanguage": TAGS[speaks],
    }
    if event.summary:
        found["description"] = event.summary.in_language(speaks)
    if organiser:
        found["organizer"] = _named("Organization", organiser.name.in_language(speaks), "events.organiser", organiser.slug)
    if company:
        found["performer"] = _named("PerformingGroup", company.name.in_language(speaks), "events.company", company.slug)
    if each.run.production:
        found["workPerformed"] = _work(each.run.production, speaks)
    return found | _offers(each, now)


def _status(each: Performance) -> str:
    """That it is sold out is said by its offer, so that a sold-out date can say that it was moved."""
    return STATUS.get(each.status, "EventRescheduled" if each.announced_before else "EventScheduled")


def _pictures(each: Performance) -> list[str]:
    picture = picture_of(each.run.event, each.run.production)
    return [settings().public_base_url + picture.at.plain] if picture else []


def _times(each: Performance) -> Node:
    """Start and end on the venue's clock with its offset, whole days as dates; the start before a move."""
    if each.form is Form.SPAN:
        return {"startDate": each.day.isoformat()} | ({"endDate": each.last_day.isoformat()} if each.last_day else {})
    found = {"startDate": each.starts_local.isoformat(timespec="minutes")}
    if each.end_is_stated:
        found["endDate"] = each.ends_local.isoformat(timespec="minutes")
    if (before := each.announced_before) is not None:
        found["previousStartDate"] = before.astimezone(each.starts_local.tzinfo).isoformat(timespec="minutes")
    return found


def _offers(each: Performance, now: datetime) -> Node:
    """Free entry, or the seller's page with the prices while tickets may be offered (R1, R5); that it is sold out."""
    run = each.run
    if run.is_free:
        return {"isAccessibleForFree": True}
    if each.status is Status.SOLD_OUT:
        offer: Node = {"availability": "https://schema.org/SoldOut", "url": absolute("events.event", slug=run.event.slug)}
    elif each.sells_at(now) and web_address(run.live_seller_url):
        offer = {"availability": "https://schema.org/InStock", "url": run.live_seller_url}
    else:
        return {}
    if run.price_from_fen is None or run.price_from_fen == run.price_to_fen:
        price = {"price": _yuan(run.price_from_fen)} if run.price_from_fen is not None else {}
        return {"offers": {"@type": "Offer", "priceCurrency": "CNY"} | price | offer}
    prices = {"lowPrice": _yuan(run.price_from_fen), "highPrice": _yuan(run.price_to_fen or run.price_from_fen)}
    return {"offers": {"@type": "AggregateOffer", "priceCurrency": "CNY"} | prices | offer}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _part_of(whole: Event | None, each: Performance) -> Node:
    """The festival that a date belongs to; its own days belong to nothing."""
    if whole is None or whole.id == each.run.event_id:
        return {}
    return {"superEvent": _named("Festival", whole.title.in_language(language()), "events.event", whole.slug)}


def _work(work: Production, speaks: str) -> Node:
    return _named("CreativeWork", work.title.in_language(speaks), "events.production", work.slug)


def _named(kind: str, name: str, endpoint: str, slug: str) -> Node:
    return {"@type": kind, "name": name, "url": absolute(endpoint, slug=slug)}


def _virtual(each: Performance) -> Node:
    return {"@type": "VirtualLocation", "url": each.live_online_url or absolute("events.performance", key=each.id)}


def _place(each: Performance, speaks: str) -> Node:
    town = city(each.city).name.in_language(speaks) if each.city else ""
    address: Node = {"@type": "PostalAddress", "addressCountry": "CN"} | ({"addressLocality": town} if town else {})
    if each.venue and each.venue.address:
        address["streetAddress"] = each.venue.address.in_language(speaks)
    name = each.venue.name.in_language(speaks) if each.venue else town
    place: Node = {"@type": "Place", "name": name, "address": address}
    if each.venue and each.venue.lat is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": each.venue.lat, "longitude": each.venue.lng}
    return place


def nodes_of(*lists: Sequence[Node]) -> list[Node]:
    """Several lists as one, each date once, at most 20."""
    once = {node["@id"]: node for nodes in reversed(lists) for node in reversed(nodes)}
    return list(reversed(once.values()))[:MOST]
