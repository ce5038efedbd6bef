"""Papers: sent by owners, looked at by the staff, never anybody else's to see; tiers follow from what was decided."""

import io
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from accounts.actor import THE_SITE
from accounts.licensing import MemberKind, Tier
from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.models.proof import Decision, Evidence, Licence
from accounts.queries import organisations, people
from accounts.services import verification
from core.db import committing, session
from notices.models.delivery import Delivery
from tests.core.test_imaging import bomb, picture
from tests.factories import accounts
from tests.factories.browsing import post, send, token_in

SAMPLE = "91350100M000100Y43"
PDF = b"%PDF-1.7\nThe licence of our house"


@pytest.fixture
def ours(app: Flask) -> Organisation:
    return accounts.organisation("ours", credit_code=SAMPLE, contact_mail="a@example.org")


@pytest.fixture
def owner(app: Flask, ours: Organisation) -> FlaskClient:
    return accounts.member_client(app, ours)


@pytest.fixture
def reviewer(app: Flask) -> FlaskClient:
    return accounts.staff_client(app)


def paper(body: bytes = PDF, name: str = "licence.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), name


def hand_in(owner: FlaskClient, status: int = 303, **facts: object) -> str:
    data = {"proof": "business_licence", "paper": paper()} | facts
    return send(owner, "/en/desk/ours/verification", data, status=status).text


def decide(reviewer: FlaskClient, outcome: str = "accepted", key: int = 0, status: int = 303, **facts: object) -> str:
    session.rollback()
    key = key or session.scalars(select(Licence.id).order_by(Licence.id.desc())).first() or 0
    return send(reviewer, f"/en/staff/verification/{key}", {"outcome": outcome} | facts, status=status).text


def standing() -> tuple[bool, bool]:
    session.rollback()
    row = organisations.organisation_of_slug("ours")
    assert row is not None
    return row.is_trusted, row.suspended_at is not None


def tier(at: datetime) -> Tier:
    session.rollback()
    row = organisations.organisation_of_slug("ours")
    assert row is not None
    return verification.rung_of(row, at=at).tier


def test_up_the_ladder_and_down_when_a_licence_ends(
    ours: Organisation, owner: FlaskClient, reviewer: FlaskClient, now: datetime
) -> None:
    page = owner.get("/en/desk/ours/verification").text
    assert "Still missing:" in page
    hand_in(owner)
    assert tier(now) is Tier.V0, "nobody looked at it yet"
    assert "1 paper waits" in reviewer.get("/en/staff/verification").text
    decide(reviewer)
    assert tier(now) is Tier.V1
    with committing():
        row = session.get_one(Organisation, ours.id)
        kinds = frozenset({MemberKind.COMPANY})
        verification.set_capacities(row, kinds, at=now, actor=THE_SITE)
    hand_in(owner, proof="company_licence", number="沪-1", expires_on="2026-12-31")
    decide(reviewer, expires_on="2026-12-31")
    assert tier(now) is Tier.V2
    assert tier(datetime.fromisoformat("2026-12-31T23:59+08:00")) is Tier.V2
    assert tier(datetime.fromisoformat("2027-01-01T00:00+08:00")) is Tier.V1
    assert "Industry proof" in owner.get("/en/desk/ours/verification").text


def test_another_code_needs_the_paper_again(
    ours: Organisation, owner: FlaskClient, reviewer: FlaskClient, now: datetime
) -> None:
    hand_in(owner)
    decide(reviewer)
    with committing():
        session.get_one(Organisation, ours.id).credit_code = "91350100M000100Y51"
    assert tier(now) is Tier.V0


def test_a_refusal_says_why_and_is_told(ours: Organisation, owner: FlaskClient, reviewer: FlaskClient) -> None:
    hand_in(owner)
    assert "Please say why" in decide(reviewer, "refused", status=200)
    decide(reviewer, "refused", reason="The page with the seal is missing.")
    assert "The page with the seal is missing." in owner.get("/en/desk/ours/verification").text
    letters = session.scalars(select(Delivery).where(Delivery.kind == "proof_decided")).all()
    assert [each.facts["outcome"] for each in letters] == ["refused"]


def test_accepted_then_revoked_and_nothing_of_it_is_lost(
    ours: Organisation, owner: FlaskClient, reviewer: FlaskClient, now: datetime
) -> None:
    hand_in(owner)
    assert "decided already" in decide(reviewer, "revoked", status=200, reason="x")
    decide(reviewer)
    assert "decided already" in decide(reviewer, status=200)
    decide(reviewer, "revoked", reason="The register does not know it.")
    assert tier(now) is Tier.V0
    key = session.scalars(select(Licence.id)).one()
    page = reviewer.get(f"/en/staff/verification/{key}").text
    assert "Accepted" in page
    assert "The register does not know it." in page
    for statement in ("UPDATE accounts_decision SET reason = ''", "DELETE FROM accounts_decision"):
        with pytest.raises(DatabaseError):
            session.execute(text(statement))
        session.rollback()
    assert session.scalars(select(Decision.digest)).all()[0] == session.scalars(select(Evidence.digest)).one()


def test_nobody_decides_for_their_own(app: Flask, ours: Organisation, owner: FlaskClient) -> None:
    hand_in(owner)
    who = accounts.staff()
    accounts.member(ours, Role.VIEWER, of=who)
    own = accounts.signed_in(app, who, is_strong=True)
    assert "Nobody decides for an organisation of their own." in decide(own, status=200)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"paper": paper(b"<html><script>", "licence.pdf")}, "Send a PDF, or a picture"),
        ({"paper": paper(PDF, "scan.jpg")}, "calls itself jpg but is pdf inside"),
        ({"paper": paper(b"%PDF-" + b"0" * 20 * 2**20, "licence.pdf")}, "larger than 10 MB"),
        ({"paper": paper(b"", "")}, "Choose a file"),
        ({"proof": "company_licence"}, "State the last day"),
        ({"proof": "company_licence", "expires_on": "2026-11-20"}, "has ended already"),
        ({"proof": "crown"}, "Not a valid choice"),
    ],
)
def test_what_is_refused_is_said_and_kept_nowhere(
    ours: Organisation, owner: FlaskClient, facts: dict[str, object], said: str
) -> None:
    page = hand_in(owner, status=200, scope="Plays", **facts)
    assert said in page
    assert 'value="Plays"' in page
    session.rollback()
    assert session.scalars(select(Licence)).all() == []


def test_a_body_without_end_is_refused(ours: Organisation, owner: FlaskClient) -> None:
    hand_in(owner, status=413, paper=paper(b"%PDF-" + b"0" * 26 * 2**20))


def test_papers_are_for_the_staff_and_the_owners(
    app: Flask, ours: Organisation, owner: FlaskClient, reviewer: FlaskClient
) -> None:
    hand_in(owner)
    key = session.scalars(select(Evidence.id)).one()
    path, of_staff = f"/desk/ours/papers/{key}", f"/staff/papers/{key}"
    for browser, address in ((owner, path), (reviewer, of_staff)):
        answer = browser.get(address)
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"] == f'attachment; filename="paper-{key}.pdf"'
        assert answer.headers.getlist("X-Content-Type-Options") == ["nosniff"]
        assert answer.headers.getlist("Content-Security-Policy") == ["default-src 'none'; sandbox"]
        assert answer.headers["Cache-Control"] == "no-store"
    accounts.organisation("theirs")
    others = {
        accounts.member_client(app, ours, Role.EDITOR): (403, 404),
        accounts.member_client(app, organisations.organisation_of_slug("theirs")): (404, 404),  # type: ignore[arg-type]
        app.test_client(): (303, 303),
        owner: (200, 404),
    }
    for browser, (first, second) in others.items():
        assert (browser.get(path).status_code, browser.get(of_staff).status_code) == (first, second)
    other = accounts.member_client(app, organisations.organisation_of_slug("theirs"))  # type: ignore[arg-type]
    assert other.get(f"/desk/theirs/papers/{key}").status_code == 404


def test_a_name_of_a_file_leads_nowhere(ours: Organisation, owner: FlaskClient) -> None:
    hand_in(owner, paper=paper(PDF, "../../<b>x</b>.pdf"))
    row = session.scalars(select(Evidence)).one()
    assert row.name == "b>.pdf"
    assert "<b>x" not in owner.get("/desk/ours/verification").text


def test_owners_are_told_before_a_licence_ends(
    ours: Organisation, owner: FlaskClient, reviewer: FlaskClient, now: datetime
) -> None:
    hand_in(owner, proof="company_licence", expires_on="2026-12-31")
    decide(reviewer, expires_on="2026-12-31")
    for day in range(75):
        with committing():
            verification.tell_of_ends(at=now - timedelta(days=30) + timedelta(days=day))
    letters = session.scalars(select(Delivery).where(Delivery.kind == "proof_ends").order_by(Delivery.id)).all()
    assert [each.facts["days"] for each in letters] == [60, 30, 0]


def test_a_renewed_licence_silences_the_old_one(
    ours: Organisation, owner: FlaskClient, reviewer: FlaskClient, now: datetime
) -> None:
    for last_day in ("2026-12-31", "2028-12-31"):
        hand_in(owner, proof="company_licence", expires_on=last_day)
        decide(reviewer, expires_on=last_day)
    with committing():
        assert verification.tell_of_ends(at=now) == 0


# --- the staff's desk ------------------------------------------------------------------------------------------------


def test_trust_and_suspension_with_a_reason(app: Flask, ours: Organisation, owner: FlaskClient) -> None:
    console, page = accounts.staff_client(app, StaffRole.CONSOLE), "/en/staff/organisations/ours"
    assert "This is needed." in send(console, f"{page}/trust", {"reason": ""}, at=page, status=200).text
    send(console, f"{page}/trust", {"reason": "Two years without a fault"}, at=page, status=303)
    assert standing() == (True, False)
    send(console, f"{page}/suspend", {"reason": "False dates"}, at=page, status=303)
    assert standing() == (False, True)
    assert "This organisation is suspended" in owner.get("/en/desk/ours/settings").text
    send(console, f"{page}/lift", {"reason": "Explained"}, at=page, status=303)
    told = session.scalars(select(Delivery.facts).where(Delivery.kind == "organisation_standing").order_by(Delivery.id)).all()
    assert [each["deed"] for each in told] == ["trusted", "suspended", "suspension_lifted"]


def test_reviewers_do_not_open_the_console(app: Flask, ours: Organisation, reviewer: FlaskClient, owner: FlaskClient) -> None:
    for browser, status in ((reviewer, 404), (owner, 404), (app.test_client(), 303)):
        assert browser.get("/staff/organisations").status_code == status
        assert browser.get("/staff/organisations/ours").status_code == status
    token = token_in(owner.get("/desk/ours/people").text)
    assert post(owner, "/staff/organisations/ours/trust", {"csrf_token": token, "reason": "x"}).status_code == 404


def test_the_list_costs_the_same_with_one_and_with_many(app: Flask, ours: Organisation, count_queries: object) -> None:
    console, numbers, page = accounts.staff_client(app, StaffRole.CONSOLE), [], ""
    for more in (0, 70):
        for number in range(more):
            accounts.organisation(f"house-{number:03d}")
        with count_queries() as counted:  # type: ignore[operator]
            page = console.get("/en/staff/organisations").text
        numbers.append(counted.number)
    assert numbers == [6, 6]
    assert "after=" in page
    assert "ours" in console.get("/en/staff/organisations?q=ours").text
    assert "Nothing here bears this name." in console.get("/en/staff/organisations?q=%25").text


def test_two_that_are_one(app: Flask, ours: Organisation, client: FlaskClient, now: datetime) -> None:
    double = accounts.organisation("double", name_zh="演艺之家（重复）")
    first, second = accounts.member(ours), accounts.member(double)
    both = accounts.member(ours, Role.VIEWER)
    accounts.member(double, Role.OWNER, of=both)
    console, page = accounts.staff_client(app, StaffRole.CONSOLE), "/en/staff/organisations/ours"
    data = {"reason": "The same house", "other": "double"}
    shown = send(console, f"{page}/merge", data, at=page, status=200).text
    assert "a merger cannot be undone" in shown
    incoming = shown.partition("Who would come here from")[2].partition("</ul>")[0]
    assert (incoming.count('class="who"'), incoming.count("Viewer"), incoming.count("stays as they are")) == (2, 2, 1)
    assert "Owner" not in incoming
    data["sure"] = "y"
    assert send(console, f"{page}/merge", data | {"other": "nobody"}, at=page).status_code == 404
    assert "cannot be merged" in send(console, f"{page}/merge", data | {"other": "ours"}, at=page, status=200).text
    send(console, f"{page}/merge", data, at=page, status=303)
    session.rollback()
    roles = {row.person_id: row.role for row in people.members_of(ours.id, now)}
    assert roles == {first.id: Role.OWNER, second.id: Role.VIEWER, both.id: Role.VIEWER}
    assert people.members_of(double.id, now) == []
    gone = client.get("/organisers/double")
    assert (gone.status_code, gone.headers["Location"]) == (301, "/organisers/ours")


def test_a_bomb_as_a_paper_is_kept_unopened(ours: Organisation, owner: FlaskClient) -> None:
    hand_in(owner, paper=paper(bomb(), "scan.png"))
    hand_in(owner, proof="letter", paper=paper(picture(), "scan.jpeg"))
    assert len(session.scalars(select(Evidence)).all()) == 2
