"""The organisers' desk: the list, the short form, what may not be seen by whom, what is never lost."""

from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role
from core.clock import SHANGHAI
from core.db import session
from events.forms.dates import NAMES
from events.models.event import Event
from events.queries import listings as stored
from events.queries.records import has_demo_rows
from tests.conftest import CountQueries
from tests.factories import accounts, events, venues
from tests.factories.desk import FROM_HERE, autosave, seen_in, send

DESK = "/desk/house-of-shows"
NEW = f"{DESK}/listings/new"
DAY = date(2026, 12, 4)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of an editor."""
    return accounts.member_client(app, accounts.organisation(), Role.EDITOR)


@pytest.fixture
def house(app: Flask) -> str:
    """The choice of a hall."""
    return f"h{venues.hall().id}"


def typed(house: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "长桥", "first": "2026-12-04", "last": "2026-12-27", "weekdays": ["4", "5", "6"], "times": "19:30",
        "place": house, "kind": "show", "contact": "021-1234",
    } | more


def started(client: FlaskClient, house: str, **more: Any) -> int:
    answer = send(client, NEW, **typed(house, **more))
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].partition("/listings/")[2].partition("?")[0])


def number_of_events() -> int:
    return len(session.query(Event).all())


def test_an_empty_desk_leads_on_in_three_ways(client: FlaskClient) -> None:
    page = client.get(f"{DESK}/listings").text
    for way in (NEW, f"{DESK}/listings/paste", f"{DESK}/import"):
        assert f'href="{way}"' in page
    assert client.get(f"{DESK}/listings").headers["Cache-Control"] == "no-store"


def test_five_fields_make_a_draft_of_twelve_dates(client: FlaskClient, house: str) -> None:
    key = started(client, house)
    page = client.get(f"{DESK}/listings/{key}")
    assert page.status_code == 200
    assert "12 场" in page.text
    assert "完整度" in page.text
    assert f'href="{DESK}/listings/{key}/submit"' in page.text
    listed = client.get(f"{DESK}/listings").text
    assert "长桥" in listed
    assert "12月4日" in listed
    assert not has_demo_rows()


def test_both_languages_and_the_rule_in_one_line(client: FlaskClient, house: str) -> None:
    key = started(client, house, title="The Long Bridge", weekdays=[], rule="Fri–Sun 19:30, extra Sat 14:00, no show on 6 Dec")
    english = client.get(f"/en{DESK}/listings/{key}").text
    assert "15 dates" in english
    assert "What it is about" in english
    assert session.get_one(Event, key).title_en == "The Long Bridge"
    assert session.get_one(Event, key).source_language == "en"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "叫什么名字"), ({"first": "sometime"}, "请填写日期"), ({"first": "1999-01-01"}, "超出日历"),
        ({"last": "2026-12-01"}, "末日早于首日"), ({"times": "quarter past"}, "不是有效时间"), ({"times": ""}, "几点开演"),
        ({"rule": "周五 晚上"}, "看不懂"), ({"place": "h99999"}, "请选择其中"), ({"place": "other"}, "写明地点"),
        ({"first": "2026-10-01", "last": "2026-10-31"}, "都已过去"), ({"contact": ""}, "怎样联系"),
        ({"first": "2026-12-04", "last": "2030-12-04"}, "800 天"), ({"title": "长" * 301}, "太长"),
        ({"weekdays": ["9"]}, "请选择其中"), ({"kind": "opera"}, "请选择其中"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, house: str, wrong: dict[str, Any], said: str
) -> None:
    answer = send(client, NEW, **typed(house, **wrong))
    assert answer.status_code == 200
    assert 'class="summary"' in answer.text
    assert said in answer.text
    assert number_of_events() == 0
    if "title" not in wrong:
        assert 'value="长桥"' in answer.text


def test_looking_at_the_dates_saves_nothing_and_shows_the_radar(client: FlaskClient, house: str) -> None:
    events.show("other-show", starts_at=datetime.combine(DAY, time(19, 30), SHANGHAI), run_facts={
        "venue_id": venues.venue("x").id, "city": "310000"})
    answer = send(client, NEW, **typed(house), look="1")
    assert answer.status_code == 200
    assert "radar__day--wanted" in answer.text
    assert 'value="长桥"' in answer.text
    assert number_of_events() == 1


def test_looking_asks_only_for_what_the_strip_is_made_of(client: FlaskClient, house: str) -> None:
    events.show("other-show", starts_at=datetime.combine(DAY, time(19, 30), SHANGHAI), run_facts={
        "venue_id": stored.hall(int(house[1:])).venue_id, "city": "310000"})  # type: ignore[union-attr]
    answer = send(client, NEW, first="2026-12-04", place=house, title="", contact="", look="1").text
    assert "radar__day--wanted" in answer
    assert "The Long Bridge" in answer or "长桥" in answer
    assert 'class="summary"' not in answer
    missing = send(client, NEW, place=house, look="1").text
    assert "从哪天" in missing or "何时开始" in missing or 'href="#first"' in missing
    assert 'href="#title"' not in missing
    assert number_of_events() == 1


def test_an_expired_form_keeps_what_was_typed(client: FlaskClient, house: str) -> None:
    answer = client.post(NEW, data=typed(house) | {"csrf_token": "long ago"}, headers=FROM_HERE)
    assert answer.status_code == 200
    assert 'value="长桥"' in answer.text
    assert "没有" in answer.text
    assert number_of_events() == 0


def test_a_likely_duplicate_is_asked_about_and_can_be_claimed(client: FlaskClient, house: str) -> None:
    other = events.show(starts_at=datetime.combine(DAY, time(19, 30), SHANGHAI), run_facts={
        "venue_id": stored.hall(int(house[1:])).venue_id, "city": "310000"})  # type: ignore[union-attr]
    key = other.run.event_id
    answer = send(client, NEW, **typed(house, title="话剧《长桥》"))
    assert answer.status_code == 200
    assert f'href="{DESK}/claims/new?event={key}"' in answer.text
    assert number_of_events() == 1
    assert send(client, NEW, **typed(house, title="话剧《长桥》"), is_other="y").status_code == 303


def test_only_ones_own_listings_exist(app: Flask, client: FlaskClient, house: str) -> None:
    key = started(client, house)
    row = stored.dates_of_run(stored.runs_of_event(key)[0].id)[0].id
    other = accounts.member_client(app, accounts.organisation("theirs"))
    paths = [
        f"listings/{key}", f"listings/{key}/basics", f"listings/{key}/dates", f"listings/{key}/copy",
        f"listings/{key}/preview", f"listings/{key}/preview/calendar", f"dates/{row}", f"radar?event={key}&first=2026-12-04",
    ]
    for path in paths:
        assert client.get(f"{DESK}/{path}").status_code == 200, path
        assert other.get(f"/desk/theirs/{path}").status_code == 404, path
        assert other.get(f"{DESK}/{path}").status_code == 404, path
        assert app.test_client().get(f"{DESK}/{path}").status_code == 303, path
    for path in (f"listings/{key}/remove", f"dates/{row}/remove", f"listings/{key}/dates/extra", f"listings/{key}/basics"):
        assert send(other, f"/desk/theirs/{path}", title_zh="x", kind="show").status_code == 404, path
    assert client.get(f"{DESK}/listings/99999999999").status_code == 404
    assert len(stored.dates_of_run(stored.runs_of_event(key)[0].id)) == 12


def test_a_viewer_reads_and_does_not_write(app: Flask, client: FlaskClient, house: str) -> None:
    key = started(client, house)
    event = session.get_one(Event, key)
    assert event.owner is not None
    viewer = accounts.member_client(app, event.owner, Role.VIEWER)
    assert viewer.get(f"{DESK}/listings/{key}").status_code == 200
    for path in ("listings/new", f"listings/{key}/basics", f"listings/{key}/dates", f"listings/{key}/copy"):
        assert viewer.get(f"{DESK}/{path}").status_code == 403, path


def test_a_draft_leaks_nowhere(app: Flask, client: FlaskClient, house: str) -> None:
    key = started(client, house, title="秘密长桥")
    event = session.get_one(Event, key)
    row = stored.dates_of_run(stored.runs_of_event(key)[0].id)[0]
    stranger = app.test_client()
    for path in (
        f"/events/{event.slug}", f"/performances/{row.id}", f"/events/{event.slug}.ics", f"/performances/{row.id}.ics",
        f"/api/v1/events/{event.slug}", f"/share/events/{event.slug}.png",
    ):
        assert stranger.get(path).status_code == 404, path
    for path in (
        "/calendar?from=2026-12-01", "/calendar.ics", "/search?q=秘密", "/suggest?q=秘密", "/month/2026-12", "/sitemap.xml",
        "/api/v1/events", "/api/v1/performances?from=2026-12-01", "/premieres", "/cities/shanghai",
        "/organisers/house-of-shows", "/venues/river-theatre",
    ):
        page = stranger.get(path)
        assert "秘密长桥" not in page.text, path
        assert event.slug not in page.text, path


def test_the_list_is_searched_filtered_and_paged(client: FlaskClient, house: str) -> None:
    for number in range(3):
        started(client, house, title=f"第{number}夜", first=f"2027-0{number + 1}-05", last=f"2027-0{number + 1}-20")
    assert "第1夜" in client.get(f"{DESK}/listings?q=1夜").text
    assert "第2夜" not in client.get(f"{DESK}/listings?q=1夜").text
    assert "第2夜" in client.get(f"{DESK}/listings?state=draft").text
    assert "第2夜" not in client.get(f"{DESK}/listings?state=public").text
    assert "没有标题含" in client.get(f"{DESK}/listings?q=%25").text
    assert client.get(f"{DESK}/listings?state=secret").status_code == 404
    assert client.get(f"{DESK}/listings?page=0").status_code == 404
    assert client.get(f"{DESK}/listings?page=2").status_code == 200


def test_two_who_edit_one_section_lose_nothing(client: FlaskClient, house: str) -> None:
    key = started(client, house)
    path = f"{DESK}/listings/{key}/facts"
    first, second = client.get(path).text, client.get(path).text
    assert send(client, path, seen=seen_in(first), duration_minutes="90", language_spoken="zh").status_code == 303
    answer = send(client, path, seen=seen_in(second), duration_minutes="120", language_spoken="zh", age_min="6")
    assert answer.status_code == 409
    assert 'value="120"' in answer.text, "what the second typed"
    assert ">90<" in answer.text, "what the first saved, beside it"
    assert stored.runs_of_event(key)[0].duration_minutes == 90
    again = send(client, path, seen=seen_in(answer.text), duration_minutes="120", language_spoken="zh", age_min="6")
    assert again.status_code == 303
    run = stored.runs_of_event(key)[0]
    assert (run.duration_minutes, run.age_min) == (120, 6)


def test_the_same_words_from_two_are_no_conflict(client: FlaskClient, house: str) -> None:
    key = started(client, house)
    path = f"{DESK}/listings/{key}/facts"
    page = client.get(path).text
    for _ in range(2):
        assert send(client, path, seen=seen_in(page), duration_minutes="90").status_code == 303


def test_a_section_saves_itself(client: FlaskClient, house: str) -> None:
    key = started(client, house)
    path = f"{DESK}/listings/{key}/texts"
    seen = seen_in(client.get(path).text)
    told = autosave(client, path, seen=seen, summary_zh="一座桥").get_json()
    assert set(told) == {"saved", "seen"}
    later = autosave(client, path, seen=told["seen"], summary_zh="一座桥，三代人")
    assert later.status_code == 200
    stale = autosave(client, path, seen=seen, summary_zh="另一座桥")
    assert (stale.status_code, stale.get_json()["is_stale"]) == (409, True)
    unfit = autosave(client, f"{DESK}/listings/{key}/facts", seen="", duration_minutes="soon")
    assert unfit.status_code == 422
    assert session.get_one(Event, key).summary_zh == "一座桥，三代人"


@pytest.mark.parametrize(
    ("section", "typed_there", "shown"),
    [
        ("basics", {"title_zh": "长桥", "title_en": "The Long Bridge", "kind": "show", "genre": "xiqu"}, "xiqu"),
        ("texts", {"summary_zh": "一座桥", "summary_en": "A bridge"}, "A bridge"),
        ("facts", {"duration_minutes": "95", "surtitles": "en", "age_advice_zh": "八岁以上"}, "八岁以上"),
        ("prices", {"prices": "普通票 180\nVIP 680 × 120", "refund_zh": "开演前两天可退"}, "VIP 680 × 120"),
        ("seller", {"seller_zh": "江畔票房", "seller_licence": "沪演1", "seller_url": "https://t.example"}, "沪演1"),
        ("people", {"main_performers_zh": "林安、周舟"}, "林安、周舟"),
        ("access", {"wheelchair_places": "6", "is_signed": "y"}, 'value="6"'),
        ("approval", {"state": "approved", "level": "county", "number": "沪文演1号", "approved_audience": "900"}, "沪文演1号"),
        ("premiere", {"premiere_kind": "performance", "premiere_scope": "city", "evidence_zh": "节目单"}, "节目单"),
    ],
)
def test_every_section_saves_and_shows(
    client: FlaskClient, house: str, section: str, typed_there: dict[str, str], shown: str
) -> None:
    key = started(client, house)
    path = f"{DESK}/listings/{key}/{section}"
    page = client.get(path).text
    stated = {"place": house, "city": "shanghai"} if section == "basics" else {}
    assert send(client, path, seen=seen_in(page), **stated, **typed_there).status_code == 303
    assert shown in client.get(path).text
    assert client.get(f"{DESK}/listings/{key}/preview").status_code == 200
    assert client.get(f"/en{path}").status_code == 200


@pytest.mark.parametrize(
    ("section", "wrong", "said"),
    [
        ("facts", {"duration_minutes": "long"}, "整数"), ("facts", {"interval_minutes": "41"}, "0 到 40"),
        ("prices", {"prices": "随缘"}, "看不懂"), ("seller", {"seller_url": "javascript:alert(1)"}, "https://"),
        ("seller", {"seller_url": "https://127.0.0.1:8703/"}, "https://"), ("seller", {"seller_url": "https://a@b"}, "https://"),
        ("approval", {"state": "approved", "level": "county"}, "批文号"),
        ("basics", {"title_zh": "", "kind": "show"}, "什么名字"),
        ("approval", {"state": "not_required", "level": "county"}, "说明为何"), ("texts", {"summary_zh": "长" * 4001}, "太长"),
        ("premiere", {"premiere_kind": "performance", "evidence_url": "ftp://x"}, "https://"),
    ],
)
def test_what_a_section_does_not_take(
    client: FlaskClient, house: str, section: str, wrong: dict[str, str], said: str
) -> None:
    key = started(client, house)
    path = f"{DESK}/listings/{key}/{section}"
    stated = {"place": house, "city": "shanghai"} if section == "basics" else {}
    answer = send(client, path, seen=seen_in(client.get(path).text), **stated, **wrong)
    assert answer.status_code == 200
    assert said in answer.text


def test_the_rule_is_looked_at_before_it_is_written(client: FlaskClient, house: str) -> None:
    key = started(client, house)
    path = f"{DESK}/listings/{key}/dates"
    rule = dict.fromkeys(NAMES, "") | {
        "first": "2026-12-04", "last": "2026-12-27", "saturday": "14:00 19:30", "without": "12月12日 14:00",
    }
    looked = send(client, path, **rule)
    assert looked.status_code == 200
    assert 'name="apply"' in looked.text
    run = stored.runs_of_event(key)[0].id
    assert len(stored.dates_of_run(run)) == 12
    assert send(client, path, **rule, apply="1").status_code == 303
    assert len(stored.dates_of_run(run)) == 7
    assert "14:00 19:30" in client.get(path).text, "the rule is shown as it was written"
    wrong = send(client, path, first="2026-12-04", last="2026-12-27", rule="每逢月圆")
    assert "看不懂" in wrong.text
    assert "每逢月圆" in wrong.text


def test_single_dates(client: FlaskClient, house: str) -> None:
    key = started(client, house)
    run = stored.runs_of_event(key)[0].id
    row = stored.dates_of_run(run)[0]
    path = f"{DESK}/dates/{row.id}"
    edit = {"day": "2026-12-04", "at": "20:00", "reach": "later"}
    stale = send(client, path, **edit, seen="0")
    assert "一字未丢" in stale.text
    assert send(client, path, **edit, seen=str(row.version)).status_code == 303
    session.expire_all()
    assert {f"{each.starts_local:%H:%M}" for each in stored.dates_of_run(run)} == {"20:00"}
    assert send(client, f"{path}/remove", and_later="").status_code == 303
    assert len(stored.dates_of_run(run)) == 11
    assert send(client, f"{DESK}/listings/{key}/dates/extra", day="2026-12-24", at="14:00 19:30").status_code == 303
    assert len(stored.dates_of_run(run)) == 13
    again = send(client, f"{DESK}/listings/{key}/dates/extra", day="2026-12-24", at="14:00")
    assert "已有一场" in again.text


def test_a_copy_and_a_draft_thrown_away(client: FlaskClient, house: str) -> None:
    key = started(client, house)
    answer = send(client, f"{DESK}/listings/{key}/copy", first="2027-03-01", edition="same")
    assert answer.status_code == 303
    assert number_of_events() == 2
    assert "已过" in send(client, f"{DESK}/listings/{key}/copy", first="2020-03-01", edition="same").text
    assert send(client, f"{DESK}/listings/{key}/remove").status_code == 303
    assert session.get(Event, key) is None


def test_the_preview_is_the_public_page_and_the_phones_entry(client: FlaskClient, house: str) -> None:
    key = started(client, house)
    page = client.get(f"{DESK}/listings/{key}/preview")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "长桥" in page.text
    assert page.text.count('<time class="t"') == 12
    entry = client.get(f"{DESK}/listings/{key}/preview/calendar")
    assert "BEGIN:VEVENT" in entry.text
    assert "UTC+8" in entry.text
    assert entry.headers["Cache-Control"] == "no-store"


def test_a_place_in_words_stands_on_the_page_and_in_the_calendar(client: FlaskClient) -> None:
    key = started(client, "other", stated="桥下空地", city="suzhou-js")
    assert "桥下空地" in client.get(f"{DESK}/listings/{key}/preview").text
    assert "桥下空地, 苏州市" in client.get(f"{DESK}/listings/{key}/preview/calendar").text


def test_the_radars_fragment(client: FlaskClient, house: str) -> None:
    path = f"{DESK}/radar"
    assert client.get(path).text.strip() == ""
    assert client.get(f"{path}?first=rubbish").text.strip() == ""
    found = client.get(f"{path}?first=2026-12-04&place={house}&rule=rubbish&genre=x&city=atlantis&times=99")
    assert found.status_code == 200
    assert found.text.count("radar__day--wanted") == 2, "the day, and the key"


def test_the_list_keeps_its_statements(client: FlaskClient, house: str, count_queries: CountQueries) -> None:
    numbers = []
    for more in (1, 2):
        for number in range(more):
            days = {"first": f"2027-0{more}-05", "last": f"2027-0{more}-20"}
            started(client, house, title=f"长桥 {more}{number}", is_other="y", **days)
        with count_queries() as counted:
            page = client.get(f"{DESK}/listings")
        assert page.status_code == 200
        numbers.append(counted.number)
    assert numbers == [9, 9]


def test_an_autosave_with_a_token_of_an_earlier_sign_in_is_given_a_fresh_one(client: FlaskClient, house: str) -> None:
    path = f"{DESK}/listings/{started(client, house)}/texts"
    seen = seen_in(client.get(path).text)
    late = client.post(path, data={"csrf_token": "long ago", "seen": seen, "summary_zh": "一座桥"},
                       headers=FROM_HERE | {"X-Autosave": "1"})
    assert late.status_code == 422
    fresh = late.json["token"]  # type: ignore[index]
    again = client.post(path, data={"csrf_token": fresh, "seen": seen, "summary_zh": "一座桥"},
                        headers=FROM_HERE | {"X-Autosave": "1"})
    assert again.status_code == 200
    assert "token" not in again.json  # type: ignore[operator]
