"""Deeds of the register, on both databases: statements become claims, one is confirmed, the run's mark follows."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core import clock, history
from core.db import committing, session
from core.errors import Refused
from core.models import Change
from core.types import Bilingual
from events.models.performance import Performance
from events.models.premiere import PremiereClaim
from events.models.run import Run
from events.models.words import PremiereKind, PremiereScope, PremiereState
from events.queries import premieres as stored
from events.services import performances
from events.services import premieres as deeds
from events.services.events import edit_run
from events.services.premieres import Evidence
from tests.factories import events, repertoire, venues

NO = Bilingual("查到更早的演出", "An earlier showing was found")
CLAIMED, CONFIRMED, REFUSED, WITHDRAWN = PremiereState


def claims() -> list[PremiereClaim]:
    session.rollback()
    return list(session.scalars(select(PremiereClaim).order_by(PremiereClaim.id)))


def run_of(row: Performance) -> Run:
    return session.get_one(Run, row.run_id)


def pair() -> tuple[PremiereClaim, PremiereClaim]:
    """Two houses that claim the same first of one work."""
    work = repertoire.production()
    for slug in ("here", "there"):
        events.premiere(slug, production_id=work.id)
    one, other = claims()
    return one, other


def confirm(claim: PremiereClaim) -> bool:
    with committing():
        return deeds.confirm_premiere(
            session.get_one(PremiereClaim, claim.id), at=clock.now(), by="desk", evidence=events.EVIDENCE
        )


def test_a_statement_becomes_a_claim_and_is_not_taken_for_the_truth(app: Flask) -> None:
    row = events.premiere(scope=PremiereScope.CITY)
    (claim,) = claims()
    assert (claim.state, claim.kind) == (CLAIMED, PremiereKind.PERFORMANCE)
    assert (claim.scope, claim.place) == (PremiereScope.CITY, "310000")
    assert (claim.work, claim.has_evidence) == (f"event:{row.run.event_id}", False)
    assert run_of(row).premiere_state is CLAIMED
    assert run_of(row).is_premiere


def test_a_run_that_states_nothing_claims_nothing(app: Flask) -> None:
    row = events.show()
    assert claims() == []
    assert run_of(row).premiere_state is None


def test_a_paper_that_speaks_of_a_first_is_the_evidence_and_another_is_none(app: Flask) -> None:
    events.premiere("quoted", quote="国家大剧院《长桥》今晚首演", quote_gist_en="It opens tonight", quote_source="paper.txt")
    events.premiere("aside", quote="优秀剧目吸引大批观众", quote_source="paper.txt")
    quoted, aside = claims()
    assert quoted.evidence == Bilingual("国家大剧院《长桥》今晚首演", "It opens tonight")
    assert quoted.evidence_source == "paper.txt"
    assert quoted.state is CLAIMED
    assert not aside.has_evidence


def test_confirming_needs_evidence_and_says_who_and_when(app: Flask) -> None:
    row = events.premiere()
    (claim,) = claims()
    with pytest.raises(Refused, match="evidence_needed"), committing():
        deeds.confirm_premiere(session.get_one(PremiereClaim, claim.id), at=clock.now(), by="desk")
    assert confirm(claim)
    assert not confirm(claim)
    (claim,) = claims()
    assert (claim.state, claim.decided_by, claim.decided_at) == (CONFIRMED, "desk", clock.now())
    assert claim.evidence_url == "https://paper.example/1"
    assert run_of(row).premiere_state is CONFIRMED
    deeds_told = [each.deed for each in history.changes_of(f"event:{run_of(row).event_id}")]
    assert deeds_told[0] == "premiere_confirmed"
    assert "premiere_claimed" in deeds_told


def test_only_one_is_confirmed_and_the_other_waits_to_be_reviewed(app: Flask) -> None:
    one, other = pair()
    assert confirm(one)
    with pytest.raises(Refused, match="premiere_taken") as refused:
        confirm(other)
    assert refused.value.facts["claim"] == one.id
    assert refused.value.facts["event"] == "here"
    assert [each.state for each in claims()] == [CONFIRMED, CLAIMED]


@pytest.mark.parametrize("of_event", [False, True])
def test_the_database_itself_holds_one_first(app: Flask, of_event: bool) -> None:
    """Even what is written beside the services."""
    one, other = pair()
    confirm(one)
    if of_event:
        values = {"production_id": None, "event_id": one.event_id}
        with committing():
            session.execute(update(PremiereClaim).values(**values))
    with pytest.raises(IntegrityError), committing():
        session.execute(update(PremiereClaim).where(PremiereClaim.id == other.id).values(state=CONFIRMED))
    with committing():
        as_another = {"state": CONFIRMED, "kind": PremiereKind.SHOW}
        session.execute(update(PremiereClaim).where(PremiereClaim.id == other.id).values(as_another))


def test_the_database_holds_one_standing_claim_a_run(app: Flask) -> None:
    row = events.premiere()
    with pytest.raises(IntegrityError), committing():
        session.add(PremiereClaim(
            run_id=row.run_id, event_id=row.run.event_id, kind=PremiereKind.SHOW, scope=None, created_at=clock.now()
        ))


@pytest.mark.parametrize("scope", [None, PremiereScope.CITY, PremiereScope.VENUE])
def test_a_first_of_nowhere_cannot_be_confirmed(app: Flask, scope: PremiereScope | None) -> None:
    stay = events.run(events.event(city=""), premiere_kind=PremiereKind.PERFORMANCE, premiere_scope=scope)
    with pytest.raises(Refused, match="scope_needed"):
        confirm(claims()[0])
    assert session.get_one(Run, stay.id).is_premiere
    with pytest.raises(IntegrityError), committing():
        session.execute(update(PremiereClaim).values(state=CONFIRMED))


def test_cities_and_houses_have_firsts_of_their_own(app: Flask) -> None:
    work = repertoire.production()
    for scope in (PremiereScope.VENUE, PremiereScope.CITY):
        for city in ("310000", "330100"):
            events.premiere(f"{scope}-{city}", production_id=work.id, scope=scope, city=city)
    for each in claims():
        assert confirm(each)


def test_refusing_needs_a_reason_and_takes_the_mark_away(app: Flask) -> None:
    row = events.premiere()
    (claim,) = claims()
    with pytest.raises(Refused, match="reason_needed"), committing():
        deeds.refuse_premiere(session.get_one(PremiereClaim, claim.id), at=clock.now(), by="desk", reason=Bilingual("", ""))
    for expected in (True, False):
        with committing():
            found = session.get_one(PremiereClaim, claim.id)
            assert deeds.refuse_premiere(found, at=clock.now(), by="desk", reason=NO) is expected
    assert not run_of(row).is_premiere
    assert run_of(row).premiere_kind is PremiereKind.PERFORMANCE, "what the organiser states stays stated"
    with pytest.raises(Refused, match="not_claimed"):
        confirm(claim)


def test_a_refused_confirmation_frees_the_first_for_another(app: Flask) -> None:
    one, other = pair()
    confirm(one)
    with committing():
        deeds.refuse_premiere(session.get_one(PremiereClaim, one.id), at=clock.now(), by="desk", reason=NO)
    assert confirm(other)


def test_a_refused_statement_is_not_claimed_again_by_being_repeated(app: Flask) -> None:
    row = events.premiere()
    with committing():
        deeds.refuse_premiere(events.claim_of(row), at=clock.now(), by="desk", reason=NO)
    with committing():
        edit_run(run_of(row), at=clock.now(), is_free=True)
    with committing():
        edit_run(run_of(row), at=clock.now(), premiere_scope=PremiereScope.CITY)
    with committing():
        edit_run(run_of(row), at=clock.now(), premiere_scope=PremiereScope.DELTA)
    assert [each.state for each in claims()] == [REFUSED, WITHDRAWN]
    assert run_of(row).premiere_state is REFUSED
    with committing():
        deeds.claim_premiere(
            run_of(row), at=clock.now(), kind=PremiereKind.PERFORMANCE, scope=PremiereScope.DELTA, evidence=events.EVIDENCE
        )
    assert [each.state for each in claims()] == [REFUSED, WITHDRAWN, CLAIMED]
    assert run_of(row).is_premiere


def test_another_statement_withdraws_the_claim_and_makes_a_new_one(app: Flask) -> None:
    row = events.premiere(scope=PremiereScope.WORLD)
    events.confirmed(row)
    with committing():
        assert edit_run(run_of(row), at=clock.now(), premiere_scope=PremiereScope.CHINA)
    assert [(each.scope, each.state) for each in claims()] == [(PremiereScope.WORLD, WITHDRAWN), (PremiereScope.CHINA, CLAIMED)]
    assert run_of(row).premiere_state is CLAIMED
    with committing():
        edit_run(run_of(row), at=clock.now(), premiere_kind=None, premiere_scope=None)
    assert [each.state for each in claims()] == [WITHDRAWN, WITHDRAWN]
    assert run_of(row).premiere_state is None


def test_what_does_not_touch_the_statement_leaves_the_claim(app: Flask) -> None:
    row = events.premiere(scope=PremiereScope.WORLD)
    events.confirmed(row)
    with committing():
        edit_run(run_of(row), at=clock.now(), venue_id=venues.venue("another").id, is_free=True)
    assert [each.state for each in claims()] == [CONFIRMED], "a world premiere is the same in another house"


def test_a_house_that_changes_changes_what_is_claimed(app: Flask) -> None:
    row = events.premiere(scope=PremiereScope.VENUE)
    with committing():
        edit_run(run_of(row), at=clock.now(), venue_id=venues.venue("another").id)
    assert [each.state for each in claims()] == [WITHDRAWN, CLAIMED]


def test_claiming_again_adds_evidence_and_stays_one_claim(app: Flask) -> None:
    row = events.premiere()
    with committing():
        deeds.claim_premiere(
            run_of(row), at=clock.now(), kind=PremiereKind.PERFORMANCE, scope=PremiereScope.DELTA,
            evidence=Evidence(Bilingual("节目单", "A programme")),
        )
    (claim,) = claims()
    assert claim.evidence.en == "A programme"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "paper.example", "ftp://paper.example"])
def test_evidence_is_linked_at_web_addresses_only(app: Flask, url: str) -> None:
    row = events.premiere()
    with pytest.raises(Refused, match="address_needed"), committing():
        deeds.confirm_premiere(events.claim_of(row), at=clock.now(), by="desk", evidence=Evidence(url=url))


def test_a_withdrawn_claim_is_gone_and_a_refused_one_cannot_be_withdrawn(app: Flask) -> None:
    row = events.premiere()
    (claim,) = claims()
    for expected in (True, False):
        with committing():
            assert deeds.withdraw_claim(session.get_one(PremiereClaim, claim.id), at=clock.now()) is expected
    assert not run_of(row).is_premiere
    other = events.premiere("other")
    with committing():
        found = events.claim_of(other)
        deeds.refuse_premiere(found, at=clock.now(), by="desk", reason=NO)
    with pytest.raises(Refused, match="not_claimed"), committing():
        deeds.withdraw_claim(session.get_one(PremiereClaim, found.id), at=clock.now())


def test_every_deed_is_a_public_change(app: Flask) -> None:
    row = events.premiere()
    before = session.scalar(select(func.count()).select_from(Change))
    events.confirmed(row, at=clock.now() + timedelta(hours=1))
    told = session.scalars(select(Change).order_by(Change.id).offset(before or 0)).all()
    assert [each.deed for each in told] == ["premiere_evidence", "premiere_confirmed"]
    assert told[-1].before == {"state": "claimed"}
    assert told[-1].after == {"state": "confirmed", "kind": "performance", "scope": "delta"}


def test_the_register_knows_what_speaks_against_a_claim(app: Flask) -> None:
    work = repertoire.production()
    tonight = clock.at_local(clock.today(), events.EVENING)
    first = events.premiere("first", production_id=work.id, starts_at=tonight)
    events.premiere("second", production_id=work.id, starts_at=tonight + timedelta(days=3), city="330100")
    session.rollback()
    one, two = claims()
    register = stored.register_of([work.id])
    assert [each.key for each in register.doubts_about(one.id).rivals] == [two.id]
    assert register.doubts_about(one.id).before is None
    before = register.doubts_about(two.id).before
    assert before
    assert (before.run_id, before.day) == (first.run_id, clock.today())
    with committing():
        performances.withdraw(session.get_one(Performance, first.id), at=clock.now())
    assert stored.register_of([work.id]).doubts_about(two.id).before is None, "what is not public speaks against nobody"


def test_a_first_opens_with_its_first_night_that_takes_place(app: Flask) -> None:
    tonight = clock.at_local(clock.today(), events.EVENING)
    first = events.premiere(starts_at=tonight)
    second = events.performance(run_of(first), starts_at=tonight + timedelta(days=1))
    assert [each.performance_id for each in stored.openings()] == [first.id]
    events.cancelled(session.get_one(Performance, first.id))
    assert [each.performance_id for each in stored.openings()] == [second.id]
    events.cancelled(session.get_one(Performance, second.id))
    assert [each.performance_id for each in stored.openings()] == [first.id], "else the first announced"
