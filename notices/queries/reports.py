"""What became of a notice: numbers only, never names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import case, func, select

from core.db import session
from notices.models.delivery import Delivery, Fate
from notices.whys import Why


class Part(NamedTuple):
    """Deliveries of one fate and one reason."""

    fate: Fate
    why: str
    number: int
    delivered: int
    bounced: int
    complained: int


@dataclass(frozen=True, slots=True)
class Report:
    """Deliveries of a notice. `sent` went out; of these some `bounced` or `complained`, and some were `delivered` as far as the
    mail service said, which few do. `skipped` and `refused_for`: why, and how many."""

    total: int = 0
    sent: int = 0
    delivered: int = 0
    bounced: int = 0
    complained: int = 0
    unsubscribed: int = 0
    refused: int = 0
    parked: int = 0
    still_open: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    refused_for: Mapping[str, int] = field(default_factory=dict)

    @property
    def unreturned(self) -> int:
        """Sent, and nothing came back."""
        return self.sent - self.bounced

    @property
    def all_skipped(self) -> int:
        """How many were skipped, for whatever reason."""
        return sum(self.skipped.values())


def report_of(notice_id: int) -> Report:
    """The numbers of one notice."""
    return reports_of([notice_id]).get(notice_id, Report())


def reports_of(notice_ids: Sequence[int]) -> dict[int, Report]:
    """The numbers of several notices by their keys, one grouped statement; those without deliveries are missing."""
    query = (
        select(
            Delivery.notice_id, Delivery.fate, Delivery.why, func.count(),
            func.count(case((Delivery.bounced_at.is_(None), Delivery.delivered_at))), func.count(Delivery.bounced_at),
            func.count(Delivery.complained_at),
        )
        .where(Delivery.notice_id.in_(notice_ids))
        .group_by(Delivery.notice_id, Delivery.fate, Delivery.why)
    )
    found: dict[int, list[Part]] = {}
    for key, fate, why, *numbers in session.execute(query) if notice_ids else ():
        if key is not None:
            found.setdefault(key, []).append(Part(fate, why, *numbers))
    return {key: _added_up(parts) for key, parts in found.items()}


def _added_up(parts: Sequence[Part]) -> Report:
    numbers = {fate: sum(each.number for each in parts if each.fate is fate) for fate in Fate}
    return Report(
        total=sum(numbers.values()), sent=numbers[Fate.SENT], refused=numbers[Fate.REFUSED], parked=numbers[Fate.PARKED],
        still_open=numbers[Fate.OPEN], delivered=sum(each.delivered for each in parts),
        bounced=sum(each.bounced for each in parts), complained=sum(each.complained for each in parts),
        skipped=_reasons(parts, Fate.SKIPPED), refused_for=_reasons(parts, Fate.REFUSED),
        unsubscribed=sum(each.number for each in parts if each.fate is Fate.SENT and each.why == Why.UNSUBSCRIBED),
    )


def _reasons(parts: Sequence[Part], fate: Fate) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in parts:
        if each.fate is fate and (each.why or fate is Fate.SKIPPED):
            found[each.why] = found.get(each.why, 0) + each.number
    return found
