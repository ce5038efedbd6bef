"""The plan of a demo season: pure, so that its promises can be checked on the whole of it."""

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from accounts.services import organisations as accounts
from core.tables import rows_of
from delta.cities import all_cities, city_of_slug
from events.generator import starts
from events.models.words import EventKind, Form, PremiereScope, PremiereState, Status
from events.premieres import place_of
from events.season.season import plan, times_for
from events.season.values import Billing, Diary, Room, Row, Stay, Stock, Wish
from events.services import demo
from repertoire.demo import works
from repertoire.models import Genre
from venues import services as venues
from venues.models import HallKind

TODAY = date(2026, 11, 21)
CHINESE = re.compile("[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
# 营业性演出管理条例, domain.md R8.
NOT_IN_TITLES = ("中国", "中华", "全国", "国际")


def rooms() -> list[Room]:
    """The halls of the papers and the demo's own, straight from the tables."""
    found = [
        Room(
            venue=row["slug"], code=row["hall_code"], city=row["city_adcode"], kind=HallKind(row["hall_kind"]),
            capacity=int(row["capacity"]) if row["capacity"] else None, is_zone=row["in_show_life_zone"] == "1", is_demo=False,
        )
        for row in rows_of(venues.DATA / "venues.csv")
    ]
    for row in rows_of(demo.VENUES):
        city = city_of_slug(row["city_slug"])
        assert city
        found.append(Room(row["slug"], "main", city.adcode, HallKind.MIXED, None, False, True))
    return found


def stock(performances: int) -> Stock:
    """What a season of that size is made of."""
    whole = demo.stock_of([], works(performances), accounts.demo_organisations())
    return Stock(rooms(), whole.works, whole.gatherings, whole.organisers)


@cache
def season(performances: int = 600, seed: int = 1, today: date = TODAY) -> tuple[Billing, ...]:
    """A planned season."""
    return tuple(plan(Wish(performances, seed, today), stock(performances)))


def rows(billings: tuple[Billing, ...], *forms: Form) -> list[tuple[Billing, Stay, Row]]:
    """The dated rows of these forms."""
    return [
        (billing, stay, row) for billing in billings for stay in billing.stays for row in stay.rows if row.form in forms
    ]


TIMED = (Form.PERFORMANCE, Form.SESSION)


@pytest.mark.parametrize("performances", [1, 60, 300, 450, 600, 3_000, 20_000])
def test_it_has_as_many_performances_as_were_asked_for(performances: int) -> None:
    assert len(rows(season(performances), Form.PERFORMANCE)) == pytest.approx(performances, rel=0.01, abs=1)


@pytest.mark.parametrize(("performances", "seed", "today"), [
    (600, 1, TODAY), (600, 7, date(2026, 12, 28)), (3_000, 2, date(2027, 2, 3)), (20_000, 1, TODAY),
])
def test_no_hall_has_two_things_at_once(performances: int, seed: int, today: date) -> None:
    in_hall: dict[str, list[Row]] = defaultdict(list)
    for _, stay, row in rows(season(performances, seed, today), *TIMED):
        if stay.room:
            in_hall[stay.room.key].append(row)
    for found in in_hall.values():
        ordered = sorted(found, key=lambda row: row.starts)
        assert all(earlier.ends <= later.starts for earlier, later in pairwise(ordered))


def test_no_production_plays_in_two_halls_on_one_day() -> None:
    places: dict[tuple[str, date], set[str]] = defaultdict(set)
    for _, stay, row in rows(season(3_000), Form.PERFORMANCE):
        assert stay.work
        assert stay.room
        places[stay.work.slug, row.starts.date()].add(stay.room.key)
    assert max(len(halls) for halls in places.values()) == 1


@pytest.mark.parametrize("today", [TODAY + timedelta(days=offset) for offset in range(7)])
def test_every_city_has_something_coming_and_tonight_is_full_in_the_zone(today: date) -> None:
    coming: Counter[str] = Counter()
    tonight = weekend = 0
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    for _, stay, row in rows(season(today=today), Form.PERFORMANCE):
        day = row.starts.date()
        coming[stay.city] += day > today
        if stay.room and stay.room.is_zone and row.status in {Status.SCHEDULED, Status.SOLD_OUT}:
            tonight += day == today and row.starts.hour >= 19
            weekend += day == saturday
    assert set(coming) == {city.adcode for city in all_cities()}
    assert min(coming.values()) >= 3
    assert tonight >= 12
    assert weekend >= 12


def test_the_same_wish_gives_the_same_season_and_another_one_another() -> None:
    again = tuple(plan(Wish(600, 1, TODAY), stock(600)))
    assert again == season()
    assert tuple(plan(Wish(600, 2, TODAY), stock(600))) != season()


def test_it_has_events_of_every_kind_and_slugs_of_their_own() -> None:
    kinds = {billing.kind for billing in season()}
    assert kinds >= {
        EventKind.SHOW, EventKind.FORUM, EventKind.SUMMIT, EventKind.FESTIVAL, EventKind.EXHIBITION, EventKind.SERIES,
        EventKind.OPEN_CALL, EventKind.LECTURE, EventKind.WORKSHOP, EventKind.LAUNCH, EventKind.CONTEST, EventKind.FAIR,
    }
    slugs = [billing.slug for billing in season(3_000)]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) and len(slug) <= 120 for slug in slugs)


def test_the_words_are_whole_in_both_languages_and_keep_the_law_of_titles() -> None:
    for billing in season(20_000):
        texts = [billing.title, billing.summary]
        for stay in billing.stays:
            texts += [stay.terms.opening_hours, *(row.title for row in stay.rows), *(row.reason for row in stay.rows)]
            texts += [stay.work.performers] if stay.work else []
        for text in texts:
            assert bool(text.zh) == bool(text.en)
            assert not CHINESE.search(text.en), text.en
        assert not any(word in billing.title.zh for word in NOT_IN_TITLES), billing.title.zh


def test_what_changed_says_since_when_and_why() -> None:
    statuses: Counter[Status] = Counter()
    for _, _, row in rows(season(), Form.PERFORMANCE):
        statuses[row.status] += 1
        if row.status is Status.SCHEDULED:
            assert (row.since, row.moved_from, row.sequence) == (None, None, 0)
            continue
        assert row.since
        assert row.since.date() < TODAY
        assert row.reason
        assert row.sequence >= 1
        assert (row.moved_from is not None) == (row.status is Status.RESCHEDULED)
        assert row.online_url.startswith("https://example.org/") == (row.status is Status.MOVED_ONLINE)
    assert statuses == {
        Status.SCHEDULED: 551, Status.CANCELLED: 12, Status.RESCHEDULED: 9, Status.POSTPONED: 6, Status.SOLD_OUT: 18,
        Status.MOVED_ONLINE: 4,
    }


def test_rows_stand_where_their_rule_says() -> None:
    for _, stay, row in rows(season(), Form.PERFORMANCE):
        assert stay.pattern
        assert (row.moved_from or row.starts) in starts(stay.pattern)


def test_festivals_and_city_weeks_have_parts_in_the_right_towns() -> None:
    by_slug = {billing.slug: billing for billing in season()}
    parts: dict[str, list[Billing]] = defaultdict(list)
    for billing in season():
        if billing.whole:
            parts[billing.whole].append(billing)
    for whole in (each for each in season() if each.kind in {EventKind.FESTIVAL, EventKind.SERIES}):
        assert parts[whole.slug]
        assert {stay.city for part in parts[whole.slug] for stay in part.stays} <= {stay.city for stay in whole.stays}
    week = by_slug["series-ink-road-week"]
    assert week.city == "341000"
    assert [stay.city for stay in week.stays] == ["330100", "320500"]


def test_shows_are_held_by_enterprises_and_some_tour() -> None:
    enterprises = {row["slug"] for row in accounts.demo_organisations() if row["kind"] == "enterprise"}
    cities: dict[str, set[str]] = defaultdict(set)
    for billing, stay, _ in rows(season(), Form.PERFORMANCE):
        assert billing.organiser in enterprises
        assert stay.work
        cities[stay.work.slug].add(stay.city)
    assert sum(len(visited) >= 3 for visited in cities.values()) >= 20
    assert any(stay.terms.premiere for billing in season() for stay in billing.stays if billing.kind is EventKind.SHOW)


def test_some_exhibitions_have_no_last_day_and_all_have_opening_hours() -> None:
    spans = [(stay, row) for billing, stay, row in rows(season(), Form.SPAN) if billing.kind is EventKind.EXHIBITION]
    assert sum(row.last is None for _, row in spans) == 2
    assert all(stay.terms.opening_hours for stay, _ in spans)


@pytest.mark.parametrize("genre", list(Genre))
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_times_of_a_day_are_in_order_and_far_enough_apart(genre: Genre, count: int) -> None:
    found = [datetime.combine(TODAY, each) for each in times_for(genre, count)]
    assert len(found) == count
    longest = max(work.minutes for work in works(600) if work.genre is genre) if any(
        work.genre is genre for work in works(600)
    ) else 120
    assert all(earlier + timedelta(minutes=max(longest, 120)) <= later for earlier, later in pairwise(found))


def test_a_diary_remembers_days() -> None:
    diary = Diary(date(2026, 1, 1), 10)
    diary.take("hall", date(2026, 1, 3), 2)
    assert not diary.is_free("hall", date(2026, 1, 2), 2)
    assert diary.is_free("hall", date(2026, 1, 5), 6)
    assert not diary.is_free("hall", date(2025, 12, 31), 1)
    assert diary.is_free("other", date(2026, 1, 3), 1)
    assert diary.free_days("hall") == 8
    assert diary.starts("hall", 5) == [date(2026, 1, 5), date(2026, 1, 6)]
    assert diary.starts("hall", 1, weekday=3) == [date(2026, 1, 1), date(2026, 1, 8)]


def test_another_table_makes_another_season(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = Wish(600, 1, TODAY)
    before = demo.season_of(wish)
    assert before.startswith("600/1/2026-11-21/")
    (tmp_path / "demo_more.csv").write_text("slug\n", encoding="utf-8")
    monkeypatch.setattr(demo, "TABLES", (*demo.TABLES, tmp_path))
    assert demo.season_of(wish) != before


def stated(billings: tuple[Billing, ...]) -> list[tuple[Billing, Stay]]:
    return [(billing, stay) for billing in billings for stay in billing.stays if stay.terms.premiere]


@pytest.mark.parametrize(("performances", "seed"), [(600, 1), (600, 7), (3_000, 2)])
def test_the_register_of_a_season_has_confirmed_claimed_refused_and_disputed_firsts(performances: int, seed: int) -> None:
    found = stated(season(performances, seed))
    states = Counter(stay.terms.premiere_state for _, stay in found)
    assert states.keys() <= set(PremiereState) - {PremiereState.WITHDRAWN}
    assert states[PremiereState.CONFIRMED] >= 5
    assert states[PremiereState.CLAIMED] >= 5
    firsts: dict[object, list[PremiereState | None]] = defaultdict(list)
    for billing, stay in found:
        assert stay.terms.premiere
        kind, scope = stay.terms.premiere
        work = stay.work.slug if stay.work else billing.slug
        place = place_of(scope, stay.city, sum(map(ord, stay.venue)))
        firsts[work, kind, scope, place].append(stay.terms.premiere_state)
    disputed = [each for each in firsts.values() if len(each) > 1]
    assert any(PremiereState.CONFIRMED in each and PremiereState.CLAIMED in each for each in disputed)
    assert any(each == [PremiereState.CLAIMED] * 2 for each in disputed)
    assert all(each.count(PremiereState.CONFIRMED) <= 1 for each in firsts.values())


def test_what_is_confirmed_has_evidence_and_is_the_works_first_stay() -> None:
    stays: dict[str, list[Stay]] = defaultdict(list)
    for billing in season():
        for stay in billing.stays:
            if stay.work:
                stays[stay.work.slug].append(stay)
    wide = {PremiereScope.WORLD, PremiereScope.CHINA, PremiereScope.DELTA}
    for each in stays.values():
        for stay in each:
            if stay.terms.premiere_state is PremiereState.CONFIRMED:
                assert stay.terms.premiere_evidence
                assert stay.terms.premiere
                if stay.terms.premiere[1] in wide:
                    assert stay.first == min(other.first for other in each)


def test_the_same_wish_decides_the_same() -> None:
    again = tuple(plan(Wish(600, 1, TODAY), stock(600)))
    shown = [(billing.slug, stay.terms.premiere, stay.terms.premiere_state) for billing, stay in stated(again)]
    assert shown == [(billing.slug, stay.terms.premiere, stay.terms.premiere_state) for billing, stay in stated(season())]
