"""What an import brings into halls: never two shows at once."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models.organisation import Organisation
from core import clock
from core.db import session
from tests.factories import accounts, events, venues
from tests.feeds.exports import calendar
from tests.feeds.test_services_imports import FIRST, SECOND, imported, listings
from tests.feeds.test_services_imports_trusted import done, lake_theatre
from venues.models import Hall


@pytest.fixture
def trusted(app: Flask) -> Organisation:
    venues.venue()
    return accounts.organisation("old-players", trusted_since=clock.now())


def test_a_show_in_a_hall_that_is_taken_stays_a_draft_and_the_others_are_public(trusted: Organisation) -> None:
    lake_theatre()
    hall = session.scalars(select(Hall)).one()
    stay = events.run(events.event(title_zh="不肯南飞的鹤"), venue_id=hall.venue_id, hall_id=hall.id)
    events.performance(stay, starts_at=datetime(2026, 12, 5, 20, tzinfo=clock.SHANGHAI))
    imported(trusted, calendar(*(
        f"UID:{title}@b\nSUMMARY:{title}\nLOCATION:湖畔剧院 大剧场\nDTSTART:202612{day:02d}T113000Z"
        for title, day in (("长桥", 5), ("短桥", 6))
    )))
    assert [(title, public) for title, public, _dates in listings(trusted)] == [("长桥", False), ("短桥", True)]


def test_two_listings_never_come_into_one_hall_by_one_import(trusted: Organisation) -> None:
    lake_theatre()

    def both(one: str, other: str) -> bytes:
        return calendar(*(
            f"UID:{title}@b\nSUMMARY:{title}\nLOCATION:湖畔剧院 大剧场\nDTSTART:{start}"
            for title, start in (("长桥", one), ("夜航船", other))
        ))

    imported(trusted, both(FIRST, SECOND))
    row = imported(trusted, both("20261212T113000Z", "20261212T120000Z"))
    assert (row.counts["changed"], row.counts["proposed"], done()) == (1, 1, [("move", 1)])
    freed = imported(trusted, both("20261213T113000Z", "20261212T123000Z"))
    assert (freed.counts["changed"], freed.counts["proposed"]) == (2, 0), "the first has left when the second comes"
