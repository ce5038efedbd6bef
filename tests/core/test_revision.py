"""The catalogue revision: once a transaction, as its last statement."""

import pytest
from flask import Flask

from core import revision
from core.db import committing, session
from core.revision import touch
from repertoire.models import Company
from tests.conftest import CountQueries
from tests.factories import repertoire

pytestmark = pytest.mark.both_databases


def test_it_rises_once_a_transaction_however_often_it_is_touched(app: Flask) -> None:
    before = revision.current()
    with committing():
        for _ in range(5):
            touch()
    assert revision.current() == before + 1


def test_it_stays_where_nothing_public_changes(app: Flask) -> None:
    with committing():
        touch()
    before = revision.current()
    repertoire.company()
    revision.forget()
    assert revision.current() == before


def test_it_is_the_last_statement_before_the_commit(app: Flask, count_queries: CountQueries) -> None:
    with committing():
        touch()
    with count_queries() as counted, committing():
        touch()
        session.add(Company(slug="a", name_zh="甲"))
    assert counted.statements[-1].startswith("UPDATE core_revision")
    assert counted.statements[0].startswith("INSERT INTO repertoire_company")
    assert sum("core_revision" in statement for statement in counted.statements) == 1


def test_it_is_remembered_for_a_moment(app: Flask, count_queries: CountQueries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "REMEMBERED_SECONDS", 60.0)
    with count_queries() as counted:
        for _ in range(10):
            revision.current()
    assert counted.number == 1
    revision.forget()
