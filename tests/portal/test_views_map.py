"""The map: what is lit, where its links lead, what it costs, what it refuses."""

import re
from datetime import datetime, timedelta
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from delta.cities import all_cities
from delta.mapping.drawing import Drawing, Light
from delta.mapping.labels import Box
from events.models.words import EventKind, PremiereKind, PremiereScope
from portal.views.lights import of_cities, of_the_show_life_zone, spoken
from tests.conftest import CountQueries, close, make_app, make_settings
from tests.events.test_views_lists import html
from tests.factories import events, venues
from venues.models import Venue

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)
HOUSES = [
    ("黄浦剧场", "Huangpu Theatre", 31.2385, 121.4748), ("中国大戏院", "China Theatre (Shanghai)", 31.2365, 121.4760),
    ("人民大舞台", "People's Grand Theatre", 31.2349, 121.4762), ("长江剧场", "Changjiang Theatre", 31.2343, 121.4690),
    ("天蟾逸夫舞台", "Tianchan Yifu Theatre", 31.2322, 121.4745), ("上海大剧院", "Shanghai Grand Theatre", 31.2306, 121.4681),
    ("共舞台ET聚场", "Gongwutai ET Space", 31.2292, 121.4770), ("大世界", "Great World (Dashijie)", 31.2286, 121.4750),
    ("上海音乐厅", "Shanghai Concert Hall", 31.2275, 121.4755), ("兰心大戏院", "Lyceum Theatre", 31.2222, 121.4575),
    ("黄浦文化中心·大上海剧场", "Huangpu Cultural Centre · Grand Shanghai Theatre", 31.2160, 121.4830),
    ("上汽·上海文化广场", "SAIC Shanghai Culture Square", 31.2125, 121.4603),
    ("上海儿童艺术剧场", "Shanghai Children's Art Theatre", 31.1990, 121.4870),
]


def in_hangzhou(slug: str = "by-the-lake", kind: EventKind = EventKind.SHOW) -> None:
    house = venues.venue(f"{slug}-house", city="330100", name_zh="湖畔剧院", name_en="Lakeside Theatre")
    where = {"venue_id": house.id, "city": "330100"}
    events.show(slug, starts_at=TONIGHT, city="330100", run_facts=where, title_en="By the Lake", kind=kind)


def points(page: str) -> list[tuple[str, str]]:
    """Address and spoken name of every point, of both drawings."""
    found = re.findall(r'<a class="spot [^"]*" href="([^"]*)" aria-label="([^"]*)"', page)
    return [(unescape(href), unescape(name)) for href, name in found]


# --- what is lit ------------------------------------------------------------------------------------------------------


def test_every_city_is_a_named_point_and_stands_in_the_list(client: FlaskClient) -> None:
    in_hangzhou()
    page = html(client, "/map")
    assert len(points(page)) == 2 * 41
    assert ("/map?city=hangzhou#city", "杭州：1 场") in points(page)
    assert ("/map?city=wenzhou#city", "温州：暂无场次") in points(page)
    assert page.count('<li class="place') == 41
    assert "一座城亮着灯" in page
    assert ("/en/map?city=hangzhou#city", "Hangzhou: 1 entry") in points(html(client, "/en/map"))


def test_lit_points_are_brighter_and_bear_their_number(client: FlaskClient) -> None:
    in_hangzhou()
    page = html(client, "/en/map")
    assert re.search(r'class="spot spot--1" href="/en/map\?city=hangzhou', page)
    assert re.search(r'class="spot spot--0" href="/en/map\?city=wenzhou', page)
    assert re.search(r'Hangzhou</tspan><tspan class="spot__n" dx="4">1</tspan>', page)


def test_a_premiere_puts_a_star_on_its_city(client: FlaskClient) -> None:
    in_hangzhou("again")
    assert "spot__star" not in html(client, "/en/map")
    facts = {"premiere_kind": PremiereKind.PERFORMANCE, "premiere_scope": PremiereScope.DELTA}
    events.show("first-night", starts_at=TONIGHT, run_facts=facts)
    page = html(client, "/en/map")
    assert page.count("spot__star") == 2
    assert ("/en/map?city=shanghai#city", "Shanghai: 1 entry · with a premiere") in points(page)


def test_the_next_seven_days_are_shown_unless_others_are_named(client: FlaskClient) -> None:
    events.show("near", starts_at=TONIGHT + timedelta(days=6))
    events.show("far", starts_at=TONIGHT + timedelta(days=7))
    assert "Shanghai: 1 entry" in html(client, "/en/map")
    assert "21–27 Nov" in html(client, "/en/map")
    assert "Shanghai: 2 entries" in html(client, "/en/map?from=2026-11-21&to=2026-11-28")
    assert "Shanghai: 1 entry" in html(client, "/en/map?from=2026-11-28")
    assert "Shanghai: nothing listed" in html(client, "/en/map?when=tonight")


def test_no_more_than_62_days_are_counted(client: FlaskClient) -> None:
    events.show("inside", starts_at=TONIGHT + timedelta(days=61))
    events.show("beyond", starts_at=TONIGHT + timedelta(days=62))
    page = html(client, "/en/map?from=2026-11-21&to=2099-12-31")
    assert "Shanghai: 1 entry" in page
    assert "from=2026-11-21&amp;to=2027-01-21" in page
    assert page.count("2099") == 0


# --- where the links lead ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/en/map?city=hangzhou&kind=show&when=weekend", "/en/map?kind=show&when=weekend"])
def test_every_point_keeps_the_filter(client: FlaskClient, path: str) -> None:
    in_hangzhou()
    hrefs = [href for href, _ in points(html(client, path))]
    assert set(hrefs) == {f"/en/map?city={each.slug}&kind=show&when=weekend#city" for each in all_cities()}


def test_a_point_opens_the_list_of_its_city(client: FlaskClient) -> None:
    in_hangzhou()
    events.show("elsewhere", starts_at=TONIGHT, title_en="Elsewhere")
    page = html(client, "/en/map?city=hangzhou&kind=show")
    assert '<h2 id="city-name">Hangzhou</h2>' in page
    assert "By the Lake" in page
    assert "Elsewhere" not in page
    assert "Lakeside Theatre" in page
    assert 'aria-current="true"' in page
    assert 'href="/en/map?kind=show"' in page
    assert 'href="/en/calendar?city=hangzhou&amp;kind=show&amp;from=2026-11-21&amp;to=2026-11-27"' in page
    assert ("/en/map?city=shanghai&kind=show#city", "Shanghai: 1 entry") in points(page)
    assert 'rel="canonical" href="https://window.example/en/map?city=hangzhou&amp;kind=show"' in page


def test_a_long_list_leads_on_to_the_calendar(client: FlaskClient) -> None:
    events.several(33, every=timedelta(minutes=1))
    page = html(client, "/en/map?city=shanghai&when=tonight")
    assert page.count('<li class="row') == 20
    assert "13 more in the calendar" in page


def test_filters_narrow_what_is_lit(client: FlaskClient) -> None:
    in_hangzhou(kind=EventKind.FORUM)
    assert "Hangzhou: nothing listed" in html(client, "/en/map?kind=show")
    assert "Hangzhou: 1 entry" in html(client, "/en/map?kind=forum")


def test_the_week_is_the_same_page_by_either_name(client: FlaskClient) -> None:
    page = html(client, "/en/map?when=week&page=1")
    assert 'rel="canonical" href="https://window.example/en/map"' in page


def test_days_without_anything_say_so_and_lead_to_the_nearest(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT + timedelta(days=30))
    page = html(client, "/en/map?kind=show")
    assert "No city is lit" in page
    assert 'href="/en/map?kind=show&amp;from=2026-12-21&amp;to=2026-12-21"' in page
    assert "within thirteen months" in html(client, "/en/map?kind=lecture")
    assert page.count('<li class="place') == 41


def test_dark_cities_open_too(client: FlaskClient) -> None:
    page = html(client, "/en/map?city=wenzhou")
    assert "nothing listed" in page
    assert 'href="/en/cities/wenzhou"' in page


@pytest.mark.parametrize("query", ["city=atlantis", "kind=x", "when=x", "scale=x", "scale=ZONE", "page=0"])
def test_an_unknown_value_is_404(client: FlaskClient, query: str) -> None:
    assert client.get(f"/map?{query}").status_code == 404


@pytest.mark.parametrize("query", ["from=0001-01-01", "to=9999-12-31", "from=x", "from=2026-02-30", "city=%ff"])
def test_an_unreadable_value_is_400(client: FlaskClient, query: str) -> None:
    assert client.get(f"/map?{query}").status_code == 400


def test_the_ends_of_time_are_answered(client: FlaskClient) -> None:
    for query in ("from=2100-12-31", "from=2000-01-01", "to=2000-01-01", "from=2100-12-31&to=2000-01-01"):
        html(client, f"/map?{query}")


# --- the zone ---------------------------------------------------------------------------------------------------------


def zone() -> list[Venue]:
    return [
        venues.venue(f"house-{number}", name_zh=zh, name_en=en, lat=lat, lng=lng, is_in_show_life_zone=True)
        for number, (zh, en, lat, lng) in enumerate(HOUSES, 1)
    ]


def test_the_zone_has_a_drawing_of_its_own(client: FlaskClient) -> None:
    houses = zone()
    venues.venue("somewhere", is_in_show_life_zone=True, lat=None, lng=None, name_en="Somewhere")
    where = {"venue_id": houses[0].id, "city": "310000"}
    events.show(starts_at=TONIGHT, run_facts=where)
    page = html(client, "/en/map?scale=zone&kind=show")
    assert len(points(page)) == 2 * 13
    assert ("/en/calendar?venue=house-1&kind=show&from=2026-11-21&to=2026-11-27", "Huangpu Theatre: 1 entry") in points(page)
    assert page.count('<li class="place') == 14
    assert "Somewhere" in page
    assert "half a kilometre" in page
    assert 'href="/en/map?kind=show"' in page
    assert 'href="/en/map?kind=show&amp;scale=zone"' in html(client, "/en/map?kind=show&city=hangzhou")
    assert 'href="/en/map?kind=show&amp;when=tonight&amp;scale=zone"' in page


def test_the_zone_without_anything_stands(client: FlaskClient) -> None:
    page = html(client, "/en/map?scale=zone")
    assert "No house is lit" in page
    assert "See all of the Delta" in page
    zone()
    assert "没有剧场亮灯" in html(client, "/map?scale=zone&when=tonight")


# --- cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("path", "expected"), [("/map", 9), ("/map?city=shanghai", 17), ("/map?scale=zone", 13), ("/map?kind=forum", 12)]
)
def test_a_map_costs_the_same_with_one_row_and_three(
    client: FlaskClient, count_queries: CountQueries, path: str, expected: int, number: int
) -> None:
    zone()
    events.several(number)
    with count_queries() as counted:
        html(client, path)
    assert counted.number == expected


# --- no label meets another -------------------------------------------------------------------------------------------


def overlaps(shown: Drawing) -> list[tuple[str, str]]:
    labels = [mark.label for mark in shown.marks if mark.label]
    return [(one.key, other.key) for one, other in combinations(labels, 2) if one.meets(other)]


@pytest.mark.parametrize("speaks", ["zh", "en"])
def test_every_city_has_its_name_and_no_name_meets_another(app: Flask, speaks: str) -> None:
    with app.test_request_context("/en/" if speaks == "en" else "/"):
        lights = {each.adcode: Light(spoken="", href="/", count=188) for each in all_cities()}
        drawings = of_cities(lights, "")
    assert [shown.name for shown in drawings] == ["phone", "desk"]
    for shown in drawings:
        edge = Box(0, 0, shown.width, shown.height)
        assert shown.without_label == []
        assert overlaps(shown) == []
        assert all(mark.label and edge.holds(mark.label.box) and 0 < mark.x < shown.width for mark in shown.marks)
        assert not shown.has_signs
    # On a screen of 320 px a phone's drawing is 320 wide: its letters are still 12 px high.
    assert drawings[0].size * 320 / drawings[0].width >= 12


@pytest.mark.parametrize("speaks", ["zh", "en"])
def test_every_house_of_the_zone_can_be_told(app: Flask, speaks: str) -> None:
    houses = zone()
    with app.test_request_context("/en/" if speaks == "en" else "/"):
        drawings = of_the_show_life_zone(houses, lambda _: Light(spoken="", href="/", count=12), "")
    for shown in drawings:
        assert shown.without_label == []
        assert overlaps(shown) == []
    assert not drawings[1].has_signs
    assert drawings[0].has_signs is (speaks == "en")


@pytest.mark.parametrize(
    ("path", "name", "words"),
    [("/en/", "Hefei", "Hefei: 12 entries · with a premiere"), ("/", "合肥", "合肥：12 场 · 含首演首秀")],
)
def test_what_is_spoken(app: Flask, path: str, name: str, words: str) -> None:
    with app.test_request_context(path):
        assert spoken(name, 12, has_premiere=True) == words


# --- a tile layer -----------------------------------------------------------------------------------------------------


def test_no_other_host_is_asked_unless_an_operator_wishes(client: FlaskClient) -> None:
    answer = client.get("/map")
    assert b"<image" not in answer.data
    assert "img-src 'self' data:" in answer.headers["Content-Security-Policy"]


def test_a_tile_layer_lies_under_the_points_and_its_host_alone_is_allowed(database_url: str, tmp_path: Path) -> None:
    layer = {"map_tiles_url": "https://tiles.example/{z}/{x}/{y}.png", "map_tiles_credit": "Example · 审图号 0"}
    app = make_app(make_settings(tmp_path, database_url, **layer))
    with app.app_context():
        answer = app.test_client().get("/en/map")
    page = answer.get_data(as_text=True)
    assert '<image class="map__tile" href="https://tiles.example/7/107/52.png"' in page
    assert "map__sea" not in page
    assert "Example · 审图号 0" in page
    assert "img-src https://tiles.example 'self' data:;" in answer.headers["Content-Security-Policy"]
    close(app)
