"""The blueprint of account pages, and what they share."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException

from accounts.models.organisation import Organisation
from accounts.places import Place
from accounts.session import actor
from core.web import PrivateBlueprint, link, parsed_path

bp = PrivateBlueprint("accounts", __name__)
LONGEST_WAY_ON = 1_000
# What a User-Agent says, and what people call it; the first that fits.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def way_on(stated: str | None, otherwise: str = "") -> str:
    """A path of ours to go on to; never another site (open redirects, quality.md 2.12)."""
    return own_way(stated) or otherwise or link("accounts.desk")


def own_way(stated: str | None) -> str:
    """What was stated where it is a path of ours; else empty: no link of ours repeats it."""
    stated = stated or ""
    is_path = stated.startswith("/") and not stated.startswith("//") and "\\" not in stated and stated.isprintable()
    if not is_path or len(stated) > LONGEST_WAY_ON:
        return ""
    try:
        parsed_path(urlsplit(stated).path)
    except (HTTPException, ValueError):
        return ""
    return stated


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a desk's navigation, ready for the page."""

    name: str
    href: str
    words: str


def _places() -> list[Place]:
    return sorted(current_app.extensions["places"], key=lambda place: place.position)


def desk_entries(organisation: Organisation) -> list[Entry]:
    """What the reader may open at an organisation's desk."""
    return [
        Entry(place.name, link(place.endpoint, organisation=organisation.slug), place.words())
        for place in _places()
        if place.role is not None and actor().may(organisation.id, place.role)
    ]


def staff_entries() -> list[Entry]:
    """What the reader may open at the staff's desk."""
    return [
        Entry(place.name, link(place.endpoint), place.words())
        for place in _places()
        if place.staff is not None and actor().works_as(place.staff)
    ]


def desk_home(organisation: Organisation) -> str:
    """The first page of an organisation's desk."""
    entries = desk_entries(organisation)
    return entries[0].href if entries else link("accounts.desk")


@bp.record_once
def _give(state: BlueprintSetupState) -> None:
    """Let every desk page know who reads it and where else there is to go."""
    state.app.jinja_env.globals |= {
        "desk_entries": desk_entries, "staff_entries": staff_entries, "desk_home": desk_home, "who": actor,
    }


def device() -> str:
    """What a person would call the device that asks: its browser and system, from the User-Agent."""
    agent = request.headers.get("User-Agent", "")
    named = [next((name for sign, name in each if sign in agent), "") for each in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in named if name)


def page(template: str, title: str, **values: object) -> str:
    """The HTML of a page for one reader."""
    return render_template(template, title=title, **values)
