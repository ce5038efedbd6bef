"""Programs of organisers: a token of one organisation, a listing once, the same answer to the same question."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from accounts.actor import Actor
from accounts.models.membership import ApiToken, Membership, Role
from accounts.models.organisation import Organisation
from accounts.services import programs
from core import clock
from core.clock import SHANGHAI
from core.db import committing, session
from events.models.event import Event
from events.models.performance import Approval, Performance
from events.models.submission import Submission
from events.models.words import ApprovalState, Form
from tests.factories import accounts, events, venues

LISTING: dict[str, Any] = {
    "uid": "bridge", "title": {"zh": "长桥", "en": "The Long Bridge"}, "genre": "spoken_drama",
    "runs": [
        {"place": "江畔剧院", "prices": [18_000, 8_000], "dates": [
            {"start": "2026-12-05T19:30:00+08:00", "end": "2026-12-05T21:30:00+08:00"}, {"start": "2026-12-06T11:30:00Z"},
        ]},
        {"place": "别处剧场", "dates": [{"uid": "tour-1", "first": "2026-12-10", "last": "2026-12-12"}]},
    ],
}


@pytest.fixture
def players(app: Flask) -> Organisation:
    venues.venue()
    return accounts.organisation("bridge-players")


def token_for(organisation: Organisation, *scopes: str, days: int = 30) -> str:
    who = accounts.member(organisation, Role.EDITOR)
    with committing():
        _row, token = programs.make(
            organisation, "box office", scopes or programs.SCOPES, days=days, at=clock.now(), actor=Actor(person_id=who.id)
        )
    return token


def post(client: FlaskClient, token: str, body: Any = LISTING, key: str = "", path: str = "/api/v1/events"):
    heads = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    return client.post(path, json=body, headers=heads)


def get(client: FlaskClient, token: str, path: str):
    return client.get(path, headers={"Authorization": f"Bearer {token}"})


def test_a_listing_becomes_a_draft(client: FlaskClient, players: Organisation) -> None:
    answer = post(client, token_for(players))
    assert answer.status_code == 201
    told: Any = answer.json
    assert (told["state"], told["uid"], told["title"]) == ("draft", "bridge", {"zh": "长桥", "en": "The Long Bridge"})
    assert [(each["uid"], each["start"], each["is_public"]) for each in told["dates"]] == [
        ("bridge#1.1", "2026-12-05T19:30:00+08:00", False), ("bridge#1.2", "2026-12-06T19:30:00+08:00", False),
        ("tour-1", "2026-12-10T00:00:00+08:00", False),
    ]
    assert told["doubts"] == ["别处剧场"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "长桥" not in client.get("/calendar").text
    assert client.get("/api/v1/events").get_json()["results"] == []
    event = session.scalars(select(Event)).one()
    assert (event.owner_id, event.published_at) == (players.id, None)


def test_a_trusted_organisation_is_public_at_once(client: FlaskClient, app: Flask) -> None:
    venues.venue()
    old = accounts.organisation("old-players", trusted_since=clock.now())
    told: Any = post(client, token_for(old)).json
    assert told["state"] == "public"
    assert all(each["is_public"] for each in told["dates"])
    for path in ("/calendar", "/search?q=长桥", "/calendar.ics", f"/events/{told['slug']}"):
        assert "长桥" in client.get(path).text, path


def test_the_same_question_gets_the_same_answer(client: FlaskClient, players: Organisation) -> None:
    token = token_for(players)
    first, again = post(client, token, key="k-1"), post(client, token, key="k-1")
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert session.scalar(select(func.count()).select_from(Event)) == 1
    other = post(client, token, LISTING | {"uid": "another"}, key="k-1")
    assert (other.status_code, other.json["error"]["code"]) == (422, "key_reused")
    without = post(client, token)
    assert (without.status_code, without.json["error"]["code"]) == (409, "already_there")
    assert session.scalar(select(func.count()).select_from(Event)) == 1


def test_a_number_of_a_listing_is_given_once(client: FlaskClient, players: Organisation) -> None:
    token = token_for(players)

    def sent(uid: str) -> Any:
        return post(client, token, LISTING | {"uid": "z1", "runs": [{"dates": [{"uid": uid, "first": "2026-12-05"}]}]})

    first, second = sent("za"), sent("zb")
    assert (first.status_code, second.status_code) == (201, 409)
    assert (second.json["error"]["code"], second.json["error"]["id"]) == ("already_there", first.json["id"])
    assert session.scalar(select(func.count()).select_from(Event)) == 1
    known = post(client, token, LISTING | {"uid": "z2", "runs": [{"dates": [{"uid": "za", "first": "2026-12-05"}]}]})
    assert (known.status_code, known.json["error"]["id"]) == (409, first.json["id"])
    assert post(client, token_for(accounts.organisation("strangers")), LISTING | {"uid": "z1"}).status_code == 201


def test_a_listing_has_so_many_dates_and_no_more(client: FlaskClient, players: Organisation) -> None:
    token = token_for(players)

    def runs(number: int) -> dict[str, Any]:
        return {"runs": [{"dates": [{"first": "2026-12-05"}] * each} for each in (400, number - 400)]}

    answer = post(client, token, LISTING | runs(501))
    assert (answer.status_code, answer.json["error"]["code"], answer.json["error"]["field"]) == (400, "too_many_dates", "runs")
    assert session.scalar(select(func.count()).select_from(Performance)) == 0
    assert post(client, token, LISTING | runs(500)).status_code == 201


def test_the_statements_that_write_a_listing_do_not_grow_with_its_dates(
    client: FlaskClient, players: Organisation, count_queries
) -> None:
    token = token_for(players)

    def sent(uid: str, number: int) -> int:
        days = [{"start": f"2027-{1 + day // 28:02d}-{1 + day % 28:02d}T19:30:00+08:00"} for day in range(number)]
        with count_queries() as counted:
            answer = post(client, token, LISTING | {"uid": uid, "runs": [{"place": "江畔剧院", "dates": days}]})
        assert answer.status_code == 201
        return int(counted.number)

    sent("first", 1)  # that its token is in use is noted once an hour
    assert sent("many", 200) == sent("few", 2) == 29


def test_a_refused_request_keeps_no_key(client: FlaskClient, players: Organisation) -> None:
    token = token_for(players)
    assert post(client, token, LISTING | {"title": {}}, key="k").status_code == 400
    assert post(client, token, key="k").status_code == 201


@pytest.mark.parametrize("stated", ["", "Bearer", "Bearer nonsense", "Basic YTpi", "bearer x"])
def test_without_a_token_nothing_moves(client: FlaskClient, players: Organisation, stated: str) -> None:
    answer = client.post("/api/v1/events", json=LISTING, headers={"Authorization": stated} if stated else {})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "token_needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_a_token_ends(client: FlaskClient, players: Organisation) -> None:
    token = token_for(players, days=1)
    with clock.standing_still(clock.now() + timedelta(days=2)):
        assert post(client, token).status_code == 401
    with committing():
        programs.revoke(session.scalars(select(ApiToken)).one(), at=clock.now(), actor=Actor(person_id=None))
    assert post(client, token).status_code == 401
    fresh = token_for(players)
    with committing():
        session.execute(update(Membership).values(until=clock.now()))
    assert post(client, fresh).status_code == 401, "whoever made it acts for the organisation no more"


def test_a_token_does_what_it_is_for(client: FlaskClient, players: Organisation) -> None:
    reads, writes = token_for(players, "listings:read"), token_for(players, "listings:write")
    assert post(client, reads).json["error"]["code"] == "scope_needed"
    assert post(client, writes).status_code == 201
    assert get(client, writes, "/api/v1/own/events").status_code == 403
    shown: Any = get(client, reads, "/api/v1/own/events").json
    assert len(shown["results"]) == 1


def test_nobody_asks_for_anothers(client: FlaskClient, players: Organisation) -> None:
    told: Any = post(client, token_for(players)).json
    key = told["id"]
    strangers = accounts.organisation("strangers")
    other = token_for(strangers)
    assert get(client, other, f"/api/v1/own/events/{key}").status_code == 404
    assert get(client, other, "/api/v1/own/events").json["results"] == []
    assert get(client, other, "/api/v1/own/events/4294967296").status_code == 404
    assert post(client, other).status_code == 201, "numbers are each organisation's own"
    assert get(client, token_for(players), f"/api/v1/own/events/{key}").json["state"] == "draft"


def test_pages_of_ones_own(client: FlaskClient, players: Organisation) -> None:
    token = token_for(players)
    for number in range(3):
        body = LISTING | {"uid": f"u{number}", "runs": [{"dates": [{"start": f"2026-12-0{number + 1}T19:30:00+08:00"}]}]}
        assert post(client, token, body).status_code == 201
    first = get(client, token, "/api/v1/own/events?per_page=2").json
    assert [each["uid"] for each in first["results"]] == ["u2", "u1"]
    rest = get(client, token, first["next"]).json
    assert ([each["uid"] for each in rest["results"]], rest["next"]) == (["u0"], None)


@pytest.mark.parametrize(("change", "field"), [
    ({"uid": ""}, "body.uid"), ({"runs": []}, "body.runs"), ({"owner": 1}, "body.owner"), ({"genre": "noise"}, "body.genre"),
    ({"runs": [{"dates": [{"start": "2026-12-05T19:30:00"}]}]}, "body.runs[0].dates[0].start"),
    ({"runs": [{"dates": [{"start": 5}]}]}, "body.runs[0].dates[0].start"), ({"runs": [{"dates": [{}]}]}, "dates"),
    ({"runs": [{"dates": [{"start": "2026-12-05T19:30:00Z", "end": "2026-12-05T18:30:00Z"}]}]}, "dates"),
    ({"runs": [{"dates": [{"first": "1999-12-05"}]}]}, "dates"), ({"title": {"zh": "长" * 301}}, "body.title.zh"),
    ({"runs": [{"ticket_url": "javascript:alert(1)", "dates": [{"first": "2026-12-05"}]}]}, "body.runs[0].ticket_url"),
    ({"runs": [{"prices": [True], "dates": [{"first": "2026-12-05"}]}]}, "body.runs[0].prices[0]"),
    ({"title": {"zh": " "}}, "title"),
])
def test_a_wrong_body_names_its_field(client: FlaskClient, players: Organisation, change: dict[str, Any], field: str) -> None:
    answer = post(client, token_for(players), LISTING | change)
    assert (answer.status_code, answer.json["error"]["field"]) == (400, field)
    assert session.scalar(select(func.count()).select_from(Performance)) == 0


@pytest.mark.parametrize("moment", [
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:00+08:00", "0001-01-01T00:00:00Z",
    "1999-12-31T23:59:00+08:00", "2101-01-01T00:00:00+08:00",
])
@pytest.mark.parametrize("name", ["start", "end"])
def test_a_moment_beyond_the_calendar_is_refused(client: FlaskClient, players: Organisation, name: str, moment: str) -> None:
    dates = [{"start": "2026-12-05T19:30:00+08:00", "end": "2026-12-05T21:30:00+08:00"} | {name: moment}]
    answer = post(client, token_for(players), LISTING | {"runs": [{"dates": dates}]})
    assert (answer.status_code, answer.json["error"]["field"]) == (400, "dates")


@pytest.mark.parametrize(("end", "status"), [("2026-12-06T19:30:00+08:00", 201), ("2026-12-06T19:31:00+08:00", 400),
                                            ("2028-12-05T19:30:00+08:00", 400)])
def test_a_performance_lasts_a_day_at_most(client: FlaskClient, players: Organisation, end: str, status: int) -> None:
    dates = [{"start": "2026-12-05T19:30:00+08:00", "end": end}]
    answer = post(client, token_for(players), LISTING | {"runs": [{"dates": dates}]})
    assert answer.status_code == status
    assert status == 201 or answer.json["error"]["field"] == "dates"


@pytest.mark.parametrize("uid", ["a\0b", "a\nb", "a\n", "\x7f", "a\x85", "a\u2028b", "a\u202eb", "a\tb"])
def test_a_number_of_ones_own_has_no_signs_that_nobody_sees(client: FlaskClient, players: Organisation, uid: str) -> None:
    token = token_for(players)
    answer = post(client, token, LISTING | {"uid": uid})
    assert (answer.status_code, answer.json["error"]["field"]) == (400, "body.uid")
    dates = [{"uid": uid, "start": "2026-12-05T19:30:00+08:00"}]
    answer = post(client, token, LISTING | {"runs": [{"dates": dates}]})
    assert (answer.status_code, answer.json["error"]["field"]) == (400, "body.runs[0].dates[0].uid")


def test_the_example_of_the_description_works(client: FlaskClient, players: Organisation) -> None:
    described: Any = client.get("/api/v1/openapi.json").json
    body = described["paths"]["/api/v1/events"]["post"]["requestBody"]["content"]["application/json"]["example"]
    answer = post(client, token_for(players), body)
    assert answer.status_code == 201, answer.json
    assert len(answer.json["dates"]) == 3


def test_the_approval_of_a_sent_show_is_being_prepared(client: FlaskClient, players: Organisation) -> None:
    post(client, token_for(players))
    states = {row.form: [each.state for each in row.approvals] for row in session.scalars(select(Performance))}
    assert states == {Form.PERFORMANCE: [ApprovalState.PREPARING], Form.SPAN: []}
    free = {"is_free": True, "dates": [{"start": "2026-12-05T19:30:00+08:00"}]}
    for uid, more in (("free", {"runs": [free]}), ("talk", {"kind": "lecture", "runs": [free | {"is_free": False}]})):
        post(client, token_for(players), LISTING | {"uid": uid} | more)
    assert session.scalar(select(func.count()).select_from(Approval)) == 2


@pytest.mark.parametrize(("raw", "kind", "status"), [
    (b"{", "application/json", 400), (b"\xff", "application/json", 400), (b'{"uid": "\\ud800"}', "application/json", 400),
    (b"[" * 50_000, "application/json", 400), (b"a=b", "application/x-www-form-urlencoded", 415),
    (b"null", "application/json", 400),
])
def test_a_body_that_is_none(client: FlaskClient, players: Organisation, raw: bytes, kind: str, status: int) -> None:
    heads = {"Authorization": f"Bearer {token_for(players)}"}
    assert client.post("/api/v1/events", data=raw, content_type=kind, headers=heads).status_code == status


def test_tokens_are_kept_as_hashes(players: Organisation) -> None:
    token = token_for(players)
    row = session.scalars(select(ApiToken)).one()
    assert token not in repr(vars(row))
    assert token.startswith("dw_")


def test_what_a_trusted_organisation_sends_is_looked_at_afterwards(client: FlaskClient, app: Flask) -> None:
    venues.venue()
    old = accounts.organisation("old-players", trusted_since=clock.now())
    post(client, token_for(old))
    session.rollback()
    row = session.scalars(select(Submission)).one()
    assert (row.is_after, row.facts["title_zh"]) == (True, "长桥")
    timed = [each for each in session.scalars(select(Performance)) if each.is_timed]
    assert {each.approvals[-1].state for each in timed} == {ApprovalState.PREPARING}


@pytest.mark.parametrize(("title", "place", "waits"), [("中国国际全国大戏", "江畔剧院", [False]), ("长桥", "", [])])
def test_what_the_checks_hold_back_is_not_public(
    client: FlaskClient, app: Flask, title: str, place: str, waits: list[bool]
) -> None:
    venues.venue()
    old = accounts.organisation("old-players", trusted_since=clock.now())
    body = LISTING | {"title": {"zh": title}, "runs": [LISTING["runs"][0] | {"place": place}]}
    told: Any = post(client, token_for(old), body).json
    stands = "submitted" if waits else "draft"
    assert (told["state"], [each["is_public"] for each in told["dates"]]) == (stands, [False, False])
    session.rollback()
    assert [row.is_after for row in session.scalars(select(Submission))] == waits
    assert title not in client.get("/calendar").text


def test_a_hall_that_is_taken_is_doubted_and_keeps_it_back(client: FlaskClient, app: Flask) -> None:
    hall = venues.hall(venues.venue("lake-theatre", name_zh="湖畔剧院", name_en="Lake Theatre"))
    stay = events.run(events.event(title_zh="不肯南飞的鹤"), venue_id=hall.venue_id, hall_id=hall.id)
    events.performance(stay, starts_at=datetime(2026, 12, 5, 20, tzinfo=SHANGHAI))
    old = accounts.organisation("old-players", trusted_since=clock.now())
    sent = LISTING | {"runs": [LISTING["runs"][0] | {"place": "湖畔剧院 大剧场"}]}
    told: Any = post(client, token_for(old), sent).json
    assert told["state"] == "draft"
    assert ["不肯南飞的鹤" in each for each in told["doubts"]] == [True]
