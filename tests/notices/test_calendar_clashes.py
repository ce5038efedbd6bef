"""Which dates cannot both be seen, and how that is said."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from core.clock import SHANGHAI
from core.types import Bilingual
from notices.calendar_words import clash_words, length_words
from notices.clashes import Clash, Visit, clashes, way

EVENING = datetime(2026, 11, 28, 19, 30, tzinfo=SHANGHAI)
SHANGHAI_CITY, HANGZHOU = "310000", "330100"


def visit(key: int, start: int = 0, length: int = 120, **facts: object) -> Visit:
    """A date so many minutes after half past seven, in Shanghai unless stated, each in a house of its own."""
    begins = EVENING + timedelta(minutes=start)
    stated = {"city": SHANGHAI_CITY, "venue_id": key} | facts
    return Visit(
        key=key, title=Bilingual(f"剧{key}", f"Play {key}"), starts_at=begins, ends_at=begins + timedelta(minutes=length),
        **stated,  # type: ignore[arg-type]
    )


def pairs(*visits: Visit) -> list[tuple[int, int]]:
    return [(each.first.key, each.second.key) for each in clashes(visits)]


def test_what_overlaps_clashes_whatever_the_house() -> None:
    assert pairs(visit(1), visit(2, 60)) == [(1, 2)]
    assert pairs(visit(1), visit(2, 60, venue_id=1)) == [(1, 2)]


def test_one_after_the_other_in_one_house_is_fine() -> None:
    assert pairs(visit(1), visit(2, 120, venue_id=1)) == []


@pytest.mark.parametrize(("start", "found"), [(120, [(1, 2)]), (164, [(1, 2)]), (165, [])])
def test_across_town_takes_three_quarters_of_an_hour_where_nothing_is_known(start: int, found: list[tuple[int, int]]) -> None:
    assert pairs(visit(1), visit(2, start)) == found


def test_across_town_takes_longer_the_farther_it_is() -> None:
    here, near, far = visit(1, point=(31.23, 121.47)), visit(2, point=(31.24, 121.48)), visit(3, point=(31.14, 121.80))
    assert timedelta(minutes=20) < way(here, near) < timedelta(minutes=30)
    assert way(here, far) > timedelta(minutes=90)


def test_another_city_takes_as_long_as_the_house_knows() -> None:
    matinee, evening = visit(1, -300), visit(2, 0, city=HANGZHOU)
    assert way(matinee, evening) == timedelta(hours=2, minutes=45)
    assert pairs(matinee, evening) == []
    assert pairs(visit(1, -200), evening) == [(1, 2)]


@pytest.mark.parametrize("city", ["", "999999"])
def test_where_a_place_is_not_known_only_overlaps_count(city: str) -> None:
    assert pairs(visit(1), visit(2, 121, city=city)) == []
    assert pairs(visit(1), visit(2, 119, city=city)) == [(1, 2)]


def test_days_apart_is_never_a_clash_and_there_is_an_end_to_it() -> None:
    assert pairs(visit(1), visit(2, 24 * 60, city=HANGZHOU)) == []
    assert len(clashes([visit(each) for each in range(40)])) == 50


@pytest.mark.parametrize(("speaks", "words"), [
    ("zh", "《剧1》（11月28日（周六）19:30）与《剧2》（11月28日（周六）20:30）时间重叠。"),
    ("en", "“Play 1” (Sat 28 Nov 19:30) and “Play 2” (Sat 28 Nov 20:30) overlap."),
])
def test_an_overlap_is_said_with_both_dates(app: Flask, speaks: str, words: str) -> None:
    with app.test_request_context("/en" if speaks == "en" else "/"):
        assert clash_words(clashes([visit(1), visit(2, 60)])[0]) == words


@pytest.mark.parametrize(("path", "first", "last"), [
    ("/", "《剧1》（11月28日（周六）19:30）结束到《剧2》（11月28日（周六）22:30）开始只隔 1 小时，", "约需 2 小时 45 分钟。"),
    ("/en", "“Play 1” (Sat 28 Nov 19:30) ends 1 hour before “Play 2” (Sat 28 Nov 22:30), ", "takes about 2 hours 45 minutes."),
])
def test_too_long_a_way_is_said_with_its_length(app: Flask, path: str, first: str, last: str) -> None:
    with app.test_request_context(path):
        said = clash_words(clashes([visit(1), visit(2, 180, city=HANGZHOU)])[0])
    assert said.startswith(first)
    assert said.endswith(last)


def test_an_assumed_end_says_so(app: Flask) -> None:
    with app.test_request_context("/en"):
        told = clash_words(Clash(visit(1, end_is_stated=False), visit(2, 120), timedelta(0), timedelta(minutes=45)))
    assert "two hours are assumed" in told
    assert "ends 0 minutes before" in told


def test_lengths_in_whole_units(app: Flask) -> None:
    with app.test_request_context("/en"):
        said = [length_words(each) for each in (30, 60, 120, 1440, 2880, 10080)]
    assert said == ["30 minutes", "1 hour", "2 hours", "1 day", "2 days", "1 week"]
