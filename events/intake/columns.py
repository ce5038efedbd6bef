"""Which column of somebody's table says what: guessed from its heading, corrected by the person, remembered."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from core.types import digest_of
from events.intake.cells import BadCell, time_of

MOST_COLUMNS = 60


class Column(StrEnum):
    """What a column can say."""

    TITLE = "title"
    TITLE_EN = "title_en"
    DATE = "date"
    TIME = "time"
    END_TIME = "end_time"
    LAST_DATE = "last_date"
    VENUE = "venue"
    HALL = "hall"
    CITY = "city"
    KIND = "kind"
    GENRE = "genre"
    PRICE = "price"
    DURATION = "duration"
    INTERVAL = "interval"
    AGE = "age"
    PERFORMERS = "performers"
    PERFORMERS_EN = "performers_en"
    SUMMARY = "summary"
    SUMMARY_EN = "summary_en"
    SELLER = "seller"
    TICKETS = "tickets"
    CONTACT = "contact"
    NUMBER = "number"


NEEDED = (Column.TITLE, Column.DATE)
# Headings as people write them, folded: the first that fits exactly, else the longest that a heading begins with.
SYNONYMS: dict[Column, tuple[str, ...]] = {
    Column.TITLE: (
        "演出名称",
        "节目名称",
        "剧目名称",
        "活动名称",
        "项目名称",
        "剧目",
        "剧名",
        "节目",
        "名称",
        "标题",
        "片名",
        "演出",
        "作品",
        "作品名称",
        "剧目名",
        "演出剧目",
        "中文名称",
        "中文标题",
        "title",
        "titlechinese",
        "chinesetitle",
        "name",
        "show",
        "production",
        "event",
        "performance",
        "work",
        "play",
        "showtitle",
        "eventtitle",
    ),
    Column.TITLE_EN: ("英文名称", "英文标题", "英文剧名", "titleenglish", "englishtitle", "englishname", "titleen", "nameen"),
    Column.DATE: (
        "演出日期",
        "活动日期",
        "开始日期",
        "日期",
        "演出时间",
        "时间日期",
        "日期时间",
        "首场日期",
        "演出日",
        "场次日期",
        "公演日期",
        "上演日期",
        "活动时间",
        "date",
        "dates",
        "showdate",
        "eventdate",
        "performancedate",
        "startdate",
        "day",
        "datetime",
        "start",
        "starts",
        "开始",
    ),
    Column.TIME: (
        "开演时间",
        "开场时间",
        "开场",
        "开演时刻",
        "开场时刻",
        "时刻",
        "场次",
        "演出场次",
        "几点",
        "演出开始时间",
        "开始时间",
        "时间",
        "场次时间",
        "开演",
        "time",
        "starttime",
        "curtain",
        "curtainup",
        "showtime",
        "showtimes",
        "performancetime",
        "curtaintime",
        "begins",
        "beginsat",
        "startsat",
        "timeofday",
    ),
    Column.END_TIME: (
        "结束时间", "散场时间", "散场", "预计结束时间", "预计散场时间", "endtime", "end", "ends", "endsat", "finish",
    ),
    Column.LAST_DATE: ("结束日期", "截止日期", "末场日期", "闭幕日期", "enddate", "lastdate", "lastday", "until"),
    Column.VENUE: (
        "演出场馆",
        "演出地点",
        "活动地点",
        "演出场所",
        "场馆名称",
        "剧院",
        "剧场名称",
        "剧场",
        "演出剧场",
        "演出剧院",
        "剧院名称",
        "演出场地",
        "场所",
        "场馆",
        "地点",
        "场地",
        "venue",
        "theatre",
        "theater",
        "place",
        "location",
        "house",
    ),
    Column.HALL: (
        "厅", "演出厅", "厅室", "场厅", "厅名", "厅别", "剧场厅", "小剧场", "hall", "room", "stage", "auditorium",
        "studio",
    ),
    Column.CITY: ("城市", "演出城市", "所在城市", "市", "city", "town"),
    Column.KIND: ("类型", "活动类型", "类别", "kind", "type", "category"),
    Column.GENRE: ("艺术门类", "剧种", "演出类型", "演出类别", "门类", "体裁", "genre", "form"),
    Column.PRICE: (
        "票价", "价格", "票价元", "票档", "票面价", "门票", "售价", "price", "prices", "ticketprice", "ticketprices",
        "pricerange",
        "fares",
    ),
    Column.DURATION: (
        "演出时长", "时长", "时长分钟", "片长", "分钟", "演出长度", "时间长度", "duration", "length", "minutes", "mins",
        "runningtime",
    ),
    Column.INTERVAL: ("中场休息", "休息分钟", "幕间休息", "interval", "intermission"),
    Column.AGE: (
        "年龄建议", "适龄", "入场年龄", "最低年龄", "建议年龄", "年龄", "age", "ages", "ageadvice", "minimumage",
        "agemin",
    ),
    Column.PERFORMERS: (
        "主要演员",
        "演员",
        "主演",
        "演职人员",
        "主创",
        "卡司",
        "阵容",
        "演出团体",
        "演出单位",
        "院团",
        "performers",
        "cast",
        "starring",
        "artists",
        "mainperformers",
        "company",
    ),
    Column.PERFORMERS_EN: ("英文演员", "主要演员英文", "performersenglish", "castenglish"),
    Column.SUMMARY: ("简介", "内容简介", "剧情简介", "介绍", "summary", "description", "about"),
    Column.SUMMARY_EN: ("英文简介", "summaryenglish", "descriptionenglish"),
    Column.SELLER: ("售票方", "售票单位", "票务", "票务平台", "seller", "ticketseller"),
    Column.TICKETS: (
        "购票链接", "售票链接", "链接", "网址", "购票地址", "购票网址", "ticketlink", "tickets", "link", "url",
        "booking", "website",
    ),
    Column.CONTACT: ("联系方式", "联系电话", "咨询电话", "客服电话", "电话", "contact", "phone", "telephone"),
    Column.NUMBER: ("编号", "序号", "场次编号", "演出编号", "id", "externalid", "number", "no", "reference", "ref"),
}
# Headings that say one thing where nothing else in the table says it, and another where something does.
OTHERWISE: dict[str, Column] = {
    "剧场": Column.HALL, "演出时间": Column.TIME, "活动时间": Column.TIME, "开始": Column.TIME, "start": Column.TIME,
    "starts": Column.TIME,
}
# Headings under which some write the number of a performance ("第1场"): believed only where times stand below.
_DOUBTFUL = {"场次", "演出场次"}
LOOKED_AT = 40
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_EXACT = {name: column for column, names in SYNONYMS.items() for name in names}


def folded(heading: str) -> str:
    """A heading as it is compared: one width, small letters, only letters and digits."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", heading).casefold() if sign.isalnum())


def column_of(heading: str) -> Column | None:
    """What a heading says, or None. A heading in two languages ("演出名称 Title") is read by its parts."""
    small = folded(heading)
    han = "".join(sign for sign in small if ord(sign) > 0x2E7F)
    latin = "".join(sign for sign in small if ord(sign) <= 0x2E7F)
    without = folded(_BRACKETS.sub("", unicodedata.normalize("NFKC", heading)))
    for part in (small, han, latin, without):
        if part in _EXACT:
            return _EXACT[part]
    fitting = [name for name in _EXACT if len(name) > 1 and ord(name[0]) > 0x2E7F and small.startswith(name)]
    return _EXACT[max(fitting, key=len)] if fitting else None


def guessed(headings: Sequence[str], rows: Sequence[Sequence[Any]] = ()) -> dict[int, Column]:
    """Which column says what; each is named once, by the first heading that fits. `rows` are the table's ([line, cells])."""
    found: dict[int, Column] = {}
    named = [(number, heading) for number, heading in enumerate(headings[:MOST_COLUMNS]) if heading]
    for number, heading in sorted(named, key=lambda each: folded(each[1]) in OTHERWISE):
        column = column_of(heading)
        if column in found.values():
            column = OTHERWISE.get(folded(heading))
        if column is not None and column not in found.values() and _is_believed(heading, number, rows):
            found[number] = column
    if Column.DATE not in found.values():
        # A table with one column of moments calls it "time".
        for number, column in found.items():
            if column is Column.TIME:
                found[number] = Column.DATE
    return dict(sorted(found.items()))


def _is_believed(heading: str, number: int, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether what stands below a doubtful heading is what the heading says."""
    if folded(heading) not in _DOUBTFUL or not rows:
        return True
    below = [cells[number] for _line, cells in rows[:LOOKED_AT] if number < len(cells)]
    return any(cell is not None and _is_time(cell) for cell in below)


def _is_time(cell: Any) -> bool:
    if isinstance(cell, dict):
        return "time" in cell
    try:
        time_of(cell)
    except BadCell:
        return False
    return True


def digest_of_headings(headings: Sequence[str]) -> str:
    """By which a mapping is remembered: the same headings in the same order."""
    return digest_of("\x1f".join(folded(each) for each in headings))


def mapping_from(stored: Mapping[str, str], width: int) -> dict[int, Column]:
    """A mapping as it was stored or sent: {"0": "title"}; what means nothing is left out, nothing is named twice."""
    found: dict[int, Column] = {}
    for number, name in stored.items():
        is_known = number.isdecimal() and int(number) < width and name in set(Column)
        if is_known and Column(name) not in found.values():
            found[int(number)] = Column(name)
    return found
