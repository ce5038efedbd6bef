"""What the great programs export is read rightly, with the warnings that a person needs."""

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.clock import local
from core.db import session
from events.intake.stated import Showing, Stated
from events.models.event import Event
from events.models.performance import Performance
from feeds.intake.files import read_calendar
from tests.factories import accounts, venues
from tests.feeds import exports

TODAY = date(2026, 11, 21)


def read(text: str) -> Stated:
    return read_calendar(exports.lines(text), today=TODAY)


def dates(stated: Stated, title: str) -> list[str]:
    return [_date(each) for listing in stated.listings if listing.title.zh == title for each in listing.showings]


def _date(showing: Showing) -> str:
    if showing.starts_at:
        return f"{local(showing.starts_at):%m-%d %H:%M}"
    return f"{showing.first:%m-%d}..{showing.last:%m-%d}"


def codes(stated: Stated) -> list[tuple[str, int]]:
    return [(each.code, each.line) for each in stated.problems]


def doubts(stated: Stated) -> dict[str, str]:
    return {each.code: each.facts["zone"] for each in stated.warnings}


def test_google() -> None:
    stated = read(exports.GOOGLE)
    assert dates(stated, "长桥") == ["12-05 19:30", "12-06 14:00", "12-13 14:00", "12-27 19:30"]
    assert dates(stated, "纸灯展") == ["12-10..12-12"]
    assert [code for code, _line in codes(stated)] == ["cancelled"]
    assert doubts(stated) == {}
    bridge = stated.listings[0]
    assert bridge.event["summary_zh"] == "长桥，一出小戏。\n票价：80 / 180\xa0元"
    assert bridge.showings[0].uid == "3k7qexample01@google.com"
    assert {each.recurrence for each in bridge.showings[1:]} == {"20261206T060000Z", "20261213T060000Z", "20261227T060000Z"}


def test_outlook_desktop() -> None:
    stated = read(exports.OUTLOOK_DESKTOP)
    assert dates(stated, "长桥") == ["12-05 19:30", "12-12 19:30"]
    assert [code for code, _line in codes(stated)] == ["private"]
    assert {(each.code, each.facts["zone"]) for each in stated.warnings} == {
        ("zone_assumed", "China Standard Time"), ("zone_assumed", "(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi"),
    }
    assert stated.listings[0].event["summary_zh"] == "一出小戏。\n\n票价：80 / 180 元"
    assert stated.listings[0].place == "上海大剧院 中剧场"


def test_outlook_on_the_web() -> None:
    stated = read(exports.OUTLOOK_WEB)
    assert dates(stated, "长桥") == ["12-04 19:30", "12-05 19:30", "12-11 19:30"]
    assert dates(stated, "远方对谈") == ["12-05 20:00"]
    assert dates(stated, "纸灯展") == ["12-10..12-12"]
    assert codes(stated) == []
    assert doubts(stated) == {"zone_assumed": "China Standard Time", "zone_converted": "W. Europe Standard Time"}


def test_apple() -> None:
    stated = read(exports.APPLE)
    assert dates(stated, "长桥") == ["12-05 19:30", "12-06 19:30", "12-07 19:30", "12-09 19:30"]
    assert doubts(stated) == {"zone_absent": ""}
    bridge = stated.listings[0]
    assert bridge.place.splitlines()[0] == "上海大剧院"
    assert bridge.event["source"] == "https://bridge.example/show?id=1"
    assert codes(stated) == []


@pytest.mark.parametrize("export", [exports.GOOGLE, exports.OUTLOOK_DESKTOP, exports.APPLE])
def test_the_command_shows_what_an_import_would_do(app: Flask, tmp_path: Path, export: str) -> None:
    """`flask intake ics FILE --organiser SLUG --dry-run`; the place is found among our houses."""
    accounts.organisation("bridge-players")
    house = venues.venue("shanghai-grand-theatre", name_zh="上海大剧院", name_en="Shanghai Grand Theatre")
    venues.hall(house, "main", name_zh="大剧场", name_en="Grand Theatre")
    venues.hall(house, "mid", name_zh="中剧场", name_en="Medium Theatre")
    file = tmp_path / "export.ics"
    file.write_bytes(exports.lines(export))
    done = app.test_cli_runner().invoke(args=["intake", "ics", str(file), "--organiser", "bridge-players", "--dry-run"])
    assert done.exit_code == 0, done.output
    shown = json.loads(done.output)
    assert shown["organiser"] == "bridge-players"
    bridge = next(each for each in shown["events"] if each["title"] == "长桥")
    assert (bridge["venue"], bridge["hall"]) == ("shanghai-grand-theatre", "mid" if export is exports.OUTLOOK_DESKTOP else None)
    assert bridge["performances"][0]["start"] == "2026-12-05T19:30:00+08:00"
    assert bridge["performances"][0]["end"] == "2026-12-05T21:30:00+08:00"
    assert all(each["message"] and each["line"] > 0 for each in [*shown["problems"], *shown["warnings"]])


def test_the_command_names_an_organisation_that_exists(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "export.ics"
    file.write_bytes(exports.lines(exports.APPLE))
    done = app.test_cli_runner().invoke(args=["intake", "ics", str(file), "--organiser", "nobody", "--dry-run"])
    assert done.exit_code == 1
    assert "nobody" in done.output


def test_the_command_imports_drafts(app: Flask, tmp_path: Path) -> None:
    organisation = accounts.organisation("bridge-players")
    file = tmp_path / "export.ics"
    file.write_bytes(exports.lines(exports.APPLE))
    for _ in range(2):
        done = app.test_cli_runner().invoke(args=["intake", "ics", str(file), "--organiser", "bridge-players"])
        assert done.exit_code == 0, done.output
    rows = session.scalars(select(Event)).all()
    assert [(row.owner_id, row.title_zh, row.published_at) for row in rows] == [(organisation.id, "长桥", None)]
    assert session.scalar(select(func.count()).select_from(Performance)) == 4
