"""The import pages: a file is looked at, confirmed, seen done, taken back; strangers find nothing."""

import html
import io
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from core import clock
from core.db import committing, session
from events.models.event import Event
from events.models.intake import ColumnMapping, Intake, IntakeState, Origin, SubscribedSource
from events.models.performance import Performance
from events.models.words import Status
from feeds import jobs
from tests.factories import accounts, changing, venues
from tests.feeds.exports import APPLE, calendar, lines

TABLE = (
    "编号,演出名称,日期,时间,地点\nA1,长桥,2026-12-05,19:30,江畔剧院\nA2,长桥,2026-12-06,14:00,江畔剧院\n"
    "A3,,2026-12-07,14:00,\n"
)


@pytest.fixture
def players(app: Flask) -> Organisation:
    venues.venue()
    return accounts.organisation("bridge-players")


@pytest.fixture
def editor(app: Flask, players: Organisation) -> FlaskClient:
    return accounts.member_client(app, players, Role.EDITOR)


def token(client: FlaskClient, path: str = "/desk/bridge-players/import") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def sent(client: FlaskClient, content: bytes, name: str, path: str = "/desk/bridge-players/import"):
    form = {"csrf_token": token(client), "file": (io.BytesIO(content), name)}
    return client.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"})


def pressed(client: FlaskClient, path: str, **form: str):
    return client.post(path, data={"csrf_token": token(client), **form}, headers={"Sec-Fetch-Site": "same-origin"})


def count(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_table_is_looked_at_confirmed_and_taken_back(editor: FlaskClient) -> None:
    answer = sent(editor, TABLE.encode(), "season.csv")
    assert answer.status_code == 303
    one = answer.headers["Location"]
    preview = editor.get(one).text
    for words in ("长桥", "江畔剧院", "2026年12月5日（周六） 19:30", "第 4 行", "演出名称"):
        assert words in preview
    assert count(Event) == 0, "nothing is kept before it is confirmed"
    assert pressed(editor, f"{one}/confirm").headers["Location"] == one
    result = editor.get(one).text
    assert "长桥" in result
    assert count(Performance) == 2
    assert "长桥" not in editor.get("/calendar").text
    assert pressed(editor, f"{one}/undo").status_code == 303
    assert session.scalars(select(Event.owner_id)).all() == [None]
    jobs.sweep_imports()
    assert count(Event) == 0


SEASON = (
    "剧名,演出日期,钟点,剧场,厅,备注\n长桥,2026-12-05,19:30,江畔剧院,大剧场,日场\n"
    "长桥,2026-12-06,19:30,江畔剧院,大剧场,\n"
)


def test_dates_without_times_and_columns_not_used_are_said_at_the_head(editor: FlaskClient) -> None:
    one = sent(editor, SEASON.encode(), "season.csv").headers["Location"]
    page = editor.get(one).text
    head = page[: page.index('class="problems"')]
    assert "2 个日期没有时间" in head
    assert "未使用的列：钟点、备注" in head
    assert '<details class="mapping" open>' in page
    assert page.count("没有写时间") == 2
    english = editor.get(f"/en{one}").text
    assert "2 dates have no time." in english
    assert "Columns that are not used: 钟点, 备注." in english
    names = ("title", "date", "time", "venue", "hall", "")
    pressed(editor, f"{one}/columns", **{f"column-{at}": name for at, name in enumerate(names)})
    page = editor.get(one).text
    assert "没有时间" not in page
    assert "未使用的列：备注" in page
    assert '<details class="mapping">' in page, "what somebody decided is not asked again"
    assert "19:30" in page


def test_the_preview_of_a_table_that_comes_again_tells_what_is_new(editor: FlaskClient) -> None:
    one = sent(editor, TABLE.encode(), "season.csv").headers["Location"]
    assert 'class="told"' not in editor.get(one).text
    pressed(editor, f"{one}/confirm")
    more = TABLE.replace("2026-12-06,14:00", "2026-12-06,15:00") + "A4,长桥,2026-12-08,19:30,江畔剧院\n"
    page = editor.get("/en" + sent(editor, more.encode(), "season.csv").headers["Location"]).text
    assert re.findall(r"<li><strong>(\d+)</strong> ([^<]+)</li>", page) == [
        ("1", "new dates"), ("1", "dates changed"), ("1", "dates as they were"),
    ]
    assert re.findall(r'(\d\d:\d\d) <small class="mark">([^<]+)<', page) == [("15:00", "changed"), ("19:30", "new")]
    less = "\n".join(TABLE.splitlines()[:2])
    page = editor.get("/en" + sent(editor, less.encode(), "season.csv").headers["Location"]).text
    assert ("1", "earlier dates that the file no longer names; they stay") in re.findall(
        r"<li><strong>(\d+)</strong> ([^<]+)</li>", page
    )


def test_what_was_taken_back_is_no_earlier_date(editor: FlaskClient) -> None:
    one = sent(editor, TABLE.encode(), "season.csv").headers["Location"]
    pressed(editor, f"{one}/confirm")
    pressed(editor, f"{one}/undo")
    other = "编号,演出名称,日期,时间,地点\nB1,纸灯,2026-12-05,19:30,江畔剧院\n"
    page = editor.get("/en" + sent(editor, other.encode(), "other.csv").headers["Location"]).text
    assert "no longer names" not in page
    again = sent(editor, TABLE.encode(), "season.csv").headers["Location"]
    pressed(editor, f"{again}/confirm")
    result = editor.get(f"/en{again}").text
    assert "<strong>2</strong> new dates" in result, "what was taken back a moment ago is written anew"
    assert "no longer names" not in result
    assert session.scalars(select(Event.owner_id)).all() != [None]


def test_dates_of_the_past_are_no_earlier_dates_that_a_table_forgot(editor: FlaskClient) -> None:
    pressed(editor, sent(editor, TABLE.encode(), "season.csv").headers["Location"] + "/confirm")
    with committing():
        past = clock.today() - timedelta(days=1)
        session.execute(update(Performance).where(Performance.last_day == date(2026, 12, 5)).values(day=past, last_day=past))
    rest = "编号,演出名称,日期,时间,地点\nA2,长桥,2026-12-06,14:00,江畔剧院\n"
    page = editor.get("/en" + sent(editor, rest.encode(), "season.csv").headers["Location"]).text
    assert "no longer names" not in page


def test_a_house_that_nobody_knows_is_to_choose_before_it_is_handed_in(editor: FlaskClient) -> None:
    table = "演出名称,日期,时间,地点,城市\n长桥,2026-12-05,19:30,火星大剧院,苏州\n"
    pressed(editor, sent(editor, table.encode(), "season.csv").headers["Location"] + "/confirm")
    key = session.scalars(select(Event.id)).one()
    desk, basics = f"/desk/bridge-players/listings/{key}", f"/desk/bridge-players/listings/{key}/basics"
    assert "“火星大剧院”的场馆待选" in editor.get(desk).text
    typed = {"title_zh": "长桥", "kind": "show", "genre": "spoken_drama", "city": "suzhou-js", "place_stated_zh": "火星大剧院"}

    def saved(place: str) -> None:
        page = editor.get(basics).text
        seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
        assert seen
        answer = pressed(editor, basics, seen=seen[1], place=place, **typed)
        assert answer.status_code == 303, re.findall(r'class="(?:field__error|error)[^>]*>([^<]+)', answer.text)

    saved("")
    assert "“火星大剧院”的场馆待选" in editor.get(desk).text
    saved("other")
    page = editor.get(desk).text
    assert "场馆待选" not in page
    assert "火星大剧院" in page


def test_a_column_is_corrected_and_remembered(editor: FlaskClient) -> None:
    table = "Was,Wann\n长桥,2026-12-05 19:30\n".encode()
    one = sent(editor, table, "season.csv").headers["Location"]
    assert "confirm" not in editor.get(one).text
    pressed(editor, f"{one}/columns", **{"column-0": "title", "column-1": "date"})
    assert "长桥" in editor.get(one).text
    assert count(ColumnMapping) == 1
    again = sent(editor, table, "next.csv").headers["Location"]
    assert f"{again}/confirm" in editor.get(again).text


def test_a_calendar_shows_its_zone_warning(editor: FlaskClient) -> None:
    one = sent(editor, lines(APPLE), "home.ics").headers["Location"]
    assert "上海时间" in editor.get(one).text
    assert "Shanghai" in editor.get(f"/en{one}").text


@pytest.mark.parametrize(("content", "name"), [
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "season.xlsx"), (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "a.ics"), (b"", "a.csv"),
    (b"x", "a.ics"),    (b"\xff\xfea\0", "a.csv"), (b"<html>", "calendar.ics"),
])
def test_a_file_that_is_none_is_refused_with_words(editor: FlaskClient, content: bytes, name: str) -> None:
    one = sent(editor, content, name).headers["Location"]
    page = editor.get(one)
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert f"{one}/confirm" not in page.text
    pressed(editor, f"{one}/confirm")
    assert count(Event) == 0


def test_twenty_megabytes_are_refused(editor: FlaskClient) -> None:
    answer = editor.post("/desk/bridge-players/import", data=b"x", headers={"Sec-Fetch-Site": "same-origin"},
                         content_type="multipart/form-data; boundary=b", environ_overrides={"CONTENT_LENGTH": "20000000"})
    assert answer.status_code == 413
    assert "最大 10 MB" in answer.text
    assert 'href="/desk/bridge-players/import"' in answer.text
    assert count(Intake) == 0


def test_no_file_and_an_expired_form_are_told(editor: FlaskClient) -> None:
    assert 'role="alert"' in sent(editor, b"", "").text
    old = editor.post("/desk/bridge-players/import", data={"csrf_token": "old", "file": (io.BytesIO(TABLE.encode()), "a.csv")},
                      headers={"Sec-Fetch-Site": "same-origin"})
    assert old.status_code == 200
    assert 'role="alert"' in old.text
    assert count(Intake) == 0


def test_the_template_is_a_workbook(editor: FlaskClient) -> None:
    answer = editor.get("/desk/bridge-players/import/template.xlsx")
    assert answer.data[:4] == b"PK\x03\x04"
    one = sent(editor, answer.data, "template.xlsx").headers["Location"]
    assert "示例：长桥" in editor.get(one).text


def test_a_large_import_waits_for_the_worker(editor: FlaskClient) -> None:
    daily = calendar("UID:d@b\nSUMMARY:长桥\nDTSTART:20261205T113000Z\nRRULE:FREQ=DAILY;COUNT=90")
    one = sent(editor, daily, "home.ics").headers["Location"]
    pressed(editor, f"{one}/confirm")
    assert "data-progress" in editor.get(one).text
    assert count(Event) == 0
    jobs.import_waiting()
    assert count(Performance) == 90
    assert "data-progress" not in editor.get(one).text


def test_nobody_else_finds_an_import(app: Flask, editor: FlaskClient) -> None:
    one = sent(editor, TABLE.encode(), "season.csv").headers["Location"]
    key = one.rpartition("/")[2]
    accounts.organisation("strangers")
    strangers = session.scalars(select(Organisation).where(Organisation.slug == "strangers")).one()
    stranger = accounts.member_client(app, strangers)
    for path in (one, "/desk/bridge-players/import", "/desk/bridge-players/import/sources", f"/desk/strangers/import/{key}"):
        assert stranger.get(path).status_code == 404, path
    form = {"csrf_token": token(stranger, "/desk/strangers/import")}
    for path in (f"{one}/confirm", f"/desk/strangers/import/{key}/confirm", f"/desk/strangers/import/{key}/undo"):
        assert stranger.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404, path
    players = session.scalars(select(Organisation).where(Organisation.slug == "bridge-players")).one()
    viewer = accounts.member_client(app, players, Role.VIEWER)
    assert viewer.get("/desk/bridge-players/import").status_code == 403
    assert app.test_client().get(one).status_code == 303
    assert session.scalars(select(Intake)).one().state is IntakeState.PREVIEW


def test_an_address_is_added_paused_and_asked(editor: FlaskClient) -> None:
    sources = "/desk/bridge-players/import/sources"
    assert pressed(editor, sources, url="webcal://calendar.example/a.ics").status_code == 303
    row = session.scalars(select(SubscribedSource)).one()
    assert row.url == "https://calendar.example/a.ics"
    known, private = "webcal://calendar.example/a.ics", "http://a:b@calendar.example/"
    for bad in (known, private, "file:///etc/passwd", "http://x.example:22/", ""):
        page = pressed(editor, sources, url=bad)
        assert 'role="alert"' in page.text, bad
    assert count(SubscribedSource) == 1
    pressed(editor, f"{sources}/{row.id}", deed="pause")
    session.refresh(row)
    assert row.paused_at is not None
    pressed(editor, f"{sources}/{row.id}", deed="pull")
    session.refresh(row)
    assert row.next_at == clock.now()
    assert session.scalars(select(SubscribedSource.paused_at)).all() == [None]
    assert pressed(editor, f"{sources}/{row.id}", deed="burn").status_code == 400
    assert pressed(editor, f"{sources}/999", deed="pull").status_code == 404


@pytest.mark.parametrize("url", [
    "http://localhost/a.ics", "https://127.0.0.1/a.ics", "http://127.1/a.ics", "http://2130706433/a.ics", "http://0x7f.1/a.ics",
    "http://[::1]/a.ics", "http://[::ffff:10.0.0.1]/a.ics", "http://10.0.0.8/a.ics", "https://192.168.1.1/a.ics",
    "http://169.254.169.254/latest", "https://nas.local/a.ics", "https://calendar.internal/a.ics", "https://intranet/a.ics",
    "https://box.lan/a.ics", "https://a.localhost/a.ics", "https://router.home.arpa/a.ics", "http://0/a.ics",
    "webcal://LOCALHOST./a.ics",
])
def test_what_is_plainly_internal_is_refused_at_once(editor: FlaskClient, url: str) -> None:
    page = pressed(editor, "/desk/bridge-players/import/sources", url=url)
    assert 'role="alert"' in page.text
    assert "内部网络" in page.text
    assert count(SubscribedSource) == 0


def test_the_next_look_at_an_address_is_no_performance(editor: FlaskClient) -> None:
    sources = "/desk/bridge-players/import/sources"
    pressed(editor, sources, url="https://calendar.example/a.ics")
    assert "下次读取" in editor.get(sources).text
    assert "最近一场" not in editor.get(sources).text
    assert "Next look" in editor.get(f"/en{sources}").text


def test_a_proposed_change_is_shown_and_seen(editor: FlaskClient) -> None:
    show = "UID:a@b\nSUMMARY:长桥\nLOCATION:江畔剧院\nDTSTART:20261205T{}0000Z"
    pressed(editor, sent(editor, calendar(show.format(11)), "a.ics").headers["Location"] + "/confirm")
    with committing():
        session.execute(update(Event).values(published_at=clock.now()))
        session.execute(update(Performance).values(published_at=clock.now()))
    pressed(editor, sent(editor, calendar(show.format(12)), "a.ics").headers["Location"] + "/confirm")
    page = editor.get("/desk/bridge-players/import/sources").text
    assert "19:00" in page
    assert "20:00" in page
    key = session.scalars(select(Origin.id)).one()
    pressed(editor, f"/desk/bridge-players/import/proposals/{key}")
    assert "20:00" not in editor.get("/desk/bridge-players/import/sources").text


def proposed(editor: FlaskClient, was: str, then: str) -> list[str]:
    """A public date, and what its source says now; answers the addresses that the page of proposals offers."""
    show = "UID:a@b\nSUMMARY:{}\nLOCATION:{}\nDTSTART:{}\nDTEND:{}"
    pressed(editor, sent(editor, calendar(show.format(*was.split("|"))), "a.ics").headers["Location"] + "/confirm")
    with committing():
        session.execute(update(Event).values(published_at=clock.now()))
        session.execute(update(Performance).values(published_at=clock.now()))
    pressed(editor, sent(editor, calendar(show.format(*then.split("|"))), "a.ics").headers["Location"] + "/confirm")
    return ways(editor)


def ways(editor: FlaskClient) -> list[str]:
    page = editor.get("/en/desk/bridge-players/import/sources").text
    found = re.findall(r'class="btn" href="([^"]*/(?:changes|listings)/[^"]*)"', page)
    return [html.unescape(each) for each in found]


def test_a_proposed_change_is_made_at_the_change_desk_without_typing(editor: FlaskClient) -> None:
    place = "长桥|江畔剧院|"
    way, = proposed(editor, f"{place}20261205T110000Z|20261205T130000Z", f"{place}20261206T123000Z|20261206T150000Z")
    form = editor.get(way).text
    for value in ("2026-12-06", "20:30", "23:00"):
        assert f'value="{value}"' in form
    at = way.partition("?")[0]
    stated = {"cause": "scheduling", "refund": "valid", "day": "2026-12-06", "clock": "20:30", "until": "23:00"}
    check = changing.send(editor, at, form, step="check", **stated).text
    assert "Sunday 6 December 2026, 20:30–23:00" in check
    done = changing.send(editor, at, check, step="do").headers["Location"]
    assert ways(editor) == [], "what stands as the source says is no proposal any more"
    assert "change for you" not in editor.get("/en/desk/bridge-players/import").text
    changing.send(editor, f"{done}/undo")
    assert ways(editor) == [way]


def test_a_proposed_hall_and_a_proposed_title_have_their_ways(editor: FlaskClient) -> None:
    hall = venues.hall(venues.venue("other-house", name_zh="对岸剧场", name_en="Far Bank"), code="small")
    when = "20261205T110000Z|20261205T130000Z"
    to_hall, to_title = proposed(editor, f"长桥|江畔剧院|{when}", f"长桥新编|对岸剧场|{when}")
    assert to_hall.partition("?")[0].endswith("/hall")
    assert f"hall={hall.id}" in to_hall
    assert f'selected value="{hall.id}"' in editor.get(to_hall).text
    assert to_title.endswith("/basics")


def test_a_proposal_for_a_cancelled_date_offers_no_move(editor: FlaskClient) -> None:
    place = "长桥|江畔剧院|"
    assert proposed(editor, f"{place}20261205T110000Z|20261205T130000Z", f"{place}20261206T123000Z|20261206T150000Z")
    with committing():
        session.execute(update(Performance).values(status=Status.CANCELLED))
    assert ways(editor) == []
    assert "20:30" in editor.get("/en/desk/bridge-players/import/sources").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_whatever_its_length(editor: FlaskClient, count_queries, number: int) -> None:
    for each in range(number):
        sent(editor, TABLE.encode(), f"season-{each}.csv")
    with count_queries() as counted:
        editor.get("/desk/bridge-players/import")
    assert counted.number == 7
