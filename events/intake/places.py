"""Recognises venues and halls by name, and the cities under whose names dates stand."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from delta.cities import all_cities
from events.intake.tokens import CityMark

OTHER_CITIES = (
    "北京",
    "广州",
    "深圳",
    "成都",
    "武汉",
    "西安",
    "重庆",
    "天津",
    "长沙",
    "厦门",
    "青岛",
    "济南",
    "郑州",
    "沈阳",
    "大连",
    "福州",
    "昆明",
    "南昌",
    "东莞",
    "佛山",
    "珠海",
    "香港",
    "澳门",
    "台北",
    "哈尔滨",
    "长春",
    "石家庄",
    "太原",
    "贵阳",
    "南宁",
    "海口",
    "兰州",
    "乌鲁木齐",
    "呼和浩特",
    "义乌",
    "昆山",
    "张家港",
)
MOST_PLACES = 20_000
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A venue, or a hall in it, by a name that texts use; `key` is what the caller knows it by."""

    name: str
    key: str
    city: str = ""
    is_hall: bool = False


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place of the gazetteer where it stands in the plain text."""

    place: Place
    start: int
    end: int


def found_places(text: str, places: Sequence[Place]) -> list[FoundPlace]:
    """Every place that is named, the longest name at each point; names of two signs (大厅) are too short to be one's own."""
    known = {_folded(each.name): each for each in places[:MOST_PLACES] if len(each.name.strip()) >= _SHORTEST}
    folded, lengths = _folded(text), sorted({len(name) for name in known}, reverse=True)
    starts = {name[:2] for name in known}
    found, place = [], 0
    while place < len(folded):
        name = _name_at(folded, place, lengths, known.keys()) if folded[place : place + 2] in starts else ""
        if name:
            found.append(FoundPlace(known[name], place, place + len(name)))
        place += len(name) or 1
    return found


def _folded(text: str) -> str:
    """Lower case, sign for sign (so that places stay where they are)."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text).replace("·", " ")


def _name_at(text: str, place: int, lengths: Sequence[int], names: Iterable[str]) -> str:
    return next((text[place : place + length] for length in lengths if text[place : place + length] in names), "")


def _names() -> str:
    shorts = sorted({city.short_zh for city in all_cities()} | set(OTHER_CITIES), key=lambda name: (-len(name), name))
    return "|".join(shorts)


CITY = _names()
_ENGLISH = {city.name.en: city.short_zh for city in all_cities()} | {
    "Beijing": "北京",
    "Guangzhou": "广州",
    "Shenzhen": "深圳",
    "Chengdu": "成都",
}
_MARK = re.compile(
    rf"(?P<a>{CITY})(?:市)?(?:首|末|加演|收官)?站|(?:(?<=\n)|(?<=^)|(?<=[("
    rf"|,;。、 ]))[ ]{{0,4}}(?P<b>{CITY})(?:市)?(?=[ ]{{0,2}}(?:[:|)\n·/]|$|\d{{1,2}}月|20\d\d|-\s)|[ ]\S)"
    rf"|(?<=[\d日号半] )(?P<c>{CITY})(?=[ |\n]|$)"
)
_ENGLISH_MARK = re.compile(
    rf"(?<![A-Za-z])(?P<e>{'|'.join(sorted(_ENGLISH, key=lambda name: -len(name)))})(?=[ ]?[:|-]|,|\n|$)"
)


def city_marks(text: str) -> list[CityMark]:
    """Cities that stand as headings of dates: 上海站, 【杭州】, 上海：, 12月5日 上海 …"""
    found = []
    for match in _MARK.finditer(text):
        name = match["a"] or match["b"] or match["c"]
        found.append(CityMark(match.end() - 1, match.end(), name))
    found += [CityMark(match.start(), match.end(), _ENGLISH[match["e"]]) for match in _ENGLISH_MARK.finditer(text)]
    return sorted(found, key=lambda each: each.start)
