"""A pasted announcement becomes a draft: every finding shows its words, what is open is asked, nothing is saved by looking."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from core.db import session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from tests.factories import accounts, venues

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
TEXT = """话剧《雾中人》登陆黄浦剧场
演出时间：2026年12月5日（周六）、12月6日（周日）19:30，12月6日加演14:00
开票时间：11月25日10:00
票价：80/180/280元
演出时长：约120分钟（含中场休息15分钟）
6岁以上适合观看
主演：林舟、何青
咨询电话：021-00000000
"""


@pytest.fixture
def ours(app: Flask) -> Organisation:
    return accounts.organisation("ours")


@pytest.fixture
def desk(app: Flask, ours: Organisation) -> Any:
    return accounts.member_client(app, ours, Role.EDITOR)


def send(desk: Any, **typed: Any) -> Any:
    page = desk.get("/desk/ours/listings/paste").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    return desk.post("/desk/ours/listings/paste", data=typed | {"csrf_token": token}, headers=FROM_HERE)


def events_stored() -> int:
    return session.scalar(select(func.count()).select_from(Event)) or 0


def test_what_was_understood_is_shown_with_its_words_and_nothing_is_saved(desk: Any) -> None:
    answer = send(desk, text=TEXT)
    assert answer.status_code == 200
    html = answer.text
    for value in ("2026-12-05T19:30", "2026-12-06T14:00", "2026-12-06T19:30"):
        assert f'value="{value}"' in html
    assert 'value="雾中人"' in html
    assert 'value="120"' in html
    assert 'value="15"' in html
    assert "时长：约120分钟" in html.partition('duration_minutes')[2]
    assert "11月25日" in html.partition("Other times" if "Other times" in html else "其他时间")[2]
    assert "80\n180\n280" in html
    assert events_stored() == 0


def test_what_was_ticked_becomes_a_draft(desk: Any, ours: Organisation) -> None:
    hall = venues.hall(venues.venue("huangpu-theatre", name_zh="黄浦剧场"))
    answer = send(
        desk, text=TEXT, save="1", only="", title="雾中人", dates=["2026-12-05T19:30", "2026-12-06T14:00"],
        place=f"h{hall.id}", city="", kind="show", genre="spoken_drama", contact="021-00000000", prices="80\n180",
        duration_minutes="120", interval_minutes="15", age_min="6", main_performers="林舟、何青", language_spoken="zh",
        surtitles="", seller_url="",
    )
    assert answer.status_code == 303, answer.text.partition('id="errors"')[2][:600]
    event = session.scalars(select(Event)).one()
    assert (event.owner_id, event.published_at, event.title_zh) == (ours.id, None, "雾中人")
    run = session.scalars(select(Run)).one()
    assert (run.duration_minutes, run.age_min, run.price_from_fen, run.price_to_fen) == (120, 6, 8_000, 18_000)
    assert run.main_performers_zh == "林舟、何青"
    starts = [f"{row.starts_local:%m-%dT%H:%M}" for row in session.scalars(select(Performance).order_by(Performance.starts_at))]
    assert starts == ["12-05T19:30", "12-06T14:00"]


def test_what_is_open_is_asked_and_not_taken_over(desk: Any) -> None:
    html = send(desk, text="话剧《夜航》\n12月5日（周五）19:30 黄浦剧场").text
    assert "checked" not in html.partition('id="dates"')[2].partition("</fieldset>")[0]
    assert html.count('name="dates"') >= 2, "both ways to read it can be ticked"


def test_two_cities_are_two_drafts(desk: Any) -> None:
    text = "音乐剧《江声》\n上海站 12月5日 19:30\n杭州站 12月12日 19:30"
    typed = {
        "text": text, "save": "1", "only": "上海", "title": "江声", "dates": ["2026-12-05T19:30"], "place": "other",
        "stated": "上海某剧场", "city": "shanghai", "kind": "show", "genre": "musical", "contact": "021", "prices": "",
        "language_spoken": "", "surtitles": "",
    }
    answer = send(desk, **typed)
    assert answer.status_code == 200
    assert 'value="2026-12-12T19:30"' in answer.text
    assert 'value="2026-12-05T19:30"' not in answer.text
    assert events_stored() == 1


def test_bad_input_is_said_and_loses_nothing(desk: Any) -> None:
    assert "summary" in send(desk, text="").text
    long = send(desk, text="12月5日 19:30 " * 6_000)
    assert long.status_code == 200
    assert "60000" in long.text
    missing = send(desk, text=TEXT, save="1", title="", dates=["2026-12-05T19:30"], place="other", city="", kind="show",
        contact="x",
    )
    assert missing.status_code == 200
    assert 'value="2026-12-05T19:30"' in missing.text
    forged = send(
        desk, text=TEXT, save="1", title="雾中人", dates=["2031-01-01T19:30"], place="other", stated="某处",
        city="shanghai", kind="show", contact="x",
    )
    assert forged.status_code == 200
    assert events_stored() == 0


def test_the_contact_is_the_texts_own_and_a_lent_one_says_so(desk: Any, ours: Organisation) -> None:
    typed = {
        "text": TEXT, "save": "1", "only": "", "title": "雾中人", "dates": ["2026-12-05T19:30"], "place": "other",
        "stated": "某剧场", "city": "shanghai", "kind": "show", "genre": "", "contact": "021-11112222", "prices": "",
        "language_spoken": "", "surtitles": "",
    }
    assert send(desk, **typed).status_code == 303
    own = send(desk, text="话剧《夜航》\n12月5日19:30\n咨询电话：0512-6289 9999").text
    assert 'value="0512-6289 9999"' in own
    assert "021-11112222" not in own
    lent = send(desk, text="话剧《夜航》\n12月5日19:30").text
    assert 'value="021-11112222"' in lent
    assert "文字里没有联系方式" in lent or "The text names no contact" in lent
    assert "文字里没有联系方式" not in own
    assert "The text names no contact" not in own


def test_the_chosen_house_shows_the_words_it_came_from(desk: Any) -> None:
    venues.hall(venues.venue("huangpu-theatre", name_zh="黄浦剧场"))
    html = send(desk, text=TEXT).text
    assert "<q>黄浦剧场</q>" in html.partition('name="place"')[2].partition('name="kind"')[0]


def test_what_is_no_date_may_stay_unticked_and_the_page_says_so(desk: Any) -> None:
    html = send(desk, text="话剧《夜航》\n12月5日（周五）19:30 黄浦剧场").text
    assert "不勾选" in html or "stays unticked" in html
