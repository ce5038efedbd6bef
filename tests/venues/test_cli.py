"""Who runs a house is said at the command line."""

from flask import Flask

from core.db import session
from tests.factories import accounts, venues
from venues.models import Venue


def test_a_house_gets_its_keeper_and_loses_it_again(app: Flask) -> None:
    house, body = venues.venue().id, accounts.organisation("riverside-house").id
    runner = app.test_cli_runner()
    assert runner.invoke(args=["venues", "keeper", "river-theatre", "riverside-house"]).exit_code == 0
    session.rollback()
    assert session.get_one(Venue, house, populate_existing=True).keeper_id == body
    assert "no such organisation" in runner.invoke(args=["venues", "keeper", "river-theatre", "nobody-at-all"]).output
    assert "no such house" in runner.invoke(args=["venues", "keeper", "nowhere"]).output
    assert runner.invoke(args=["venues", "keeper", "river-theatre"]).exit_code == 0
    session.rollback()
    assert session.get_one(Venue, house, populate_existing=True).keeper_id is None
