"""The clash radar's rules: what blocks, what weighs, which near date is better."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from core.clock import SHANGHAI
from core.types import Bilingual
from events.radar import (
    Answer,
    Audience,
    Density,
    Marked,
    Other,
    Surroundings,
    Wanted,
    Why,
    answer,
    audience_of,
    survey,
    without_own,
)
from repertoire.models import Genre

SATURDAY = date(2026, 12, 12)
SHANGHAI_CITY, SUZHOU = "310000", "320500"
HALL, HOUSE = 7, 3
SIX_HOURS = timedelta(hours=6)
WANTED = Wanted(
    starts=time(19, 30), minutes=120, city=SHANGHAI_CITY, venue_id=HOUSE, hall_id=HALL, genre=Genre.SPOKEN_DRAMA
)


def other(key: int, day: date, hour: int = 19, minute: int = 30, **facts: object) -> Other:
    start = datetime.combine(day, time(hour, minute), SHANGHAI)
    stated = {
        "event_id": key, "slug": f"e{key}", "title": Bilingual("别的戏", "Another"), "starts_at": start,
        "ends_at": start + timedelta(minutes=120), "day": day, "last_day": day, "city": SHANGHAI_CITY,
    } | facts
    return Other(**stated)  # type: ignore[arg-type]


def asked(day: date = SATURDAY, *, wanted: Wanted = WANTED, not_before: date = date(2026, 11, 21), **around: object) -> Answer:
    stated = {"turnaround": SIX_HOURS} | around
    return answer(wanted, day, Surroundings(**stated), not_before=not_before)  # type: ignore[arg-type]


def whys(found: Answer) -> list[Why]:
    return [reason.why for reason in found.wanted.reasons]


def test_a_quiet_date_needs_no_better_one() -> None:
    found = asked()
    assert found.wanted.density is Density.QUIET
    assert [day.day for day in found.strip] == [SATURDAY + timedelta(days=step) for step in range(-7, 8)]
    assert [day.is_wanted for day in found.strip].index(True) == 7
    assert found.better is None


def test_the_same_hall_at_the_same_time_blocks_and_the_same_weekday_is_better() -> None:
    found = asked(in_house=(other(1, SATURDAY, 20, 0, venue_id=HOUSE, hall_id=HALL),))
    assert whys(found) == [Why.HALL_TAKEN]
    assert found.wanted.density is Density.TAKEN
    assert found.better is not None
    assert found.better.day == SATURDAY + timedelta(days=7)


def test_before_today_nothing_is_better() -> None:
    day = date(2026, 11, 22)
    taken = tuple(other(1, day + timedelta(days=step), venue_id=HOUSE, hall_id=HALL) for step in (0, 7, 14))
    found = asked(day, in_house=taken)
    assert found.better is not None
    assert found.better.day == day + timedelta(days=1)


@pytest.mark.parametrize(("ends_before_hours", "why"), [(5, [Why.HALL_TIGHT]), (6, [])])
def test_get_out_and_get_in_need_their_time(ends_before_hours: int, why: list[Why]) -> None:
    matinee = other(1, SATURDAY, 19 - ends_before_hours - 2, 30, venue_id=HOUSE, hall_id=HALL)
    assert whys(asked(in_house=(matinee,))) == why


def test_another_hall_of_the_house_is_no_clash_and_an_unsaid_one_only_weighs() -> None:
    assert whys(asked(in_house=(other(1, SATURDAY, venue_id=HOUSE, hall_id=8),))) == []
    found = asked(in_house=(other(1, SATURDAY, venue_id=HOUSE),))
    assert whys(found) == [Why.HOUSE_IN_USE]
    assert not found.wanted.is_taken


def test_an_end_after_midnight_is_seen_on_the_next_day() -> None:
    late = other(1, SATURDAY - timedelta(days=1), 23, 30, venue_id=HOUSE, hall_id=HALL)
    early = Wanted(starts=time(0, 30), minutes=90, city=SHANGHAI_CITY, venue_id=HOUSE, hall_id=HALL)
    assert whys(asked(wanted=early, in_house=(late,))) == [Why.HALL_TAKEN]


def test_the_same_genre_weighs_more_the_nearer_it_is() -> None:
    same_day = asked(alike=(other(1, SATURDAY, genre=Genre.SPOKEN_DRAMA),)).wanted.weight
    next_day = asked(alike=(other(1, SATURDAY + timedelta(days=1), genre=Genre.SPOKEN_DRAMA),)).wanted.weight
    week_on = asked(alike=(other(1, SATURDAY + timedelta(days=7), genre=Genre.SPOKEN_DRAMA),)).wanted.weight
    beyond = asked(alike=(other(1, SATURDAY + timedelta(days=8), genre=Genre.SPOKEN_DRAMA),)).wanted.weight
    assert (same_day, next_day, week_on, beyond) == (3.0, 1.8, 0.3, 0.0)


@pytest.mark.parametrize(
    ("facts", "weight"),
    [
        ({"genre": Genre.IMMERSIVE}, 1.5),
        ({"genre": Genre.SPOKEN_DRAMA, "city": SUZHOU}, 1.2),
        ({"genre": Genre.SPOKEN_DRAMA, "least_age": 18}, 1.2),
        ({"genre": Genre.SPOKEN_DRAMA, "is_premiere": True}, 4.5),
        ({"genre": Genre.POP, "is_premiere": True}, 1.5),
        ({"genre": Genre.POP}, 0.0),
        ({"genre": None}, 0.0),
    ],
)
def test_what_is_alike(facts: dict[str, Any], weight: float) -> None:
    assert asked(alike=(other(1, SATURDAY, **facts),)).wanted.weight == weight


def test_a_long_run_counts_once_where_it_is_nearest() -> None:
    run = tuple(other(1, SATURDAY + timedelta(days=step), genre=Genre.SPOKEN_DRAMA) for step in range(-5, 6))
    assert asked(alike=run).wanted.weight == 3.0


def test_festivals_holidays_and_make_up_workdays() -> None:
    festival = other(1, SATURDAY - timedelta(days=3), last_day=SATURDAY + timedelta(days=3))
    endless = other(2, SATURDAY - timedelta(days=3), last_day=None, city=SUZHOU)
    marks = {SATURDAY: Marked(Bilingual("调休上班", "Make-up workday"), True)}
    found = asked(festivals=(festival, endless), marks=marks)
    assert whys(found) == [Why.MAKE_UP_WORKDAY, Why.FESTIVAL, Why.FESTIVAL]
    assert found.wanted.weight == 2.9
    assert found.wanted.density is Density.SOME
    holiday = asked(marks={SATURDAY: Marked(Bilingual("国庆节", "National Day"), False)})
    assert [(reason.why, reason.name) for reason in holiday.wanted.reasons] == [
        (Why.HOLIDAY, Bilingual("国庆节", "National Day")),
    ]


def test_a_crowded_date_leads_to_the_nearest_clearly_quieter_one() -> None:
    crowd = tuple(other(key, SATURDAY, genre=Genre.SPOKEN_DRAMA) for key in range(1, 4))
    found = asked(alike=crowd)
    assert found.wanted.density is Density.CROWDED
    assert found.better is not None
    assert found.better.day == SATURDAY + timedelta(days=7)
    assert found.better.weight < found.wanted.weight


def test_the_asking_event_is_left_out() -> None:
    rows = (other(1, SATURDAY, venue_id=HOUSE, hall_id=HALL), other(2, SATURDAY))
    assert without_own(Surroundings(in_house=rows), 1).in_house == rows[1:]


@pytest.mark.parametrize(
    ("genre", "least_age", "audience"),
    [
        (Genre.CHILDREN, None, Audience.CHILDREN), (Genre.MUSICAL, 3, Audience.CHILDREN), (Genre.MUSICAL, 7, Audience.ALL),
        (Genre.STANDUP, 18, Audience.ADULTS), (None, None, Audience.ALL),
    ],
)
def test_for_whom_it_is(genre: Genre | None, least_age: int | None, audience: Audience) -> None:
    assert audience_of(genre, least_age) is audience


def test_a_runs_own_days_are_never_called_better() -> None:
    saturdays = [SATURDAY + timedelta(days=7 * each) for each in range(3)]
    around = Surroundings(in_house=(other(1, SATURDAY, venue_id=HOUSE, hall_id=HALL),))
    alone = survey(WANTED, [SATURDAY], around, not_before=SATURDAY)
    assert alone.troubled[0].better is not None
    assert alone.troubled[0].better.day == saturdays[1]
    whole = survey(WANTED, saturdays[:2], around, not_before=SATURDAY)
    assert whole.troubled[0].better is not None
    assert whole.troubled[0].better.day == saturdays[2]
    beside = survey(WANTED, [SATURDAY], around, not_before=SATURDAY, plays=saturdays[1:])
    assert beside.troubled[0].better is not None
    assert beside.troubled[0].better.day not in saturdays
