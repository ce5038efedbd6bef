"""The pages of the register: a month of firsts, what is confirmed, claimed, disputed, and what production pages say."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.performance import Performance
from events.models.words import EventKind, PremiereKind, PremiereScope
from events.services import premieres as deeds
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import events, repertoire, venues

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)
NO = Bilingual("查到更早的演出", "An earlier showing was found")


def refused(row: Performance) -> None:
    with committing():
        deeds.refuse_premiere(events.claim_of(row), at=clock.now(), by="A Registrar", reason=NO)


def disputed() -> tuple[Performance, Performance]:
    """Two houses claim the same first of one work; the one in Shanghai is confirmed."""
    work = repertoire.production()
    one = events.premiere("one", production_id=work.id, starts_at=TONIGHT, title_en="One House", title_zh="一家")
    later = TONIGHT + timedelta(days=4)
    two = events.premiere("two", production_id=work.id, starts_at=later, city="330100", title_en="Two House", title_zh="两家")
    events.confirmed(one)
    return one, two


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_one_first_and_three(
    client: FlaskClient, count_queries: CountQueries, number: int
) -> None:
    for each in range(number):
        events.premiere(f"night-{each}", production_id=repertoire.production(f"work-{each}").id)
    with count_queries() as counted:
        page = html(client, "/en/premieres")
    assert counted.number == 5
    assert page.count('<li class="first') == number


def test_the_present_month_leads_and_each_kind_has_its_heading(client: FlaskClient) -> None:
    events.premiere("first-night", starts_at=TONIGHT, title_en="First Night")
    events.premiere("first-show", kind=PremiereKind.SHOW, starts_at=TONIGHT, title_en="First Show")
    events.premiere("later", starts_at=TONIGHT + timedelta(days=30), title_en="Later")
    page = html(client, "/en/premieres")
    assert "<h1>Premieres this month</h1>" in page
    assert "2 premieres" in page
    order = [page.index(words) for words in ("<h2>First nights", "First Night<", "<h2>First showings", "First Show<")]
    assert order == sorted(order)
    assert "Later" not in page
    assert 'href="/en/premieres?month=2026-12"' in page
    assert "<h1>本月首演</h1>" in html(client, "/premieres")


def test_a_first_stands_once_on_the_day_that_it_opens(client: FlaskClient) -> None:
    row = events.premiere(starts_at=TONIGHT, title_en="First Night")
    events.performance(row.run, starts_at=TONIGHT + timedelta(days=1))
    page = html(client, "/en/premieres")
    assert page.count(">First Night<") == 1
    assert "Sat 21 Nov 19:30" in page


def test_months_lead_on_without_dead_ends(client: FlaskClient) -> None:
    events.premiere("early", starts_at=TONIGHT - timedelta(days=200), title_en="Early")
    events.premiere("late", starts_at=TONIGHT + timedelta(days=200), title_en="Late")
    page = html(client, "/en/premieres")
    assert 'rel="prev" href="/en/premieres?month=2026-05"' in page
    assert 'rel="next" href="/en/premieres?month=2027-06"' in page
    assert "The nearest month with something" in page
    first = html(client, "/en/premieres?month=2026-05")
    assert "Early" in first
    assert 'rel="prev"' not in first
    assert 'rel="next" href="/en/premieres?month=2027-06"' in first
    assert ">This month<" in first
    assert 'rel="next"' not in html(client, "/en/premieres?month=2100-12")


def test_what_has_opened_comes_after_what_is_to_come(client: FlaskClient) -> None:
    events.premiere("past", starts_at=TONIGHT - timedelta(days=3), title_en="Past Night")
    events.premiere("coming", starts_at=TONIGHT + timedelta(days=3), title_en="Coming Night")
    page = html(client, "/en/premieres")
    assert page.index("Coming Night") < page.index("Past Night")
    assert "has opened" in page


def test_confirmed_says_on_what_evidence_and_claimed_says_that_it_waits(client: FlaskClient) -> None:
    events.confirmed(events.premiere("known", starts_at=TONIGHT))
    events.premiere("said", starts_at=TONIGHT)
    english, chinese = html(client, "/en/premieres"), html(client, "/premieres")
    assert "The first night’s programme" in english
    assert 'href="https://paper.example/1" rel="nofollow noopener">paper.example' in english
    assert "Confirmed on Sat 21 Nov." in english
    assert "Delta premiere (to be confirmed)" in english
    assert "no evidence has been handed in" in english
    decided = english.partition("<main")[2].partition("</main>")[0]
    assert "desk" not in decided, "who decided is not the public's business"
    assert "长三角首演（待确认）" in chinese
    assert "已确认" in chinese


def test_both_sides_of_a_dispute_stand_side_by_side(client: FlaskClient) -> None:
    disputed()
    page = html(client, "/en/premieres")
    assert page.count('<li class="first') == 1, "one first, once"
    assert page.count('<li class="side') == 2
    assert "More than one house claims this first" in page
    assert "Delta premiere (disputed)" in page
    assert 'href="/en/events/one"' in page
    assert 'href="/en/events/two"' in page
    assert "Shown before, as far as we know: Sat 21 Nov, Shanghai" in page
    assert "Disputed, to be confirmed" in page


def test_a_wider_first_that_is_later_is_flagged(client: FlaskClient) -> None:
    work = repertoire.production()
    events.premiere("china", production_id=work.id, scope=PremiereScope.CHINA, starts_at=TONIGHT)
    world = events.premiere(
        "world", production_id=work.id, scope=PremiereScope.WORLD, starts_at=TONIGHT + timedelta(days=5), city="330100"
    )
    events.confirmed(world)
    page = html(client, "/en/premieres")
    assert "Cannot both be true: World premiere (confirmed), Thu 26 Nov, Hangzhou" in page
    assert "Shown before, as far as we know: Sat 21 Nov, Shanghai" in page


def test_what_is_refused_leaves_the_register_the_badge_and_the_lists(client: FlaskClient) -> None:
    refused(events.premiere("no-first", starts_at=TONIGHT, title_en="No First"))
    assert "No First" not in html(client, "/en/premieres")
    assert "badge--premiere" not in html(client, "/en/calendar")
    assert "No First" not in html(client, "/en/calendar?premiere=any")
    page = html(client, "/en/events/no-first")
    assert "badge--premiere" not in page
    assert "badge--claimed" not in page
    assert "The register of premieres refused: Delta premiere. An earlier showing was found" in page


def test_a_full_month_goes_on_on_another_page(client: FlaskClient) -> None:
    house = venues.venue()
    for number in range(41):
        stay = events.run(
            events.event(f"night-{number}"), premiere_kind=PremiereKind.PERFORMANCE, premiere_scope=PremiereScope.DELTA,
            venue_id=house.id,
        )
        events.performance(stay, starts_at=TONIGHT)
    first = html(client, "/en/premieres")
    assert "41 premieres" in first
    assert first.count('<li class="first') == 40
    assert 'rel="next" href="/en/premieres?page=2"' in first
    second = html(client, "/en/premieres?page=2")
    assert second.count('<li class="first') == 1
    assert 'rel="prev" href="/en/premieres"' in second
    assert "No premiere is announced here" in html(client, "/en/premieres?page=9")


def test_narrowed_by_city_kind_and_scope(client: FlaskClient) -> None:
    events.premiere("here", starts_at=TONIGHT, title_en="Here Now")
    events.premiere(
        "there", starts_at=TONIGHT, city="340100", kind=PremiereKind.SHOW, scope=PremiereScope.WORLD, title_en="There Now"
    )
    for query, shown, hidden in (
        ("city=shanghai", "Here Now", "There Now"), ("premiere=show", "There Now", "Here Now"),
        ("scope=world", "There Now", "Here Now"), ("scope=world&premiere=show&city=hefei", "There Now", "Here Now"),
    ):
        page = html(client, f"/en/premieres?{query}")
        assert shown in page, query
        assert hidden not in page, query
    page = html(client, "/en/premieres?scope=world&premiere=show&city=hefei&month=2026-11")
    address = "https://window.example/en/premieres?city=hefei&amp;premiere=show&amp;scope=world"
    assert f'<link rel="canonical" href="{address}">' in page
    assert 'href="/en/premieres?city=hefei&amp;scope=world"' in page
    none = html(client, "/en/premieres?city=hefei&scope=city")
    assert "No premiere is announced here" in none
    assert 'href="/en/premieres"' in none


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 404), ("page=x", 404), ("page=99999", 404), ("page=-1", 404),
        ("city=atlantis", 404), ("premiere=opera", 404), ("scope=moon", 404), ("month=2026-13", 400), ("month=9999-01", 400),
        ("month=november", 400), ("scope=%ff", 400),
    ],
)
def test_bad_input(client: FlaskClient, query: str, status: int) -> None:
    for path in ("/premieres", "/en/premieres"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == status
        assert "<h1>" in answer.get_data(as_text=True)


def test_the_edges_of_time(client: FlaskClient) -> None:
    html(client, "/premieres?month=2000-01")
    html(client, "/premieres?month=2100-12")


def test_an_exhibition_is_a_first_of_its_own(client: FlaskClient) -> None:
    whole = events.event("paper-lanterns", kind=EventKind.EXHIBITION, title_en="Paper Lanterns")
    stay = events.run(whole, premiere_kind=PremiereKind.EXHIBITION, premiere_scope=PremiereScope.CITY)
    events.span(stay, first=date(2026, 11, 10), last=date(2026, 12, 2))
    page = html(client, "/en/premieres")
    assert "First exhibitions" in page
    assert "Paper Lanterns" in page


def test_a_cancelled_first_night_is_the_next_ones(client: FlaskClient) -> None:
    first = events.premiere(starts_at=TONIGHT, title_en="First Night")
    events.performance(first.run, starts_at=TONIGHT + timedelta(days=1))
    events.cancelled(session.get_one(Performance, first.id))
    page = html(client, "/en/premieres")
    assert "Sun 22 Nov 19:30" in page
    assert "row--off" not in page


def test_the_production_page_shows_its_firsts_with_their_state(client: FlaskClient, count_queries: CountQueries) -> None:
    disputed()
    with count_queries() as counted:
        page = html(client, "/en/productions/the-long-bridge")
    assert counted.number == 8
    assert page.count('<li class="side') == 2
    assert "Confirmed on Sat 21 Nov." in page
    assert "Disputed, to be confirmed" in page
    assert "Delta premiere (to be confirmed)" in page


def test_a_decision_is_seen_at_once(client: FlaskClient) -> None:
    row = events.premiere(starts_at=TONIGHT)
    assert "(to be confirmed)" in html(client, "/en/premieres")
    events.confirmed(row)
    page = html(client, "/en/premieres")
    assert "(to be confirmed)" not in page
    assert "Delta premiere" in page


def test_demo_rows_are_marked(client: FlaskClient) -> None:
    events.premiere(starts_at=TONIGHT, is_demo=True)
    page = html(client, "/en/premieres")
    assert "badge--demo" in page
    assert '<meta name="robots" content="noindex">' in page
