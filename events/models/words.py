"""The fixed words of the calendar: kinds, statuses, premieres, approvals."""

from enum import StrEnum


class EventKind(StrEnum):
    """What sort of thing an event is."""

    SHOW = "show"
    EXHIBITION = "exhibition"
    FESTIVAL = "festival"
    FORUM = "forum"
    SUMMIT = "summit"
    PROMOTION_MEETING = "promotion_meeting"
    INVESTMENT_MEETING = "investment_meeting"
    SHOWCASE_MEETING = "showcase_meeting"
    LAUNCH = "launch"
    EXPO = "expo"
    FAIR = "fair"
    ROADSHOW = "roadshow"
    CONTEST = "contest"
    LECTURE = "lecture"
    WORKSHOP = "workshop"
    TRAINING = "training"
    SCREENING = "screening"
    OPEN_CALL = "open_call"
    SERIES = "series"
    PUBLICATION = "publication"


GATHERINGS = frozenset({
    EventKind.FORUM, EventKind.SUMMIT, EventKind.PROMOTION_MEETING, EventKind.INVESTMENT_MEETING, EventKind.SHOWCASE_MEETING,
})
WHOLES = frozenset({EventKind.FESTIVAL, EventKind.SERIES, EventKind.EXPO, EventKind.FAIR})


class LeadBody(StrEnum):
    """Who leads an event."""

    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"
    ASSOCIATION = "association"
    JOINT = "joint"


class Phase(StrEnum):
    """What the papers say of an event's standing; DATED is an event of the calendar itself."""

    DATED = "dated"
    PAST = "past"
    RECURRING = "recurring"
    PLANNED = "planned"
    EXPLORING = "exploring"


class PremiereKind(StrEnum):
    """首演 首映 首展 首秀."""

    PERFORMANCE = "performance"
    SCREENING = "screening"
    EXHIBITION = "exhibition"
    SHOW = "show"


class PremiereScope(StrEnum):
    """Where it is the first time."""

    WORLD = "world"
    CHINA = "china"
    DELTA = "delta"
    CITY = "city"
    VENUE = "venue"


class PremiereState(StrEnum):
    """Where a claim to be a first stands in the register."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


LIVE = (PremiereState.CLAIMED, PremiereState.CONFIRMED)


class Form(StrEnum):
    """How a dated row stands in the calendar.

    PERFORMANCE and SESSION have a start and an end; a SPAN is whole days (an exhibition, a festival edition);
    ON_SALE and DEADLINE are moments, which have feeds of their own.
    """

    PERFORMANCE = "performance"
    SESSION = "session"
    SPAN = "span"
    ON_SALE = "on_sale"
    DEADLINE = "deadline"


TIMED = (Form.PERFORMANCE, Form.SESSION)
MOMENTS = (Form.ON_SALE, Form.DEADLINE)


class Status(StrEnum):
    """The status words of a dated row."""

    SCHEDULED = "scheduled"
    RESCHEDULED = "rescheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    SOLD_OUT = "sold_out"
    MOVED_ONLINE = "moved_online"


NOT_TAKING_PLACE = (Status.CANCELLED, Status.POSTPONED)


class ApprovalState(StrEnum):
    """Where the approval of a commercial performance stands (domain.md R1-R5)."""

    NOT_REQUIRED = "not_required"
    PREPARING = "preparing"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    STALE = "stale"
    REJECTED = "rejected"


class ApprovalLevel(StrEnum):
    """The department that decides: of the county (R1) or, for performers from elsewhere, of the province (R2)."""

    COUNTY = "county"
    PROVINCE = "province"
