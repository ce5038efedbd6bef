"""The way to following what a public page is about: a plain link, the same for everybody."""

from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException

from core.web import link, parsed_path
from events.followables import filter as filters

KINDS = {
    "cities": "city", "venues": "venue", "productions": "production", "companies": "company", "artists": "artist",
    "events": "event", "organisers": "organiser", "strands": "strand", "windows": "window",
}


def follow_link(feed: str) -> str:
    """The page on which one follows what a calendar (the path of a .ics) holds; empty where that cannot be followed so."""
    parts = urlsplit(feed)
    try:
        endpoint, values = parsed_path(parts.path)
    except HTTPException:
        return ""
    if endpoint == "calendars.scope_ics":
        return link("following.follow", to=f"{KINDS[values['kind']]}:{values['slug']}")
    if endpoint == "calendars.performance":
        return link("following.follow", to=f"performance:{values['key']}")
    if endpoint == "calendars.calendar" and (stated := filters.filters_of(parts.query)) and (ref := filters.ref_of(stated)):
        return link("following.follow", to=ref)
    return ""
