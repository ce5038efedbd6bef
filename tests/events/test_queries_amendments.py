"""What stands changed of public dates, whatever was done to them since (R9): another time, another place, another cast."""

from datetime import datetime, timedelta

from flask import Flask

from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.amendments import UNAMENDED, Amended, reasons_of
from events.models.deed import DeedKind
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Status
from events.queries import deeds as stored
from events.queries.amendments import amendments_of
from events.services import events as services
from events.services import performances, undoing
from tests.conftest import CountQueries
from tests.factories import accounts, changing, venues

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
REPAIRS = Bilingual("剧场维修。", "Repairs in the house.")
WHY = Bilingual("主演受伤。", "The leading actor is hurt.")


def fresh(row: Performance) -> Performance:
    session.rollback()
    return session.get_one(Performance, row.id, populate_existing=True)


def amended(row: Performance) -> Amended:
    mine = fresh(row)
    return amendments_of([mine]).get(mine.id, UNAMENDED)


def halls(row: Performance) -> tuple[int, int]:
    """The hall of a date, and another one of its house."""
    house = fresh(row).venue
    assert house
    return fresh(row).hall_id or 0, venues.hall(house, "concert", name_zh="音乐厅", name_en="Concert Hall").id


def to_hall(row: Performance, key: int, at: datetime | None = None) -> int:
    hall = stored.hall_with_venue(key)
    return changing.done(row, kind=DeedKind.HALL, hall=hall, words=REPAIRS, at=at).id


def test_what_nothing_has_happened_to_costs_nothing(app: Flask, count_queries: CountQueries, now: datetime) -> None:
    keys = [row.id for row in changing.listing(accounts.organisation())]
    rows = stored.rows_to_change(keys).values()
    with count_queries() as counted:
        assert amendments_of(rows) == {}
    assert counted.number == 0


def test_another_hall_and_the_way_back(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    old, new = halls(row)
    to_hall(row, new)
    place = amended(row).place
    assert place
    assert place.was.hall
    assert (place.was.hall.id, place.reason) == (old, REPAIRS)
    to_hall(row, old)
    assert amended(row).place is None


def test_a_third_hall_names_the_second_and_undone_the_first(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    old, second = halls(row)
    third = venues.hall(venues.venue("other-house")).id
    to_hall(row, second)
    deed = to_hall(row, third)
    place = amended(row).place
    assert place
    assert place.was.hall
    assert place.was.hall.id == second
    with committing():
        undoing.undo(stored.deed_to_change(deed), at=now, actor=changing.acting())
    place = amended(row).place
    assert place
    assert place.was.hall
    assert (place.was.hall.id, place.reason) == (old, REPAIRS)


def test_a_moved_date_keeps_its_reason_when_it_is_sold_out(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    began = row.starts_at
    changing.done(row, kind=DeedKind.MOVE, starts={row.id: began + HOUR})
    changing.done(row, kind=DeedKind.SELL_OUT, cause=None, words=Bilingual("", ""))
    found = amended(row)
    assert found.time
    assert (found.time.was, found.time.reason) == (began, WHY)
    assert reasons_of(fresh(row), found) == [WHY]
    assert fresh(row).status is Status.SOLD_OUT


def test_a_reason_of_the_hall_does_not_stand_for_the_move(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    _, new = halls(row)
    changing.done(row, kind=DeedKind.MOVE, starts={row.id: row.starts_at + HOUR})
    to_hall(row, new)
    assert reasons_of(fresh(row), amended(row)) == [WHY, REPAIRS]


def test_another_cast_is_told_of_what_was_public_and_to_come(app: Flask, now: datetime) -> None:
    rows = changing.listing(accounts.organisation(), run_facts={"main_performers_zh": "甲", "main_performers_en": "Jia"})
    changing.done(rows[0], kind=DeedKind.CAST, cast=Bilingual("乙", "Yi"))
    for row in rows:
        cast = amended(row).cast
        assert cast
        assert (cast.was, cast.reason) == (Bilingual("甲", "Jia"), WHY)
    with committing():
        run = session.get_one(Run, rows[0].run_id)
        late = performances.add_performance(run, at=now + DAY, starts_at=clock.local(rows[0].starts_at) + 30 * DAY)
        performances.change(late, at=now + DAY, deed="recast", sequence=3)
    assert amended(late).cast is None


def test_a_better_translation_is_no_other_cast(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation(), run_facts={"main_performers_zh": "甲"})[0]
    changing.done(row, kind=DeedKind.CAST, cast=Bilingual("乙", ""))
    with committing():
        services.edit_run(session.get_one(Run, row.run_id), at=now + DAY, main_performers_en="Yi")
    cast = amended(row).cast
    assert cast
    assert cast.was == Bilingual("甲", "")
    assert fresh(row).run.main_performers == Bilingual("乙", "Yi")


def test_what_is_cancelled_has_one_story_only(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    _, new = halls(row)
    to_hall(row, new)
    changing.done(row)
    assert amended(row) == UNAMENDED


def test_many_dates_cost_three_statements(app: Flask, count_queries: CountQueries, now: datetime) -> None:
    rows = changing.listing(accounts.organisation(), dates=12)
    _, new = halls(rows[0])
    changing.done(*rows, kind=DeedKind.HALL, hall=stored.hall_with_venue(new), words=REPAIRS)
    keys = [row.id for row in rows]
    session.rollback()
    chosen = list(stored.rows_to_change(keys).values())
    with count_queries() as counted:
        assert len(amendments_of(chosen)) == 12
    assert counted.number == 3
