"""The feed of premieres: openings of what the register has not refused, with its word on each."""

from datetime import datetime, timedelta

from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.performance import Performance
from events.models.words import Form
from events.services import premieres as deeds
from tests.factories import events
from tests.feeds.test_views_calendars import entries, fetch

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)
NO = Bilingual("查到更早的演出", "An earlier showing was found")


def test_it_carries_the_night_that_a_first_opens_with(client: FlaskClient) -> None:
    opening = events.premiere(starts_at=TONIGHT)
    second = events.performance(opening.run, starts_at=TONIGHT + timedelta(days=1))
    events.show("no-first", starts_at=TONIGHT)
    assert entries(fetch(client, "/premieres.ics")).keys() == {opening.uid}
    events.cancelled(session.get_one(Performance, opening.id))
    found = entries(fetch(client, "/premieres.ics"))
    assert {uid: each["STATUS"] for uid, each in found.items()} == {opening.uid: "CANCELLED", second.uid: "CONFIRMED"}


def test_an_entry_says_the_scope_and_what_the_register_found(client: FlaskClient) -> None:
    row = events.premiere(starts_at=TONIGHT)
    before = entries(fetch(client, "/premieres.ics"))[row.uid]
    assert before["SUMMARY"] == "长桥 · 上海 · 长三角首演（待确认）"
    assert before["DESCRIPTION"].startswith("长三角首演（待确认）")
    assert before["CATEGORIES"] == "SHOW,PREMIERE"
    later = clock.now() + timedelta(hours=1)
    with clock.standing_still(later):
        events.confirmed(row, at=later)
        chinese = entries(fetch(client, "/premieres.ics"))[row.uid]
        english = entries(fetch(client, "/en/premieres.ics"))[row.uid]
    assert chinese["SUMMARY"] == "长桥 · 上海 · 长三角首演"
    assert chinese["DESCRIPTION"].startswith("长三角首演（已确认）")
    assert english["SUMMARY"] == "The Long Bridge · Shanghai · Delta premiere"
    assert english["DESCRIPTION"].startswith("Delta premiere (confirmed)")
    assert chinese["SEQUENCE"] == before["SEQUENCE"] == "0", "neither time nor place changed"
    assert before["LAST-MODIFIED"] < chinese["LAST-MODIFIED"] == f"{later:%Y%m%dT}050000Z"


def test_what_is_refused_or_withdrawn_leaves_and_loses_the_words(client: FlaskClient) -> None:
    one, two = events.premiere("one", starts_at=TONIGHT), events.premiere("two", starts_at=TONIGHT)
    assert entries(fetch(client, "/premieres.ics")).keys() == {one.uid, two.uid}
    later = clock.now() + timedelta(hours=1)
    with clock.standing_still(later):
        with committing():
            deeds.refuse_premiere(events.claim_of(one), at=later, by="desk", reason=NO)
        with committing():
            deeds.withdraw_claim(events.claim_of(two), at=later)
        assert entries(fetch(client, "/premieres.ics")) == {}
        everything = entries(fetch(client, "/calendar.ics"))
    for row in (one, two):
        assert "首演" not in everything[row.uid]["SUMMARY"] + everything[row.uid]["DESCRIPTION"]
        assert everything[row.uid]["CATEGORIES"] == "SHOW"
        assert everything[row.uid]["SEQUENCE"] == "0"


def test_atom_follows_the_same(client: FlaskClient) -> None:
    events.premiere(starts_at=TONIGHT)
    events.show("no-first", starts_at=TONIGHT)
    assert client.get("/en/premieres.atom").get_data(as_text=True).count("<entry>") == 1


def test_moments_of_sale_are_no_firsts(client: FlaskClient) -> None:
    row = events.premiere(starts_at=TONIGHT)
    sale = events.moment(row.run, form=Form.ON_SALE, starts_at=TONIGHT - timedelta(days=2))
    assert "首演" not in entries(fetch(client, "/on-sale.ics"))[sale.uid]["SUMMARY"]
    assert entries(fetch(client, "/premieres.ics")).keys() == {row.uid}
