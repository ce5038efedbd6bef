"""What becomes of a report: answered once, forgotten in time; each organisation sees its own."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.actor import THE_SITE
from accounts.models.membership import Role
from accounts.models.trail import TrailEntry
from accounts.retention import REPORT_UNANSWERED
from core import clock, letters
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from notices.models.delivery import Delivery
from portal.models import Report
from portal.queries import reports as queries
from portal.services import reports
from portal.services.reports import About, Said
from portal.wrongs import Outcome, Wrong
from tests.factories import accounts

BRIDGE = Bilingual("长桥", "The Long Bridge")


def made(path: str = "/", *, at: datetime | None = None, owner_id: int | None = None, mail: str = "", machine: str = "") -> int:
    about = About(path=path, name=BRIDGE, owner_id=owner_id)
    said = Said(wrong=Wrong.LINK, words="it is gone", mail=mail, language="en")
    with committing():
        return reports.report(about, said, at=at or clock.now(), machine=machine).id


def answer(key: int, outcome: Outcome = Outcome.PUT_RIGHT, *, at: datetime | None = None, words: str = "") -> None:
    with committing():
        reports.answer(
            session.get_one(Report, key), at=at or clock.now(), actor=THE_SITE, outcome=outcome, by="Desk", words=words
        )


def told() -> list[tuple[str, str, str]]:
    """Kind, address and language of what is to be mailed."""
    session.rollback()
    rows = session.execute(select(Delivery.kind, Delivery.mail, Delivery.language).order_by(Delivery.id))
    return [(kind, mail, language) for kind, mail, language in rows]


def test_its_owner_and_the_desk_hear_of_it_once(app: Flask) -> None:
    ours = accounts.organisation()
    owner, viewer, desk = accounts.member(ours), accounts.member(ours, Role.VIEWER), accounts.staff()
    both = accounts.member(ours, of=accounts.staff())
    made(owner_id=ours.id)
    assert sorted(mail for _kind, mail, _language in told()) == sorted(str(who.mail) for who in (owner, desk, both))
    assert viewer.mail not in {mail for _kind, mail, _language in told()}
    made("/about")
    assert len(told()) == 5, "a page of nobody's is the desk's"


def test_letters_can_be_written(app: Flask) -> None:
    ours = accounts.organisation()
    owner = accounts.member(ours, of=accounts.person(language="en"))
    desk = accounts.staff()
    key = made("/events/x", owner_id=ours.id, mail="reader@mail.example")
    answer(key, words="Thank you, 19:00 it is.")
    rows = {row.mail: row for row in session.scalars(select(Delivery))}
    subject, body = letters.texts_of("report_made", "en", rows[str(owner.mail)].facts)
    assert subject == "Something wrong on a page: The Long Bridge"
    assert "https://window.example/events/x\n" in body
    assert f"https://window.example/en/desk/house-of-shows/reports/{key}" in body
    assert f"https://window.example/staff/reports/{key}" in letters.texts_of("report_made", "zh", rows[str(desk.mail)].facts)[1]
    subject, body = letters.texts_of("report_answered", "en", rows["reader@mail.example"].facts)
    assert subject == "Your message about a page has been answered"
    assert "It was put right. Thank you." in body
    assert "Thank you, 19:00 it is." in body
    assert "https://window.example/en/report/" in body


def test_an_advert_is_closed_without_a_word(app: Flask) -> None:
    key = made(mail="reader@mail.example")
    answer(key, Outcome.UNFIT)
    assert told() == []


def test_an_answer_stands_in_the_trail(app: Flask) -> None:
    ours = accounts.organisation()
    key = made(owner_id=ours.id)
    answer(key, Outcome.AS_IT_IS, words="so it is")
    entry = session.scalars(select(TrailEntry)).one()
    assert (entry.deed, entry.organisation_id) == ("report_answered", ours.id)
    assert (entry.subject, entry.subject_id) == ("portal_report", key)
    assert entry.after == {"outcome": "as_it_is"}


def test_it_is_answered_once(app: Flask) -> None:
    key = made()
    answer(key, words="thanks")
    with pytest.raises(Refused, match="answered"):
        answer(key, Outcome.AS_IT_IS)
    session.rollback()
    row = session.get_one(Report, key)
    assert (row.outcome, row.answer, row.answered_by, row.is_open) == (Outcome.PUT_RIGHT, "thanks", "Desk", False)


def test_an_answer_has_its_length(app: Flask) -> None:
    key = made()
    with pytest.raises(Refused, match="too_long"):
        answer(key, words="x" * 2001)


def test_each_organisation_sees_its_own(app: Flask) -> None:
    one, other = accounts.organisation("one").id, accounts.organisation("other").id
    keys = [made(owner_id=one), made(owner_id=other), made(owner_id=one), made()]
    assert [row.id for row in queries.open_reports(one)] == [keys[0], keys[2]]
    assert [row.id for row in queries.open_reports()] == keys
    assert (queries.number_waiting(one), queries.number_waiting()) == (2, 4)
    assert queries.report_of_owner(one, keys[1]) is None
    assert queries.report_of_owner(one, keys[0]) is not None
    answer(keys[0])
    answer(keys[2], Outcome.UNFIT)
    session.rollback()
    assert [row.id for row in queries.answered_reports(one)] == [keys[0]]
    assert [row.id for row in queries.answered_reports()] == [keys[2], keys[0]]
    assert queries.number_waiting(one) == 0


def test_too_many_within_an_hour_are_refused(app: Flask) -> None:
    for _ in range(reports.MOST_A_PAGE):
        made("/events/x", at=clock.now() - timedelta(minutes=59))
    with pytest.raises(Refused, match="too_many"):
        made("/events/x")
    made("/events/y")
    made("/events/x", at=clock.now() + timedelta(minutes=2))


def test_too_many_from_one_machine_are_refused(app: Flask) -> None:
    for number in range(reports.MOST_A_MACHINE):
        made(f"/{number}", machine="a")
    with pytest.raises(Refused, match="too_many"):
        made("/more", machine="a")
    made("/more", machine="b")


def test_addresses_go_a_month_after_the_answer_and_all_of_it_after_two_years(app: Flask, now: datetime) -> None:
    long_ago = made(at=now - timedelta(days=731))
    settled, fresh, waiting = made(mail="a@b.example"), made(mail="c@d.example"), made(mail="e@f.example")
    answer(settled, at=now - timedelta(days=31))
    answer(fresh, at=now - timedelta(days=29))
    with committing():
        reports.forget(at=now)
    session.rollback()
    assert dict(session.execute(select(Report.id, Report.mail)).all()) == {
        settled: "",
        fresh: "c@d.example",
        waiting: "e@f.example",
    }
    assert long_ago != settled


def test_an_address_does_not_wait_for_an_answer_for_ever(app: Flask, now: datetime) -> None:
    """Ninety days without an answer: the address goes, what was said stays and can still be answered on the reader's page."""
    late = made(mail="a@b.example", at=now - REPORT_UNANSWERED - timedelta(minutes=1))
    waiting = made("/x", mail="c@d.example", at=now - REPORT_UNANSWERED + timedelta(minutes=1))
    with committing():
        reports.forget(at=now)
    session.rollback()
    assert dict(session.execute(select(Report.id, Report.mail)).all()) == {late: "", waiting: "c@d.example"}
    answer(late, words="at last")
    assert [kind for kind, _mail, _language in told()] == []
    assert session.get_one(Report, late).answer == "at last"
