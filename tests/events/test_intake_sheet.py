"""Tables of strangers: read as they are meant, refused where they lie, each wrong cell named by its line."""

import io
import time as clock_time
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from core.clock import local
from events.intake.cells import BadCell, date_of, prices_of, time_of
from events.intake.columns import Column, column_of, digest_of_headings, guessed, mapping_from
from events.intake.rows import stated_rows
from events.intake.sheets import TEMPLATE, SheetRefused, harmless, read_sheet, template
from events.intake.stated import Stated

TODAY = date(2026, 11, 21)
HEADINGS = ["编号", "演出名称", "日期", "开演时间", "场馆", "厅", "票价"]


def workbook(*rows: list[Any], headings: list[str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.create_sheet("season", 0)
    for row in (headings or HEADINGS, *rows):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def stated(content: bytes, name: str = "season.xlsx") -> Stated:
    table = read_sheet(content, name=name)
    return stated_rows(table, guessed(table["headings"]), today=TODAY)


def problems(found: Stated) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.code) for each in found.problems]


def test_rows_of_one_title_and_hall_are_one_listing() -> None:
    found = stated(workbook(
        ["A1", "长桥", date(2026, 12, 5), time(19, 30), "上海大剧院", "中剧场", "80/180"],
        ["A2", "长桥", date(2026, 12, 6), time(14, 0), "上海大剧院", "中剧场", "80/180"],
        ["B1", "纸灯", datetime(2026, 12, 12, 19, 30), None, "上海大剧院", "大剧场", "免费"],
    ))
    assert found.problems == ()
    assert [(each.title.zh, each.place, len(each.showings)) for each in found.listings] == [
        ("长桥", "上海大剧院 中剧场", 2), ("纸灯", "上海大剧院 大剧场", 1),
    ]
    starts = [f"{local(each.starts_at):%m-%d %H:%M}" for one in found.listings for each in one.showings if each.starts_at]
    assert starts == ["12-05 19:30", "12-06 14:00", "12-12 19:30"]
    assert [each.run.get("prices") for each in found.listings] == [
        [{"zh": "", "en": "", "fen": 8_000}, {"zh": "", "en": "", "fen": 18_000}], [],
    ]
    assert found.listings[1].run["is_free"] is True


def test_a_wrong_cell_is_named_and_the_other_rows_stand() -> None:
    found = stated(workbook(
        ["A1", "长桥", "2026-12-05", "19:30", "", "", ""], ["A2", "", "2026-12-06", "19:30", "", "", ""],
        ["A3", "长桥", "someday", "19:30", "", "", ""], ["A4", "长桥", "2026-12-07", "25:00", "", "", ""],
        ["A5", "长桥", "", "19:30", "", "", ""], ["A1", "长桥", "2026-12-08", "19:30", "", "", ""],
        ["A7", "长桥", "2026-12-09", "19:30", "", "", "ask"],
    ))
    assert found.showings == 2
    assert problems(found) == [
        (3, "title", "no_title"), (4, "date", "bad_date"), (5, "time", "bad_time"), (6, "date", "no_date"),
        (7, "", "row_repeated"), (8, "price", "bad_price"),
    ]


@pytest.mark.parametrize(("cell", "day", "at"), [
    ("2026-12-05", "2026-12-05", None), ("2026/12/5", "2026-12-05", None), ("2026.12.05", "2026-12-05", None),
    ("2026年12月5日", "2026-12-05", None), ("２０２６年１２月５日", "2026-12-05", None),
    ("2026年12月5日（周六）", "2026-12-05", None),
    ("12月5日", "2026-12-05", None), ("1月5日", "2027-01-05", None), ("11月21日", "2026-11-21", None),
    ("20261205", "2026-12-05", None),
    (20261205, "2026-12-05", None), (46361, "2026-12-05", None), (46361.8125, "2026-12-05", "19:30"),
    ("5 Dec 2026", "2026-12-05", None), ("Sat, 5 December 2026", "2026-12-05", None), ("Dec 5th, 2026", "2026-12-05", None),
    ("25/12/2026", "2026-12-25", None),
    ("12/25/2026", "2026-12-25", None), ("2026-12-05 19:30", "2026-12-05", "19:30"),
    ("2026-12-05T19:30:00", "2026-12-05", "19:30"),
    ("12月5日 周六 晚7点半", "2026-12-05", "19:30"), (datetime(2026, 12, 5, 19, 30), "2026-12-05", "19:30"),
])
def test_spellings_of_a_date(cell: Any, day: str, at: str | None) -> None:
    found, within = date_of(cell, TODAY)
    assert (found.isoformat(), f"{within:%H:%M}" if within else None) == (day, at)


@pytest.mark.parametrize(("cell", "code"), [
    ("05/12/2026", "two_readings"), ("31.11.2026", "bad_date"), ("2026-13-01", "bad_date"), ("tomorrow", "bad_date"),
    ("2026-12-05（周日）", "weekday_differs"), ("5 Foo 2026", "bad_date"), (5, "bad_date"), (1e12, "bad_date"),
    ("", "bad_date"),
    ("1026-12-05", "bad_date"), ("2026-12-05 and later", "bad_time"),
])
def test_what_is_no_date(cell: Any, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        date_of(cell, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(("cell", "at"), [
    ("19:30", "19:30"), ("19：30", "19:30"), ("１９：３０", "19:30"), ("19.30", "19:30"), ("1930", "19:30"), (1930, "19:30"),
    (0.8125, "19:30"), ("19点30分", "19:30"), ("19点半", "19:30"), ("19时", "19:00"), ("晚7点半", "19:30"),
    ("晚上7:30", "19:30"),
    ("下午2点", "14:00"), ("上午10点一刻", "10:15"), ("中午12点", "12:00"), ("7:30 PM", "19:30"), ("12 am", "00:00"),
    ("9:05", "09:05"),
    (time(19, 30), "19:30"), ("19:30:00", "19:30"), ("19点整", "19:00"),
])
def test_spellings_of_a_time(cell: Any, at: str) -> None:
    assert f"{time_of(cell):%H:%M}" == at


@pytest.mark.parametrize(("cell", "code"), [
    ("7", "bad_time"), ("25:00", "bad_time"), ("19:75", "bad_time"), ("24:00", "midnight"), ("14:00, 19:30", "bad_time"),
    (7, "bad_time"),
    ("evening", "bad_time"), (3.5, "bad_time"), ("2475", "bad_time"),
])
def test_what_is_no_time(cell: Any, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        time_of(cell)
    assert refused.value.code == code


def test_prices() -> None:
    assert prices_of("80/180/280元") == (False, [8_000, 18_000, 28_000])
    assert prices_of("¥80 – ¥880") == (False, [8_000, 88_000])
    assert prices_of("免费") == (True, [])
    assert prices_of(99.5) == (False, [9_950])


def test_headings_in_both_languages() -> None:
    headings = ("演出名称", "Title", "剧目（中文）", "开演时间 Time", "Start date", "票价（元）", "备注", "x")
    assert [column_of(each) for each in headings] == [
        Column.TITLE, Column.TITLE, Column.TITLE, Column.TIME, Column.DATE, Column.PRICE, None, None,
    ]
    assert guessed(["名称", "时间", "地点"]) == {0: Column.TITLE, 1: Column.DATE, 2: Column.VENUE}
    assert guessed([heading for _column, heading, _examples in TEMPLATE]) == {
        at: column for at, (column, _heading, _examples) in enumerate(TEMPLATE)
    }


def test_a_mapping_is_corrected_and_remembered() -> None:
    assert mapping_from({"0": "title", "1": "title", "2": "date", "9": "time", "x": "hall", "3": "nonsense"}, 4) == {
        0: Column.TITLE, 2: Column.DATE,
    }
    assert digest_of_headings(["名称", " 时间 "]) == digest_of_headings(["名 称", "时间"])
    assert digest_of_headings(["名称"]) != digest_of_headings(["时间"])


def test_without_a_date_column_nothing_is_taken() -> None:
    found = stated(workbook(["长桥", "x"], headings=["名称", "备注"]))
    assert problems(found) == [(0, "date", "column_missing")]


def test_the_template_reads_as_it_is_written() -> None:
    found = stated(template(), "template.xlsx")
    assert (found.problems, found.showings, len(found.listings)) == ((), 3, 2)
    cells = [cell for row in load_workbook(io.BytesIO(template())).worksheets[0].iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A0"])
def test_nothing_that_we_write_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("长桥 = 桥") == "长桥 = 桥"


def test_a_formula_is_not_computed() -> None:
    found = stated(workbook(["A1", "长桥", '=DATE(2026,12,5)', "19:30", "", "", ""]))
    assert problems(found) == [(2, "date", "no_date")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("sign", [",", "\t", ";", "，"])
def test_text_tables(encoding: str, sign: str) -> None:
    rows = (["名称", "日期", "时间", "地点"], ["长桥", "2026-12-05", "19:30", "上海大剧院"])
    text = "\r\n".join(sign.join(row) for row in rows)
    found = stated(text.encode(encoding), "season.csv")
    assert [(each.title.zh, each.place, len(each.showings)) for each in found.listings] == [("长桥", "上海大剧院", 1)]


def test_a_title_above_the_headings_is_passed_over() -> None:
    found = stated("2026年冬季演出安排,,\n,,\n名称,日期,时间\n长桥,2026-12-05,19:30\n".encode(), "season.csv")
    assert (found.problems, found.listings[0].line) == ((), 4)


def zipped(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return kept.getvalue()


def doctored(name: str, content: bytes) -> bytes:
    """A workbook one part of which is another."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return kept.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + b"ha" * 1_000 + b'">]><a>&b;</a>'
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "a.csv", "empty"),
    "blank": (b"\r\n \r\n", "a.csv", "empty"),
    "too large": (b"a,b\r\n" * 3_000_000, "a.csv", "too_large"),
    "old Excel, or locked": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx", "old_excel"),
    "a picture called xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a.xlsx", "lying_name"),
    "a picture called csv": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a.csv", "lying_name"),
    "words called xlsx": ("名称,日期".encode(), "a.xlsx", "lying_name"),
    "a workbook called csv": (workbook(), "a.csv", "lying_name"),
    "a workbook with macros": (doctored("xl/vbaProject.bin", b"x"), "a.xlsx", "macros"),
    "called xlsm": (workbook(), "a.xlsm", "macros"),
    "another archive": (zipped(readme_dot_txt=b"x"), "a.xlsx", "lying_name"),
    "a torn archive": (workbook()[:600], "a.xlsx", "broken"),
    "half an archive": (workbook()[: len(workbook()) // 2], "a.xlsx", "broken"),
    "a bomb": (doctored("xl/media/a.bin", b"\0" * 130_000_000), "a.xlsx", "bomb"),
    "a thousand laughs": (doctored("xl/worksheets/sheet1.xml", LAUGHS), "a.xlsx", "bomb"),
    "torn XML": (doctored("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), "a.xlsx", "broken"),
    "a web page": (b"<!DOCTYPE html><html>", "a.csv", "html"),
    "a PDF": (b"%PDF-1.7 ...", "a.csv", "lying_name"),
    "UTF-16": ("名称,日期".encode("utf-16"), "a.csv", "utf16"),
    "Latin-1": ("Café, Élégie,à,é,ü".encode("latin-1"), "a.csv", "encoding"),
    "NUL": (b"a,b\0c\r\n", "a.csv", "lying_name"),
    "too many rows": (b"title,date\r\n" + b"a,2026-12-05\r\n" * 6_001, "a.csv", "too_many_rows"),
    "a cell without an end": (b'title,date\r\n"' + b"a" * 70_000, "a.csv", "broken"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused(name: str) -> None:
    content, called, code = REFUSED[name]
    with pytest.raises(SheetRefused) as refused:
        read_sheet(content, name=called)
    assert refused.value.code == code


def test_five_thousand_rows_in_time() -> None:
    rows = [[f"N{each}", f"长桥 {each // 12}", date(2026, 12, 1 + each % 28), time(19, 30), "上海大剧院", "大剧场", "80/180"]
            for each in range(5_000)]
    content = workbook(*rows)
    started = clock_time.perf_counter()
    found = stated(content)
    assert clock_time.perf_counter() - started < 10
    assert found.showings == 5_000
