"""Which houses belong to the SHOW LIFE zone."""

from flask import Flask

from tests.factories import venues
from venues.queries import show_life_venues


def test_the_zone_is_read_from_north_to_south_without_the_demo(app: Flask) -> None:
    for slug, lat in (("south", 31.2), ("north", 31.24), ("middle", 31.22)):
        venues.venue(slug, lat=lat, is_in_show_life_zone=True)
    venues.venue("elsewhere")
    venues.venue("invented", is_in_show_life_zone=True, is_demo=True)
    assert [each.slug for each in show_life_venues()] == ["north", "middle", "south"]
