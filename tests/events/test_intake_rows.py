"""Rows of real season tables: what is odd in one is said at its line, and never taken for something else."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from events.intake.cells import BadCell, date_of, minutes_of, prices_of, time_of, whole_of
from events.intake.columns import Column, column_of, guessed
from events.intake.rows import stated_rows
from events.intake.sheets import read_sheet
from events.intake.stated import Stated
from tests.events.test_intake_sheet import TODAY, problems, stated, workbook
from venues.places import House, Places

NINES, PLACEHOLDER = "9" * 400, 987_654_321_012
SEASON = ["剧名", "演出日期", "开场", "剧场", "厅", "城市", "票价区间", "片长(分钟)", "备注"]
HOUSES = Places([House(1, "tea-house", "320500", ("苏州茶馆剧院",), ((1, "main", ("大剧场",)),))])


def season(*rows: list[Any]) -> Stated:
    table = read_sheet(workbook(*rows, headings=SEASON), name="season.xlsx")
    return stated_rows(table, guessed(table["headings"], table["rows"]), today=TODAY, places=HOUSES)


def row(**cells: Any) -> list[Any]:
    usual = {"title": "茶与海", "day": date(2027, 1, 8), "at": time(19, 30), "house": "苏州茶馆剧院", "hall": "大剧场",
             "city": "苏州", "price": "80-380", "minutes": 110, "note": "日场"}
    return list((usual | cells).values())


def with_nines(content: bytes) -> bytes:
    """A workbook with a number in it that no program of ours would write."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(str(PLACEHOLDER).encode(), NINES.encode()))
    return kept.getvalue()


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", [NINES, int(NINES), float("inf"), float("nan"), "9" * 5_000, 1e300, f"{NINES}.{NINES}"])
@pytest.mark.parametrize("read", [
    prices_of, minutes_of, time_of, lambda cell: whole_of(cell, 99), lambda cell: date_of(cell, TODAY),
])
def test_a_number_without_end_is_no_number(cell: Any, read: Any) -> None:
    with pytest.raises(BadCell):
        read(cell)


@pytest.mark.parametrize("column", ["片长", "票价", "年龄建议", "日期", "开演时间"])
@pytest.mark.parametrize("name", ["season.csv", "season.xlsx"])
def test_a_long_number_is_said_at_its_line(column: str, name: str) -> None:
    usual = {"剧名": "茶与海", "日期": "2027-01-08", "开演时间": "19:30"}
    cells = usual | {column: NINES}
    if name.endswith("csv"):
        found = stated("\n".join([",".join(cells), ",".join(cells.values())]).encode(), name)
    else:
        typed = [PLACEHOLDER if value is NINES else value for value in cells.values()]
        found = stated(with_nines(workbook(typed, headings=list(cells))), name)
    assert [line for line, _column, _code in problems(found)] == [2]


@pytest.mark.parametrize(("cell", "minutes"), [
    (110, 110), ("110分钟", 110), ("约120分钟", 120), (110.0, 110), ("2小时", 120), ("1小时50分", 110), ("1小时50分钟", 110),
    ("1.5小时", 90), ("2 hours", 120), ("1h50", 110), ("1 h 50 min", 110), (time(1, 50), 110), ("1:50", 110),
    ("90–100分钟", 90), ("120 (含中场休息)", 120),
])
def test_spellings_of_a_length(cell: Any, minutes: int) -> None:
    assert minutes_of(cell) == minutes


@pytest.mark.parametrize("cell", [-5, "-5", "－5", "−5分钟", "0", 0, "很长", 1441, "120.5", "25小时", "", "0:00"])
def test_what_is_no_length(cell: Any) -> None:
    with pytest.raises(BadCell, match="bad_number"):
        minutes_of(cell)


def test_an_age_is_not_a_height() -> None:
    assert whole_of("6岁以上", 99) == 6
    for cell in ("1.2米以上", "-6", "100"):
        with pytest.raises(BadCell, match="bad_number"):
            whole_of(cell, 99)


@pytest.mark.parametrize(("cell", "fen"), [
    ("80-380", [8_000, 38_000]), ("80元-380元", [8_000, 38_000]), ("1,280", [128_000]), ("¥1,280/1,680", [128_000, 168_000]),
    ("80,180,280", [8_000, 18_000, 28_000]), ("80.50", [8_050]), (80.5, [8_050]), ("VIP-880", [88_000]),
])
def test_prices_as_they_are_meant(cell: Any, fen: list[int]) -> None:
    assert prices_of(cell) == (False, fen)


@pytest.mark.parametrize("cell", ["180.999", "-5", -5, "80/-5", "1e5", "1E5元", "abc", "1.2.3"])
def test_prices_that_nobody_can_read(cell: Any) -> None:
    with pytest.raises(BadCell, match="bad_price"):
        prices_of(cell)


# --- columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("column", "headings"), [
    (Column.TIME, "开场 开演 开场时间 时间 时刻 场次 场次时间 演出场次 开演时刻 开始时间"),
    (Column.TIME, "Time Showtime Curtain Curtain-up Begins"),
    (Column.DATE, "演出日期 日期 演出日 场次日期 Date Dates Showdate 公演日期"),
    (Column.VENUE, "演出剧场 剧院名称 场馆名称 演出场地 场所 演出剧院 Venue Theatre"),
    (Column.HALL, "厅 演出厅 厅名 厅别 小剧场 Hall Auditorium Studio"),
    (Column.DURATION, "片长(分钟) 时长（分钟） 演出时长 演出长度 Duration(min) Length Mins"),
    (Column.PRICE, "票价区间 票面价 票价(元) 门票 Price(CNY) Pricerange Prices"),
    (Column.TITLE, "剧名 剧目 演出 作品 节目 Title Show"),
    (Column.PERFORMERS, "卡司 主演 阵容 Cast Starring Artists"),
    (Column.END_TIME, "散场 散场时间 结束时间 预计结束时间 Ends"),
])
def test_headings_of_real_tables(column: Column, headings: str) -> None:
    assert {each: column_of(each) for each in headings.split()} == dict.fromkeys(headings.split(), column)


def test_a_heading_with_two_meanings_takes_the_one_that_is_free() -> None:
    assert list(guessed(SEASON).values()) == [
        Column.TITLE, Column.DATE, Column.TIME, Column.VENUE, Column.HALL, Column.CITY, Column.PRICE, Column.DURATION,
    ]
    assert guessed(["剧名", "日期", "场馆", "剧场"])[3] is Column.HALL
    assert guessed(["剧名", "日期", "剧场"])[2] is Column.VENUE
    assert guessed(["剧名", "日期", "演出时间"])[2] is Column.TIME
    assert guessed(["剧名", "演出时间"])[1] is Column.DATE
    assert guessed(["Show", "Date", "Start"])[2] is Column.TIME


def test_a_number_of_a_performance_is_no_time() -> None:
    rows = [[2, ["茶与海", "2027-01-08 19:30", "第1场"]], [3, ["茶与海", "2027-01-09 19:30", "第2场"]]]
    assert Column.TIME not in guessed(["剧名", "日期", "场次"], rows).values()
    timed = [[2, ["茶与海", "2027-01-08", None]], [3, ["茶与海", "2027-01-09", "19:30"]]]
    assert guessed(["剧名", "日期", "场次"], timed)[2] is Column.TIME


def test_only_columns_with_something_in_them_are_columns() -> None:
    book = Workbook()
    sheet = book.create_sheet("season", 0)
    sheet.append(["光影剧社冬季排期表"])
    sheet.merge_cells("A1:CZ1")
    sheet.append([*SEASON[:3], None, *SEASON[3:], None, None])
    sheet.append([*row()[:3], None, *row()[3:8], None, None, "无题"])
    kept = io.BytesIO()
    book.save(kept)
    table = read_sheet(kept.getvalue(), name="season.xlsx")
    assert table["headings"] == [*SEASON, ""]
    assert [len(cells) for _line, cells in table["rows"]] == [10]


# --- rows ------------------------------------------------------------------------------------------------------------


def test_a_season_as_a_house_writes_it() -> None:
    found = season(row(), row(day="2027/1/15", at="19：30"), row(day=datetime(2027, 1, 23, 19, 30), at=None))
    assert problems(found) == []
    (one,) = found.listings
    assert one.place == "苏州茶馆剧院 大剧场"
    assert [each.is_all_day for each in one.showings] == [False, False, False]
    assert one.run["duration_minutes"] == 110


def test_a_play_without_a_time_is_said() -> None:
    found = season(row(at=None), row(title="茶展", at=None))
    assert problems(found) == [(2, "time", "no_time"), (3, "time", "no_time")]
    assert found.showings == 2
    whole = stated("剧名,日期,结束日期,类型\n茶展,2027-01-08,2027-02-08,展览\n茶节,2027-01-08,,艺术节\n".encode(), "a.csv")
    assert problems(whole) == []


def test_what_is_past_is_left_out_and_said() -> None:
    found = season(row(), row(day="2025-01-31"), row(day="2026-11-20"), row(day="2026-11-21"))
    assert problems(found) == [(3, "date", "in_the_past"), (4, "date", "in_the_past")]
    assert found.showings == 2
    shows = ("茶展,2026-10-08,2026-12-08,展览", "旧展,2026-10-08,2026-11-08,展览")
    running = stated("\n".join(["剧名,日期,结束日期,类型", *shows]).encode(), "a.csv")
    assert problems(running) == [(3, "date", "in_the_past")]


def test_an_odd_length_and_a_city_that_contradicts_the_house_are_said() -> None:
    found = season(row(), row(day="2027-02-06", minutes=-5), row(day="2027-02-07", city="宿州"))
    assert problems(found) == [(3, "duration", "bad_number"), (4, "city", "city_differs")]
    assert found.showings == 3
    both = season(row(day="2027-02-07", at="24:00", city="宿州"))
    assert problems(both) == [(2, "time", "midnight"), (2, "city", "city_differs")], "also of a row that is left out"


def test_one_place_in_two_cities_is_said_where_the_house_is_unknown() -> None:
    found = season(row(house="火星剧院"), row(house="火星剧院", day="2027-02-07", city="宿州"))
    assert problems(found) == [(3, "city", "city_differs")]
