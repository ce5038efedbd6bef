"""The listings of a file, each in the house that its place names; what is not sure is said, not guessed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.text import shortened
from delta.cities import all_cities
from events.intake.stated import Problem, Stated, StatedListing
from venues.places import Place, Places

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Placed:
    """A listing and where it is held."""

    listing: StatedListing
    place: Place


def placed(stated: Stated, places: Places) -> tuple[list[Placed], list[Problem]]:
    """Every listing with its place, and a warning for each place that is not one of ours."""
    found = [Placed(each, _place(each, places)) for each in stated.listings]
    return found, list(_doubts(found))


def _place(listing: StatedListing, places: Places) -> Place:
    place = places.named(listing.place)
    stated_city = str(listing.run.get("city", ""))
    if not place.code:
        return place
    return replace(place, city=stated_city or _city_within(listing.place))


def _city_within(text: str) -> str:
    """The city that a text names in Chinese; none where it names several. (English names of two cities are shared.)"""
    named = {each.adcode for each in all_cities() if each.short_zh in text}
    return named.pop() if len(named) == 1 else ""


def _doubts(found: Iterable[Placed]) -> Iterable[Problem]:
    told: dict[tuple[str, str], Problem] = {}
    for each in found:
        if each.place.code:
            facts = {"place": shortened(each.listing.place.replace("\n", " "), SHOWN)}
            problem = Problem(line=each.listing.line, code=each.place.code, facts=facts)
            told.setdefault((each.place.code, each.listing.place), problem)
    return told.values()
