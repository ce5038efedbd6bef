"""A table's bytes become its headings and rows, in a child process with limits; and the template that people may fill in."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.children import ChildEnded, run_child
from events.intake.columns import Column
from events.intake.table import MOST_BYTES

CHILD = "events.intake.table_child"
_RISKY = ("=", "+", "-", "@", "\t", "\r")
# The template's columns: in both languages, so that the heading is understood whoever fills it in.
TEMPLATE: tuple[tuple[Column, str, tuple[str, str, str]], ...] = (
    (Column.NUMBER, "编号 Number", ("A-1", "A-2", "B-1")),
    (Column.TITLE, "演出名称 Title", ("示例：长桥", "示例：长桥", "示例：纸灯")),
    (Column.TITLE_EN, "英文名称 Title (English)", ("Example: Long Bridge", "Example: Long Bridge", "Example: Paper Lanterns")),
    (Column.DATE, "日期 Date", ("2026-12-05", "2026-12-06", "2026-12-12")),
    (Column.TIME, "开演时间 Time", ("19:30", "14:00", "19:30")),
    (Column.LAST_DATE, "结束日期 Last date (exhibitions)", ("", "", "")),
    (Column.VENUE, "场馆 Venue", ("示例剧院", "示例剧院", "示例剧院")),
    (Column.HALL, "厅 Hall", ("大剧场", "大剧场", "小剧场")),
    (Column.CITY, "城市 City", ("上海", "上海", "上海")),
    (Column.GENRE, "演出类型 Genre", ("话剧", "话剧", "儿童剧")),
    (Column.PRICE, "票价 Prices", ("80/180/280", "80/180/280", "免费")),
    (Column.DURATION, "时长 Minutes", ("120", "120", "60")),
    (Column.AGE, "年龄建议 Minimum age", ("6", "6", "3")),
    (Column.PERFORMERS, "主要演员 Main performers", ("示例剧社", "示例剧社", "示例剧社")),
    (Column.TICKETS, "购票链接 Ticket link", ("https://tickets.example/1", "https://tickets.example/1", "")),
    (Column.CONTACT, "联系方式 Contact", ("", "", "")),
    (Column.SUMMARY, "简介 Summary", ("", "", "")),
)


class SheetRefused(Exception):
    """A file of which nothing is taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_sheet(content: bytes, *, name: str) -> dict[str, Any]:
    """The headings and rows of an .xlsx or .csv; `SheetRefused` for anything else, and for what passes the limits."""
    if len(content) > MOST_BYTES:
        raise SheetRefused("too_large")
    try:
        found: dict[str, Any] = run_child(CHILD, content, {"name": name})
    except ChildEnded as ended:
        raise SheetRefused(ended.code) from ended
    if "refused" in found:
        raise SheetRefused(found["refused"])
    return found


def harmless(text: str) -> str:
    """A text as a cell of a table that we write: what a program would take for a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(_RISKY) else text


def template() -> bytes:
    """The table to fill in (.xlsx): headings in both languages, three example rows, all of them words."""
    book = Workbook()
    sheet = book.create_sheet("演出 Performances", 0)
    book.remove(book.worksheets[-1])
    for at, (_column, heading, examples) in enumerate(TEMPLATE, start=1):
        cell = sheet.cell(1, at, heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = 18
        for line, example in enumerate(examples, start=2):
            sheet.cell(line, at, harmless(example) or None)
    sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
