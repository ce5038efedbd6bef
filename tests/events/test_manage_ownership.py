"""Whose a listing is: claimed, decided, offered, taken; its picture; and everything of it in one archive."""

import io
import json
import zipfile
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.models.proof import Picture
from accounts.models.trail import TrailEntry
from accounts.services import oversight
from core import clock
from core.db import committing, session
from events.models.event import Event
from events.models.ownership import Claim, Transfer
from notices.models.delivery import Delivery
from portal import jobs
from tests.core.test_imaging import bomb, picture
from tests.factories import accounts, events
from tests.factories.browsing import post, send, token_in

ALT = {"image_alt_zh": "桥上的两个人", "image_alt_en": "Two people on a bridge"}


@pytest.fixture
def ours(app: Flask) -> Organisation:
    return accounts.organisation("ours")


@pytest.fixture
def theirs(app: Flask) -> Organisation:
    return accounts.organisation("theirs", name_zh="他们", name_en="Theirs")


@pytest.fixture
def owner(app: Flask, ours: Organisation) -> FlaskClient:
    return accounts.member_client(app, ours)


@pytest.fixture
def other(app: Flask, theirs: Organisation) -> FlaskClient:
    return accounts.member_client(app, theirs)


def owner_of(event: Event) -> int | None:
    session.rollback()
    return session.get_one(Event, event.id).owner_id


def claim(browser: FlaskClient, event: Event, slug: str = "ours", status: int = 303, **facts: object) -> str:
    data = {"reason": "We announced it on our site."} | facts
    return send(browser, f"/en/desk/{slug}/claims/new?event={event.id}", data, status=status).text


# --- claims ----------------------------------------------------------------------------------------------------------


def test_a_listing_of_the_papers_is_claimed_and_given(
    app: Flask, ours: Organisation, theirs: Organisation, owner: FlaskClient, other: FlaskClient
) -> None:
    event = events.event()
    assert "We announced" in claim(owner, event, status=200, reason="We announced" + "x" * 2_000), "too long, and kept"
    claim(owner, event, paper=(io.BytesIO(b"%PDF-1.7"), "contract.pdf"))
    assert "You claimed this already" in claim(owner, event, status=200)
    claim(other, event, "theirs")
    assert owner_of(event) is None
    reviewer = accounts.staff_client(app)
    assert "We announced it on our site." in reviewer.get("/en/staff/claims").text
    first, second = session.scalars(select(Claim.id).order_by(Claim.id)).all()
    path = "/en/staff/claims/listings/{}/{}"
    page = send(reviewer, path.format(first, "refuse"), {"answer": ""}, at="/en/staff/claims", status=200).text
    assert "Please say why" in page
    token = token_in(reviewer.get("/en/staff/claims").text)
    post(reviewer, path.format(first, "accept"), {"csrf_token": token, "answer": ""}, status=303)
    assert owner_of(event) == ours.id
    assert "decided already" in post(reviewer, path.format(second, "accept"), {"csrf_token": token, "answer": ""}).text
    told = session.scalars(select(Delivery.facts).where(Delivery.kind == "claim_decided").order_by(Delivery.id)).all()
    assert [(each["slug"], each["outcome"]) for each in told] == [("ours", "accepted"), ("theirs", "refused")]


def test_what_cannot_be_claimed_is_nothing(ours: Organisation, owner: FlaskClient) -> None:
    draft, own = events.event(publish=False), events.event("own", owner_id=ours.id)
    for key in (draft.id, own.id, 999_999, 99_999_999_999, "x", ""):
        assert owner.get(f"/desk/ours/claims/new?event={key}").status_code == 404, key


def test_an_organisation_of_the_papers_is_claimed(app: Flask, client: FlaskClient) -> None:
    accounts.organisation("old-house", name_zh="老戏院", name_en="Old House")
    who = accounts.person()
    browser = accounts.signed_in(app, who)
    assert "/en/desk/claim/old-house" in browser.get("/en/desk/claim?q=old").text
    send(browser, "/en/desk/claim/old-house", {"reason": "I am its director."}, status=303)
    assert browser.get("/desk/old-house/people").status_code == 404
    reviewer = accounts.staff_client(app)
    send(reviewer, "/en/staff/claims/organisations/1/accept", {"answer": ""}, at="/en/staff/claims", status=303)
    assert browser.get("/desk/old-house/people").status_code == 200
    second = accounts.signed_in(app, accounts.person())
    page = send(second, "/en/desk/claim/old-house", {"reason": "I too."}, status=200).text
    assert "People act for this organisation already." in page


def test_an_unlisted_organisation_cannot_be_found(app: Flask) -> None:
    accounts.organisation("hidden", name_en="Hidden House", listed_at=None)
    browser = accounts.signed_in(app, accounts.person())
    assert "Hidden House" not in browser.get("/en/desk/claim?q=hidden").text
    assert browser.get("/en/desk/claim/hidden").status_code == 404


# --- transfers -------------------------------------------------------------------------------------------------------


def test_a_listing_is_offered_and_taken(
    ours: Organisation, theirs: Organisation, owner: FlaskClient, other: FlaskClient
) -> None:
    event = events.event(owner_id=ours.id)
    path = f"/en/desk/ours/transfers/new?event={event.id}"
    assert "No organisation has this address" in send(owner, path, {"to": "nobody"}, status=200).text
    assert "cannot take the listing" in send(owner, path, {"to": "ours"}, status=200).text
    send(owner, path, {"to": "https://window.example/organisers/theirs"}, status=303)
    assert owner_of(event) == ours.id
    key = session.scalars(select(Transfer.id)).one()
    assert "House of Shows offers it to you." in other.get("/en/desk/theirs/claims").text
    token = token_in(owner.get("/desk/ours/claims").text)
    assert post(owner, f"/desk/ours/transfers/{key}/accept", {"csrf_token": token}).status_code == 404, "not the giver"
    send(other, f"/desk/theirs/transfers/{key}/accept", at="/desk/theirs/claims", status=303)
    assert owner_of(event) == theirs.id
    assert owner.get(f"/desk/ours/transfers/new?event={event.id}").status_code == 404
    noted = session.scalars(select(TrailEntry.organisation_id).where(TrailEntry.deed == "listing_changed_hands")).all()
    assert sorted(noted) == sorted([ours.id, theirs.id])  # type: ignore[type-var]


@pytest.mark.parametrize(
    "stated", ["theirs", "Theirs", "他们", "https://window.example/desk/theirs/listings", "/en/organisers/theirs/"]
)
def test_who_is_not_public_yet_is_found_by_exact_address_or_name(
    app: Flask, ours: Organisation, owner: FlaskClient, stated: str
) -> None:
    theirs = accounts.organisation("theirs", name_zh="他们", name_en="Theirs", listed_at=None)
    accounts.member(theirs)
    event = events.event(owner_id=ours.id)
    send(owner, f"/en/desk/ours/transfers/new?event={event.id}", {"to": stated}, status=303)
    assert session.scalars(select(Transfer.taker_id)).all() == [theirs.id]


def test_an_offer_that_nobody_could_accept_is_not_made(
    ours: Organisation, theirs: Organisation, owner: FlaskClient
) -> None:
    event = events.event(owner_id=ours.id)
    path = f"/en/desk/ours/transfers/new?event={event.id}"
    assert "Nobody acts for this organisation here yet" in send(owner, path, {"to": "theirs"}, status=200).text
    accounts.organisation("twin", name_zh="他们", name_en="Theirs")
    assert "Several organisations have this name" in send(owner, path, {"to": "他们"}, status=200).text
    assert session.scalars(select(Transfer.id)).all() == []


def test_after_a_merger_the_old_desk_leads_to_the_kept_one(
    app: Flask, ours: Organisation, theirs: Organisation, owner: FlaskClient, other: FlaskClient
) -> None:
    staff = accounts.acting(accounts.staff())
    with committing():
        kept, merged = (session.get_one(Organisation, each.id) for each in (ours, theirs))
        oversight.merge(kept, merged, reason="one house", at=clock.now(), actor=staff)
    answer = other.get("/en/desk/theirs/listings?state=draft")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/desk/ours/listings?state=draft")
    stranger = accounts.member_client(app, accounts.organisation("third"))
    assert stranger.get("/desk/theirs/listings").status_code == 404


def test_what_is_sent_to_the_old_desk_after_a_merger_arrives_at_the_kept_one(
    app: Flask, ours: Organisation, theirs: Organisation, owner: FlaskClient
) -> None:
    stranger = accounts.member_client(app, accounts.organisation("third"))
    tokens = [token_in(each.get("/en/account").text) for each in (owner, stranger)]
    with committing():
        kept, merged = (session.get_one(Organisation, each.id) for each in (ours, theirs))
        oversight.merge(kept, merged, reason="one house", at=clock.now(), actor=accounts.acting(accounts.staff()))
    path, typed = "/en/desk/theirs/listings/new?way=single", {"title": "长桥", "csrf_token": tokens[0]}
    answer = post(owner, path, typed)
    assert (answer.status_code, answer.headers["Location"]) == (307, "/en/desk/ours/listings/new?way=single")
    assert "长桥" in post(owner, answer.headers["Location"], typed).text
    assert post(stranger, path, typed | {"csrf_token": tokens[1]}).status_code == 404


def test_an_offer_that_was_taken_back_gives_nothing(
    ours: Organisation, theirs: Organisation, owner: FlaskClient, other: FlaskClient
) -> None:
    event = events.event(owner_id=ours.id)
    send(owner, f"/desk/ours/transfers/new?event={event.id}", {"to": "theirs"}, status=303)
    key = session.scalars(select(Transfer.id)).one()
    token = token_in(other.get("/desk/theirs/claims").text)
    send(owner, f"/desk/ours/transfers/{key}/end", at="/desk/ours/claims", status=303)
    post(other, f"/en/desk/theirs/transfers/{key}/accept", {"csrf_token": token}, status=303)
    assert owner_of(event) == ours.id
    assert "This offer is no longer open." in other.get("/en/desk/theirs/claims").text


def test_only_owners_hand_over_and_foreign_keys_are_nothing(
    app: Flask, ours: Organisation, theirs: Organisation, owner: FlaskClient
) -> None:
    own, foreign = events.event(owner_id=ours.id), events.event("foreign", owner_id=theirs.id)
    editor = accounts.member_client(app, ours, Role.EDITOR)
    assert editor.get(f"/desk/ours/transfers/new?event={own.id}").status_code == 403
    assert owner.get(f"/desk/ours/transfers/new?event={foreign.id}").status_code == 404
    assert owner.get(f"/desk/ours/listings/{foreign.id}/picture").status_code == 404
    assert owner.get("/desk/ours/listings/4294967296/picture").status_code == 404
    viewer = accounts.member_client(app, ours, Role.VIEWER)
    assert viewer.get(f"/desk/ours/listings/{own.id}/picture").status_code == 403


def test_a_merger_brings_listings_along(app: Flask, ours: Organisation, theirs: Organisation, client: FlaskClient) -> None:
    event = events.show(owner_id=theirs.id, organiser_id=theirs.id).run.event
    console = accounts.staff_client(app, StaffRole.CONSOLE)
    page = "/en/staff/organisations/ours"
    send(console, f"{page}/merge", {"reason": "One house", "other": "theirs", "sure": "y"}, at=page, status=303)
    assert owner_of(event) == ours.id
    assert "House of Shows" in client.get("/en/events/the-long-bridge").text
    assert "Theirs" not in client.get("/en/events/the-long-bridge").text


# --- pictures --------------------------------------------------------------------------------------------------------


def put(browser: FlaskClient, event: Event, body: bytes | None, status: int = 303, **facts: object) -> str:
    data: dict[str, object] = ALT | facts
    if body is not None:
        data["picture"] = (io.BytesIO(body), "poster.jpg")
    return send(browser, f"/en/desk/ours/listings/{event.id}/picture", data, status=status).text


def test_a_picture_of_a_draft_is_seen_by_its_own_people_only(
    app: Flask, ours: Organisation, theirs: Organisation, owner: FlaskClient, other: FlaskClient, client: FlaskClient
) -> None:
    event = events.event(owner_id=ours.id, publish=False)
    put(owner, event, picture())
    session.rollback()
    row = session.get_one(Event, event.id)
    key = row.image.removeprefix("/media/")
    assert (row.image_alt_zh, row.image_alt_en) == tuple(ALT.values())
    assert owner.get(f"/desk/ours/pictures/{key}-960.webp").status_code == 200
    assert client.get(f"/media/{key}-960.webp").status_code == 404
    assert other.get(f"/desk/theirs/pictures/{key}-960.webp").status_code == 404
    assert other.get(f"/desk/ours/pictures/{key}-960.webp").status_code == 404
    assert f"pictures/{key}-480.webp" in owner.get("/desk/ours/pictures").text
    assert f'src="/desk/ours/pictures/{key}-960.webp"' in owner.get(f"/desk/ours/listings/{event.id}/preview").text
    assert f"/desk/ours/listings/{event.id}/picture" in owner.get(f"/desk/ours/listings/{event.id}").text
    with committing():
        session.get_one(Event, event.id).published_at = datetime.fromisoformat("2026-11-21T12:00+08:00")
    assert client.get(f"/media/{key}-960.webp").status_code == 200
    put(owner, event, None, deed="remove")
    assert client.get(f"/media/{key}-960.webp").status_code == 404


@pytest.mark.parametrize(
    ("body", "facts", "said"),
    [
        (b"<svg onload=alert(1)>", {}, "This is not a picture that we can read."),
        (b"%PDF-1.7", {}, "This is not a picture that we can read."),
        (bomb(), {}, "more than 40 million points"),
        (picture()[:2_000], {}, "damaged"),
        (picture() + b"0" * 20 * 2**20, {}, "larger than 12 MB"),
        (None, {}, "This is not a picture"),
    ],
)
def test_pictures_that_are_refused(
    ours: Organisation, owner: FlaskClient, body: bytes | None, facts: dict[str, object], said: str
) -> None:
    event = events.event(owner_id=ours.id)
    page = put(owner, event, body, status=200, **facts)
    assert said in page
    assert "桥上的两个人" in page
    session.rollback()
    assert session.get_one(Event, event.id).image == ""


def test_one_language_says_what_a_picture_shows_and_a_refused_form_keeps_the_picture(
    ours: Organisation, owner: FlaskClient
) -> None:
    event = events.event(owner_id=ours.id)
    page = put(owner, event, picture(), status=200, image_alt_zh=" ", image_alt_en="")
    assert "Say in Chinese or in English what the picture shows" in page
    assert "it need not be chosen again" in page
    kept = page.partition('name="kept" type="hidden" value="')[2].partition('"')[0]
    assert f"/desk/ours/pictures/{kept}-960.webp" in page
    put(owner, event, None, kept=kept, image_alt_en="")
    session.rollback()
    row = session.get_one(Event, event.id)
    assert (row.image, row.image_alt_zh, row.image_alt_en) == (f"/media/{kept}", "桥上的两个人", "")
    assert "Not translated yet." in owner.get(f"/en/desk/ours/listings/{event.id}/picture").text


def test_a_kept_picture_of_somebody_else_is_nobodys(
    ours: Organisation, theirs: Organisation, owner: FlaskClient, other: FlaskClient
) -> None:
    send(other, f"/en/desk/theirs/listings/{events.event('b', owner_id=theirs.id).id}/picture",
         ALT | {"picture": (io.BytesIO(picture()), "p.jpg")}, status=303)
    foreign = session.scalars(select(Picture.key)).one()
    event = events.event(owner_id=ours.id)
    page = put(owner, event, None, status=200, kept=foreign)
    assert foreign not in page
    session.rollback()
    assert session.get_one(Event, event.id).image == ""


def test_pictures_that_nothing_shows_are_removed(
    app: Flask, ours: Organisation, owner: FlaskClient, now: datetime
) -> None:
    event = events.event(owner_id=ours.id)
    put(owner, event, picture())
    put(owner, event, picture(size=(900, 900)))
    assert len(session.scalars(select(Picture)).all()) == 2
    with clock.standing_still(datetime.fromisoformat("2027-06-01T12:00+08:00")):
        jobs.sweep_uploads()
    session.rollback()
    left = session.scalars(select(Picture)).one()
    assert f"/media/{left.key}" == session.get_one(Event, event.id).image


# --- export ----------------------------------------------------------------------------------------------------------


def archive_of(browser: FlaskClient, slug: str = "ours") -> zipfile.ZipFile:
    token = token_in(browser.get(f"/desk/{slug}/export").text)
    post(browser, f"/desk/{slug}/export", {"csrf_token": token}, status=303)
    page = browser.get(f"/desk/{slug}/export").text
    with browser.get(f"/desk/{slug}/export/" + page.partition(f"/desk/{slug}/export/")[2].partition('"')[0]) as answer:
        assert answer.content_type == "application/zip"
        assert "attachment" in answer.headers["Content-Disposition"]
        return zipfile.ZipFile(io.BytesIO(answer.data))


def test_everything_in_one_archive(ours: Organisation, theirs: Organisation, owner: FlaskClient) -> None:
    row = events.show(owner_id=ours.id, title_zh="=长桥")
    draft = events.show("draft-only", owner_id=ours.id, publish=False, performance_facts={"publish": False})
    events.show("foreign", owner_id=theirs.id, title_zh="别人的戏", title_en="A Show of Others")
    put(owner, row.run.event, picture())
    whole = archive_of(owner)
    assert whole.testzip() is None
    names = set(whole.namelist())
    files = {
        "README.txt", "organisation.json", "listings.json", "performances.csv", "calendar-zh.ics", "calendar-en.ics",
        "trail.json", "decisions.json", "deeds.json", "reports.json", "notices.json", "reach-days.csv", "reach-weeks.csv",
    }
    assert files < names
    assert sum(name.startswith("pictures/") for name in names) == 1
    listings = json.loads(whole.read("listings.json"))
    assert [each["slug"] for each in listings] == ["the-long-bridge", "draft-only"]
    assert listings[0]["runs"][0]["performances"][0]["uid"] == row.uid
    assert "extra" not in listings[0]
    assert [name for name in listings[0]["runs"][0]["performances"][0] if name.endswith("_id")] == []
    told = json.loads(whole.read("organisation.json"))
    assert told["members"] == [{"name": "林舟", "role": "owner"}]
    calendar = Calendar.from_ical(whole.read("calendar-en.ics"))
    assert {str(each["UID"]) for each in calendar.walk("VEVENT")} == {row.uid, draft.uid}
    table = whole.read("performances.csv").decode("utf-8-sig")
    assert "'=长桥" in table
    for name in names:
        content = whole.read(name)
        assert "别人的戏".encode() not in content, name
        assert b"A Show of Others" not in content, name
        assert b"person" not in content or b"@example.org" not in content, name


def test_an_export_of_nothing_is_whole(ours: Organisation, owner: FlaskClient) -> None:
    whole = archive_of(owner)
    assert json.loads(whole.read("listings.json")) == []
    assert b"END:VCALENDAR" in whole.read("calendar-zh.ics")


def test_an_export_asks_no_more_for_more_rows_within_a_batch(
    ours: Organisation, owner: FlaskClient, count_queries: object
) -> None:
    numbers = []
    for start in ("a", "b"):
        for number in range(3):
            events.show(f"{start}-{number}", owner_id=ours.id)
        with count_queries() as counted:  # type: ignore[operator]
            archive_of(owner)
        numbers.append(counted.number)
    assert numbers[0] == numbers[1]


def test_six_exports_an_hour(app: Flask, ours: Organisation, owner: FlaskClient) -> None:
    for _ in range(6):
        archive_of(owner)
    answer = send(owner, "/en/desk/ours/export", status=303)
    assert answer.headers["Location"] == "/en/desk/ours/export"
    assert "Six exports an hour are enough" in owner.get("/en/desk/ours/export").text
    editor = accounts.member_client(app, ours, Role.EDITOR)
    assert editor.get("/desk/ours/export").status_code == 403
