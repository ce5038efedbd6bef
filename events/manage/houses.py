"""Houses and halls as choices of a select, city by city; one's own city first. What is chosen is read back here."""

from flask_babel import gettext

from accounts.models.organisation import Organisation
from core.errors import Refused
from core.language import language
from core.types import Bilingual
from delta.cities import all_cities, city, city_of_slug, is_city
from events.forms.start import ELSEWHERE
from events.models.run import Run
from events.naming import in_its_language
from events.queries import listings as stored
from events.services.listings import Place
from venues.models import Hall, Venue

Choice = tuple[str, str]
NOTHING = Bilingual("", "")


def place_choices(organisation: Organisation) -> dict[str, str | dict[str, str]]:
    """A group for each city: its houses, each with its halls; the last one is a place in words."""
    speaks = language()
    found: dict[str, dict[str, str]] = {}
    houses = sorted(stored.houses(), key=lambda house: house.city != organisation.city)
    for house in houses:
        town = city(house.city).told_apart.in_language(speaks) if is_city(house.city) else ""
        found.setdefault(town, {}).update(_choices(house, speaks))
    found[gettext("Elsewhere")] = {ELSEWHERE: gettext("Another place: I write it below")}
    return {"": gettext("Choose a house")} | found


def _choices(house: Venue, speaks: str) -> list[Choice]:
    """A house with one hall is chosen with it; one with several may be chosen whole."""
    name = house.name.in_language(speaks)
    halls = [(f"h{hall.id}", f"{name} · {hall.name.in_language(speaks)}") for hall in house.halls]
    return halls if len(halls) == 1 else [(f"v{house.id}", name), *halls]


def city_choices(organisation: Organisation) -> dict[str, str]:
    """The 41 cities; the organisation's own first."""
    cities = sorted(all_cities(), key=lambda each: each.adcode != organisation.city)
    return {"": gettext("Choose a city")} | {each.slug: each.told_apart.in_language(language()) for each in cities}


def place_of(chosen: str, *, stated: str = "", city_slug: str = "", in_both: Bilingual | None = None) -> Place:
    """What was chosen. `Refused("place_in_words_needed")` where it is elsewhere and no words or city say where."""
    venue, hall = chosen_house(chosen)
    if venue is not None:
        return Place(venue=venue, hall=hall, stated=in_both or NOTHING)
    words = in_both if in_both is not None else in_its_language(stated)[0]
    where = city_of_slug(city_slug)
    if chosen == ELSEWHERE and (not words or where is None):
        raise Refused("place_in_words_needed")
    return Place(stated=words, city=where.adcode if where else "")


def chosen_house(chosen: str) -> tuple[Venue | None, Hall | None]:
    """The house, and the hall in it, of a choice."""
    kind, key = chosen[:1], chosen[1:]
    if not key.isdecimal() or len(key) > 9:
        return None, None
    if kind == "h":
        hall = stored.hall(int(key))
        return (hall.venue, hall) if hall else (None, None)
    return (stored.house(int(key)), None) if kind == "v" else (None, None)


def choice_of(run: Run | None) -> str:
    """The choice that shows where a run is."""
    if run is None:
        return ""
    if run.hall_id:
        return f"h{run.hall_id}"
    return f"v{run.venue_id}" if run.venue_id else ELSEWHERE


def city_slug_of(run: Run | None) -> str:
    """The slug of a run's city."""
    return city(run.city).slug if run is not None and is_city(run.city) else ""

