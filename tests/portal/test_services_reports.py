"""What becomes of a report: answered once, forgotten in time; each organisation sees its own."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock
from core.db import committing, session
from core.errors import Refused
from portal.models import Report
from portal.queries import reports as queries
from portal.services import reports
from portal.services.reports import About
from portal.wrongs import Outcome, Wrong
from tests.factories import accounts


def made(path: str = "/", *, at: datetime | None = None, owner_id: int | None = None, mail: str = "") -> int:
    with committing():
        row = reports.report(
            About(path=path, owner_id=owner_id),
            at=at or clock.now(),
            wrong=Wrong.LINK,
            said="it is gone",
            mail=mail,
            language="en",
        )
        return row.id


def answer(key: int, outcome: Outcome = Outcome.PUT_RIGHT, *, at: datetime | None = None, words: str = "") -> None:
    with committing():
        reports.answer(session.get_one(Report, key), at=at or clock.now(), outcome=outcome, by="Desk", words=words)


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
