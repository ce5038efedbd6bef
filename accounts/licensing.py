"""What members are, what proves it, who may be organiser of record, and how far an organisation is verified.

Sources: domain.md 2 (R3, R8, R14, R20 and the matrix: 营业性演出管理条例, articles 6 to 15) and 3 (members, tiers V0 to V3).
Nothing is stored here: what counts is computed from facts for one day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

# R20 [look-up, several sites]: days before the end of a licence at which its holder is told.
REMINDERS = (60, 30, 0)
DEALS_OF_V3 = 3


class MemberKind(StrEnum):
    """What a member does; an organisation may be several."""

    ARTIST = "artist"
    PRODUCER = "producer"
    COMPANY = "company"
    AGENT = "agent"
    VENUE = "venue"
    BUYER = "buyer"
    SERVICE = "service"
    GOVERNMENT = "government"


class Proof(StrEnum):
    """A paper that shows what an organisation is or may do."""

    BUSINESS_LICENCE = "business_licence"  # 营业执照, 事业单位法人证书, 社会团体登记证书
    COMPANY_LICENCE = "company_licence"  # 营业性演出许可证 of a 文艺表演团体 (county)
    AGENCY_LICENCE = "agency_licence"  # 营业性演出许可证 of a 演出经纪机构 (province)
    PLACE_FILING = "place_filing"  # 演出场所备案证明
    ARTIST_FILING = "artist_filing"  # 个体演员备案证明
    BROKER_FILING = "broker_filing"  # 个体演出经纪人备案证明
    BROKER_CERTIFICATE = "broker_certificate"  # 演出经纪人员资格证
    RIGHTS_LETTER = "rights_letter"
    RECOMMENDATION = "recommendation"  # of the alliance (V3)
    LETTER = "letter"  # 单位介绍信: of a buyer, a service or an office that needs no licence to stage anything


class Undertaking(StrEnum):
    """What somebody would be organiser of record of; the columns of the matrix."""

    OWN_SHOW = "own_show"
    PACKAGE = "package"
    FOREIGN = "foreign"
    MEDIATION = "mediation"


class Tier(IntEnum):
    """How far an organisation is verified."""

    V0 = 0
    V1 = 1
    V2 = 2
    V3 = 3


INDUSTRY_PROOFS: dict[MemberKind, frozenset[Proof]] = {
    MemberKind.ARTIST: frozenset({Proof.ARTIST_FILING}),
    MemberKind.PRODUCER: frozenset({Proof.RIGHTS_LETTER}),
    MemberKind.COMPANY: frozenset({Proof.COMPANY_LICENCE}),
    MemberKind.AGENT: frozenset({Proof.AGENCY_LICENCE, Proof.BROKER_FILING, Proof.BROKER_CERTIFICATE}),
    MemberKind.VENUE: frozenset({Proof.PLACE_FILING}),
    MemberKind.BUYER: frozenset({Proof.LETTER}),
    MemberKind.SERVICE: frozenset({Proof.LETTER}),
    MemberKind.GOVERNMENT: frozenset({Proof.LETTER}),
}
# These expire and must say when (R20: two years from issue).
EXPIRING = frozenset({
    Proof.COMPANY_LICENCE, Proof.AGENCY_LICENCE, Proof.RIGHTS_LETTER,
})


@dataclass(frozen=True, slots=True)
class Held:
    """A proof that a person checked and accepted. `expires_on` is the last day on which it holds; None: it has no end."""

    proof: Proof
    expires_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is good on that day."""
        return self.expires_on is None or day <= self.expires_on


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may be organiser of record; `reason` is a code, also where it is allowed."""

    is_allowed: bool
    reason: str


def may_hold(
    held: Iterable[Held],
    undertaking: Undertaking,
    *,
    on: date,
    is_commercial: bool = True,
    is_government: bool = False,
    is_own_house: bool = False,
    is_own_show: bool = False,
    has_declared: bool = False,
) -> Verdict:
    """The organiser-of-record matrix of domain.md 2 for one undertaking on one day.

    `is_own_house`: it is played where the organiser is the place's operator (R14). `is_own_show`: guests are invited into the
    organiser's own show (R3). `has_declared`: two years of experience and no violation in two years were declared (R3).
    """
    if not is_commercial:
        return Verdict(True, "not_commercial")
    if is_government:
        return Verdict(False, "government")
    kept = list(held)
    proofs = {each.proof for each in kept if each.holds_on(on)}
    if undertaking is Undertaking.FOREIGN:
        verdict = _foreign(proofs, is_own_show=is_own_show, has_declared=has_declared)
    else:
        verdict = _domestic(proofs, undertaking, is_own_house=is_own_house)
    if verdict.is_allowed or not any(not each.holds_on(on) for each in kept):
        return verdict
    return Verdict(False, "expired") if verdict.reason == "licence_needed" else verdict


def _foreign(proofs: set[Proof], *, is_own_show: bool, has_declared: bool) -> Verdict:
    if Proof.AGENCY_LICENCE in proofs:
        return Verdict(True, "agency") if has_declared else Verdict(False, "declarations_needed")
    if Proof.COMPANY_LICENCE in proofs:
        return Verdict(True, "guests_in_own_show") if is_own_show else Verdict(False, "own_show_only")
    return Verdict(False, "agency_needed" if proofs & _STAGING else "licence_needed")


# What opens a column; the first that is held gives the reason.
_OPENS: dict[Undertaking, tuple[tuple[Proof, str], ...]] = {
    Undertaking.OWN_SHOW: (
        (Proof.COMPANY_LICENCE, "company"), (Proof.AGENCY_LICENCE, "agency"), (Proof.ARTIST_FILING, "artist"),
    ),
    Undertaking.PACKAGE: ((Proof.AGENCY_LICENCE, "agency"),),
    Undertaking.MEDIATION: ((Proof.AGENCY_LICENCE, "agency"), (Proof.BROKER_FILING, "broker")),
}
_STAGING = frozenset({
    Proof.COMPANY_LICENCE, Proof.AGENCY_LICENCE, Proof.PLACE_FILING, Proof.ARTIST_FILING, Proof.BROKER_FILING,
})


def _domestic(proofs: set[Proof], undertaking: Undertaking, *, is_own_house: bool) -> Verdict:
    for proof, reason in _OPENS[undertaking]:
        if proof in proofs:
            return Verdict(True, reason)
    if undertaking is Undertaking.PACKAGE and Proof.PLACE_FILING in proofs:
        return Verdict(True, "own_house") if is_own_house else Verdict(False, "own_house_only")
    if Proof.PLACE_FILING in proofs:
        return Verdict(False, "place_rents_only")
    if Proof.BROKER_FILING in proofs:
        return Verdict(False, "broker_mediates_only")
    return Verdict(False, "agency_needed" if proofs & _STAGING else "licence_needed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an organisation. `held` are accepted proofs only, expired ones among them."""

    has_name: bool
    has_contact: bool
    has_code: bool
    kinds: frozenset[MemberKind]
    held: Sequence[Held] = ()
    settled_deals: int = 0
    has_open_dispute: bool = False
    is_recommended: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """The tier reached on a day, and codes of what the next one lacks."""

    tier: Tier
    missing: tuple[str, ...]


def rung(known: Standing, on: date) -> Rung:
    """How far an organisation is verified on a day; an expired industry proof drops it to V1 (R20)."""
    lacking = _lacking_for_v1(known, on)
    if lacking:
        return Rung(Tier.V0, lacking)
    lacking = _lacking_for_v2(known, on)
    if lacking:
        return Rung(Tier.V1, lacking)
    if known.is_recommended or (known.settled_deals >= DEALS_OF_V3 and not known.has_open_dispute):
        return Rung(Tier.V3, ())
    return Rung(Tier.V2, ("dispute",) if known.settled_deals >= DEALS_OF_V3 else ("deals_or_recommendation",))


def _lacking_for_v1(known: Standing, on: date) -> tuple[str, ...]:
    is_licensed = any(each.proof is Proof.BUSINESS_LICENCE and each.holds_on(on) for each in known.held)
    asked = (
        ("name", known.has_name), ("contact", known.has_contact), ("credit_code", known.has_code),
        ("business_licence", is_licensed),
    )
    return tuple(code for code, is_there in asked if not is_there)


def _lacking_for_v2(known: Standing, on: date) -> tuple[str, ...]:
    if not known.kinds:
        return ("kind",)
    fitting = frozenset().union(*(INDUSTRY_PROOFS[kind] for kind in known.kinds))
    proofs = [each for each in known.held if each.proof in fitting]
    if any(each.holds_on(on) for each in proofs):
        return ()
    return ("expired",) if proofs else ("industry_proof",)


def reminder_due(expires_on: date, today: date) -> int | None:
    """Of 60, 30 and 0 days before the end (0: it has ended), the one whose time has come; None before the first."""
    left = (expires_on - today).days
    if left < 0:
        return 0
    return next((days for days in (30, 60) if left <= days), None)
