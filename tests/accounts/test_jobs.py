"""The job that forgets."""

from typing import Any

from sqlalchemy import select

from accounts import jobs
from accounts.models.person import Person
from accounts.retention import UNCONFIRMED
from core import clock
from core.db import session
from tests.factories import accounts


def test_the_job_forgets_by_the_clock(app: Any) -> None:
    accounts.person(mail_confirmed_at=None)
    jobs.forget()
    assert len(session.scalars(select(Person)).all()) == 1
    with clock.standing_still(clock.now() + UNCONFIRMED):
        jobs.forget()
    assert session.scalars(select(Person)).all() == []
