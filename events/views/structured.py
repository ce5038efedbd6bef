"""schema.org data of an event, for machines that read pages (never for demo rows)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.language import language
from core.web import absolute, link, settings
from delta.cities import city
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import EventKind, Form, Status

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


def structured(event: Event, dates: Sequence[Performance], now: datetime) -> list[dict[str, Any]]:
    """One entry for each date that is on or to come, at most 20; empty where the event has no dates."""
    return [_entry(event, each) for each in dates if not each.has_ended_at(now)][:MOST]


def _entry(event: Event, each: Performance) -> dict[str, Any]:
    speaks = language()
    is_online = each.status is Status.MOVED_ONLINE
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(event.kind, "Event"),
        "name": event.title.in_language(speaks),
        "url": absolute("events.event", slug=event.slug),
        "startDate": _start(each),
        "eventStatus": f"https://schema.org/{STATUS.get(each.status, 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{'Online' if is_online else 'Offline'}EventAttendanceMode",
        "location": _virtual(each) if is_online else _place(each, speaks),
        "inLanguage": "zh-CN" if speaks == "zh" else "en",
    }
    if each.form is Form.SPAN:
        if each.last_day:
            found["endDate"] = each.last_day.isoformat()
    elif each.end_is_stated:
        found["endDate"] = each.ends_local.isoformat(timespec="minutes")
    if event.summary:
        found["description"] = event.summary.in_language(speaks)
    if event.organiser:
        address = settings().public_base_url + link("events.organiser", slug=event.organiser.slug)
        found["organizer"] = {"@type": "Organization", "name": event.organiser.name.in_language(speaks), "url": address}
    if each.moved_from and each.status is Status.RESCHEDULED:
        found["previousStartDate"] = each.moved_from.astimezone(each.starts_local.tzinfo).isoformat(timespec="minutes")
    if each.run.is_free:
        found["isAccessibleForFree"] = True
    return found


def _start(each: Performance) -> str:
    return each.day.isoformat() if each.form is Form.SPAN else each.starts_local.isoformat(timespec="minutes")


def _virtual(each: Performance) -> dict[str, Any]:
    return {"@type": "VirtualLocation", "url": each.online_url}


def _place(each: Performance, speaks: str) -> dict[str, Any]:
    town = city(each.city).name.in_language(speaks) if each.city else ""
    address: dict[str, Any] = {"@type": "PostalAddress", "addressCountry": "CN", "addressLocality": town}
    if each.venue and each.venue.address:
        address["streetAddress"] = each.venue.address.in_language(speaks)
    name = each.venue.name.in_language(speaks) if each.venue else town
    place: dict[str, Any] = {"@type": "Place", "name": name, "address": address}
    if each.venue and each.venue.lat is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": each.venue.lat, "longitude": each.venue.lng}
    return place
