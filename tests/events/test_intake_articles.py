"""Whole announcements as they are pasted: dates, prices, length, age, cast, house and title."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from events.intake.filling import proposals
from events.intake.places import Place
from events.intake.reading import read

ARTICLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "intake_articles.json").read_text(encoding="utf-8")
)
PLACES = (
    Place("茉莉剧场", "moli", "310000"),
    Place("蝴蝶剧场", "hudie", "330100"),
    Place("蝴蝶剧场·小剧场", "hudie/small", "330100", is_hall=True),
    Place("秦淮大戏院", "qinhuai", "320100"),
    Place("太湖音乐厅", "taihu", "320200"),
    Place("剡溪大剧院", "shanxi", "330600"),
    Place("运河里", "yunheli", "320500"),
    Place("Yunhe Theatre", "yunhe", "320500"),
)
FIELDS = ("title", "genre", "duration_minutes", "interval_minutes", "age_min", "main_performers")


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["title"])
def test_an_article_is_read_whole(article: dict[str, Any]) -> None:
    reading = read(article["text"], on=date(2026, 11, 21), places=PLACES)
    found = proposals(reading)
    assert [f"{each.start:%Y-%m-%dT%H:%M}" for each in reading.performances] == article["performances"]
    others = [
        f"{each.kind}={each.start:%Y-%m-%dT%H:%M}" if each.start else f"{each.kind}={each.day}" for each in reading.other_times
    ]
    assert sorted(others) == article["other_times"]
    assert sorted({price.fen // 100 for price in reading.prices}) == article["prices"]
    assert {name: found[0].values.get(name, "") for name in FIELDS} == {name: article[name] for name in FIELDS}
    if article["venue"]:
        assert [each.venue for each in found] == [article["venue"]]


def test_each_city_of_a_tour_has_its_own_house() -> None:
    tour = next(article for article in ARTICLES if article["title"] == "潮")
    found = proposals(read(tour["text"], on=date(2026, 11, 21), places=PLACES))
    assert [(each.city, each.venue) for each in found] == [("上海", "moli"), ("南京", "qinhuai"), ("杭州", "hudie")]
