"""An organisation's own pages: founding, settings, people, invitations; who may and who may not."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models.membership import Invitation, Membership, Role
from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from accounts.queries import organisations, people, proofs
from core import clock
from core.db import committing, session
from core.letters import signed_link, texts_of
from notices.models.delivery import Delivery
from tests.factories import accounts, events
from tests.factories.browsing import post, send, token_in

SAMPLE = "91350100M000100Y43"
NEW = {
    "name_zh": "江畔剧社", "name_en": "Riverside Players", "kind": "company", "city": "310000", "contact_mail": "a@example.org",
}


@pytest.fixture
def ours(app: Flask) -> Organisation:
    return accounts.organisation("ours")


@pytest.fixture
def owner(app: Flask, ours: Organisation) -> FlaskClient:
    return accounts.member_client(app, ours)


def slug_kept(slug: str) -> Organisation:
    session.rollback()
    row = organisations.organisation_of_slug(slug)
    assert row is not None
    return row


# --- founding --------------------------------------------------------------------------------------------------------


def test_founding_one(app: Flask) -> None:
    who = accounts.person()
    client = accounts.signed_in(app, who)
    assert "/en/desk/new" in client.get("/en/desk").text
    answer = send(client, "/en/desk/new", NEW, status=303)
    assert answer.headers["Location"] == "/en/desk/riverside-players/listings"
    row = slug_kept("riverside-players")
    assert (row.is_listed, row.name_zh, row.contact_mail) == (False, "江畔剧社", "a@example.org")
    assert session.scalars(select(Membership)).one().role is Role.OWNER
    assert client.get("/organisers/riverside-players").status_code == 404, "nobody else sees it yet"
    assert client.get("/en/desk/riverside-players/settings").status_code == 200


def test_what_is_wrong_is_said_and_nothing_is_lost(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person())
    page = send(client, "/en/desk/new", NEW | {"credit_code": SAMPLE[:-1] + "4", "city": ""}, status=200).text
    assert "Choose one of the 41 cities." in page
    assert 'value="江畔剧社"' in page
    page = send(client, "/en/desk/new", NEW | {"credit_code": SAMPLE[:-1] + "4"}, status=200).text
    assert "This is no valid credit code" in page
    page = send(client, "/en/desk/new", NEW | {"name_zh": "", "name_en": " "}, status=200).text
    assert "A name is needed" in page
    assert session.scalars(select(Organisation)).all() == []


def test_a_credit_code_belongs_to_one(app: Flask) -> None:
    accounts.organisation("another", credit_code=SAMPLE)
    client = accounts.signed_in(app, accounts.person())
    page = send(client, "/en/desk/new", NEW | {"credit_code": f" {SAMPLE.lower()} "}, status=200).text
    assert "An organisation with this code is here already." in page


def test_a_name_in_chinese_gives_an_address_as_it_sounds_and_reserved_ones_are_kept(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person())
    there = send(client, "/desk/new", NEW | {"name_en": ""}, status=303).headers["Location"]
    assert there == "/desk/jiang-pan-ju-she/listings"
    there = send(client, "/desk/new", NEW | {"name_en": "Claim"}, status=303).headers["Location"]
    assert there.startswith("/desk/organisation-")


def test_nobody_founds_without_end(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person())
    for number in range(5):
        send(client, "/en/desk/new", NEW | {"name_en": f"House number {number}"}, status=303)
    assert "Too many tries" in send(client, "/en/desk/new", NEW, status=200).text


# --- settings --------------------------------------------------------------------------------------------------------


def typed(row: Organisation, **more: object) -> dict[str, object]:
    return {
        "name_zh": row.name_zh, "name_en": row.name_en, "kind": row.kind.value, "city": row.city, "slug": row.slug,
        "website": "", "contact_name": "", "contact_mail": "", "contact_phone": "", "credit_code": "",
    } | more


def test_settings_are_saved_and_the_old_address_leads_on(ours: Organisation, owner: FlaskClient, client: FlaskClient) -> None:
    more = {"name_en": "Our House", "slug": "our-house", "website": "https://ours.example", "kinds": ["venue", "company"],
            "contact_phone": "021-5555 0000"}
    answer = send(owner, "/en/desk/ours/settings", typed(ours, **more), status=303)
    assert answer.headers["Location"] == "/en/desk/our-house/settings"
    row = slug_kept("our-house")
    assert (row.name_en, row.website, row.contact_phone) == ("Our House", "https://ours.example", "021-5555 0000")
    assert sorted(proofs.capacities_of([row.id])[row.id]) == ["company", "venue"]
    gone = client.get("/organisers/ours")
    assert (gone.status_code, gone.headers["Location"]) == (301, "/organisers/our-house")
    noted = session.scalars(select(TrailEntry).where(TrailEntry.organisation_id == row.id).order_by(TrailEntry.id)).all()
    assert [each.deed for each in noted] == ["facts_changed", "kinds_changed"]
    assert "5555" not in str(noted[0].after), "whom to reach stays out of what is kept for ever"


def test_a_contact_never_shows_in_public(ours: Organisation, owner: FlaskClient, client: FlaskClient) -> None:
    send(owner, "/desk/ours/settings", typed(ours, contact_mail="secret@example.org", contact_phone="13800000000"), status=303)
    for path in ("/organisers/ours", "/en/organisers/ours"):
        assert "secret@example.org" not in client.get(path).text
        assert "13800000000" not in client.get(path).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": "Big Letters"}, "Use 3 to 60 small letters"), ({"slug": "claims"}, "Use 3 to 60 small letters"),
        ({"slug": "taken"}, "This address belongs to somebody else."), ({"website": "javascript:alert(1)"}, "https://"),
        ({"contact_mail": "nobody"}, "This is no e-mail address."), ({"name_zh": "", "name_en": ""}, "A name is needed"),
        ({"name_en": "x" * 121}, "120"), ({"city": "999999"}, "city"),
    ],
)
def test_settings_that_are_refused_change_nothing(
    ours: Organisation, owner: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    accounts.organisation("taken")
    page = send(owner, "/en/desk/ours/settings", typed(ours, contact_name="Kept", **wrong), status=200).text
    assert said in page
    assert 'value="Kept"' in page
    assert slug_kept("ours").contact_name == ""


def test_who_opens_what(app: Flask, ours: Organisation, client: FlaskClient) -> None:
    accounts.organisation("theirs")
    pages = {"people": Role.VIEWER, "trail": Role.EDITOR, "settings": Role.OWNER, "verification": Role.OWNER}
    browsers = {role: accounts.member_client(app, ours, role) for role in Role}
    stranger = accounts.signed_in(app, accounts.person())
    ranks = {Role.VIEWER: 1, Role.EDITOR: 2, Role.OWNER: 3}
    for name, least in pages.items():
        for role, browser in browsers.items():
            assert browser.get(f"/desk/ours/{name}").status_code == (200 if ranks[role] >= ranks[least] else 403), (name, role)
            assert browser.get(f"/desk/theirs/{name}").status_code == 404, (name, role)
        assert stranger.get(f"/desk/ours/{name}").status_code == 404, name
        assert client.get(f"/desk/ours/{name}").status_code == 303, name


def test_a_suspended_organisation_reads_and_takes_its_things_along(app: Flask, ours: Organisation, owner: FlaskClient) -> None:
    with committing():
        session.get_one(Organisation, ours.id).suspended_at = ours.created_at or clock.now()
    assert owner.get("/desk/ours/settings").status_code == 200
    send(owner, "/desk/ours/settings", typed(ours, name_en="Other"), status=409)
    assert slug_kept("ours").name_en == "House of Shows"
    send(owner, "/desk/ours/export", status=303)


# --- people ----------------------------------------------------------------------------------------------------------


def invitation_link(app: Flask, key: int) -> str:
    with app.test_request_context("/"):
        return signed_link("house.invitation", "invitation", key).removeprefix("https://window.example")


def test_invited_by_letter_and_joined(app: Flask, ours: Organisation, owner: FlaskClient, now: datetime) -> None:
    data = {"mail": "New@Example.org", "role": "editor", "until": ""}
    send(owner, "/desk/ours/people/invite", data, at="/desk/ours/people", status=303)
    assert "new@example.org" in owner.get("/desk/ours/people").text
    row = session.scalars(select(Invitation)).one()
    link = invitation_link(app, row.id)
    other = accounts.signed_in(app, accounts.person("other@example.org"))
    page = other.get("/en" + link.removeprefix("/en")).text
    assert "sent to another address" in page
    assert "House of Shows" not in page
    stolen = {"csrf_token": token_in(page), "invitation": row.id}
    assert post(other, "/desk/invitations", stolen).status_code == 404
    invited = accounts.signed_in(app, accounts.person("new@example.org"))
    assert "/desk/invitations" in invited.get(link).text
    data = {"invitation": str(row.id)}
    assert send(invited, "/desk/invitations", data, status=303).headers["Location"] == "/desk/ours/people"
    token = token_in(invited.get("/desk/invitations").text)
    assert post(invited, "/desk/invitations", {"csrf_token": token, **data}).headers["Location"] == "/desk/ours/people", "twice"
    assert [each.role for each in people.members_of(ours.id, now)] == [Role.OWNER, Role.EDITOR]
    assert "no longer open" in invited.get("/en" + link).text


def test_a_link_of_chance_is_nothing(app: Flask, owner: FlaskClient) -> None:
    assert owner.get("/desk/invitations/abc.def.ghi").status_code == 404


def test_the_letter_of_an_invitation(app: Flask, ours: Organisation, owner: FlaskClient) -> None:
    send(owner, "/desk/ours/people/invite", {"mail": "new@example.org", "role": "viewer"}, at="/desk/ours/people", status=303)
    row = session.scalars(select(Delivery)).one()
    with app.test_request_context("/"):
        for speaks, name in (("zh", "演艺之家"), ("en", "House of Shows")):
            subject, body = texts_of("invitation", speaks, row.facts)
            assert name in subject
            assert "https://window.example" in body
            assert "desk/invitations/" in body


def test_an_editor_manages_nobody(app: Flask, ours: Organisation, owner: FlaskClient, now: datetime) -> None:
    editor = accounts.member_client(app, ours, Role.EDITOR)
    page = editor.get("/desk/ours/people").text
    assert "@example.org" not in page, "addresses are for owners"
    token = token_in(page)
    (first, _second) = people.members_of(ours.id, now)
    for path, data in (
        ("people/invite", {"mail": "x@example.org", "role": "viewer"}), (f"people/{first.id}", {"role": "viewer"}),
        (f"people/{first.id}/remove", {}), (f"people/{first.id}/offer", {}), ("settings", typed(ours)),
    ):
        assert post(editor, f"/desk/ours/{path}", {"csrf_token": token, **data}).status_code == 403, path
    assert len(people.members_of(ours.id, now)) == 2


def test_keys_of_another_organisation_are_nothing(app: Flask, ours: Organisation, owner: FlaskClient, now: datetime) -> None:
    theirs = accounts.organisation("theirs")
    accounts.member(theirs)
    (other,) = people.members_of(theirs.id, now)
    token = token_in(owner.get("/desk/ours/people").text)
    for path in (f"people/{other.id}", f"people/{other.id}/remove", f"people/{other.id}/offer", "people/4294967296",
                 f"people/invitations/{other.id}/withdraw", "verification/1/withdraw", "papers/1"):
        answer = post(owner, f"/desk/ours/{path}", {"csrf_token": token, "role": "viewer"})
        assert answer.status_code == (405 if path.startswith("papers") else 404), path
    assert owner.get("/desk/ours/papers/1").status_code == 404
    assert people.members_of(theirs.id, now)[0].role is Role.OWNER


def test_another_role_and_an_end(app: Flask, ours: Organisation, owner: FlaskClient, now: datetime) -> None:
    accounts.member(ours, Role.EDITOR)
    row = people.members_of(ours.id, now)[1]
    path = f"/en/desk/ours/people/{row.id}"
    send(owner, path, {"role": "viewer", "until": "2026-11-30"}, status=303)
    session.rollback()
    row = people.members_of(ours.id, now)[1]
    assert (row.role, row.until) == (Role.VIEWER, datetime.fromisoformat("2026-12-01T00:00+08:00"))
    assert "until the end of Monday 30 November 2026" in owner.get("/en/desk/ours/people").text
    assert 'value="2026-11-30"' in owner.get(path).text
    page = send(owner, path, {"role": "owner", "until": "2026-11-30"}, status=200).text
    assert "An owner&#39;s membership has no end" in page
    assert "That day is over." in send(owner, path, {"role": "viewer", "until": "2026-11-20"}, status=200).text
    assert "Not a valid date" in send(owner, path, {"role": "viewer", "until": "31.12.26"}, status=200).text
    for day in ("9999-12-31", "2101-01-01"):
        assert "a day until the end of 2100" in send(owner, path, {"role": "viewer", "until": day}, status=200).text
    assert "That day is over." in send(owner, path, {"role": "viewer", "until": "0001-01-01"}, status=200).text
    send(owner, path, {"role": "viewer", "until": "2100-12-31"}, status=303)
    invite = {"mail": "new@example.org", "role": "editor", "until": "9999-12-31"}
    page = send(owner, "/en/desk/ours/people/invite", invite, status=200).text
    assert "a day until the end of 2100" in page
    assert "new@example.org" in page, "what was typed stays"


def test_the_last_owner_cannot_leave(ours: Organisation, owner: FlaskClient, now: datetime) -> None:
    answer = send(owner, "/en/desk/ours/people/leave", at="/en/desk/ours/people", status=303)
    assert answer.headers["Location"] == "/en/desk/ours/people"
    assert "An organisation always has an owner." in owner.get("/en/desk/ours/people").text
    assert len(people.members_of(ours.id, now)) == 1


def test_ownership_by_way_of_the_pages(app: Flask, ours: Organisation, owner: FlaskClient, now: datetime) -> None:
    second = accounts.member(ours, Role.EDITOR)
    taker = accounts.signed_in(app, second)
    row = people.members_of(ours.id, now)[1]
    send(owner, f"/desk/ours/people/{row.id}/offer", at=f"/desk/ours/people/{row.id}", status=303)
    third = accounts.member_client(app, ours, Role.VIEWER)
    token = token_in(third.get("/desk/ours/people").text)
    assert post(third, "/desk/ours/people/ownership", {"csrf_token": token, "deed": "accept"}).status_code == 404
    send(taker, "/desk/ours/people/ownership", {"deed": "accept"}, at="/desk/ours/people", status=303)
    session.rollback()
    assert [each.role for each in people.members_of(ours.id, now)][:2] == [Role.EDITOR, Role.OWNER]


def test_an_expired_form_keeps_what_was_typed(ours: Organisation, owner: FlaskClient) -> None:
    data = typed(ours, name_en="Typed at length", csrf_token="old")
    page = post(owner, "/en/desk/ours/settings", data, status=200).text
    assert 'value="Typed at length"' in page
    assert "had been open for too long" in page
    assert slug_kept("ours").name_en == "House of Shows"


# --- the trail -------------------------------------------------------------------------------------------------------


def test_the_trail_shows_its_own_rows_only(app: Flask, ours: Organisation, owner: FlaskClient) -> None:
    theirs = accounts.organisation("theirs")
    other = accounts.member_client(app, theirs)
    send(other, "/desk/theirs/settings", typed(theirs, name_en="Theirs alone"), status=303)
    send(owner, "/desk/ours/settings", typed(ours, name_en="=HYPERLINK(1)"), status=303)
    page = owner.get("/en/desk/ours/trail").text
    assert "Facts changed" in page
    assert "Theirs alone" not in page
    table = owner.get("/desk/ours/trail.csv", buffered=True)
    assert table.content_type == "text/csv; charset=utf-8"
    assert "attachment" in table.headers["Content-Disposition"]
    assert table.text.count("facts_changed") == 1
    assert "Nothing yet." in owner.get("/en/desk/ours/trail?deed=joined&before=1").text
    for strange in ("before=x", "before=99999999999999", "deed='--", "before=-1"):
        assert owner.get(f"/desk/ours/trail?{strange}").status_code == 200


def test_the_trail_is_paged_at_the_same_cost(app: Flask, ours: Organisation, owner: FlaskClient, count_queries: object) -> None:
    numbers, page = [], ""
    for more in (3, 60):
        with committing():
            for _ in range(more):
                session.add(TrailEntry(at=clock.now(), deed="joined", organisation_id=ours.id))
        with count_queries() as counted:  # type: ignore[operator]
            page = owner.get("/en/desk/ours/trail").text
        numbers.append(counted.number)
    assert numbers == [6, 6]
    assert "Earlier" in page


def test_nobodys_membership_outlives_its_end(app: Flask, ours: Organisation, now: datetime) -> None:
    who = accounts.member(ours, Role.EDITOR, until=now + timedelta(days=1))
    client = accounts.signed_in(app, who)
    assert client.get("/desk/ours/people").status_code == 200
    with clock.standing_still(now + timedelta(days=1)):
        assert client.get("/desk/ours/people").status_code == 404


# --- closing ---------------------------------------------------------------------------------------------------------


def test_an_owner_closes_the_organisation_and_its_page_says_so(app: Flask, owner: FlaskClient) -> None:
    assert 'href="/en/desk/ours/close"' in owner.get("/en/desk/ours/settings").text
    row = events.show(owner_id=slug_kept("ours").id)
    page = owner.get("/en/desk/ours/close").text
    assert f'href="/en/desk/ours/listings/{row.run.event_id}"' in page
    assert 'name="sure"' not in page
    token = token_in(owner.get("/en/desk/ours/settings").text)
    assert "still to come" in post(owner, "/en/desk/ours/close", {"csrf_token": token, "sure": "y"}, status=200).text
    events.cancelled(session.merge(row))
    assert "Tick this first" in send(owner, "/en/desk/ours/close", {}, status=200).text
    answer = send(owner, "/en/desk/ours/close", {"sure": "y"}, status=303)
    assert answer.headers["Location"] == "/en/desk"
    assert owner.get("/en/desk/ours/settings").status_code == 404
    assert "closed on" in app.test_client().get("/en/organisers/ours").text
    assert app.test_client().get(f"/en/events/{row.run.event.slug}").status_code == 200
