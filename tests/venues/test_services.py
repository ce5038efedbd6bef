"""Deeds on venues and halls: history, lasting addresses, and those who show them are told."""

from typing import Any

import pytest

from core import clock, history
from core.db import committing, session
from core.errors import Refused
from tests.factories import venues as factory
from venues import queries, services
from venues.models import Venue
from venues.signals import venue_changed


@pytest.fixture
def told() -> Any:
    """Venues of which somebody was told."""
    found: list[Venue] = []

    def note(venue: Venue, **_more: Any) -> None:
        found.append(venue)

    venue_changed.connect(note)
    yield found
    venue_changed.disconnect(note)


def test_a_new_slug_leaves_a_redirect_and_tells(app: Any, told: list[Venue]) -> None:
    venue = factory.venue("old-house")
    with committing():
        venue = session.get_one(Venue, venue.id)
        assert services.edit_venue(venue, at=clock.now(), slug="new-house")
    assert history.slug_now("venue", "old-house") == "new-house"
    assert [each.slug for each in told] == ["new-house"]
    assert [each.deed for each in history.changes_of(f"venue:{venue.id}")][:1] == ["edited"]


def test_the_same_values_change_nothing(app: Any, told: list[Venue]) -> None:
    venue = factory.venue("house", name_zh="屋")
    with committing():
        assert not services.edit_venue(session.get_one(Venue, venue.id), at=clock.now(), name_zh="屋")
    assert told == []


def test_a_halls_change_tells_of_its_venue(app: Any, told: list[Venue]) -> None:
    venue = factory.venue("house")
    hall = factory.hall(venue)
    with committing():
        known = queries.hall_of_code(venue.id, hall.code)
        assert known is not None
        assert services.edit_hall(known, at=clock.now(), name_en="Blue Hall")
    assert [each.slug for each in told] == ["house"]


def test_a_venue_needs_a_name(app: Any) -> None:
    with pytest.raises(Refused, match="name_needed"), committing():
        services.add_venue(at=clock.now(), slug="nameless", city="310000")
