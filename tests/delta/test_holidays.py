"""Public holidays and make-up workdays (调休)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from delta import holidays
from delta.holidays import marks_of

SATURDAY = 5


def test_2026_as_the_state_council_announced_it() -> None:
    """国办发明电〔2025〕7号: the days off, and the weekends that are worked for them."""
    marks = marks_of(2026)
    for month, first, last in ((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)):
        for day in range(first, last + 1):
            each = date(2026, month, day)
            if each.weekday() < SATURDAY:  # weekends are off as they are
                assert not marks[each].is_workday, each
    worked = {day for day, mark in marks.items() if mark.is_workday}
    assert worked == {
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    }
    assert date(2026, 11, 21) not in marks


def test_marks_speak_both_languages() -> None:
    mark = marks_of(2026)[date(2026, 10, 1)]
    assert mark.name.zh == "国庆节"
    assert mark.name.en == "National Day"


def test_years_out_of_reach_are_empty() -> None:
    assert marks_of(1) == {}
    assert marks_of(9999) == {}


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A table of our own; what was remembered is forgotten before and after."""
    path = tmp_path / "days.csv"
    monkeypatch.setattr(holidays, "TABLE", path)
    for remembered in (holidays._table, holidays.marks_of):
        remembered.cache_clear()
    yield path
    for remembered in (holidays._table, holidays.marks_of):
        remembered.cache_clear()


def test_our_table_adds_and_corrects_single_days(table: Path) -> None:
    table.write_text(
        "day,kind,name_zh,name_en,source\n"
        "2026-11-20,holiday,示例假日,Sample holiday,x\n2026-11-21,workday,调休上班,Make-up workday,x\n"
        "2026-10-07,ordinary,,,x\n",
        encoding="utf-8",
    )
    marks = marks_of(2026)
    assert marks[date(2026, 11, 20)].name.en == "Sample holiday"
    assert marks[date(2026, 11, 21)].is_workday
    assert date(2026, 10, 7) not in marks
    assert date(2026, 10, 6) in marks
    assert date(2025, 11, 20) not in marks_of(2025)
