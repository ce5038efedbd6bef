"""Pictures for shared addresses: of events, productions, venues and cities, and the one of the whole site."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from flask import Response, abort
from flask_babel import gettext

from core.config import ROOT
from core.language import language, other
from core.pages import Made, Shelf, made, respond
from core.types import Bilingual
from core.web import settings
from delta.cities import city_of_slug
from events.models.run import Run
from events.queries import records
from events.views.posters import WINDOW, motif_of
from events.views.rows import span_words, town
from events.words import GENRES, KINDS
from portal.cards import Card, Shape
from portal.pictures import Busy, picture
from portal.views.home import bp

KEPT_FOR = "public, max-age=3600"
MOST_BYTES = 12 * 2**20
# By what they say, not by the address: a change of the words is another picture, any other change is the same one.
_drawn = Shelf(MOST_BYTES)


@bp.page("/share/home.png", endpoint="share_home")
def wide_of_site() -> Response:
    """Of the whole site: what pages without a picture of their own show."""
    return _answer(_of_site(), Shape.WIDE)


@bp.page("/share/home.square.png", endpoint="share_home_square")
def square_of_site() -> Response:
    """The same as a thumbnail."""
    return _answer(_of_site(), Shape.SQUARE)


@bp.page("/share/<any(events,productions,venues,cities):kind>/<slug:slug>.png", endpoint="share")
def wide(kind: str, slug: str) -> Response:
    """Of one thing; 404 for what is no public page or is invented."""
    return _answer(CARDS[kind](slug), Shape.WIDE)


@bp.page("/share/<any(events,productions,venues,cities):kind>/<slug:slug>.square.png", endpoint="share_square")
def square(kind: str, slug: str) -> Response:
    """The same as a thumbnail."""
    return _answer(CARDS[kind](slug), Shape.SQUARE)


def _answer(card: Card | None, shape: Shape) -> Response:
    key = card or abort(404), shape
    found = _drawn.get(key)
    if found is None:
        try:
            body = picture(*key, settings().data_folder / "pictures")
        except Busy:
            return _stand_in()
        found = Made(body, b"", made(body, None).etag, None)
        _drawn.put(key, found)
    return respond(found, "image/png", KEPT_FOR)


def _stand_in() -> Response:
    """The site's own mark for now; whoever asks again later gets the picture."""
    response = Response((ROOT / "static" / "icon-512.png").read_bytes(), content_type="image/png")
    response.headers["Cache-Control"] = "no-store"
    return response


def _card(title: Bilingual, motif: str, *, kicker: str = "", when: str = "", place: str = "") -> Card:
    speaks, second = language(), other(language())
    has_both = title.has(speaks) and title.has(second)
    return Card(
        title=title.in_language(speaks),
        second=title.in_language(second) if has_both else "",
        kicker=kicker,
        when=when,
        place=place,
        site=gettext("Delta Window"),
        address=urlsplit(settings().public_base_url).netloc,
        motif=motif,
        lang=speaks,
        other=second,
    )


def _of_site() -> Card:
    title = Bilingual("今晚，长三角有戏", "Tonight in the Yangtze Delta")
    return _card(title, WINDOW, kicker=gettext("Stage · festivals · forums"), place=gettext("41 cities"))


def _of_event(slug: str) -> Card | None:
    shown = records.public_event(slug)
    if shown is None or shown.is_demo:
        return None
    runs = records.runs_of(shown.id)
    genre = shown.genre or next((run.production.genre for run in runs if run.production), None)
    days = records.days_of_events([shown.id]).get(shown.id)
    return _card(
        shown.title,
        motif_of(shown.kind, genre),
        kicker=str(GENRES[genre] if genre else KINDS[shown.kind]),
        when=span_words(*days, with_year=True) if days else "",
        place=_place(runs, shown.city),
    )


def _place(runs: Sequence[Run], city: str) -> str:
    """The one house with its town; the towns alone where there are several houses."""
    houses = {run.venue_id: run.venue for run in runs if run.venue}
    towns = list(dict.fromkeys(run.city for run in runs if run.city)) or ([city] if city else [])
    named = [house.name.in_language(language()) for house in houses.values()] if len(houses) == 1 else []
    return " · ".join((*named, *(town(each) for each in towns)))


def _of_production(slug: str) -> Card | None:
    shown = records.production_by_slug(slug)
    if shown is None or shown.is_demo:
        return None
    company = shown.company.name.in_language(language()) if shown.company else ""
    return _card(shown.title, motif_of(None, shown.genre), kicker=str(GENRES[shown.genre]), place=company)


def _of_venue(slug: str) -> Card | None:
    shown = records.venue_by_slug(slug)
    if shown is None or shown.is_demo:
        return None
    address = shown.address.in_language(language()) if shown.address else ""
    return _card(shown.name, WINDOW, kicker=gettext("Venue"), when=town(shown.city), place=address)


def _of_city(slug: str) -> Card | None:
    shown = city_of_slug(slug)
    if shown is None:
        return None
    kicker = shown.province.in_language(language())
    return _card(shown.told_apart, WINDOW, kicker=kicker, place=gettext("Stage · festivals · forums"))


CARDS: dict[str, Callable[[str], Card | None]] = {
    "events": _of_event, "productions": _of_production, "venues": _of_venue, "cities": _of_city,
}
