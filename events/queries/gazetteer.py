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
