"""Why a date changes, what becomes of tickets: ready words in both languages, so that nobody writes at midnight. Pure."""

from enum import StrEnum

from core.types import Bilingual
from events.models.deed import Cause, DeedKind

NOTHING = Bilingual("", "")
# What a sentence ends with, closing quotation marks and brackets aside.
ENDS = "。！？…；.!?;"
# What is said where the organiser adds no words; OTHER needs words.
PHRASES: dict[Cause, Bilingual] = {
    Cause.ILLNESS: Bilingual("演职人员身体原因。", "Illness in the company."),
    Cause.TECHNICAL: Bilingual("舞台技术原因。", "A technical problem on stage."),
    Cause.SCHEDULING: Bilingual("演出档期调整。", "A change in the company's schedule."),
    Cause.VENUE: Bilingual("演出场地原因。", "A reason on the part of the house."),
    Cause.APPROVAL: Bilingual("演出审批原因。", "The approval for the performance."),
    Cause.DEMAND: Bilingual("应观众需求。", "Public demand."),
    Cause.ARTISTIC: Bilingual("艺术制作原因。", "An artistic decision."),
    Cause.FORCE_MAJEURE: Bilingual("因不可抗力。", "Force majeure."),
}


class Refund(StrEnum):
    """What holders of tickets are told (R9: they may have their money back)."""

    FULL = "full"
    VALID = "valid"
    NONE_SOLD = "none_sold"
    OWN = "own"


REFUNDS: dict[Refund, Bilingual] = {
    Refund.FULL: Bilingual("已购票观众可在原购票渠道全额退票。", "Tickets are refunded in full where they were bought."),
    Refund.VALID: Bilingual(
        "原票继续有效；不便前往的观众可在原购票渠道全额退票。",
        "Tickets stay valid; whoever cannot come is refunded in full where they were bought.",
    ),
    Refund.NONE_SOLD: NOTHING,
}
# What a change of this sort usually means for tickets.
USUAL: dict[DeedKind, Refund] = {
    DeedKind.CANCEL: Refund.FULL, DeedKind.POSTPONE: Refund.VALID, DeedKind.MOVE: Refund.VALID, DeedKind.HALL: Refund.VALID,
    DeedKind.CAST: Refund.VALID,
}
# What has to be told to the audience with its reason (R9, R10).
NEEDS_REASON = frozenset(USUAL)


def reason_in_words(cause: Cause | None, words: Bilingual) -> Bilingual:
    """The organiser's words; in a language without them the ready ones of the cause. Force majeure is always named."""
    ready = PHRASES.get(cause, NOTHING) if cause else NOTHING
    own = Bilingual(_ended(words.zh, "。"), _ended(words.en, "."))
    if cause is Cause.FORCE_MAJEURE:
        return Bilingual(f"{ready.zh}{own.zh}", f"{ready.en} {own.en}".strip())
    return Bilingual(own.zh or ready.zh, own.en or ready.en)


def _ended(text: str, stop: str) -> str:
    """A sentence with its end, so that another may follow."""
    text = text.strip()
    return text if not text or text[-1] in ENDS else f"{text}{stop}"


def with_refund(reason: Bilingual, refund: Bilingual) -> Bilingual:
    """Reason and refund line as they stand together on page and in calendars; a language that lacks the reason stays empty."""
    return Bilingual(
        f"{reason.zh}{refund.zh}" if reason.zh else "",
        " ".join(part for part in (reason.en, refund.en) if part) if reason.en else "",
    )
