"""Which answers count for whose reach. Nothing is read but the address asked, and nothing is set: pages stay as they are."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from threading import Lock

from flask import Response, current_app, g, request

from core import clock
from core.counting import tally_of
from feeds.agents import BROWSER, calendar_service, is_reader
from portal.reach import Fetched, Happened, Kind, Named, Thing, week_of
from portal.views.home import bp

ANSWERED = {200, 304}
# Pages: what they are about, and the part of the address that names it.
PAGES = {
    "events.event": (Thing.EVENT, "slug"),
    "events.performance": (Thing.PERFORMANCE, "key"),
    "events.production": (Thing.PRODUCTION, "slug"),
    "events.venue": (Thing.VENUE, "slug"),
    "events.organiser": (Thing.ORGANISER, "slug"),
    "events.company": (Thing.COMPANY, "slug"),
    "events.artist": (Thing.ARTIST, "slug"),
}
# Feeds and embeds: the kind in their addresses.
FOLLOWED = {
    "events": Thing.EVENT, "productions": Thing.PRODUCTION, "venues": Thing.VENUE, "organisers": Thing.ORGANISER,
    "companies": Thing.COMPANY, "artists": Thing.ARTIST,
}
MOST_REMEMBERED = 2_000


class Remembered:
    """What recent questions found, beside the shelf that holds their pages; what was used least recently goes first."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self.most = most
        self._found: OrderedDict[Hashable, tuple[Named, ...]] = OrderedDict()
        self._lock = Lock()

    def put(self, question: Hashable, found: Iterable[Named]) -> None:
        """Keep it."""
        with self._lock:
            self._found[question] = tuple(found)
            self._found.move_to_end(question)
            while len(self._found) > self.most:
                self._found.popitem(last=False)

    def of(self, question: Hashable) -> tuple[Named, ...]:
        """What the question found; nothing where it is no longer known."""
        with self._lock:
            if question in self._found:
                self._found.move_to_end(question)
            return self._found.get(question, ())


def remembered() -> Remembered:
    """What this process remembers."""
    kept: Remembered = current_app.extensions.setdefault("questions", Remembered())
    return kept


def count_found(question: Hashable) -> None:
    """This answer shows what the question found."""
    g.counts_found = remembered().of(question)


@bp.after_app_request
def count(response: Response) -> Response:
    """Note in memory what this answer was; nothing else happens before it leaves."""
    for key in g.pop("wanted_dates", ()):
        tally_of(current_app).add(Happened(clock.today(), Kind.SAVE, Named(Thing.PERFORMANCE, str(key))))
    if request.method == "GET" and response.status_code in ANSWERED and not _is_only_prefetched():
        tally, day = tally_of(current_app), clock.today()
        for kind, subject in _happened():
            tally.add(Happened(day, kind, subject))
        if request.endpoint == "calendars.scope_ics":
            _count_fetch()
    return response


def _is_only_prefetched() -> bool:
    purposes = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in purposes


def _happened() -> list[tuple[Kind, Named]]:
    """What a person's browser was shown."""
    if not is_reader(request.headers.get("User-Agent", "")):
        return []
    endpoint, values = request.endpoint or "", request.view_args or {}
    if endpoint in PAGES:
        thing, part = PAGES[endpoint]
        return [(Kind.VIEW, Named(thing, str(values[part])))]
    if endpoint == "calendars.performance":
        return [(Kind.ADD, Named(Thing.PERFORMANCE, str(values["key"])))]
    if endpoint == "embed.scope" and values["kind"] in FOLLOWED and _is_elsewhere():
        return [(Kind.EMBED, Named(FOLLOWED[values["kind"]], values["slug"]))]
    return [(Kind.SEARCH, subject) for subject in g.get("counts_found", ())]


def _is_elsewhere() -> bool:
    """Whether an embed stands in a page of somebody else's: our own composer shows it too."""
    return request.headers.get("Sec-Fetch-Site", "") != "same-origin"


def _count_fetch() -> None:
    values = request.view_args or {}
    service = calendar_service(request.headers.get("User-Agent", ""))
    if not service or values.get("kind") not in FOLLOWED:
        return
    subject, day = Named(FOLLOWED[values["kind"]], values["slug"]), clock.today()
    tally = tally_of(current_app)
    tally.add(Happened(day, Kind.FETCH, subject))
    if service != BROWSER:  # opened once by hand: that follows nothing
        tally.add(Fetched(week_of(day), subject, service, request.remote_addr or ""))
