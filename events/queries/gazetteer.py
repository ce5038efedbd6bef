"""The names by which announcements call our venues and halls."""

from events.intake.places import Place
from venues.queries import halls


def known_places() -> list[Place]:
    """Every venue by its names in both languages, every hall by its own behind its venue's; the key is slug or slug/code."""
    found: dict[tuple[str, str], Place] = {}
    for hall in halls():
        venue = hall.venue
        for name in (venue.name.zh, venue.name.en):
            found.setdefault((name, venue.slug), Place(name, venue.slug, venue.city))
        for join in ("", " ", "·"):
            name = f"{venue.name.zh}{join}{hall.name.zh}"
            found.setdefault((name, hall.code), Place(name, f"{venue.slug}/{hall.code}", venue.city, is_hall=True))
    return [place for place in found.values() if place.name.strip()]


def place_key(key: str) -> str:
    """The value that the forms of the desk know a place by: "h" and a hall's key, "v" and a venue's; empty for none.

    A venue with one hall is chosen with it, as in the forms.
    """
    slug, _, code = key.partition("/")
    of_house = [hall for hall in halls() if hall.venue.slug == slug]
    chosen = [hall for hall in of_house if hall.code == code] if code else of_house
    if len(chosen) == 1:
        return f"h{chosen[0].id}"
    return f"v{of_house[0].venue_id}" if of_house else ""
