"""The rule of a run in one line, in both languages; what is not understood is refused."""

from datetime import date, datetime, time

import pytest

from events import generator
from events.rule_box import UnreadableRule, read_rule

FIRST, LAST = date(2026, 12, 4), date(2026, 12, 27)
EVENING, MATINEE = time(19, 30), time(14, 0)
WEEKEND = {4: (EVENING,), 5: (MATINEE, EVENING), 6: (EVENING,)}


@pytest.mark.parametrize(
    "text",
    [
        "周五至周日 19:30，周六加演 14:00，12月8日停",
        "周五到周日 １９：３０；周六14:00加演；12月8日停演",
        "星期五-星期日 19:30, 星期六 14:00, 12.8休",
        "周五六日19:30，周六 14:00，12月8日（除外）".replace("（", " ").replace("）", " "),
        "Fri-Sun 19:30, extra Sat 14:00, not on 8 Dec",
        "Fri to Sun 7:30pm; Sat 2pm; except December 8",
        "Fridays, 19:30".replace("Fridays, ", "Fri–Sun at ") + ", Sat also 14:00, no show on 8th December 2026",
    ],
)
def test_one_rule_in_many_words(text: str) -> None:
    found = read_rule(text, FIRST, LAST)
    assert found.weekly == WEEKEND
    assert found.without == {date(2026, 12, 8)}
    assert found.extra == ()


def test_a_time_alone_goes_on_with_the_days_named_last() -> None:
    assert read_rule("周六、周日 14:00，19:30", FIRST, LAST).weekly == {5: (MATINEE, EVENING), 6: (MATINEE, EVENING)}


def test_extra_shows_and_single_starts_that_fall_out() -> None:
    found = read_rule("每天 19:30，周一休息，12月9日加演 14:00，12月10日 19:30停", FIRST, LAST)
    assert set(found.weekly) == {1, 2, 3, 4, 5, 6}
    assert found.extra == (datetime(2026, 12, 9, 14, 0),)
    assert found.without == {datetime(2026, 12, 10, 19, 30)}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("12月5、12、19日 19:30", (5, 12, 19)), ("12月5日至7日 19:30", (5, 6, 7)), ("12月5日和12月6日 19:30", (5, 6)),
        ("12月5日周六 19:30", (5,)), ("2026-12-05 19:30", (5,)), ("12月5日-12月6日 19:30", (5, 6)),
    ],
)
def test_dates_instead_of_weekdays(text: str, days: tuple[int, ...]) -> None:
    found = read_rule(text, FIRST, LAST)
    assert found.extra == tuple(datetime(2026, 12, day, 19, 30) for day in days)
    assert found.weekly == {}


def test_a_run_over_new_year_finds_its_years() -> None:
    found = read_rule("12月31日 19:30，1月1日 14:00", date(2026, 12, 20), date(2027, 1, 10))
    assert found.extra == (datetime(2026, 12, 31, 19, 30), datetime(2027, 1, 1, 14, 0))


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("周五至周日 晚上七点半", "unknown_words", "晚上七点半"),
        ("周五至周日", "no_time", "周五至周日"),
        ("19:30", "no_day", "19:30"),
        ("周五 25:00", "bad_time", "25:00"),
        ("周五 13:30pm", "bad_time", "13:30pm"),
        ("周五 19:30，2月30日停", "bad_date", "2月30日"),
        ("周五 19:30，11月30日停", "outside", "11月30日"),
        ("12月5日周五 19:30", "weekday_differs", "12月5日周五 19:30"),
        ("周五 19:30，停", "off_with_nothing", "停"),
        ("", "empty", ""),
        ("，，", "empty", ""),
        ("隔周五 19:30", "unknown_words", "隔"),
        ("most Fridays 19:30", "unknown_words", "most"),
        ("周五 19:30 " * 100, "too_long", ""),
    ],
)
def test_what_is_not_understood_is_refused(text: str, why: str, words: str) -> None:
    with pytest.raises(UnreadableRule) as refused:
        read_rule(text, FIRST, LAST)
    assert refused.value.why == why
    if words:
        assert refused.value.words == words


def test_a_date_that_two_countries_read_otherwise_is_refused() -> None:
    with pytest.raises(UnreadableRule) as refused:
        read_rule("10/11 19:30", date(2026, 10, 1), date(2026, 11, 30))
    assert refused.value.why == "two_ways"


def test_a_day_that_comes_twice_is_refused() -> None:
    with pytest.raises(UnreadableRule) as refused:
        read_rule("12月5日 19:30", date(2026, 12, 1), date(2027, 12, 31))
    assert refused.value.why == "two_years"


def test_twelve_dates_in_one_line() -> None:
    assert len(generator.starts(read_rule("周五至周日 19:30", FIRST, LAST))) == 12
