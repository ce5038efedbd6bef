"""Hostile text: nothing raises, nothing is slow, and words are always the text's own."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.intake.lines import MOST_CHARACTERS, TooLong, page_of
from events.intake.places import Place
from events.intake.reading import Reading, read

ON = date(2026, 11, 21)
PIECES = [
    "12月",
    "5日",
    "6日",
    "19:30",
    "14:00",
    "、",
    "，",
    "至",
    "-",
    "周六",
    "每周五",
    "开票",
    "入场",
    "原定于",
    "延期至",
    "取消",
    "。",
    "\n",
    "（",
    "）",
    "12/5",
    "3.5",
    "折",
    "除",
    "外",
    "停演",
    "正月十五",
    "大年初一",
    "今晚",
    "7点半",
    "即日起",
    "2026年",
    "二〇二六年",
    "Dec 5",
    "7.30pm",
    "¥180",
    "/280元",
    "《雷雨》",
    "上海站",
    "http://a.cn/2026-12-05",
    "<br>",
    "&nbsp;",
    "\u200b",
    "🎭",
    "主演：张三",
    "时长120分钟",
    "均为",
    "加演",
    "下周",
    "国庆期间",
    "0",
    "9",
]
BOMBS = [
    "12月",
    "1",
    "5, ",
    "12月5日19:30取消。",
    "<a ",
    "<style>",
    "&",
    "（",
    "12/5、",
    "每周五、六19:30\n",
    "由张三、",
    "180/",
    "¥1 ",
    "周五、",
    "a@a.",
]


def all_words(reading: Reading) -> list[str]:
    said = [each.words for each in reading.moments] + [each.words for each in reading.prices]
    for fact in reading.facts.values():
        said += [each.words for each in fact] if isinstance(fact, tuple) else [fact.words]
    return said


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.dates(date(2001, 1, 1), date(2089, 12, 31)))
def test_pieces_of_announcements_never_break_it(text: str, on: date) -> None:
    reading = read(text, on=on)
    assert [words for words in all_words(reading) if words not in text] == []
    assert reading == read(text, on=on)
    assert all(on - timedelta(days=9300) < each.start.date() < on + timedelta(days=36600) for each in reading.performances)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert [words for words in all_words(read(text, on=ON)) if words not in text] == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_every_plain_sign_leads_back(text: str) -> None:
    page = page_of(text)
    assert len(page.text) == len(page.starts) == len(page.ends)
    assert all(start < end <= len(text) for start, end in zip(page.starts, page.ends, strict=True))


@pytest.mark.parametrize("size", [MOST_CHARACTERS + 1, 1_000_000])
def test_too_much_is_refused(size: int) -> None:
    with pytest.raises(TooLong):
        read("1" * size, on=ON)
    with pytest.raises(TooLong):
        read("12月" * 100_000, on=ON)


def seconds(text: str) -> float:
    started = time.process_time()
    read(text, on=ON)
    return time.process_time() - started


@pytest.mark.parametrize("bomb", BOMBS)
def test_the_time_grows_with_the_length(bomb: str) -> None:
    small, large = bomb * (4_000 // len(bomb)), bomb * (32_000 // len(bomb))
    assert min(seconds(large) for _turn in range(2)) < 30 * max(min(seconds(small) for _turn in range(3)), 0.02)


def test_a_pasted_page_is_read_at_once() -> None:
    page = (
        "话剧《雾中人》将于12月5日、6日19:30在上海大剧院上演，18:45开始检票。票价：80/180/280/380/580元，早鸟票150元。\n"
        "开票时间：11月25日10:00\n主演：张三、李四 导演：王五\n演出时长：约150分钟（含中场休息15分钟），建议6岁以上观看。\n"
        "地址：人民大道300号3楼\n"
    )
    text = (page * 80)[:10_000]
    assert len(text) == 10_000
    assert min(seconds(text) for _turn in range(3)) < 0.3


def test_many_places_are_known_without_cost() -> None:
    places = [Place(f"某某剧场{number}号厅", str(number), "310000") for number in range(20_000)]
    started = time.process_time()
    reading = read("12月5日19:30 某某剧场777号厅\n" * 300, on=ON, places=places)
    assert time.process_time() - started < 1.5
    assert [each.value for each in reading.venues] == ["777"]


@pytest.mark.parametrize(
    "text",
    ["13月", "0月", "99月99日99:99", "12月0日", "2026年13月5日19:30", "（", "至", "2026-99-99 19:30", "零", "初", "闰月"],
)
def test_days_that_no_calendar_has_are_never_performances(text: str) -> None:
    assert read(text, on=ON).performances == ()
