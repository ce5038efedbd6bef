"""What announcements say, phrase by phrase: every exact one read exactly, every open one flagged and never guessed."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from events.intake.findings import said
from events.intake.reading import Reading, read

DATA = Path(__file__).parents[1] / "data"
# Right at first try, before the reader was mended for them (phrases read or flagged wholly as a careful person would):
# sixth 61 of 81, seventh 39 of 60, eighth 48 of 60, ninth 52 of 60, tenth 48 of 60, eleventh 51 of 60, twelfth 34 of 40;
# written as hard as their writer could: thirteenth (box offices) 43 of 60, fourteenth (ticketing pages) 47 of 60,
# fifteenth (press, English listings) 41 of 60, sixteenth and seventeenth (mixed) 42 and 44 of 60; as announcements
# commonly are: eighteenth 36 and nineteenth 31 of 40. 22 lines of these seven were changed after the count (three older
# ones too): most had expected what the text does not say; in five a flag is settled for where a person would read a start.
FILES = (
    "intake_phrases.csv",
    "intake_phrases_second.csv",
    "intake_phrases_third.csv",
    "intake_phrases_fourth.csv",
    "intake_phrases_fifth.csv",
    "intake_phrases_sixth.csv",
    "intake_phrases_seventh.csv",
    "intake_phrases_eighth.csv",
    "intake_phrases_ninth.csv",
    "intake_phrases_tenth.csv",
    "intake_phrases_eleventh.csv",
    "intake_phrases_twelfth.csv",
    "intake_phrases_thirteenth.csv",
    "intake_phrases_fourteenth.csv",
    "intake_phrases_fifteenth.csv",
    "intake_phrases_sixteenth.csv",
    "intake_phrases_seventeenth.csv",
    "intake_phrases_eighteenth.csv",
    "intake_phrases_nineteenth.csv",
)
CODES = {
    "no_time",
    "no_day",
    "no_month",
    "no_such_day",
    "no_dates",
    "no_end",
    "year",
    "weekday",
    "weekday_only",
    "which_day",
    "which_days",
    "which_week",
    "which_month",
    "which_time",
    "am_pm",
    "day_month",
    "lunar_or_solar",
    "holiday",
    "to_be_announced",
}


@dataclass(frozen=True)
class Phrase:
    """A line of the collection: what is read, from which day, and all that must come out."""

    text: str
    on: date
    performances: Counter[str]
    ambiguous: Counter[str]
    other_times: Counter[str]


def phrases() -> list[Phrase]:
    found = []
    for name in FILES:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                expected = (Counter(row[key].split()) for key in ("performances", "ambiguous", "other_times"))
                found.append(Phrase(row["text"].replace("\\n", "\n"), date.fromisoformat(row["on"]), *expected))
    return found


PHRASES = phrases()


def found_in(phrase: Phrase) -> tuple[Reading, tuple[Counter[str], Counter[str], Counter[str]]]:
    reading = read(phrase.text, on=phrase.on)
    others = (
        f"{each.kind}={each.start:%Y-%m-%dT%H:%M}" if each.start else f"{each.kind}={each.day}" for each in reading.other_times
    )
    return reading, (
        Counter(f"{each.start:%Y-%m-%dT%H:%M}" for each in reading.performances),
        Counter(each.why for each in reading.ambiguous),
        Counter(others),
    )


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.text[:30])
def test_a_phrase_is_read_exactly(phrase: Phrase) -> None:
    reading, found = found_in(phrase)
    assert found == (phrase.performances, phrase.ambiguous, phrase.other_times)
    words = [each.words for each in reading.moments]
    assert [each for each in words if not each or each not in phrase.text] == []
    assert {each.why for each in reading.ambiguous} <= CODES


def test_the_counts_hold() -> None:
    exact = [phrase for phrase in PHRASES if not phrase.ambiguous]
    flagged = [phrase for phrase in PHRASES if phrase.ambiguous]
    assert len(PHRASES) >= 120
    assert len(flagged) >= 25
    right = sum(found_in(phrase)[1] == (phrase.performances, phrase.ambiguous, phrase.other_times) for phrase in exact)
    assert right / len(exact) >= 0.95
    assert all(found_in(phrase)[0].ambiguous for phrase in flagged)


def test_what_is_open_offers_its_readings() -> None:
    def choices(text: str) -> list[str]:
        return [said(each) for each in read(text, on=date(2026, 11, 21)).ambiguous[0].candidates]

    assert choices("12月5日（周日）19:30")[:2] == ["2026-12-05T19:30+08:00", "2026-12-06T19:30+08:00"]
    assert choices("12月5日 7:30") == ["2026-12-05T07:30+08:00", "2026-12-05T19:30+08:00"]
    assert choices("11月14日19:30") == ["2026-11-14T19:30+08:00", "2027-11-14T19:30+08:00"]
    assert choices("3/4 19:30") == ["2027-03-04T19:30+08:00", "2027-04-03T19:30+08:00"]
    assert choices("12月5日、6日 上海文化广场") == ["2026-12-05", "2026-12-06"]
    assert choices("12月5日19:30或20:00") == ["2026-12-05T19:30+08:00", "2026-12-05T20:00+08:00"]
    assert choices("2月30日19:30") == []


def test_a_weekday_picks_the_year() -> None:
    assert [each.start.year for each in read("11月14日（周六）19:30", on=date(2026, 11, 21)).performances] == [2026]
    assert [each.start.year for each in read("11月14日（周日）19:30", on=date(2026, 11, 21)).performances] == [2027]


def test_each_city_has_its_own_dates() -> None:
    text = "【上海】\n12月5日19:30\n12月6日14:00\n【杭州】\n12月12日19:30\n苏州站：12月19日 19:30"
    found = read(text, on=date(2026, 11, 21)).performances
    assert [(each.start.day, each.city) for each in found] == [(5, "上海"), (6, "上海"), (12, "杭州"), (19, "苏州")]


def test_spans_are_told_with_their_ends() -> None:
    spans = read("特展《纸韵》\n展期：2026年12月5日—2027年3月1日\n10:00-18:00（周一闭馆）", on=date(2026, 11, 21))
    assert [each.as_json() for each in spans.spans] == [
        {"first": "2026-12-05", "last": "2027-03-01", "words": "2026年12月5日—2027年3月1日"}
    ]
    assert spans.performances == ()
    until = read("展览将持续至2027年2月28日", on=date(2026, 11, 21)).spans
    assert [(each.first, each.last) for each in until] == [(None, date(2027, 2, 28))]
