"""Two organisations that become one: nobody gets more than they had, tokens end, everybody concerned is told."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models.membership import ApiToken, Role
from accounts.models.organisation import Organisation
from accounts.queries import people
from accounts.services import oversight
from core.db import committing, session
from notices.models.delivery import Delivery
from tests.factories import accounts


@pytest.fixture
def kept(app: Flask) -> Organisation:
    return accounts.organisation("kept")


@pytest.fixture
def merged(app: Flask) -> Organisation:
    return accounts.organisation("merged", name_zh="旧团", name_en="Old Company")


def merge(kept: Organisation, merged: Organisation, at: datetime) -> dict[int, tuple[Role, datetime | None]]:
    """Who acts for the kept one afterwards: role and end by person."""
    console = accounts.acting(accounts.staff())
    with committing():
        rows = (session.get_one(Organisation, each.id) for each in (kept, merged))
        oversight.merge(*rows, reason="one house", at=at, actor=console)
    session.rollback()
    return {row.person_id: (row.role, row.until) for row in people.members_of(kept.id, at)}


def test_nobody_gets_more_than_they_had(kept: Organisation, merged: Organisation, now: datetime) -> None:
    soon, later = now + timedelta(days=3), now + timedelta(days=30)
    chief, both, guest, ends = accounts.member(kept), accounts.person(), accounts.person(), accounts.person()
    accounts.member(kept, Role.EDITOR, of=both, until=soon)
    accounts.member(merged, Role.OWNER, of=both)
    accounts.member(merged, Role.OWNER, of=guest)
    accounts.member(merged, Role.EDITOR, of=ends, until=later)
    assert merge(kept, merged, now) == {
        chief.id: (Role.OWNER, None), both.id: (Role.EDITOR, soon),
        guest.id: (Role.VIEWER, None), ends.id: (Role.VIEWER, later),
    }
    assert people.members_of(merged.id, now) == []


def test_where_nobody_acts_for_the_kept_one_the_others_keep_their_roles(
    kept: Organisation, merged: Organisation, now: datetime
) -> None:
    later = now + timedelta(days=30)
    first, second = accounts.member(merged), accounts.member(merged, Role.EDITOR, until=later)
    assert merge(kept, merged, now) == {first.id: (Role.OWNER, None), second.id: (Role.EDITOR, later)}


def test_tokens_of_the_merged_one_open_nothing_any_more(kept: Organisation, merged: Organisation, now: datetime) -> None:
    owners = {each.id: accounts.member(each) for each in (kept, merged)}
    with committing():
        session.add_all(
            ApiToken(token_hash=f"{key:064d}", organisation_id=key, person_id=who.id, name="till", scopes=[], made_at=now)
            for key, who in owners.items()
        )
    merge(kept, merged, now)
    rows = session.execute(select(ApiToken.organisation_id, ApiToken.revoked_at)).all()
    assert {key: at is None for key, at in rows} == {kept.id: True, merged.id: False}


def test_owners_of_the_one_and_all_of_the_other_are_told(kept: Organisation, merged: Organisation, now: datetime) -> None:
    chief, both = accounts.member(kept), accounts.member(kept, Role.EDITOR)
    accounts.member(kept, Role.VIEWER)
    accounts.member(merged, of=both)
    guest = accounts.member(merged, Role.VIEWER)
    merge(kept, merged, now)
    letters = session.scalars(select(Delivery).where(Delivery.kind == "organisations_merged")).all()
    assert {each.mail: each.facts["role"] for each in letters} == {chief.mail: "", both.mail: "", guest.mail: "viewer"}
    assert len(letters) == 3
