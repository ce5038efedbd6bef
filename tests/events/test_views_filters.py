"""The filter panel: what an address says is what the page shows, and every way on keeps it."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from core import clock
from core.db import committing
from core.history import remember_slug
from events.models.words import EventKind, PremiereKind
from tests.factories import events, venues

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)
LOOKS = ("/calendar", "/calendar/month", "/calendar/week", "/calendar/day")


def html(client: FlaskClient, path: str) -> str:
    """A page that must be there at this very address."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.headers.get("Location"))
    return answer.get_data(as_text=True)


@pytest.fixture
def evening(client: FlaskClient) -> FlaskClient:
    """A free forum in Hangzhou and a show in Shanghai, both tonight."""
    facts: dict[str, Any] = {"kind": EventKind.FORUM, "city": "330100", "title_en": "Forum A"}
    events.show("forum-a", starts_at=TONIGHT, run_facts={"is_free": True}, **facts)
    events.show("show-b", starts_at=TONIGHT, title_en="Show B", run_facts={"premiere_kind": PremiereKind.PERFORMANCE})
    return client


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_takes_every_filter(evening: FlaskClient, look: str) -> None:
    page = html(evening, f"/en{look}?kind=forum&price=free")
    assert "Forum A" in page
    assert "Show B" not in page
    for other in LOOKS:
        assert f'href="/en{other}?kind=forum&amp;price=free' in page
    assert "/en/calendar.ics?kind=forum&amp;price=free" in page


@pytest.mark.parametrize("look", LOOKS)
def test_a_form_as_browsers_send_it_leads_to_the_canonical_address(evening: FlaskClient, look: str) -> None:
    answer = evening.get(f"/en{look}?price=free&city=&kind=forum&kind=show&age=&utm_source=x")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/en{look}?kind=show,forum&price=free"
    assert evening.get(answer.headers["Location"]).status_code == 200


def test_what_a_messenger_adds_to_a_shared_address_is_no_date(evening: FlaskClient) -> None:
    answer = evening.get("/calendar?city=hangzhou&from=timeline&isappinstalled=0")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/calendar?city=hangzhou"


def test_counts_and_chips(evening: FlaskClient) -> None:
    page = html(evening, "/en/calendar?kind=forum&from=2026-11-21&to=2026-11-21")
    kinds = dict(re.findall(r'name="kind" value="([a-z_]+)"[^>]*><span>[^<]*<span class="facet__n">(\d+)', page))
    assert (kinds["forum"], kinds["show"]) == ("1", "1")
    assert 'class="chip" href="/en/calendar?from=2026-11-21&amp;to=2026-11-21">Forum' in page
    prices = dict(re.findall(r'name="price" value="([a-z0-9-]+)"[^>]*><span>[^<]*<span class="facet__n">(\d+)', page))
    assert prices["free"] == "1"


def test_within_hours_of_my_city(evening: FlaskClient) -> None:
    page = html(evening, "/en/calendar?near=hangzhou&within=2")
    assert "Forum A" in page
    assert "Show B" not in page
    assert "estimate" in page
    assert "Show B" in html(evening, "/en/calendar?near=hangzhou&within=3")


def test_an_empty_result_offers_each_filter_with_what_it_would_give(evening: FlaskClient) -> None:
    page = html(evening, "/en/calendar?kind=forum&time=matinee&from=2026-11-21&to=2026-11-21")
    assert "No window is lit here yet" in page
    assert re.search(r'href="/en/calendar\?kind=forum&amp;from=[^"]*">Without “Matinee” <span class="facet__n">1 entry', page)
    assert re.search(r'href="/en/calendar\?time=matinee&amp;from=[^"]*">Without “Forum” <span class="facet__n">0 entries', page)
    assert 'href="/en/calendar?kind=forum&amp;time=matinee"' in page


def test_the_feed_of_a_filter_holds_what_the_page_shows(evening: FlaskClient) -> None:
    feed = evening.get("/en/calendar.ics?price=free&kind=forum").get_data(as_text=True)
    assert feed.count("BEGIN:VEVENT") == 1
    assert "Forum A" in feed
    assert "X-WR-CALNAME:Delta Window · Forum · Free" in feed
    same = evening.get("/en/calendar.ics?kind=forum&price=free")
    assert same.get_data(as_text=True) == feed


def test_houses_by_their_old_and_new_names(client: FlaskClient) -> None:
    house = venues.venue("new-house", district_en="Huangpu District", district_zh="黄浦区")
    events.show("there", starts_at=TONIGHT, title_en="There", run_facts={"venue_id": house.id, "city": house.city})
    with committing():
        remember_slug("venue", "old-house", "new-house")
    for query in ("venue=new-house", "district=huangpu"):
        assert "There" in html(client, f"/en/calendar?{query}")
    for query in ("venue=new-house", "venue=old-house", "district=huangpu"):
        assert "There" in client.get(f"/en/calendar.ics?{query}").get_data(as_text=True)
    for look in (*LOOKS, "/map"):
        assert client.get(f"{look}?venue=old-house").headers["Location"] == f"{look}?venue=new-house"


@pytest.mark.parametrize("look", [*LOOKS, "/calendar.ics", "/calendar.atom", "/subscribe?feed=/calendar.ics"])
@pytest.mark.parametrize("query", ["venue=nowhere", "district=nowhere", "kind=unheard", "age=99", "city=" + "x" * 10_000])
def test_unknown_values_are_not_found(client: FlaskClient, look: str, query: str) -> None:
    if look.startswith("/subscribe"):
        query = quote(f"?{query}")
    joint = "" if "feed=" in look else "?"
    assert client.get(f"{look}{joint}{query}").status_code == 404


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/calendar/week?week=2026-W54", 400), ("/calendar/week?week=0000-W01", 400), ("/calendar/week?week=9999-W52", 400),
         ("/calendar/week?week=9999-W01", 400),
        ("/calendar/day?day=0001-01-01", 400), ("/calendar/day?day=2026-02-30", 400), ("/calendar/day?page=0", 404),
        ("/calendar/week?week=%FF", 400), ("/calendar/month?month=9999-12", 400), ("/calendar/day?page=1000000", 404),
    ],
)
def test_unreadable_days_are_bad_requests(client: FlaskClient, path: str, code: int) -> None:
    assert client.get(path).status_code == code


def test_every_filter_at_once_and_contradictions_are_answered(evening: FlaskClient) -> None:
    every = (
        "city=shanghai,hefei&province=anhui&zone=show-life&near=hangzhou&within=2&kind=show,forum&family=drama&genre=opera"
        "&strand=red&window=wenlv&premiere=any&scope=world&lead=joint&spoken=wu&surtitles=zh&age=3&price=free&tickets=available"
        "&access=wheelchair,signed&time=late&ends=1200"
    )
    for look in LOOKS:
        assert "No window is lit" in html(evening, f"/en{look}?{every}") or look == "/calendar/month"


def test_a_week_shows_seven_days_and_leads_on(evening: FlaskClient) -> None:
    page = html(evening, "/en/calendar/week?week=2026-W47")
    assert page.count('class="week__day') == 7
    assert 'rel="prev" href="/en/calendar/week?week=2026-W46"' in page
    assert 'href="/en/calendar/day?day=2026-11-21"' in page


def test_a_full_day_of_a_week_leads_to_all_of_it(client: FlaskClient) -> None:
    events.several(9, every=timedelta(minutes=1))
    assert "All 9 of this day" in html(client, "/en/calendar/week")


def test_a_day_goes_by_the_hour(evening: FlaskClient) -> None:
    page = html(evening, "/en/calendar/day?day=2026-11-21")
    assert '<h2>Evening</h2>' in page
    assert '<h3 class="hours__time">19:30</h3>' in page
    assert "The nearest date" in html(evening, "/en/calendar/day?day=2026-11-25")


def test_the_map_of_days_has_ends(client: FlaskClient) -> None:
    assert 'rel="next"' not in html(client, "/en/calendar/day?day=2100-12-31")
    assert 'rel="prev"' not in html(client, "/en/calendar/day?day=2000-01-01")
    assert 'rel="prev"' not in html(client, "/en/calendar/week?week=2000-W01")


def test_a_rare_choice_is_looked_for_within_thirteen_months_and_a_plain_one_anywhere(client: FlaskClient) -> None:
    events.show("far", starts_at=TONIGHT + timedelta(days=800), title_en="Far")
    assert "Far" in html(client, "/en/calendar")
    assert "Far" in html(client, "/en/calendar?city=shanghai")
    page = html(client, "/en/calendar?kind=show&price=free")
    assert "Nothing is listed for this choice within thirteen months." in page
    assert 'href="/en/calendar?from=2029-01-29"' in html(client, "/en/calendar?from=2030-01-01")


def test_what_is_only_on_for_longer_is_no_empty_choice(client: FlaskClient) -> None:
    show = events.event("long-show", kind=EventKind.EXHIBITION, title_en="Long Show")
    events.span(events.run(show), first=TONIGHT.date(), last=TONIGHT.date() + timedelta(days=9))
    for look in (*LOOKS, "/map"):
        page = html(client, f"/en{look}?kind=exhibition")
        assert "No window is lit" not in page, look
        assert "1 entry" in page or look == "/calendar", look  # a list without an end has no number
    assert "Shanghai: 1 entry" in html(client, "/en/map?kind=exhibition")


def test_a_span_to_come_is_where_an_empty_choice_leads(client: FlaskClient) -> None:
    show = events.event("later-show", kind=EventKind.EXHIBITION, title_en="Later Show")
    events.span(events.run(show), first=TONIGHT.date() + timedelta(days=20), last=TONIGHT.date() + timedelta(days=29))
    page = html(client, "/en/calendar?kind=exhibition&from=2026-11-21&to=2026-11-22")
    assert 'href="/en/calendar?kind=exhibition&amp;from=2026-12-11"' in page


def test_a_form_keeps_the_preset_unless_days_are_named(evening: FlaskClient) -> None:
    page = html(evening, "/en/calendar?when=tonight")
    assert '<input type="hidden" name="when" value="tonight">' in page
    kept = evening.get("/en/calendar?when=tonight&from=&to=&price=free")
    assert kept.headers["Location"] == "/en/calendar?price=free&when=tonight"
    assert evening.get("/en/calendar?when=tonight&from=2026-12-01&to=").headers["Location"] == "/en/calendar?from=2026-12-01"


def test_next_weekend_is_that_of_the_week_to_come(client: FlaskClient) -> None:
    events.show("sat", starts_at=TONIGHT + timedelta(days=7), title_en="Next Saturday")
    assert "Next Saturday" in html(client, "/en/calendar?when=next-weekend")
    assert "Next Saturday" not in html(client, "/en/calendar?when=weekend")


def test_looks_keep_the_days(client: FlaskClient) -> None:
    assert 'href="/en/map?when=tonight"' in html(client, "/en/calendar?when=tonight")
    assert 'href="/en/calendar?from=2026-11-28&amp;to=2026-11-29"' in html(client, "/en/map?from=2026-11-28&to=2026-11-29")
    assert 'href="/en/map?from=2026-11-28&amp;to=2026-11-28"' in html(client, "/en/calendar/day?day=2026-11-28")
