"""What a listing says of itself after it changed hands."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from core import clock
from core.db import committing, session
from events.models.event import Event
from events.services import ownership
from tests.factories import accounts, events


def handed_over(event: Event, to: Organisation) -> Event:
    """The listing, offered and taken."""
    giver, taker = (accounts.acting(accounts.member(each)) for each in (session.get_one(Organisation, event.owner_id), to))
    with committing():
        row, house = session.get_one(Event, event.id), session.get_one(Organisation, to.id)
        offer = ownership.offer(row, house, at=clock.now(), actor=giver)
        ownership.accept(offer, house, at=clock.now(), actor=taker)
    session.rollback()
    return session.get_one(Event, event.id)


@pytest.mark.parametrize("is_public", [True, False])
def test_who_takes_a_listing_from_its_organiser_organises_it(app: Flask, client: FlaskClient, is_public: bool) -> None:
    ours = accounts.organisation("ours")
    theirs = accounts.organisation("theirs", name_zh="他们", name_en="Theirs", listed_at=None)
    accounts.member(theirs)
    event = events.event(owner_id=ours.id, organiser_id=ours.id, publish=is_public)
    row = handed_over(event, theirs)
    assert (row.owner_id, row.organiser_id) == (theirs.id, theirs.id)
    assert session.get_one(Organisation, theirs.id).is_listed == is_public
    noted = session.execute(
        select(TrailEntry.organisation_id, TrailEntry.before, TrailEntry.after).where(TrailEntry.deed == "listing_edited")
    ).all()
    changed = ({"organiser_id": ours.id}, {"organiser_id": theirs.id})
    assert sorted((key, before, after) for key, before, after in noted) == [(key, *changed) for key in (ours.id, theirs.id)]
    page = client.get("/en/events/the-long-bridge")
    assert ("Theirs" in page.text, "House of Shows" in page.text) == (is_public, False)


def test_who_else_organises_it_still_does(app: Flask) -> None:
    ours, theirs, third = (accounts.organisation(slug) for slug in ("ours", "theirs", "third"))
    accounts.member(theirs)
    row = handed_over(events.event(owner_id=ours.id, organiser_id=third.id), theirs)
    assert (row.owner_id, row.organiser_id) == (theirs.id, third.id)
