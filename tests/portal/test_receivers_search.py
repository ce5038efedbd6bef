"""The index follows every change in the same transaction; what is withdrawn, hidden or deleted is never found."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from accounts.models.organisation import Organisation
from accounts.services.organisations import edit_organisation
from core import clock
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events import generator
from events.models.event import Event
from events.models.run import Run
from events.models.words import EventKind, PremiereKind
from events.queries import records
from events.services import dates
from events.services import events as event_deeds
from events.services import performances as deeds
from events.services.announcing import together
from portal import indexing
from portal.models import SearchEntry
from portal.queries.search import search
from portal.search.document import Kind
from portal.search.reasons import Because
from repertoire.models import Artist, Company, Production
from repertoire.services import edit_artist, edit_company, edit_production
from tests.conftest import CountQueries
from tests.factories import accounts, events, repertoire, venues
from venues.models import Venue
from venues.services import add_hall, edit_hall, edit_venue

TODAY = date(2026, 11, 21)


def found(asked: str) -> list[str]:
    session.rollback()
    return [f"{each.kind.value} {each.slug}" for each in search(asked, today=TODAY, limit=50).results]


def found_as_asked(asked: str) -> list[str]:
    """Without what is only similar, or has a part only."""
    session.rollback()
    results = search(asked, today=TODAY, limit=50).results
    return [f"{each.kind.value} {each.slug}" for each in results if each.why.because in {Because.NAME, Because.ABOUT}]


def deed(act: Callable[..., Any], *arguments: Any, **more: Any) -> None:
    with committing():
        act(*(session.merge(each) if hasattr(each, "__table__") else each for each in arguments), at=clock.now(), **more)


def test_an_event_is_found_once_it_is_public(app: Flask) -> None:
    row = events.event("lotus", title_zh="荷塘", title_en="Lotus Pond", publish=False)
    assert found("荷塘") == []
    deed(event_deeds.edit_event, row, published_at=clock.now())
    assert found("荷塘") == found("hetang") == found("lotus pond") == ["event lotus"]
    deed(event_deeds.edit_event, row, published_at=None)
    assert found("荷塘") == found("hetang") == found("lotus") == []


def test_what_is_rolled_back_is_not_indexed(app: Flask) -> None:
    with pytest.raises(Refused), committing():
        event_deeds.add_event(at=clock.now(), slug="gone", kind=EventKind.SHOW, title_zh="没有的戏")
        session.flush()
        raise Refused("changed_my_mind")
    venues.venue()
    assert found("没有的戏") == []


def test_a_new_name_takes_the_place_of_the_old(app: Flask) -> None:
    row = events.event("lotus", title_zh="荷塘", title_en="Lotus Pond")
    deed(event_deeds.edit_event, row, title_zh="月色", title_en="Moonlight", slug="moonlight")
    assert found("荷塘") == found("lotus") == []
    assert found("月色") == found("moonlight") == ["event moonlight"]


def test_every_kind_is_found(app: Flask) -> None:
    company = repertoire.company(name_zh="灯笼剧团", name_en="Lantern Players")
    artist = repertoire.artist(name_zh="林安", name_en="Lin An", company_id=company.id)
    work = repertoire.production(title_zh="长桥", title_en="The Long Bridge", company_id=company.id)
    repertoire.credit(work, artist)
    accounts.organisation(name_zh="演艺之家", name_en="House of Shows")
    venues.venue(name_zh="江畔剧院", name_en="River Theatre")
    events.event("bridge", title_zh="桥上", title_en="On the Bridge")
    assert found("灯笼剧团")[0] == "company lantern-players"
    assert found("林安")[0] == "artist lin-an"
    assert found("changqiao") == ["production the-long-bridge"]
    assert found("演艺之家") == ["organiser house-of-shows"]
    assert found("river theatre") == ["venue river-theatre"]
    assert found("桥上") == ["event bridge"]
    assert found("合肥") == ["city hefei"]


def test_what_stands_at_an_event_leads_to_it(app: Flask) -> None:
    company = repertoire.company(name_zh="灯笼剧团", name_en="Lantern Players")
    artist = repertoire.artist(name_zh="白露", name_en="Bai Lu")
    work = repertoire.production(title_zh="夜航", title_en="Night Passage", company_id=company.id)
    body = accounts.organisation(name_zh="演艺之家", name_en="House of Shows")
    house = venues.venue(name_zh="江畔剧院", name_en="River Theatre")
    event = events.event("passage", title_zh="夜航船", title_en="The Night Boat", organiser_id=body.id)
    run = events.run(
        event, production_id=work.id, venue_id=house.id, city=house.city, premiere_kind=PremiereKind.PERFORMANCE,
        main_performers_zh="苏小小", main_performers_en="Su Xiaoxiao",
    )
    events.performance(run)
    repertoire.credit(work, artist)
    for asked in ("灯笼剧团", "白露", "演艺之家", "江畔剧院", "苏小小", "首演", "上海 夜航", "话剧 江畔", "bai lu boat"):
        assert "event passage" in found(asked), asked
    deed(edit_company, session.get_one(Company, company.id), name_zh="火把剧团")
    deed(edit_artist, session.get_one(Artist, artist.id), name_zh="秋分")
    deed(edit_production, session.get_one(Production, work.id), title_zh="远航")
    deed(edit_venue, session.get_one(Venue, house.id), name_zh="山间剧院")
    deed(edit_organisation, session.get_one(Organisation, body.id), name_zh="演艺新家")
    for asked in ("火把剧团", "秋分", "远航", "山间剧院", "演艺新家"):
        assert "event passage" in found(asked), asked
    for asked in ("灯笼剧团", "白露", "江畔剧院"):
        assert "event passage" not in found_as_asked(asked), asked
    assert "production the-long-bridge" in found("秋分")


def test_a_hall_leads_to_its_house(app: Flask) -> None:
    house = venues.venue()
    hall = venues.hall(house, name_zh="听雨厅", name_en="Rain Hall")
    assert found("听雨厅") == found("tingyu ting") == ["venue river-theatre"]
    deed(edit_hall, hall, name_zh="听风厅")
    assert found_as_asked("听雨厅") == []
    deed(add_hall, house, code="two", name_zh="观云厅", kind="studio", confidence="high")
    assert found("观云厅") == ["venue river-theatre"]


def next_days(asked: str) -> dict[str, date | None]:
    session.rollback()
    return {f"{each.kind.value} {each.slug}": each.next_day for each in search(asked, today=TODAY, limit=50).results}


def test_dates_follow(app: Flask, now: datetime) -> None:
    work = repertoire.production()
    house = venues.venue(name_zh="长桥剧场")
    run = events.run(production_id=work.id, venue_id=house.id, city="310000")
    names = ("event the-long-bridge", "production the-long-bridge", "venue river-theatre")
    assert set(next_days("长桥").values()) == {None}
    row = events.performance(run, starts_at=now + timedelta(days=5))
    assert next_days("长桥") == dict.fromkeys(names, date(2026, 11, 26))
    assert next_days("上海")["city shanghai"] == date(2026, 11, 26)
    deed(deeds.move, row, starts_at=now + timedelta(days=2), reason=Bilingual("改期", "Moved"))
    assert next_days("长桥") == dict.fromkeys(names, date(2026, 11, 23))
    deed(deeds.cancel, row, reason=Bilingual("取消", "Cancelled"))
    assert set(next_days("长桥").values()) == {None}
    deed(deeds.reinstate, row)
    assert next_days("长桥") == dict.fromkeys(names, date(2026, 11, 23))
    deed(deeds.withdraw, row)
    assert set(next_days("长桥").values()) == {None}


def test_what_is_on_counts_from_today(app: Flask) -> None:
    events.span(first=date(2026, 11, 1), last=date(2026, 12, 6))
    assert next_days("长桥") == {"event the-long-bridge": TODAY}
    later = search("长桥", today=date(2026, 12, 7), limit=5).results
    assert [each.next_day for each in later] == [None]


def show_dates(run: Run, rule: generator.Pattern) -> None:
    with committing():
        dates.change_dates(session.merge(run), rule, at=clock.now())
        with together(at=clock.now()):
            for row in records.timed_rows_of(run.id):
                deeds.publish(row, at=clock.now())


def test_a_rule_that_writes_many_rows_indexes_once(app: Flask, count_queries: CountQueries) -> None:
    run = events.run()
    nightly = {day: (time(19, 30),) for day in range(7)}
    few = generator.Pattern(first=date(2026, 11, 22), last=date(2026, 11, 24), weekly=nightly)
    show_dates(run, few)
    assert next_days("长桥")["event the-long-bridge"] == date(2026, 11, 22)
    many = generator.Pattern(first=date(2026, 11, 22), last=date(2026, 12, 24), weekly=nightly)
    with count_queries() as counted:
        show_dates(run, many)
    assert sum("portal_search" in statement for statement in counted.statements) <= 4


def snapshot() -> list[tuple[Any, ...]]:
    session.rollback()
    columns = [column for column in SearchEntry.__table__.columns if column.name != "id"]
    tokens = text("SELECT count(*) FROM portal_search_fts")
    rows = [tuple(str(value) for value in row) for row in session.execute(select(*columns).order_by("kind", "key"))]
    return [*rows, (session.scalar(tokens), session.scalar(select(func.count()).select_from(SearchEntry)))]


def test_what_followed_is_what_a_new_index_would_be(app: Flask, now: datetime) -> None:
    company = repertoire.company()
    work = repertoire.production(company_id=company.id)
    artist = repertoire.artist()
    part = repertoire.credit(work, artist)
    row = events.show(run_facts={"production_id": work.id}, edition=3)
    events.several(3)
    events.event("draft", publish=False)
    events.cancelled(events.show("other", title_zh="另一座桥"))
    deed(deeds.move, row, starts_at=now + timedelta(days=9), reason=Bilingual("改期", "Moved"))
    deed(event_deeds.set_strands, session.get_one(Event, row.run.event_id), ("red", "ich"))
    with committing():
        session.delete(session.merge(part))
    with committing():
        session.delete(session.get_one(Artist, artist.id))
    before = snapshot()
    with committing():
        session.execute(text("DELETE FROM portal_search_entry"))
        session.execute(text("DELETE FROM portal_search_fts"))
    indexing.rebuild()
    assert sorted(snapshot()[:-1]) == sorted(before[:-1])
    assert len(set(before[-1])) == 1
    assert snapshot()[-1] == before[-1]


def test_a_new_index_forgets_what_is_lost(app: Flask) -> None:
    row = events.event("lotus", title_zh="荷塘")
    with committing():
        session.execute(text("UPDATE events_event SET published_at = NULL WHERE id = :id"), {"id": row.id})
    assert found("荷塘") == [], "whatever the index says"
    indexing.rebuild()
    assert session.scalar(select(SearchEntry.id).where(SearchEntry.kind == Kind.EVENT)) is None
    assert not indexing.needs_rebuild()
