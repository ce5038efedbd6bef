"""The page of an event: what it says of dates, sale, approval, sources; what machines read."""

import json
import re
from datetime import date, datetime, timedelta

from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.performance import Approval, Performance
from events.models.run import Run
from events.models.words import ApprovalState, EventKind, Form, Phase, PremiereKind, PremiereScope, Status
from events.services import events as services
from events.services import performances
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import accounts, events, repertoire

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)


def approve(row: Performance, state: ApprovalState = ApprovalState.APPROVED, number: str = "沪文演〔2026〕1号") -> None:
    """Record an approval."""
    with committing():
        session.add(Approval(performance_id=row.id, state=state, number=number, recorded_at=clock.now()))


def selling(**facts: object) -> Performance:
    """A show whose seller is named."""
    seller = {"seller_zh": "票务", "seller_en": "Tickets Ltd", "seller_licence": "L-1", "seller_url": "https://tickets.example/1"}
    prices = [{"zh": "", "en": "", "fen": 8000}, {"zh": "", "en": "", "fen": 48000}]
    return events.show(starts_at=TONIGHT, run_facts=seller | {"prices": prices} | facts)


def test_a_show_tells_what_people_ask(client: FlaskClient) -> None:
    house = accounts.organisation()
    work = repertoire.production(interval_minutes=15, age_min=12)
    row = events.show(
        starts_at=TONIGHT,
        run_facts={"production_id": work.id, "is_free": True, "premiere_kind": PremiereKind.PERFORMANCE,
                   "premiere_scope": PremiereScope.WORLD},
        performance_facts={"wheelchair_places": 4},
        organiser_id=house.id, window_code="wenlv", measure_code="wenlv-1", strands=("haipai",),
    )
    page = html(client, "/en/events/the-long-bridge")
    for words in (
        "Saturday 21 November 2026, 19:30", "River Theatre", "1 Riverside Road",
        "About 130 minutes, with an interval of 15 minutes", "Mandarin", "From 12 years",
        "Free", "World premiere", "4 wheelchair places", "House of Shows",
        "/en/windows/wenlv-1", "/en/strands/haipai", "/en/productions/the-long-bridge", "Beijing time",
        f"/en/performances/{row.id}.ics", "First published here.", "webcal://window.example/en/events/the-long-bridge.ics",
    ):
        assert words in page, words


def test_tickets_need_an_approval_and_a_web_address(client: FlaskClient) -> None:
    row = selling()
    assert "tickets.example" not in html(client, "/en/events/the-long-bridge")
    approve(row)
    with committing():
        services.edit_event(row.run.event, at=clock.now(), contact="x")
    page = html(client, "/en/events/the-long-bridge")
    assert 'href="https://tickets.example/1" rel="nofollow noopener"' in page
    assert "¥80 / ¥480" in page
    assert "Licence L-1" in page
    assert "沪文演〔2026〕1号" in page
    assert "Approved" in page


def test_other_schemes_are_never_linked(client: FlaskClient) -> None:
    row = selling(seller_url="javascript:alert(1)")
    approve(row)
    assert "javascript:" not in html(client, "/en/events/the-long-bridge")


def test_sold_out_and_over_sell_nothing(client: FlaskClient) -> None:
    row = selling()
    approve(row)
    with committing():
        performances.set_status(row, Status.SOLD_OUT, at=clock.now())
    assert "tickets.example" not in html(client, "/en/events/the-long-bridge")


def test_a_cancelled_event_says_so_first(client: FlaskClient) -> None:
    events.cancelled(events.show(starts_at=TONIGHT))
    page = html(client, "/en/events/the-long-bridge")
    assert "banner--cancelled" in page
    assert "This is cancelled." in page
    assert "since Sat 21 Nov 12:00" in page
    assert "Sat 21 Nov 19:30: cancelled." in page


def test_a_move_is_told_with_the_old_time(client: FlaskClient) -> None:
    row = events.show(starts_at=TONIGHT)
    with committing():
        performances.move(row, at=clock.now(), starts_at=TONIGHT + timedelta(days=2), reason=Bilingual("", "Repairs"))
    page = html(client, "/en/events/the-long-bridge")
    assert "Was Sat 21 Nov 19:30" in page
    assert "Moved from Sat 21 Nov 19:30 to Mon 23 Nov 19:30." in page
    assert "1 date has a new time" in page


def test_what_is_over_is_marked(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT - timedelta(days=3))
    page = html(client, "/en/events/the-long-bridge")
    assert "banner--ended" in page
    assert "This has ended." in page


def test_an_open_ended_exhibition(client: FlaskClient) -> None:
    whole = events.event("lanterns", kind=EventKind.EXHIBITION)
    events.span(events.run(whole, opening_hours_en="10:00–18:00"), first=date(2026, 11, 1), last=None)
    page = html(client, "/en/events/lanterns")
    assert "From Sun 1 Nov, open-ended" in page
    assert "10:00–18:00" in page


def test_a_festival_shows_its_programme_by_day(client: FlaskClient) -> None:
    whole = events.event("festival", kind=EventKind.FESTIVAL, title_en="Lantern Festival", edition=3)
    part = events.show("part", starts_at=TONIGHT, title_en="A Part")
    with committing():
        services.include(whole, part.run.event, at=clock.now())
    page = html(client, "/en/events/festival")
    assert 'id="p2026-11-21"' in page
    assert "A Part" in page
    assert "Edition 3" in page
    assert "Lantern Festival" in html(client, "/en/events/part")


def test_a_call_shows_its_deadline(client: FlaskClient) -> None:
    stay = events.run(events.event("call", kind=EventKind.OPEN_CALL))
    events.moment(stay, form=Form.DEADLINE, starts_at=datetime(2026, 12, 1, 17, tzinfo=clock.SHANGHAI))
    assert "Closes Tuesday 1 December 2026, 17:00" in html(client, "/en/events/call")


def test_a_programme_of_a_paper_quotes_it(client: FlaskClient) -> None:
    events.event(
        "plan", phase=Phase.PLANNED, quote="打造平台", quote_gist_en="Build a platform", quote_source="000.txt",
        date_stated_zh="去年12月", date_stated_en="December of last year",
    )
    chinese, english = html(client, "/events/plan"), html(client, "/en/events/plan")
    assert '<blockquote class="source" lang="zh-CN"><p>“打造平台”</p></blockquote>' in chinese
    assert "Build a platform" not in chinese
    assert "Build a platform" in english
    assert "December of last year" in english
    assert "webcal:" not in english


def test_a_missing_translation_is_marked(client: FlaskClient) -> None:
    events.event("only-chinese", title_en="")
    page = html(client, "/en/events/only-chinese")
    assert '<span lang="zh-CN" class="untranslated">长桥</span>' in page
    assert "not yet translated" in page


def test_an_outdated_translation_is_marked(client: FlaskClient) -> None:
    row = events.event("changing", summary_zh="旧", summary_en="Old")
    with committing():
        row.note_translation("summary")
        services.edit_event(row, at=clock.now(), summary_zh="新")
    assert "The original was changed after this was translated." in html(client, "/en/events/changing")
    assert "译文可能过时" not in html(client, "/events/changing")


def structured(page: str) -> list[dict[str, object]]:
    """The JSON-LD of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return json.loads(found.group(1)) if found else []


def test_machines_read_the_event(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT, title_en="</script><b>")
    entry = structured(html(client, "/en/events/the-long-bridge"))[0]
    assert entry["name"] == "</script><b>"
    assert entry["startDate"] == "2026-11-21T19:30+08:00"
    assert entry["eventStatus"] == "https://schema.org/EventScheduled"


def test_machines_do_not_read_demo_events(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT, is_demo=True)
    page = html(client, "/en/events/the-long-bridge")
    assert structured(page) == []
    assert "noindex" in page
    assert "og:" not in page


def test_a_renamed_event_leads_to_its_new_address(client: FlaskClient) -> None:
    row = events.event("old-name")
    with committing():
        services.edit_event(row, at=clock.now(), slug="new-name")
    answer = client.get("/en/events/old-name")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/en/events/new-name"
    assert client.get("/events/new-name").status_code == 200


def test_drafts_and_unknown_slugs_are_404(client: FlaskClient) -> None:
    events.event("draft", publish=False)
    for path in ("/events/draft", "/en/events/draft", "/events/none"):
        assert client.get(path).status_code == 404


def test_a_run_of_three_costs_as_much_as_one(client: FlaskClient, count_queries: CountQueries) -> None:
    numbers = []
    for number in (1, 3):
        first = events.show(f"run-{number}", starts_at=TONIGHT)
        for each in range(1, number):
            events.performance(session.get_one(Run, first.run_id), starts_at=TONIGHT + timedelta(days=each))
        with count_queries() as counted:
            html(client, f"/events/run-{number}")
        numbers.append(counted.number)
    assert numbers == [10, 10]


def test_markup_in_names_stays_text(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT, title_zh="<img src=x onerror=1>", title_en="<b>x</b>")
    assert "<img src=x" not in html(client, "/events/the-long-bridge")
    assert "<b>x</b>" not in html(client, "/en/calendar")
