"""An index that is missing, or of an older form, is made by itself."""

from flask import Flask
from sqlalchemy import func, select, text

from core.db import committing, session
from portal import indexing
from portal.jobs import make_index
from portal.models import SearchEntry
from tests.factories import events, venues


def number_of_entries() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(SearchEntry)) or 0


def test_an_older_database_gets_its_index(app: Flask) -> None:
    events.event()
    venues.venue()
    with committing():
        session.execute(text("DELETE FROM portal_search_entry"))
        session.execute(text("DELETE FROM portal_search_fts"))
    assert indexing.needs_rebuild()
    make_index()
    assert number_of_entries() == 2
    assert not indexing.needs_rebuild()
    with committing():
        session.execute(text("UPDATE portal_search_form SET form = 'older'"))
    assert indexing.needs_rebuild()
    make_index()
    assert not indexing.needs_rebuild()
    assert number_of_entries() == 2
