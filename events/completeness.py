"""How complete a listing is, from 0 to 100, and what is missing most: each with the reason why visitors want it. Pure.

What does not concern a kind of event (the players of a forum) is not asked; the rest is scaled to 100.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from events.listing import Listing, Stay


class Fact(StrEnum):
    """What a good listing says. Its value is the field that states it, for links."""

    TITLE = "title"
    DATES = "dates"
    PLACE = "venue"
    HALL = "hall"
    GENRE = "genre"
    SUMMARY = "summary"
    SUMMARY_LENGTH = "summary_length"
    DURATION = "duration"
    PERFORMERS = "performers"
    PRICES = "prices"
    AGE = "age"
    SELLER = "seller"
    REFUND = "refund"
    IMAGE = "image"
    IMAGE_ALT = "image_alt"
    SPOKEN = "spoken"
    ACCESS = "access"
    CONTACT = "contact"
    TITLE_TRANSLATED = "title_translated"
    SUMMARY_TRANSLATED = "summary_translated"


SHORTEST_SUMMARY = 40


def _every(test: Callable[[Stay], object]) -> Callable[[Listing], bool]:
    return lambda listing: bool(listing.stays) and all(test(stay) for stay in listing.stays)


def _has_place(listing: Listing) -> bool:
    return (bool(listing.place) and not listing.place_is_open) or _every(lambda stay: stay.has_venue)(listing)


def _is_long_enough(listing: Listing) -> bool:
    """Chinese says in 40 signs what English says in 100."""
    return len(listing.summary.zh) >= SHORTEST_SUMMARY or len(listing.summary.en) >= SHORTEST_SUMMARY * 5 // 2


def _sells(listing: Listing) -> bool:
    return _every(lambda stay: stay.is_free or (stay.seller and stay.seller_url))(listing)


# Weight and test of each; the second group is asked of what is played only.
ALWAYS: dict[Fact, tuple[int, Callable[[Listing], bool]]] = {
    Fact.TITLE: (10, lambda listing: bool(listing.title)),
    Fact.DATES: (12, lambda listing: listing.dates > 0),
    Fact.PLACE: (10, _has_place),
    Fact.SUMMARY: (8, lambda listing: bool(listing.summary)),
    Fact.SUMMARY_LENGTH: (3, _is_long_enough),
    Fact.PRICES: (8, _every(lambda stay: stay.is_free or stay.prices)),
    Fact.SELLER: (5, _sells),
    Fact.IMAGE: (6, lambda listing: bool(listing.image)),
    Fact.IMAGE_ALT: (2, lambda listing: bool(listing.image and listing.image_alt)),
    Fact.ACCESS: (4, lambda listing: listing.says_access),
    Fact.CONTACT: (3, lambda listing: bool(listing.contact)),
    Fact.TITLE_TRANSLATED: (4, lambda each: bool(each.title.zh and each.title.en) and "title" not in each.outdated),
    Fact.SUMMARY_TRANSLATED: (3, lambda each: bool(each.summary.zh and each.summary.en) and "summary" not in each.outdated),
}
PLAYED: dict[Fact, tuple[int, Callable[[Listing], bool]]] = {
    Fact.DURATION: (7, _every(lambda stay: stay.minutes)),
    Fact.PERFORMERS: (6, _every(lambda stay: stay.performers)),
    Fact.AGE: (5, _every(lambda stay: stay.says_age)),
    Fact.GENRE: (5, lambda listing: listing.genre is not None),
    Fact.REFUND: (3, lambda listing: bool(listing.refund) or _every(lambda stay: stay.is_free)(listing)),
    Fact.SPOKEN: (3, _every(lambda stay: stay.spoken)),
    Fact.HALL: (2, _every(lambda stay: stay.has_hall)),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is not stated, and how many points it would add."""

    fact: Fact
    points: int


@dataclass(frozen=True, slots=True)
class Meter:
    """0 to 100, and what is missing: what adds most first."""

    score: int
    missing: tuple[Missing, ...]

    @property
    def is_full(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def meter_of(listing: Listing) -> Meter:
    """How complete it is."""
    asked = ALWAYS | PLAYED if listing.is_played else ALWAYS
    whole = sum(weight for weight, _ in asked.values())
    lacking = {fact: weight for fact, (weight, is_stated) in asked.items() if not is_stated(listing)}
    # What cannot be stated before something else is asked for once that is there.
    for needed, later in ((Fact.SUMMARY, (Fact.SUMMARY_LENGTH, Fact.SUMMARY_TRANSLATED)), (Fact.IMAGE, (Fact.IMAGE_ALT,))):
        if needed in lacking:
            lacking[needed] += sum(lacking.pop(each, 0) for each in later)
    missing = [Missing(fact, max(1, round(weight * 100 / whole))) for fact, weight in lacking.items()]
    missing.sort(key=lambda each: -each.points)
    return Meter(round(100 * (whole - sum(lacking.values())) / whole), tuple(missing))
