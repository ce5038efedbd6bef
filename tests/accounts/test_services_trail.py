"""The audit trail is append-only."""

from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from accounts.actor import THE_SITE
from accounts.models.trail import TrailEntry
from accounts.services import trail
from core import clock
from core.db import committing, session


def test_the_database_itself_refuses_to_change_or_delete_a_deed(app: Any) -> None:
    with committing():
        trail.note("looked", at=clock.now(), actor=THE_SITE)
    for statement in (update(TrailEntry).values(deed="forged"), delete(TrailEntry)):
        with pytest.raises(DBAPIError), committing():
            session.execute(statement)
    assert [row.deed for row in session.query(TrailEntry)] == ["looked"]
