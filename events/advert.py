"""The checks of a public text (domain.md 2, R7-R8, R15-R18): what the law and the trade's rules say of a listing. Pure.

A finding that blocks keeps a listing from being published until it is put right; a warning is for the reviewer's eyes, who may
let it pass with a reason. Titles of festivals, forums and fairs may say 中国 and 国际 (their own names do).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from urllib.parse import urlsplit

from accounts.models.organisation import OrganisationKind
from events.listing import Listing, Sitting, Stay
from events.models.words import ApprovalState

# R8: 条例 24; R15: notice of 2023-09 of 文旅部 and 公安部; R16: notices of 2017 and 2023-04.
TITLE_WORDS = ("中国", "中华", "全国", "国际")
LARGE_FROM, LARGE_SHARE, USUAL_SHARE = 5_000, 0.85, 0.70
_BY_GOVERNMENT = re.compile(r"(?:人民)?政府[^。；\n]{0,8}主办|主办(?:单位|方)?\s*[:：为]?\s*[^。；，、\n]{0,20}政府")
_BY_GOVERNMENT_EN = re.compile(r"(?:hosted|organi[sz]ed|presented) by (?:the )?[\w\s]{0,40}government", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.|微信小程序|淘票票|抢票|购票(?:链接|地址|请点)|点击购票", re.IGNORECASE)
_SURCHARGE = re.compile(r"加价|溢价|代抢|黄牛")


class Severity(StrEnum):
    """Whether it keeps a listing back."""

    BLOCK = "block"
    WARN = "warn"


class Code(StrEnum):
    """What was found."""

    TITLE_WORD = "title_word"
    GOVERNMENT_ORGANISER = "government_organiser"
    GOVERNMENT_WORDING = "government_wording"
    ORGANISER_UNNAMED = "organiser_unnamed"
    APPROVAL_UNSTATED = "approval_unstated"
    APPROVAL_UNNUMBERED = "approval_unnumbered"
    DURATION_UNSTATED = "duration_unstated"
    PERFORMERS_UNSTATED = "performers_unstated"
    PRICES_UNSTATED = "prices_unstated"
    SEATS_OVER_APPROVED = "seats_over_approved"
    ALLOTMENT_OVER_APPROVED = "allotment_over_approved"
    ALLOTMENT_TOO_SMALL = "allotment_too_small"
    AGE_UNSTATED = "age_unstated"
    REFUND_UNSTATED = "refund_unstated"
    SELLER_UNNAMED = "seller_unnamed"
    SELLER_UNLICENSED = "seller_unlicensed"
    SELLER_ADDRESS = "seller_address"
    LINK_BEFORE_APPROVAL = "link_before_approval"
    LINK_IN_TEXT = "link_in_text"
    SURCHARGE_WORDING = "surcharge_wording"
    NO_DATES = "no_dates"
    NO_PLACE = "no_place"
    PLACE_TO_CHOOSE = "place_to_choose"
    HALL_TAKEN = "hall_taken"
    ORGANISER_UNLICENSED = "organiser_unlicensed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what, how grave, by which rule of domain.md, which field (`anchor`) puts it right; `facts` for its words."""

    code: Code
    severity: Severity
    rule: str
    anchor: str
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether it keeps the listing back."""
        return self.severity is Severity.BLOCK


def findings_of(listing: Listing) -> tuple[Finding, ...]:
    """Everything that the checks say, what blocks first."""
    found = [*_whole(listing), *_numbers(listing)]
    if listing.is_commercial:
        found += [*_names(listing), *_wording(listing), *_approvals(listing)]
        for stay in listing.stays:
            found += _sale(stay, listing)
            found += _seller(stay, listing)
    unique = {(each.code, tuple(sorted(each.facts.items()))): each for each in found}
    return tuple(sorted(unique.values(), key=lambda each: not each.blocks))


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that keep a listing back."""
    return tuple(each for each in findings if each.blocks)


def _block(code: Code, rule: str, anchor: str, **facts: object) -> Finding:
    return Finding(code, Severity.BLOCK, rule, anchor, facts)


def _warn(code: Code, rule: str, anchor: str, **facts: object) -> Finding:
    return Finding(code, Severity.WARN, rule, anchor, facts)


def _whole(listing: Listing) -> Iterator[Finding]:
    """What nothing can be published without."""
    if not listing.dates:
        yield _block(Code.NO_DATES, "", "dates")
    if not listing.place and not any(stay.has_venue for stay in listing.stays):
        yield _block(Code.NO_PLACE, "", "venue")
    elif listing.place_is_open and not all(stay.has_venue for stay in listing.stays):
        yield _block(Code.PLACE_TO_CHOOSE, "", "venue", place=listing.place.zh or listing.place.en or "…")


def _names(listing: Listing) -> Iterator[Finding]:
    for word in TITLE_WORDS:
        if word in listing.title.zh:
            yield _warn(Code.TITLE_WORD, "R8", "title", word=word)
    if not listing.organiser:
        yield _block(Code.ORGANISER_UNNAMED, "R8", "organiser")
    if listing.organiser_kind is OrganisationKind.GOVERNMENT:
        yield _block(Code.GOVERNMENT_ORGANISER, "R8", "organiser")


def _wording(listing: Listing) -> Iterator[Finding]:
    text = f"{listing.title.zh}\n{listing.summary.zh}\n{listing.title.en}\n{listing.summary.en}"
    words = _BY_GOVERNMENT.search(text) or _BY_GOVERNMENT_EN.search(text)
    if words:
        yield _block(Code.GOVERNMENT_WORDING, "R8", "summary", words=words.group().strip())
    surcharge = _SURCHARGE.search(text)
    if surcharge:
        yield _warn(Code.SURCHARGE_WORDING, "R17", "summary", words=surcharge.group())
    address = _ADDRESS.search(text)
    if address and not all(each.permits_sale for each in listing.sittings or (Sitting(),)):
        yield _block(Code.LINK_IN_TEXT, "R5", "summary", words=address.group())


def _approvals(listing: Listing) -> Iterator[Finding]:
    """The page itself says 批文办理中，暂不售票 where an approval is on its way; somebody has to say that it is."""
    for sitting in listing.sittings:
        if sitting.approval is None:
            yield _block(Code.APPROVAL_UNSTATED, "R1", "approval")
        elif sitting.approval is ApprovalState.APPROVED and not sitting.number:
            yield _block(Code.APPROVAL_UNNUMBERED, "R8", "approval")


def _sale(stay: Stay, listing: Listing) -> Iterator[Finding]:
    """What has to be said where tickets are offered (R17); before, it only makes a listing more complete."""
    if not listing.is_on_sale:
        if not stay.says_age:
            yield _warn(Code.AGE_UNSTATED, "R17", "age")
        return
    if not stay.minutes:
        yield _block(Code.DURATION_UNSTATED, "R17", "duration")
    if not stay.performers:
        yield _block(Code.PERFORMERS_UNSTATED, "R17", "performers")
    if not stay.prices and not stay.is_free:
        yield _block(Code.PRICES_UNSTATED, "R17", "prices")
    if not stay.says_age:
        yield _block(Code.AGE_UNSTATED, "R17", "age")
    if not listing.refund:
        yield _block(Code.REFUND_UNSTATED, "R17", "refund")


def _seller(stay: Stay, listing: Listing) -> Iterator[Finding]:
    if not stay.seller_url:
        return
    parts = urlsplit(stay.seller_url)
    if parts.scheme != "https" or not parts.hostname:
        yield _block(Code.SELLER_ADDRESS, "R18", "seller", address=stay.seller_url)
    if not stay.seller:
        yield _block(Code.SELLER_UNNAMED, "R18", "seller")
    if not stay.seller_licence:
        yield _block(Code.SELLER_UNLICENSED, "R18", "seller")
    if not listing.is_on_sale:
        yield _warn(Code.LINK_BEFORE_APPROVAL, "R5", "approval")


def _numbers(listing: Listing) -> Iterator[Finding]:
    """Tickets within the audience that the police approved (R7), and enough of them for everybody (R15, R16)."""
    seats = [stay.seats for stay in listing.stays if stay.seats]
    for sitting in listing.sittings:
        approved = sitting.approved_audience
        if approved is None:
            continue
        if seats and max(seats) > approved:
            yield _block(Code.SEATS_OVER_APPROVED, "R7", "prices", seats=max(seats), approved=approved)
        if sitting.public_allotment is not None:
            yield from _allotment(sitting.public_allotment, approved)


def _allotment(allotment: int, approved: int) -> Iterator[Finding]:
    if allotment > approved:
        yield _block(Code.ALLOTMENT_OVER_APPROVED, "R7", "allotment", allotment=allotment, approved=approved)
        return
    is_large = approved >= LARGE_FROM
    least = ceil((LARGE_SHARE if is_large else USUAL_SHARE) * approved)
    if allotment < least:
        say = _block if is_large else _warn
        rule = "R15" if is_large else "R16"
        yield say(Code.ALLOTMENT_TOO_SMALL, rule, "allotment", allotment=allotment, least=least)
