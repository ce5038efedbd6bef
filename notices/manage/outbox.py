"""The outbox desk: what is due, going, stuck and why; the rows behind each figure; one delivery; one notice."""

from datetime import datetime, timedelta

from flask import request
from flask_babel import gettext

from accounts.access import found, key_in_range
from accounts.models.membership import StaffRole
from accounts.session import staff
from core import clock
from core.numbers import whole_number
from core.web import settings
from notices.choosing import CAN_BE_RETRIED, CAN_BE_SKIPPED, SET_ASIDE, TRIED_AGAIN, State
from notices.desk_words import held_words, kind_words
from notices.manage.outbox_blueprint import as_query, bodies, bp, choice_asked_for, choice_words, name_of_choice, page
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode
from notices.queries import chosen as rows_of
from notices.queries import desk
from notices.queries.outbox import LEASE
from notices.whys import Why

A_PAGE = 50
MOST_PAGES = 40
LATE = timedelta(minutes=5)
LINES_SHOWN = 20
# The list behind a number of a notice.
STATES_OF = {Fate.OPEN: State.WAITING} | {each: State(each.value) for each in Fate if each is not Fate.OPEN}


@bp.page("/staff/outbox")
@staff(StaffRole.CONSOLE)
def outbox() -> str:
    """The figures; they are asked for again every two seconds while something goes out."""
    at = clock.now()
    (lines, problems), parked, over, waiting = desk.still_open(at), desk.parked(), desk.over_lately(at), desk.notices_not_out()
    rate = desk.sent_by_channel(at)
    keys = [
        *(each.organisation_id for each in lines[:LINES_SHOWN]), *(each.organisation_id for each in parked),
        *(each.organisation_id for each in waiting),
    ]
    totals = {name: sum(getattr(each, name) for each in lines) for name in ("due", "going", "tried", "later")}
    oldest = min((each.oldest for each in lines if each.oldest is not None), default=None)
    is_moving = bool(totals["due"] or totals["going"]) or any(each.released_at is not None for each in waiting)
    return page(
        "overview.html", gettext("Outbox"), at=at, gate=desk.gate(),
        moment_of=datetime.fromisoformat, lines=lines, totals=totals, oldest=oldest,
        is_late=oldest is not None and at - oldest > LATE, rate=rate, per_minute=_per_minute(rate),
        sent_hour=desk.sent_lately(at), problems=problems, parked=parked, over=over, waiting=waiting,
        voided=desk.notices_voided(), bodies=bodies(keys), is_moving=is_moving, most=desk.MOST, notices_most=desk.NOTICES_SHOWN,
        lines_most=LINES_SHOWN, groups_most=desk.GROUPS_SHOWN,
        beat=_beat(at), minutes=_minutes, held_words=held_words, set_aside=SET_ASIDE, Fate=Fate, State=State,
    )


def _per_minute(rate: dict[str, int]) -> str:
    return f"{sum(rate.values()) / (desk.RATE_OVER.total_seconds() / 60):.3g}"


def _beat(at: datetime) -> tuple[datetime | None, bool]:
    """The last sign of a process that sends, and whether it is recent enough (readyz looks at the same)."""
    last = desk.last_beat()
    return last, last is not None and at - last <= timedelta(seconds=settings().heartbeat_limit)


def _minutes(since: datetime, at: datetime) -> int:
    return int((at - since).total_seconds() // 60)


@bp.page("/staff/outbox/rows")
@staff(StaffRole.CONSOLE)
def rows() -> str:
    """The deliveries behind a figure, fifty at a time."""
    choice, at = found(choice_asked_for()), clock.now()
    stated = whole_number(request.args.get("page")) or 1
    number = stated if stated <= MOST_PAGES else 1
    some = rows_of.rows_chosen(choice, at, after=(number - 1) * A_PAGE, limit=A_PAGE + 1)
    can_retry = choice.state in CAN_BE_RETRIED
    if choice.state in TRIED_AGAIN:
        can_retry = bool(rows_of.number_chosen(choice.to_retry, at))
    return page(
        "rows.html", choice_words(choice, name_of_choice(choice)), rows=some[:A_PAGE], number=number,
        has_more=len(some) > A_PAGE and number < MOST_PAGES, query=as_query(choice, request.args.get("organisation", "")),
        choice=choice, bodies=bodies(each.organisation_id for each in some), can_retry=can_retry, tried_again=TRIED_AGAIN,
        can_skip=choice.state in CAN_BE_SKIPPED, State=State, all_states=list(State), at=at,
    )


@bp.page("/staff/outbox/rows/<key:key>")
@staff(StaffRole.CONSOLE)
def row(key: int) -> str:
    """One delivery; its address is shown to nobody here (the search shows it)."""
    one, at = found(rows_of.delivery_of(key_in_range(key))), clock.now()
    state = state_of(one, at)
    return page(
        "row.html", gettext("%(kind)s, number %(number)d", kind=kind_words(one.kind), number=one.id), row=one, state=state,
        at=at, bodies=bodies([one.organisation_id]), tried_again=TRIED_AGAIN,
        can_retry=state in CAN_BE_RETRIED and has_address(one) and (state not in TRIED_AGAIN or bool(one.tries or one.problem)),
        can_skip=state in CAN_BE_SKIPPED,
    )


def has_address(one: Delivery) -> bool:
    """Whether it is still known to whom it went."""
    return bool(one.mail) or one.channel != ChannelCode.MAIL


def state_of(one: Delivery, at: datetime) -> State:
    """How it stands; the same rules as notices/queries/chosen.py asks the database."""
    if one.fate is Fate.OPEN:
        if one.claimed_until is not None and at < one.claimed_until <= at + 2 * LEASE:
            return State.GOING
        return State.DUE if one.due_at <= at else State.LATER
    if one.fate is Fate.SKIPPED:
        return State.ASIDE if one.why in SET_ASIDE else State.SKIPPED
    return State(one.fate.value)


@bp.page("/staff/outbox/notices/<key:key>")
@staff(StaffRole.CONSOLE)
def notice(key: int) -> str:
    """One notice: how far it is, and what became of its deliveries."""
    one, at = found(desk.notice_of(key_in_range(key))), clock.now()
    return page(
        "notice.html", gettext("%(kind)s, number %(number)d", kind=kind_words(one.kind), number=one.id), row=one, at=at,
        bodies=bodies([one.organisation_id]), counts=desk.fates_of(one.id), states_of=STATES_OF, can_void=one.still_waits,
        can_revive=one.voided_at is not None and (
            one.void_reason == Why.BROKEN or (one.void_reason in SET_ASIDE and one.released_at is None)
        ),
    )
