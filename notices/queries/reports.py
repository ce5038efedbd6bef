"""What became of a notice: numbers only, never names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from core.db import session
from notices.models.delivery import Delivery, Fate

UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True)
class Report:
    """Deliveries of a notice. `sent` went out; of these some `bounced` or `complained`. `skipped`: why, and how many."""

    total: int = 0
    sent: int = 0
    bounced: int = 0
    complained: int = 0
    unsubscribed: int = 0
    refused: int = 0
    parked: int = 0
    still_open: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def delivered(self) -> int:
        """Sent, and nothing came back."""
        return self.sent - self.bounced

    @property
    def all_skipped(self) -> int:
        """How many were skipped, for whatever reason."""
        return sum(self.skipped.values())


def report_of(notice_id: int) -> Report:
    """The numbers of one notice, one grouped statement."""
    query = (
        select(
            Delivery.fate, Delivery.why, func.count(), func.count(Delivery.bounced_at), func.count(Delivery.complained_at)
        )
        .where(Delivery.notice_id == notice_id)
        .group_by(Delivery.fate, Delivery.why)
    )
    rows = session.execute(query).all()
    numbers = {fate: sum(row[2] for row in rows if row[0] is fate) for fate in Fate}
    skipped: dict[str, int] = {}
    for fate, why, number, _bounced, _complained in rows:
        if fate is Fate.SKIPPED:
            skipped[why] = skipped.get(why, 0) + number
    return Report(
        total=sum(row[2] for row in rows), sent=numbers[Fate.SENT], refused=numbers[Fate.REFUSED], parked=numbers[Fate.PARKED],
        still_open=numbers[Fate.OPEN], bounced=sum(row[3] for row in rows), complained=sum(row[4] for row in rows),
        unsubscribed=sum(row[2] for row in rows if row[0] is Fate.SENT and row[1] == UNSUBSCRIBED), skipped=skipped,
    )
