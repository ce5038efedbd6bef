"""The schematic map as geometry: true places, labels that meet nothing, water where no city stands."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from math import cos, hypot, radians

import pytest

from delta.cities import all_cities, city_of_slug
from delta.mapping import water
from delta.mapping.drawing import Drawing, Light, Sheet, Site, drawing, layout, level_of
from delta.mapping.labels import STAR, Box, Label, Text, Wanted, width
from delta.mapping.paths import ribbon, smooth
from delta.mapping.placing import Ground, placed
from delta.mapping.projection import Frame, Position, from_mercator, mercator
from delta.mapping.scenery import Caption, of_the_delta, of_the_zone
from delta.mapping.tiles import tiles

FRAME = Frame(115.3, 27.65, 123.2, 34.95, 720)


def at(slug: str, frame: Frame = FRAME) -> Position:
    city = city_of_slug(slug)
    assert city is not None
    return frame.at(city.lng, city.lat)


# --- projection -------------------------------------------------------------------------------------------------------


def test_the_projection_is_web_mercator() -> None:
    assert mercator(0, 0) == (.5, .5)
    assert mercator(-180, 85.0511287798) == pytest.approx((0, 0), abs=1e-9)
    assert from_mercator(*mercator(121.458, 31.222)) == pytest.approx((121.458, 31.222))


@pytest.mark.parametrize(
    ("one", "east", "south", "other"),
    [
        ("ningbo", True, True, "hangzhou"), ("shanghai", True, True, "suzhou-js"), ("yangzhou", False, False, "zhenjiang"),
        ("bozhou", False, False, "hefei"), ("zhoushan", True, False, "taizhou-zj"), ("wenzhou", True, True, "huangshan"),
        ("suzhou-ah", False, False, "suzhou-js"), ("taizhou-zj", True, True, "taizhou-js"),
    ],
)
def test_cities_lie_to_each_other_as_they_do(one: str, east: bool, south: bool, other: str) -> None:
    (x, y), (other_x, other_y) = at(one), at(other)
    assert (x > other_x) is east
    assert (y > other_y) is south


def test_a_kilometre_is_as_long_across_as_down() -> None:
    lng, lat, step = 120.0, 31.0, .01
    (x, y), (right, _), (_, up) = FRAME.at(lng, lat), FRAME.at(lng + step / cos(radians(lat)), lat), FRAME.at(lng, lat + step)
    assert right - x == pytest.approx(y - up, rel=1e-3)


def test_the_frame_holds_every_city() -> None:
    assert all(FRAME.has(FRAME.at(each.lng, each.lat), margin=9) for each in all_cities())
    assert not FRAME.has(FRAME.at(139.7, 35.7))


# --- labels -----------------------------------------------------------------------------------------------------------


def crossings(labels: Sequence[Label]) -> list[tuple[str, str]]:
    return [(one.key, other.key) for one, other in combinations(labels, 2) if one.meets(other)]


def test_texts_are_measured_by_their_signs() -> None:
    assert width("杭州", 10) == 20
    assert width("il", 10) < width("mw", 10) < width("大世", 10)
    assert width("", 10) == 0


def test_boxes_meet_only_where_they_share_ground() -> None:
    one = Box(0, 0, 10, 10)
    assert one.meets(Box(9, 9, 12, 12))
    assert not one.meets(Box(10, 0, 12, 10))
    assert one.holds(Box(1, 1, 10, 10))
    assert not one.holds(Box(1, 1, 10.1, 10))
    assert one.is_crossed_by(((-5, 5), (15, 5)))
    assert not one.is_crossed_by(((-5, 15), (15, 15)))


def wanted(points: Sequence[Position], *texts: str, last: str = "") -> list[Wanted]:
    lines = tuple(Text((each,), cost=12 * number) for number, each in enumerate(texts))
    sign = Text((last,), cost=40, is_sign=True) if last else None
    return [Wanted(f"p{number}", x, y, 4, lines, lines[-1], sign) for number, (x, y) in enumerate(points)]


@pytest.mark.parametrize("seed", range(20))
def test_no_label_meets_another_wherever_points_lie(seed: int) -> None:
    some = random.Random(seed)
    points = [(some.uniform(20, 340), some.uniform(20, 400)) for _ in range(40)]
    asked = wanted(points, "Lianyungang", "连云港", last="12")
    found = placed(asked, Ground(360, 420, 13.5, (Box(100, 100, 160, 120),), (14, 20, 28)))
    edge = Box(0, 0, 360, 420)
    assert crossings(list(found.values())) == []
    for label in found.values():
        assert edge.holds(label.box)
        assert not label.box.meets(Box(100, 100, 160, 120))
        assert not [each.key for each in asked if each.key != label.key and label.box.meets(each.box)]
    assert found == placed(asked, Ground(360, 420, 13.5, (Box(100, 100, 160, 120),), (14, 20, 28)))


def test_a_crowd_goes_afield_and_then_bears_signs() -> None:
    points = [(180 + 15 * (number % 3), 200 + 15 * (number // 3)) for number in range(9)]
    near = placed(wanted(points, "天蟾逸夫舞台"), Ground(360, 420, 13.5))
    afield = placed(wanted(points, "天蟾逸夫舞台"), Ground(360, 420, 13.5, (), (20, 32, 46, 64, 84)))
    assert len(near) < 9
    assert len(afield) == 9
    assert [label.key for label in afield.values() if label.leader]
    small = placed(wanted(points, "天蟾逸夫舞台", last="3"), Ground(360, 420, 13.5))
    assert {label.text.is_sign for label in small.values()} == {True, False}


def test_where_there_is_no_room_at_all_the_label_is_left_out() -> None:
    assert placed(wanted([(20, 20), (20, 20)], "连云港"), Ground(40, 40, 13.5, (), (14,))) == {}
    assert placed([], Ground(40, 40, 13.5)) == {}


def test_a_star_has_room_above_its_point() -> None:
    point = wanted([(50, 50)], "x")[0]
    assert point.box.top == 50 - 4 * STAR


# --- the drawing ------------------------------------------------------------------------------------------------------

SHEET = Sheet("desk", FRAME, 15, 9, rings=(20, 32, 46))
SITES = [Site(each.slug, each.lng, each.lat, ((each.short_zh,),)) for each in all_cities()]


def drawn(count: int = 0, **more: object) -> Drawing:
    lights = {site.key: Light(spoken=site.key, href=f"/map?city={site.key}", count=count) for site in SITES}
    return drawing(SHEET, SITES, lights, title="Delta", **more)  # type: ignore[arg-type]


def test_labels_stay_where_they_are_whatever_is_on() -> None:
    assert [mark.label for mark in drawn(0).marks] == [mark.label for mark in drawn(188).marks]


def test_a_figure_stands_where_there_is_room_for_it() -> None:
    assert {mark.figure for mark in drawn(0).marks} == {""}
    assert {mark.figure for mark in drawn(188).marks} == {"188"}
    assert {mark.figure for mark in drawn(10_000).marks} == {""}
    narrow = replace(SHEET, digits=0)
    lights = {site.key: Light(spoken="", count=5) for site in SITES}
    assert {mark.figure for mark in drawing(narrow, SITES, lights, title="").marks} == {""}


@pytest.mark.parametrize(("count", "level"), [(0, 0), (1, 1), (2, 1), (3, 2), (8, 3), (20, 4), (50, 5), (5000, 5)])
def test_the_more_is_on_the_brighter(count: int, level: int) -> None:
    assert level_of(count) == level
    assert drawn(count).marks[0].level == level


def test_light_grows_with_the_level() -> None:
    radii = [drawn(count).marks[0].radius for count in (0, 1, 3, 8, 20, 50)]
    assert radii == sorted(set(radii))
    assert radii[-1] == SHEET.radius


def test_a_star_is_drawn_where_a_premiere_is() -> None:
    lights = {site.key: Light(spoken="", count=3, has_star=site.key == "hefei") for site in SITES}
    assert [mark.key for mark in drawing(SHEET, SITES, lights, title="").marks if mark.star] == ["hefei"]


def test_a_route_joins_places_in_their_order() -> None:
    (x, y), (other_x, other_y) = at("hefei"), at("nanjing")
    assert drawn(route=("hefei", "nanjing")).route == f"M{x:.1f} {y:.1f}L{other_x:.1f} {other_y:.1f}"
    assert drawn().route == ""


def test_captions_that_do_not_fit_are_left_out_and_labels_keep_clear_of_the_others() -> None:
    sea = (Caption(122.4, 29.0, "东海", 19), Caption(123.19, 30, "黄海", 19))
    shown = drawn(captions=sea)
    assert [each.text for each in shown.captions] == ["东海"]
    (caption,) = shown.captions
    ground = Box(caption.x - 9, caption.y - 9, caption.x + 9, caption.y)
    assert all(mark.label and not mark.label.box.meets(ground) for mark in shown.marks)


def test_an_empty_map_stands() -> None:
    shown = drawing(SHEET, [], {}, title="Nothing")
    assert (shown.marks, shown.leaders, shown.has_signs) == ((), [], False)
    assert layout(SHEET, ()) == {}


# --- water ------------------------------------------------------------------------------------------------------------


def is_within(place: Position, border: Sequence[Position]) -> bool:
    x, y = place
    inside = False
    for (x0, y0), (x1, y1) in zip(border, [*border[1:], border[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            inside = not inside
    return inside


def test_no_city_stands_in_the_sea_or_in_a_lake() -> None:
    wet = [each.slug for each in all_cities() if is_within((each.lng, each.lat), water.SEA)]
    assert wet == ["zhoushan"]
    zhoushan = city_of_slug("zhoushan")
    assert zhoushan is not None
    assert any(is_within((zhoushan.lng, zhoushan.lat), island) for island in water.ISLANDS)
    assert [each.slug for each in all_cities() if any(is_within((each.lng, each.lat), lake) for lake in water.LAKES)] == []


def test_the_houses_of_the_zone_stand_on_land() -> None:
    shore = [(31.2385, 121.4748), (31.216, 121.483), (31.199, 121.487), (31.2306, 121.4681)]
    for lat, lng in shore:
        for river in (water.HUANGPU, water.SUZHOU_CREEK):
            for at_lng, at_lat, breadth in river:
                away = hypot((at_lng - lng) * 95.4, (at_lat - lat) * 111.2)
                assert away > breadth / 2


def test_scenery_is_drawn_in_soft_lines() -> None:
    looks = [each.look for each in of_the_delta(FRAME)]
    assert {"sea", "island", "lake", "river", "canal", "hill", "moon", "moonlight"} == set(looks)
    zone = Frame(121.446, 31.1905, 121.5025, 31.2495, 720)
    assert {each.look for each in of_the_zone(zone)} == {"street", "square", "creek", "sea"}
    assert all("nan" not in each.path for each in of_the_delta(FRAME))
    assert smooth([(0, 0), (10, 0), (10, 10)], is_closed=True).endswith("Z")
    assert ribbon(FRAME, water.YANGTZE).count("M") == 1


# --- tiles ------------------------------------------------------------------------------------------------------------


def test_tiles_cover_the_drawing_without_a_gap() -> None:
    found = tiles(FRAME, "https://tiles.example/{z}/{x}/{y}.png")
    side = found[0].side
    assert min(each.x for each in found) <= 0
    assert min(each.y for each in found) <= 0
    assert max(each.x for each in found) + side >= FRAME.width
    assert max(each.y for each in found) + side >= FRAME.height
    assert len(found) < 30
    assert 128 < side < 400


def test_a_tile_lies_where_its_place_is() -> None:
    # Tile 7/107/52 holds Shanghai: (121.458 + 180) / 360 * 128 = 107.18, and 52.2 from the north.
    shanghai = at("shanghai")
    (tile,) = [
        each for each in tiles(FRAME, "{z}/{x}/{y}")
        if each.x <= shanghai[0] < each.x + each.side and each.y <= shanghai[1] < each.y + each.side
    ]
    assert tile.href == "7/107/52"


def test_a_drawing_with_tiles_has_no_scenery_of_its_own() -> None:
    sea = (Caption(122.4, 29.0, "东海", 19),)
    shown = drawn(scenery=of_the_delta(FRAME), captions=sea, tile_url="https://t.example/{z}/{x}/{y}")
    assert shown.scenery == ()
    assert shown.captions == ()
    assert shown.tiles
