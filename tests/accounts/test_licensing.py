"""The organiser-of-record matrix cell by cell, and the tiers as facts come and expire."""

from datetime import date, timedelta

import pytest

from accounts.licensing import (
    INDUSTRY_PROOFS,
    Held,
    MemberKind,
    Proof,
    Rung,
    Standing,
    Tier,
    Undertaking,
    Verdict,
    may_hold,
    reminder_due,
    rung,
)

TODAY = date(2026, 11, 22)
OWN, PACKAGE, FOREIGN, MEDIATION = Undertaking
COMPANY, AGENCY, PLACE = Proof.COMPANY_LICENCE, Proof.AGENCY_LICENCE, Proof.PLACE_FILING
ARTIST, BROKER = Proof.ARTIST_FILING, Proof.BROKER_FILING


def asked(proof: Proof, undertaking: Undertaking, **more: bool) -> Verdict:
    return may_hold([Held(proof, TODAY)], undertaking, on=TODAY, **more)


@pytest.mark.parametrize(
    ("proof", "undertaking", "verdict"),
    [
        (COMPANY, OWN, Verdict(True, "company")),
        (COMPANY, PACKAGE, Verdict(False, "agency_needed")),
        (COMPANY, FOREIGN, Verdict(False, "own_show_only")),
        (COMPANY, MEDIATION, Verdict(False, "agency_needed")),
        (AGENCY, OWN, Verdict(True, "agency")),
        (AGENCY, PACKAGE, Verdict(True, "agency")),
        (AGENCY, FOREIGN, Verdict(False, "declarations_needed")),
        (AGENCY, MEDIATION, Verdict(True, "agency")),
        (PLACE, OWN, Verdict(False, "place_rents_only")),
        (PLACE, PACKAGE, Verdict(False, "own_house_only")),
        (PLACE, FOREIGN, Verdict(False, "agency_needed")),
        (PLACE, MEDIATION, Verdict(False, "place_rents_only")),
        (ARTIST, OWN, Verdict(True, "artist")),
        (ARTIST, PACKAGE, Verdict(False, "agency_needed")),
        (ARTIST, FOREIGN, Verdict(False, "agency_needed")),
        (ARTIST, MEDIATION, Verdict(False, "agency_needed")),
        (BROKER, OWN, Verdict(False, "broker_mediates_only")),
        (BROKER, PACKAGE, Verdict(False, "broker_mediates_only")),
        (BROKER, FOREIGN, Verdict(False, "agency_needed")),
        (BROKER, MEDIATION, Verdict(True, "broker")),
    ],
)
def test_the_matrix(proof: Proof, undertaking: Undertaking, verdict: Verdict) -> None:
    assert asked(proof, undertaking) == verdict


def test_what_circumstances_open() -> None:
    assert asked(PLACE, PACKAGE, is_own_house=True) == Verdict(True, "own_house")
    assert asked(COMPANY, FOREIGN, is_own_show=True) == Verdict(True, "guests_in_own_show")
    assert asked(AGENCY, FOREIGN, has_declared=True) == Verdict(True, "agency")
    assert asked(COMPANY, FOREIGN, has_declared=True).is_allowed is False


def test_a_house_that_is_a_company_too_may_do_what_either_may() -> None:
    both = [Held(PLACE), Held(COMPANY, TODAY)]
    assert may_hold(both, OWN, on=TODAY).is_allowed
    assert may_hold(both, PACKAGE, on=TODAY, is_own_house=True).is_allowed


def test_an_office_holds_no_commercial_show_and_may_hold_a_free_one() -> None:
    assert asked(AGENCY, OWN, is_government=True) == Verdict(False, "government")
    assert may_hold([], OWN, on=TODAY, is_commercial=False, is_government=True) == Verdict(True, "not_commercial")


def test_without_a_licence_and_after_its_last_day() -> None:
    assert may_hold([], OWN, on=TODAY) == Verdict(False, "licence_needed")
    assert may_hold([Held(Proof.BUSINESS_LICENCE)], OWN, on=TODAY) == Verdict(False, "licence_needed")
    ended = [Held(COMPANY, TODAY - timedelta(days=1))]
    assert may_hold(ended, OWN, on=TODAY) == Verdict(False, "expired")


def standing(*held: Held, **more: object) -> Standing:
    stated: dict[str, object] = {
        "has_name": True, "has_contact": True, "has_code": True, "kinds": frozenset({MemberKind.COMPANY}), "held": held,
    }
    return Standing(**(stated | more))  # type: ignore[arg-type]


PAPER = Held(Proof.BUSINESS_LICENCE)


def test_the_tiers_one_after_another() -> None:
    assert rung(standing(has_name=False, has_contact=False, has_code=False), TODAY) == Rung(
        Tier.V0, ("name", "contact", "credit_code", "business_licence")
    )
    assert rung(standing(PAPER), TODAY) == Rung(Tier.V1, ("industry_proof",))
    assert rung(standing(PAPER, kinds=frozenset()), TODAY) == Rung(Tier.V1, ("kind",))
    licensed = (PAPER, Held(COMPANY, TODAY))
    assert rung(standing(*licensed), TODAY) == Rung(Tier.V2, ("deals_or_recommendation",))
    assert rung(standing(*licensed, settled_deals=2), TODAY).tier is Tier.V2
    assert rung(standing(*licensed, settled_deals=3), TODAY) == Rung(Tier.V3, ())
    assert rung(standing(*licensed, settled_deals=3, has_open_dispute=True), TODAY) == Rung(Tier.V2, ("dispute",))
    assert rung(standing(*licensed, is_recommended=True), TODAY).tier is Tier.V3


def test_an_expired_licence_drops_to_v1_whatever_was_reached() -> None:
    ended = standing(PAPER, Held(COMPANY, TODAY - timedelta(days=1)), is_recommended=True, settled_deals=9)
    assert rung(ended, TODAY) == Rung(Tier.V1, ("expired",))
    assert rung(ended, TODAY - timedelta(days=1)).tier is Tier.V3


def test_a_proof_of_another_kind_does_not_count() -> None:
    assert rung(standing(PAPER, Held(PLACE)), TODAY) == Rung(Tier.V1, ("industry_proof",))
    assert rung(standing(PAPER, Held(PLACE), kinds=frozenset({MemberKind.VENUE, MemberKind.COMPANY})), TODAY).tier is Tier.V2


def test_every_kind_can_be_proved() -> None:
    assert set(INDUSTRY_PROOFS) == set(MemberKind)
    for kind, proofs in INDUSTRY_PROOFS.items():
        for proof in proofs:
            assert rung(standing(PAPER, Held(proof), kinds=frozenset({kind})), TODAY).tier is Tier.V2


@pytest.mark.parametrize(("left", "due"), [(61, None), (60, 60), (31, 60), (30, 30), (1, 30), (0, 30), (-1, 0), (-400, 0)])
def test_when_its_holder_is_told(left: int, due: int | None) -> None:
    assert reminder_due(TODAY + timedelta(days=left), TODAY) == due
