"""One submission before a reviewer: who hands it in, what is missing."""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.organisation import Organisation
from events.models.submission import Decision
from tests.events.test_services_review import decided, draft, submitted
from tests.factories import accounts

QUEUE = "/en/staff/review"


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def reviewer(app: Flask) -> FlaskClient:
    return accounts.staff_client(app)


def test_a_reviewer_reads_who_it_is_and_what_is_missing(owner: Organisation, reviewer: FlaskClient, now: datetime) -> None:
    first = draft(owner, "first")
    decided(submitted(owner, first), Decision.REFUSED)
    row = submitted(owner, draft(owner))
    page = reviewer.get(f"{QUEUE}/{row}").text
    assert "V0 · Signed up" in page
    assert "the unified social credit code" in page
    assert "reviewed before publication" in page
    assert "0 listings of it are public" in page
    assert "refused once" in page
    assert "changes never asked" in page
    assert re.search(r"Complete to \d+ of 100", page)
    assert "Running time <span" in page
