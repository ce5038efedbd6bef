"""The performance: one dated row of the calendar, and the approvals of it."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from core.clock import local
from core.db import Base
from core.types import Adcode, Bilingual, Key, Line, Mark, Moment, Prose, Translated, Versioned, where_stated, words
from events.models.run import Run
from events.models.words import NOT_TAKING_PLACE, TIMED, ApprovalLevel, ApprovalState, Form, Status
from venues.models import Hall, Venue


def new_uid() -> str:
    """A calendar UID: random, without host or title in it (feeds.md 1.4)."""
    return str(uuid.uuid4())


class Performance(Base, Translated, Versioned):
    """One dated row (场次): a performance, a session, a span of whole days, or a moment (words.Form).

    Moments in UTC. `day` and `last_day` are dates in Asia/Shanghai (`last_day` None: open-ended), kept beside the moments
    so that days can be counted by index; `start_minute` and `end_minute` are minutes since the midnight that begins `day`
    (an end after midnight is beyond 1440; None for spans), for the same reason. `uid` is for ever. `sequence` rises when
    start, end, place or status change and never falls. `end_is_stated` False: 120 minutes were assumed (feeds.md 1.3).
    `moved_from` is the last announced start before a move, `rule_start` the start by which the run's rule knows the row
    (None: added by hand). Public when `published_at` is set here and on the event.
    """

    __tablename__ = "events_performance"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("last_day IS NULL OR last_day >= day", name="last_day"),
        CheckConstraint("sequence >= 0", name="sequence"),
        Index("ix_events_performance_day", "day", "starts_at", "id"),
        Index("ix_events_performance_city_day", "city", "day", "starts_at", "id"),
        Index("ix_events_performance_venue_day", "venue_id", "day", "starts_at", "id"),
        Index("ix_events_performance_run_day", "run_id", "day", "starts_at", "id"),
        Index("ix_events_performance_form_last_day", "form", "last_day"),
        # Spans may have begun long ago: found by what they are first, never by scanning a city's or a house's past.
        Index("ix_events_performance_form_city", "form", "city", "day"),
        Index("ix_events_performance_form_venue", "form", "venue_id", "day"),
        Index("ix_events_performance_status_day", "status", "day"),
        Index("ix_events_performance_online_url", "online_url", **where_stated("online_url")),
        Index("ix_events_performance_dead_online_url", "dead_online_url", **where_stated("dead_online_url")),
    )

    id: Mapped[Key]
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uid)
    run_id: Mapped[int] = mapped_column(ForeignKey("events_run.id"))
    form: Mapped[Form] = mapped_column(words(Form), default=Form.PERFORMANCE)
    title_zh: Mapped[Line]
    title_en: Mapped[Line]
    title: Mapped[Bilingual] = composite("title_zh", "title_en")
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    end_is_stated: Mapped[bool] = mapped_column(default=True)
    day: Mapped[date]
    last_day: Mapped[date | None]
    start_minute: Mapped[int | None]
    end_minute: Mapped[int | None]
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues_venue.id"))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("venues_hall.id"))
    city: Mapped[Adcode] = mapped_column(default="", server_default="")
    online_url: Mapped[Line]
    dead_online_url: Mapped[Line]
    status: Mapped[Status] = mapped_column(words(Status), default=Status.SCHEDULED)
    status_since: Mapped[Moment | None]
    reason_zh: Mapped[Prose]
    reason_en: Mapped[Prose]
    reason: Mapped[Bilingual] = composite("reason_zh", "reason_en")
    moved_from: Mapped[Moment | None]
    rule_start: Mapped[Moment | None]
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Moment]
    published_at: Mapped[Moment | None]
    is_signed: Mapped[Mark]
    is_captioned: Mapped[Mark]
    is_relaxed: Mapped[Mark]
    has_quiet_room: Mapped[Mark]
    wheelchair_places: Mapped[int | None]
    approved_audience: Mapped[int | None]
    public_allotment: Mapped[int | None]

    run: Mapped[Run] = relationship()
    venue: Mapped[Venue | None] = relationship()
    hall: Mapped[Hall | None] = relationship()
    approvals: Mapped[list["Approval"]] = relationship(order_by="Approval.id", back_populates="performance")

    @property
    def takes_place(self) -> bool:
        """Whether people should go: neither cancelled nor postponed."""
        return self.status not in NOT_TAKING_PLACE

    @property
    def announced_before(self) -> datetime | None:
        """The start that was announced before it was moved, while it takes place: a sold-out date may have been moved, too."""
        return self.moved_from if self.takes_place else None

    @property
    def is_timed(self) -> bool:
        """Whether it has clock times (spans have whole days)."""
        return self.form in TIMED

    @property
    def starts_local(self) -> datetime:
        """The start on the venue's clock."""
        return local(self.starts_at)

    @property
    def ends_local(self) -> datetime:
        """The end on the venue's clock."""
        return local(self.ends_at)

    @property
    def live_online_url(self) -> str:
        """Where it can be watched; empty while that leads nowhere."""
        return "" if self.online_url == self.dead_online_url else self.online_url

    @property
    def is_open_ended(self) -> bool:
        """Whether a span has no last day yet."""
        return self.form is Form.SPAN and self.last_day is None

    def has_ended_at(self, moment: datetime) -> bool:
        """Whether it is over; an open-ended span never is."""
        return not self.is_open_ended and self.ends_at <= moment

    def is_on_at(self, moment: datetime) -> bool:
        """Whether it is going on."""
        return self.starts_at <= moment and not self.has_ended_at(moment)

    def sells_at(self, moment: datetime) -> bool:
        """Whether a ticket link may be shown: it takes place, is not sold out or over, and is approved (R1, R5)."""
        return (
            self.takes_place
            and self.status is not Status.SOLD_OUT
            and not self.has_ended_at(moment)
            and bool(self.approvals)
            and self.approvals[-1].permits_sale
        )


class Approval(Base):
    """The approval of one performance (R1-R5); the latest row counts, earlier ones are kept."""

    __tablename__ = "events_approval"
    __table_args__ = (Index("ix_events_approval_performance_id", "performance_id"),)

    id: Mapped[Key]
    performance_id: Mapped[int] = mapped_column(ForeignKey("events_performance.id", ondelete="CASCADE"))
    state: Mapped[ApprovalState] = mapped_column(words(ApprovalState))
    level: Mapped[ApprovalLevel] = mapped_column(words(ApprovalLevel), default=ApprovalLevel.COUNTY)
    number: Mapped[Line]
    authority_zh: Mapped[Line]
    authority_en: Mapped[Line]
    authority: Mapped[Bilingual] = composite("authority_zh", "authority_en")
    decided_on: Mapped[date | None]
    reason_zh: Mapped[Line]
    reason_en: Mapped[Line]
    reason: Mapped[Bilingual] = composite("reason_zh", "reason_en")
    recorded_at: Mapped[Moment]

    performance: Mapped[Performance] = relationship(back_populates="approvals")

    @property
    def permits_sale(self) -> bool:
        """Whether tickets may be offered."""
        return self.state in {ApprovalState.APPROVED, ApprovalState.NOT_REQUIRED}
