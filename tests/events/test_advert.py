"""The checks of a public text: each rule with what breaks it and what does not."""

from typing import Any

import pytest

from accounts.models.organisation import OrganisationKind
from core.types import Bilingual
from events.advert import Code, Finding, Severity, blocking, findings_of
from events.completeness import Fact, meter_of
from events.listing import Listing, Sitting, Stay
from events.models.words import ApprovalState, EventKind

APPROVED = Sitting(approval=ApprovalState.APPROVED, number="沪文演〔2026〕1号")
WAITING = Sitting(approval=ApprovalState.PREPARING)
STAY = Stay(
    minutes=120, performers=Bilingual("林安", ""), prices=(18000,), least_age=8, seller=Bilingual("江畔票房", ""),
    seller_licence="沪演0001", seller_url="https://tickets.example/1", has_venue=True,
)


def listing(**facts: Any) -> Listing:
    stated: dict[str, Any] = {
        "kind": EventKind.SHOW, "title": Bilingual("长桥", "The Long Bridge"), "organiser": Bilingual("灯笼剧团", ""),
        "organiser_kind": OrganisationKind.COMPANY, "refund": Bilingual("开演前48小时可退", ""), "dates": 3, "stays": (STAY,),
        "sittings": (APPROVED,),
    } | facts
    return Listing(**stated)


def stay(**facts: Any) -> Stay:
    return Stay(**({name: getattr(STAY, name) for name in STAY.__slots__} | facts))


def found(**facts: Any) -> dict[Code, Finding]:
    return {each.code: each for each in findings_of(listing(**facts))}


def test_a_good_listing_has_no_findings() -> None:
    assert found() == {}


@pytest.mark.parametrize("word", ["中国", "中华", "全国", "国际"])
def test_title_words_are_a_warning_for_commercial_performances_only(word: str) -> None:
    title = Bilingual(f"{word}长桥之夜", "")
    finding = found(title=title)[Code.TITLE_WORD]
    assert (finding.severity, finding.rule, finding.anchor, finding.facts) == (Severity.WARN, "R8", "title", {"word": word})
    assert Code.TITLE_WORD not in found(title=title, kind=EventKind.FESTIVAL)
    assert Code.TITLE_WORD not in found(title=title, kind=EventKind.FORUM)
    assert Code.TITLE_WORD not in found(title=title, sittings=(Sitting(approval=ApprovalState.NOT_REQUIRED),))
    assert Code.TITLE_WORD not in found(title=title, stays=(stay(is_free=True),))


def test_a_public_body_may_not_be_the_organiser_of_a_commercial_show() -> None:
    assert found(organiser_kind=OrganisationKind.GOVERNMENT)[Code.GOVERNMENT_ORGANISER].blocks
    assert Code.GOVERNMENT_ORGANISER not in found(organiser_kind=OrganisationKind.GOVERNMENT, kind=EventKind.FORUM)
    assert found(organiser=Bilingual("", ""))[Code.ORGANISER_UNNAMED].blocks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("本剧由桥下区人民政府主办。", "人民政府主办"), ("主办单位：桥下区人民政府", "主办单位：桥下区人民政府"),
        ("Hosted by the Bridge District Government", "Hosted by the Bridge District Government"),
    ],
)
def test_no_government_wording(text: str, words: str) -> None:
    finding = found(summary=Bilingual(text, ""))[Code.GOVERNMENT_WORDING]
    assert (finding.severity, finding.facts) == (Severity.BLOCK, {"words": words})


@pytest.mark.parametrize("text", ["讲述政府修桥的往事", "主办方：灯笼剧团。感谢市政府的支持", "A play about government"])
def test_other_words_about_government_pass(text: str) -> None:
    assert Code.GOVERNMENT_WORDING not in found(summary=Bilingual(text, ""))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"stays": (stay(minutes=None),)}, Code.DURATION_UNSTATED),
        ({"stays": (stay(performers=Bilingual("", "")),)}, Code.PERFORMERS_UNSTATED),
        ({"stays": (stay(prices=()),)}, Code.PRICES_UNSTATED),
        ({"stays": (stay(least_age=None),)}, Code.AGE_UNSTATED),
        ({"refund": Bilingual("", "")}, Code.REFUND_UNSTATED),
        ({"stays": (stay(seller=Bilingual("", "")),)}, Code.SELLER_UNNAMED),
        ({"stays": (stay(seller_licence=""),)}, Code.SELLER_UNLICENSED),
        ({"stays": (stay(seller_url="http://tickets.example"),)}, Code.SELLER_ADDRESS),
    ],
)
def test_what_must_be_said_while_tickets_are_offered(facts: dict[str, Any], code: Code) -> None:
    assert [each.code for each in blocking(findings_of(listing(**facts)))] == [code]


def test_before_the_sale_only_the_age_is_asked_for() -> None:
    bare = Stay(has_venue=True)
    findings = findings_of(listing(stays=(bare,), sittings=(WAITING,), refund=Bilingual("", "")))
    assert [(each.code, each.severity) for each in findings] == [(Code.AGE_UNSTATED, Severity.WARN)]


def test_a_ticket_link_waits_for_the_approval() -> None:
    assert [(each.code, each.severity) for each in findings_of(listing(sittings=(WAITING,)))] == [
        (Code.LINK_BEFORE_APPROVAL, Severity.WARN),
    ]
    stale = Sitting(approval=ApprovalState.STALE, number="1")
    assert Code.LINK_BEFORE_APPROVAL in found(sittings=(stale,))
    text = Bilingual("购票链接见 https://tickets.example", "")
    assert found(sittings=(WAITING,), summary=text)[Code.LINK_IN_TEXT].blocks
    assert Code.LINK_IN_TEXT not in found(summary=text)


def test_the_approval_is_stated_and_numbered() -> None:
    assert found(sittings=(Sitting(),))[Code.APPROVAL_UNSTATED].blocks
    assert found(sittings=(Sitting(approval=ApprovalState.APPROVED),))[Code.APPROVAL_UNNUMBERED].blocks


@pytest.mark.parametrize(
    ("sitting", "code", "severity"),
    [
        ({"approved_audience": 900, "public_allotment": 901}, Code.ALLOTMENT_OVER_APPROVED, Severity.BLOCK),
        ({"approved_audience": 900, "public_allotment": 629}, Code.ALLOTMENT_TOO_SMALL, Severity.WARN),
        ({"approved_audience": 6000, "public_allotment": 5099}, Code.ALLOTMENT_TOO_SMALL, Severity.BLOCK),
        ({"approved_audience": 900, "public_allotment": 630}, None, None),
        ({"approved_audience": 6000, "public_allotment": 5100}, None, None),
        ({"public_allotment": 630}, None, None),
    ],
)
def test_seats_and_audience(sitting: dict[str, Any], code: Code | None, severity: Severity | None) -> None:
    findings = findings_of(listing(sittings=(Sitting(approval=ApprovalState.APPROVED, number="1", **sitting),)))
    assert [(each.code, each.severity) for each in findings] == ([(code, severity)] if code else [])


def test_the_seats_of_the_price_tiers_stay_within_the_approved_audience() -> None:
    sitting = Sitting(approval=ApprovalState.APPROVED, number="1", approved_audience=900)
    finding = found(sittings=(sitting,), stays=(stay(seats=901),))[Code.SEATS_OVER_APPROVED]
    assert (finding.rule, finding.facts) == ("R7", {"seats": 901, "approved": 900})


def test_dates_and_a_place_are_needed_by_every_kind() -> None:
    findings = findings_of(Listing(kind=EventKind.FORUM, title=Bilingual("论坛", "")))
    assert [each.code for each in findings] == [Code.NO_DATES, Code.NO_PLACE]
    assert Code.NO_PLACE not in found(stays=(stay(has_venue=False),), place=Bilingual("桥下空地", ""))


def test_a_place_that_was_brought_in_words_is_to_choose() -> None:
    words = {"place": Bilingual("火星大剧院", ""), "stays": (stay(has_venue=False),)}
    finding = found(**words, place_is_open=True)[Code.PLACE_TO_CHOOSE]
    assert (finding.severity, finding.anchor, finding.facts) == (Severity.BLOCK, "venue", {"place": "火星大剧院"})
    assert Code.PLACE_TO_CHOOSE not in found(**words)
    assert Code.PLACE_TO_CHOOSE not in found(place=Bilingual("火星大剧院", ""), place_is_open=True)
    assert Fact.PLACE in {each.fact for each in meter_of(listing(**words, place_is_open=True)).missing}
    assert Fact.PLACE not in {each.fact for each in meter_of(listing(**words)).missing}


def test_what_blocks_comes_first() -> None:
    findings = findings_of(listing(title=Bilingual("国际长桥", ""), stays=(stay(minutes=None),)))
    assert [each.severity for each in findings] == [Severity.BLOCK, Severity.WARN]
