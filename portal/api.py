"""Search as JSON, and the description of the whole API as a document."""

import json
from typing import Annotated, Literal, TypedDict

from flask import Response
from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from core import clock
from core.api.cursors import Codec
from core.api.document import document
from core.api.errors import JSON
from core.api.operations import VERSION, Operation, Page, api_blueprint, operations
from core.api.parameters import DEMO, PER_PAGE, Asked, Parameter, cursor
from core.api.programs import programs
from core.api.shapes import Day, Doc, Links, Slug, Text, links, name
from core.language import LOCALES
from core.pages import public_page
from core.text import clean_line
from events.models.words import Status
from portal.queries.search import Result, search
from venues.api.cities import CityRef, city_ref

BY_RANK = Codec((3,))
MOST_FOUND, LONGEST_TEXT = 500, 200
PAGES = {
    "event": "events.event", "production": "events.production", "company": "events.company", "artist": "events.artist",
    "venue": "events.venue", "city": "events.city", "organiser": "events.organiser",
}

FATES: dict[Status, Literal["cancelled", "postponed"]] = {Status.CANCELLED: "cancelled", Status.POSTPONED: "postponed"}


class FoundFacts(TypedDict):
    """One thing that was found."""

    kind: Annotated[str, Doc(_("event, production, company, artist, venue, city or organiser"), "event")]
    slug: Slug
    title: Text
    city: CityRef | None
    next_day: Annotated[Day | None, Doc(_("The next date on which it is on; null where none is known"))]
    state: Annotated[Literal["cancelled", "postponed"] | None, Doc(_(
        "What has become of an event or production of which no date stands; postponed: the new date is not known yet"
    ))]
    is_demo: bool
    url: Annotated[Links, Doc(_("Its page"))]


def _facts(each: Result) -> FoundFacts:
    return {
        "kind": each.kind.value,
        "slug": each.slug,
        "title": name(each.title),
        "city": city_ref(each.city),
        "next_day": each.next_day.isoformat() if each.next_day else None,
        "state": FATES.get(each.fate) if each.fate else None,
        "is_demo": each.is_demo,
        "url": links(PAGES[each.kind.value], slug=each.slug),
    }


def _search(asked: Asked) -> Page:
    offset = min((asked.after(BY_RANK) or (0,))[0], MOST_FOUND)
    limit = min(asked.rows, MOST_FOUND - offset)
    text = clean_line(asked.stated["q"])
    found = search(text, limit=limit, offset=offset, today=clock.today(), with_demo=asked.with_demo)
    beyond = offset + limit
    more = BY_RANK.write(beyond) if limit and found.total > beyond and beyond < MOST_FOUND else None
    return Page([_facts(each) for each in found.results], more)


TEXT = Parameter(
    "q", _("What is searched for, in either language"), {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
    is_required=True, example="长桥",
)

bp = api_blueprint("portal_api", (
    Operation(
        rule="/search",
        name="search",
        topic=_("Search"),
        title=_("Search over everything"),
        about=_("Events, productions, companies, artists, venues, cities, organisers; best first, at most 500."),
        gives=FoundFacts,
        answer=_search,
        parameters=(TEXT, DEMO, PER_PAGE, cursor(BY_RANK)),
    ),
))


@bp.get(f"{VERSION}/openapi.json")
def openapi() -> Response:
    """The description as an OpenAPI 3.1 document."""
    return public_page(_document, content_type=JSON)


def _document() -> str:
    with force_locale(LOCALES["en"]):
        return json.dumps(document(operations(), programs()), ensure_ascii=False, separators=(",", ":")) + "\n"
