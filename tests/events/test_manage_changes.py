"""The change desk's pages: the steps of a change, who may press, both versions, and the same second everywhere."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from core import clock
from core.db import session
from core.types import Bilingual
from events.models.deed import Deed, DeedKind
from events.models.performance import Performance
from events.models.words import Status
from notices.models.delivery import Delivery
from tests.conftest import CountQueries
from tests.factories import accounts, changing, events


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def editor(app: Flask, owner: Organisation) -> FlaskClient:
    return accounts.member_client(app, owner, Role.EDITOR)


def path(row: Performance, rest: str = "", *, speaks: str = "/en") -> str:
    session.rollback()
    event = row.run.event
    assert event.owner
    return f"{speaks}/desk/{event.owner.slug}/changes/{event.id}{rest}"


def status(row: Performance) -> Status:
    session.rollback()
    return session.get_one(Performance, row.id, populate_existing=True).status


def cancel(client: FlaskClient, row: Performance, **fields: Any) -> Any:
    """All the steps with their pages: the form, the check, the press."""
    at = path(row, "/cancel")
    form = client.get(f"{at}?date={row.id}").text
    check = changing.send(client, at, form, step="check", cause="illness", refund="full", **fields)
    return changing.send(client, at, check.text, step="do")


def test_one_date_is_cancelled_in_four_taps(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    page = editor.get(path(row)).text
    assert f"/cancel?date={row.id}" in page, "first tap: cancel, beside the date"
    at = path(row, "/cancel")
    form = editor.get(f"{at}?date={row.id}").text
    assert 'value="full" checked' in form or "checked" in form.partition('value="full"')[0][-80:]
    check = changing.send(editor, at, form, step="check", cause="illness", refund="full")
    assert "Illness in the company. Tickets are refunded in full" in check.text, "second and third: the reason, next"
    assert status(row) is Status.SCHEDULED
    assert "Who will be told" in check.text
    done = changing.send(editor, at, check.text, step="do")
    assert done.status_code == 303, "fourth: cancel it now"
    assert status(row) is Status.CANCELLED
    shown = editor.get(done.headers["Location"]).text
    assert "Until 12:10" in shown
    assert "/undo" in shown
    assert "/undo" in editor.get(path(row)).text, "the listing's page of dates shows the ten minutes too"


def said(client: FlaskClient, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return answer.text.replace("\r\n ", "")


def test_a_cancelled_date_stands_everywhere_within_the_same_second(
    app: Flask, editor: FlaskClient, owner: Organisation, now: datetime
) -> None:
    row = changing.listing(owner, dates=1)[0]
    stranger = app.test_client()
    asked: dict[str, tuple[str, Callable[[str], bool]]] = {
        "page": ("/en/events/the-long-bridge", lambda text: "This is cancelled." in text),
        "feed": ("/en/events/the-long-bridge.ics", lambda text: "STATUS:CANCELLED" in text and "SEQUENCE:1" in text),
        "embed": ("/en/embed/events/the-long-bridge", lambda text: "Cancelled" in text),
        "search": ("/en/search?q=long+bridge", lambda text: "Next: Sat 28 Nov" not in text),
        "api": (f"/api/v1/performances/{row.id}", lambda text: '"cancelled"' in text),
    }
    for name, (where, has_changed) in asked.items():
        assert not has_changed(said(stranger, where)), name
    assert cancel(editor, row).status_code == 303
    for name, (where, has_changed) in asked.items():
        assert has_changed(said(stranger, where)), name


def test_a_sold_out_date_that_is_moved_says_both(app: Flask, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner, dates=1)[0]
    changing.done(row, kind=DeedKind.SELL_OUT)
    changing.done(row, kind=DeedKind.MOVE, starts={row.id: row.starts_at + timedelta(days=2)})
    stranger = app.test_client()
    page = said(stranger, "/en/events/the-long-bridge")
    assert "Sold out" in page
    assert "Was Sat 28 Nov 19:30" in page
    assert "1 date has a new time" in page
    feed = said(stranger, "/en/events/the-long-bridge.ics")
    assert "[Sold out] The Long Bridge" in feed
    assert "the earlier time was" in feed
    assert '"moved_from":"2026-11-28T19:30:00+08:00"' in said(stranger, f"/api/v1/performances/{row.id}").replace(" ", "")


def test_undoing_without_script(app: Flask, editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    where = cancel(editor, row).headers["Location"]
    answer = changing.send(editor, f"{where}/undo", csrf_token=changing.token_in(editor.get(where).text))
    assert answer.status_code == 303
    assert status(row) is Status.SCHEDULED
    assert "Nobody was told of it." in editor.get(where).text
    assert session.query(Delivery).count() == 0
    again = changing.send(editor, f"{where}/undo")
    assert "This was undone already." in again.text


def test_tell_them_now(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    where = cancel(editor, row).headers["Location"]
    assert changing.send(editor, f"{where}/tell").status_code == 303
    session.rollback()
    assert [each.due_at for each in session.query(Delivery)] == [now]
    assert "The letters are out." in editor.get(where).text


def test_a_move_shows_what_it_does_to_the_approval(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    changing.approved(row)
    at = path(row, "/move")
    form = editor.get(f"{at}?date={row.id}").text
    stated = {"cause": "technical", "refund": "valid", "day": "2026-12-24", "clock": "20：00"}
    check = changing.send(editor, at, form, step="check", **stated).text
    assert "The approval of 1 date no longer holds" in check
    assert "Thursday 24 December 2026, 20:00–22:00" in check
    assert changing.send(editor, at, check, step="do").status_code == 303
    assert clock.local(session.get_one(Performance, row.id).starts_at).isoformat() == "2026-12-24T20:00:00+08:00"


def test_another_cast_shows_every_date_that_it_changes(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    rows = changing.listing(owner, dates=4, first_in=0)
    changing.approved(*rows)
    at = path(rows[3], "/cast")
    form = editor.get(f"{at}?date={rows[3].id}").text
    check = changing.send(editor, at, form, step="check", cause="illness", refund="valid", cast_en="Lin Zhou").text
    assert "<h2>4 dates</h2>" in check
    assert "The approvals of 4 dates no longer hold" in check
    assert "It is less than 24 hours away" in check
    assert changing.send(editor, at, check, step="do").status_code == 303
    session.rollback()
    assert [session.get_one(Performance, row.id).sequence for row in rows] == [1, 1, 1, 1]


def test_what_is_cancelled_stays_so_among_the_others(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    rows = changing.listing(owner, dates=3)
    changing.done(rows[1])
    at = path(rows[0], "/sell_out")
    form = editor.get(f"{at}?date={rows[0].id}&onwards=1").text
    check = changing.send(editor, at, form, step="check").text
    assert "<h2>2 dates</h2>" in check
    assert "1 date is cancelled or postponed and stays so." in check
    assert changing.send(editor, at, check, step="do").status_code == 303
    assert [status(row) for row in rows] == [Status.SOLD_OUT, Status.CANCELLED, Status.SOLD_OUT]
    alone = changing.send(editor, at, editor.get(f"{at}?date={rows[1].id}").text, step="check").text
    assert "What is cancelled stays so until you say that it takes place after all." in alone


@pytest.mark.parametrize("kind", DeedKind)
def test_every_deed_is_reached_from_the_listings_own_dates(
    editor: FlaskClient, owner: Organisation, kind: DeedKind, now: datetime
) -> None:
    rows = changing.listing(owner)
    event = rows[0].run.event_id
    page = editor.get(f"/en/desk/{owner.slug}/listings/{event}/dates").text
    form = page.partition('<form class="at-desk"')[2].partition("</form>")[0]
    assert all(f'name="date" value="{row.id}"' in form for row in rows)
    assert 'name="onwards"' in form
    assert f'formaction="{path(rows[0])}/{kind.value}"' in form
    asked = editor.get(f"{path(rows[0])}/{kind.value}?date={rows[1].id}&onwards=1").text
    assert f'name="date" value="{rows[2].id}"' in asked


def test_one_public_date_offers_what_fits_it(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    single = f"/en/desk/{owner.slug}/dates/{row.id}"
    page = editor.get(single).text
    assert f'formaction="{path(row)}/sell_out"' in page
    assert "/reopen" not in page
    changing.done(row)
    page = editor.get(single).text
    assert f'formaction="{path(row)}/reopen"' in page
    assert "/move" not in page


def test_whole_days_that_are_public_are_changed_at_the_desk(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    whole = events.event("the-exhibition", owner_id=owner.id, organiser_id=owner.id)
    span = events.span(events.run(whole), first=clock.today() + timedelta(days=3), last=clock.today() + timedelta(days=20))
    page = editor.get(f"/en/desk/{owner.slug}/listings/{whole.id}/dates").text
    assert "these days are public" in page
    assert f'name="date" value="{span.id}"' in page
    assert f'formaction="{path(span)}/move"' in page


def test_drafts_are_not_the_change_desks(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner, is_public=False)[0]
    assert "at-desk" not in editor.get(f"/en/desk/{owner.slug}/listings/{row.run.event_id}/dates").text


def test_from_one_date_to_all_from_there_and_back(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    rows = changing.listing(owner, dates=4)
    at = f"{path(rows[0], '/cancel')}?date={rows[1].id}"
    one = editor.get(at).text
    assert "This date and all 2 later ones" in one
    assert f'href="{at}&amp;onwards=1"' in one
    assert f'href="{at}"' in editor.get(f"{at}&onwards=1").text
    assert "onwards" not in editor.get(f"{path(rows[0], '/cancel')}?date={rows[3].id}").text


def test_a_link_fills_the_form_in(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    filled = "day=2026-12-24&clock=20:00&until=&words_zh=hack&token=mine&cause=illness"
    page = editor.get(f"{path(row, '/move')}?date={row.id}&{filled}").text
    for words in ('value="2026-12-24"', 'value="20:00"'):
        assert words in page
    for words in ("hack", 'value="mine"', "checked value=\"illness\""):
        assert words not in page
    assert editor.get(f"{path(row, '/move')}?date={row.id}&day=%00%3Cb%3E{'9' * 3000}").status_code == 200


def test_all_from_here_on(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    rows = changing.listing(owner, dates=4)
    at = path(rows[0], "/move")
    form = editor.get(f"{at}?date={rows[1].id}&onwards=1").text
    check = changing.send(editor, at, form, step="check", cause="scheduling", refund="valid", shift="7", clock="").text
    assert changing.send(editor, at, check, step="do").status_code == 303
    session.rollback()
    days = [session.get_one(Performance, row.id).day.day for row in rows]
    assert days == [28, 6, 7, 8], "28 November stays; the others are a week later"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "The audience must be told why."),
        ({"cause": "other", "words_en": ""}, "The audience must be told why."),
        ({"cause": "sunspots"}, "Not a valid choice"),
        ({"cause": "illness", "day": "tomorrow"}, "Write the day as 2026-12-31."),
        ({"cause": "illness", "day": "2026-12-24", "clock": "25:00"}, "Write the time as 19:30."),
        ({"cause": "illness", "day": "2020-12-24"}, "The new time is in the past."),
        ({"cause": "illness", "day": "2126-12-24"}, "outside the calendar"),
        ({"cause": "illness", "words_zh": "字" * 501}, "500"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_typed_is_lost(
    editor: FlaskClient, owner: Organisation, typed: dict[str, str], says: str, now: datetime
) -> None:
    row = changing.listing(owner)[0]
    at = path(row, "/move")
    form = editor.get(f"{at}?date={row.id}").text
    sent = {"day": "2026-12-24", "clock": "20:00", "refund": "valid", "words_en": "My own words."} | typed
    answer = changing.send(editor, at, form, step="do", **sent)
    assert answer.status_code == 200
    assert says in answer.text
    assert sent["words_en"] in answer.text
    assert session.query(Deed).count() == 0


def test_no_date_at_all(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    for query in ("", "?date=0", "?date=x", "?date=99999999999", "?date=²"):
        assert "Choose at least one date." in editor.get(path(row, f"/cancel{query}")).text


def test_an_expired_form_keeps_what_was_typed(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    at = path(row, "/cancel")
    form = editor.get(f"{at}?date={row.id}").text
    answer = changing.send(editor, at, form, csrf_token="stale", step="do", cause="illness", words_en="Kept.")
    assert answer.status_code == 200
    assert "Kept." in answer.text
    assert "had been open for too long" in answer.text
    assert status(row) is Status.SCHEDULED


def test_the_second_editor_sees_both_versions(app: Flask, editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    at = path(row, "/cancel")
    form = editor.get(f"{at}?date={row.id}").text
    check = changing.send(editor, at, form, step="check", cause="illness", refund="full", words_en="Kept.").text
    other = row.starts_at + timedelta(days=9)
    changing.done(row, kind=DeedKind.MOVE, starts={row.id: other}, words=Bilingual("改期", "Moved"))
    answer = changing.send(editor, at, check, step="do")
    assert answer.status_code == 200
    assert "Both versions" in answer.text
    for words in ("Saturday 28 November 2026, 19:30", "Monday 7 December 2026, 19:30", "Kept."):
        assert words in answer.text
    assert status(row) is Status.RESCHEDULED
    again = changing.send(editor, at, answer.text, step="check", cause="illness", refund="full", words_en="Kept.").text
    assert changing.send(editor, at, again, step="do").status_code == 303, "pressed again on what now stands"
    assert status(row) is Status.CANCELLED


def test_others_find_nothing_and_nothing_moves(app: Flask, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    deed = changing.done(row)
    key, event = deed.id, row.run.event_id
    other = accounts.organisation("other")
    stranger = accounts.member_client(app, other)
    theirs = changing.listing(other, "their-show")[0]
    mine = f"/desk/other/changes/{theirs.run.event_id}"
    foreign = row.id
    session.rollback()
    for where in (f"/desk/other/changes/{event}", f"/desk/other/changes/deeds/{key}", f"/desk/other/changes/{event}/cancel"):
        assert stranger.get(where).status_code == 404
    assert stranger.get(f"/desk/{owner.slug}/changes").status_code == 404
    for where in (f"/desk/other/changes/deeds/{key}/undo", f"/desk/other/changes/deeds/{key}/tell"):
        assert changing.send(stranger, where).status_code == 404
    answer = stranger.get(f"{mine}/cancel?date={foreign}")
    assert "请至少选择一个场次" in answer.text or "Choose at least one" in answer.text, "a foreign date is no date"
    viewer = accounts.member_client(app, owner, Role.VIEWER)
    assert viewer.get(f"/desk/{owner.slug}/changes/{event}").status_code == 200
    assert viewer.get(f"/desk/{owner.slug}/changes/{event}/cancel?date={foreign}").status_code == 403
    assert changing.send(viewer, f"/desk/{owner.slug}/changes/deeds/{key}/undo").status_code == 403


@pytest.mark.parametrize("dates", [1, 3])
def test_statements_of_the_pages_do_not_grow(
    editor: FlaskClient, owner: Organisation, dates: int, count_queries: CountQueries, now: datetime
) -> None:
    rows = changing.listing(owner, dates=dates)
    changing.done(*rows, kind=DeedKind.SELL_OUT)
    at = path(rows[0])
    editor.get(at)
    with count_queries() as chooser:
        assert editor.get(at).status_code == 200
    with count_queries() as index:
        assert editor.get(f"/desk/{owner.slug}/changes").status_code == 200
    assert (chooser.number, index.number) == (9, 9)
