"""Deeds on notices that people write: written, edited, handed in, approved, sent back, cancelled."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.actor import Actor
from accounts.services import trail
from core.clock import day_bounds, local
from core.db import session
from core.errors import Refused
from core.types import Bilingual
from events.change import UNDO_FOR
from events.followable import kind_of
from notices import placeholders, registry
from notices.audience_of import Audience
from notices.models.notice import Announcement, Notice
from notices.queries import announcements as queries
from notices.services import author_letters
from notices.standing_of import NOW, death_of, has_passed_its_date, is_held, is_relative, moment_of, useful_until
from notices.whys import Why

SHANGHAI = "Asia/Shanghai"
FACTS = (
    "subject_zh", "subject_en", "body_zh", "body_en", "is_promotional", "wall", "performance_id", "offset_minutes",
    "segment_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the site's settings say: beyond so many readers a second person approves, and so many notices a day."""

    approval_above: int
    a_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was typed. `wall` is "now", a wall time in Shanghai ("2026-12-01T19:30"), or empty where the moment hangs on the
    start of the date `performance_id` (`offset_minutes`, before: negative)."""

    subject: Bilingual
    body: Bilingual
    audience: Audience = field(default_factory=Audience)
    is_promotional: bool = False
    wall: str = NOW
    performance_id: int | None = None
    offset_minutes: int | None = None
    segment_id: int | None = None


def write(organisation_id: int | None, written: Written, *, token: str, at: datetime, actor: Actor) -> Announcement:
    """A new draft. The same form again is the same draft."""
    known = queries.announcement_of_token(token, organisation_id)
    if known is not None:
        return known
    _refuse_unknown(written, organisation_id)
    row = Announcement(
        organisation_id=organisation_id, author_id=actor.person_id, zone=SHANGHAI, made_at=at, edited_at=at, token=token
    )
    _put(row, written)
    session.add(row)
    session.flush()  # its key names it in the trail
    _note("announcement_written", row, at=at, actor=actor)
    return row


def edit(row: Announcement, written: Written, *, seen: int, limits: Limits, at: datetime, actor: Actor) -> None:
    """Other words, another audience, another moment. What was handed in stays so, and is approved anew where it has to be.

    `seen` is the version that the form was made from: `Refused("stale")` where somebody else changed it meanwhile.
    """
    notice = _still_ours(row, at=at)
    _refuse_stale(row, seen)
    _refuse_unknown(written, row.organisation_id)
    _put(row, written)
    row.edited_at, row.author_id = at, actor.person_id
    session.flush()  # the date that it names now
    session.refresh(row, ["performance"])
    _note("announcement_edited", row, at=at, actor=actor)
    if row.handed_in_at is not None:
        waits_since = row.handed_in_at if notice is None else None
        _take_back(row, notice)
        _hand_in(row, limits=limits, at=at, is_now=False, waits_since=waits_since)


def hand_in(
    row: Announcement, *, seen: int, limits: Limits, at: datetime, actor: Actor, is_now: bool = False
) -> None:
    """Say that it is to be sent. `is_now`: even though its moment is over.

    `Refused`: "half_written", "about_needed", "nobody", "in_the_past", "too_many_a_day", a date that does not take place.
    """
    _still_ours(row, at=at)
    if row.handed_in_at is not None:
        return  # pressed twice
    _refuse_stale(row, seen)
    row.author_id = actor.person_id
    _hand_in(row, limits=limits, at=at, is_now=is_now)
    _note("announcement_handed_in", row, at=at, actor=actor, size=row.size)


def _hand_in(
    row: Announcement, *, limits: Limits, at: datetime, is_now: bool, waits_since: datetime | None = None
) -> None:
    """`waits_since`: what waits for a second person and is edited goes on waiting, and is no new request."""
    _refuse_unfinished(row)
    if reason := death_of(row):
        raise Refused(reason)
    if is_now and not is_relative(row):
        row.wall, row.send_at = NOW, None
    if has_passed_its_date(row, at):
        raise Refused("date_begun")
    moment = moment_of(row) or at
    if moment < at and not is_now:
        raise Refused("in_the_past", moment=moment)
    size = queries.size_of(row, at)
    if size == 0:
        raise Refused("nobody")
    _refuse_beyond(row, max(moment, at), limits)
    row.handed_in_at, row.size = at, size
    row.refused_at, row.refusal, row.approved_by_id, row.approved_at = None, "", None, None
    if size <= limits.approval_above:
        author_letters.withdraw_request(row, at=at)
        _schedule(row, at=at)
        return
    row.handed_in_at = waits_since or at
    session.flush()  # its author, who is not asked
    session.refresh(row, ["author"])
    author_letters.ask_for_word(row, at=at)


def approve(
    row: Announcement, *, seen: int, limits: Limits, at: datetime, actor: Actor, is_now: bool = False
) -> None:
    """A second person has read this very version and says yes. `is_now`: even though its moment is over."""
    notice = _still_ours(row, at=at)
    if row.approved_at is not None or notice is not None:
        return  # pressed twice
    _refuse_decision(row, seen, actor)
    if reason := death_of(row) or ("date_begun" if has_passed_its_date(row, at) else ""):
        raise Refused(reason)
    moment = moment_of(row) or at
    if moment < at and not is_now:
        raise Refused("in_the_past", moment=moment)
    _refuse_beyond(row, max(moment, at), limits)
    row.approved_by_id, row.approved_at = actor.person_id, at
    _schedule(row, at=at)
    author_letters.withdraw_request(row, at=at)
    author_letters.tell_of_decision(row, at=at, actor=actor, request=author_letters.request_of(row))
    _note("announcement_approved", row, at=at, actor=actor)


def ask_anew(row: Announcement, notice: Notice, size: int, *, at: datetime) -> None:
    """It is due, and has more readers by now than one person may write to: it waits for a second one's word after all."""
    _take_back(row, notice)
    row.handed_in_at, row.size = at, size
    author_letters.ask_for_word(row, at=at)
    author_letters.tell_that_it_grew(row, at=at)


def send_back(row: Announcement, reason: str, *, seen: int, at: datetime, actor: Actor) -> None:
    """A second person says no, and why; it is a draft again."""
    _still_ours(row, at=at)
    _refuse_decision(row, seen, actor)
    if not reason:
        raise Refused("reason_needed")
    request = author_letters.request_of(row)
    row.handed_in_at, row.refused_at, row.refusal = None, at, reason
    author_letters.withdraw_request(row, at=at)
    author_letters.tell_of_decision(row, at=at, actor=actor, request=request)
    _note("announcement_sent_back", row, at=at, actor=actor, reason=reason)


def cancel(row: Announcement, *, at: datetime, actor: Actor) -> bool:
    """It is not sent; answers whether its row stays. A draft that was never handed in goes altogether."""
    notice = _still_ours(row, at=at)
    if row.handed_in_at is None and notice is None and row.refused_at is None:
        _note("announcement_removed", row, at=at, actor=actor)
        session.delete(row)
        return False
    row.cancelled_at, row.cancel_reason = at, "by_hand"
    author_letters.withdraw_request(row, at=at)
    if notice is not None:
        notice.voided_at, notice.void_reason = at, "cancelled"
    _note("announcement_cancelled", row, at=at, actor=actor)
    return True


def copy(row: Announcement, *, token: str, at: datetime, actor: Actor) -> Announcement:
    """The same words once more, as a draft to be sent now; of the same date while that takes place."""
    known = queries.announcement_of_token(token, row.organisation_id)
    if known is not None:
        return known
    new = Announcement(
        organisation_id=row.organisation_id, author_id=actor.person_id, zone=SHANGHAI, made_at=at, edited_at=at, token=token,
        audience=dict(row.audience), **{name: getattr(row, name) for name in FACTS},
    )
    new.wall, new.send_at = NOW, None
    if new.performance_id is None:
        new.offset_minutes = None
    session.add(new)
    session.flush()  # its key names it in the trail
    _note("announcement_written", new, at=at, actor=actor)
    return new


# --- what a rule refuses -----------------------------------------------------------------------------------------------


def _still_ours(row: Announcement, *, at: datetime) -> Notice | None:
    """Its notice, held; `Refused("already_sending")` where that has been released, `Refused("is_cancelled")`."""
    notice = queries.notice_of(row.id, to_change=True)
    if is_held(notice, at):
        raise Refused("already_sending")
    if row.cancelled_at is not None or (notice is not None and notice.voided_at is not None):
        raise Refused("is_cancelled")
    return notice


def _refuse_stale(row: Announcement, seen: int) -> None:
    if row.version != seen:
        raise Refused("stale")


def _refuse_unknown(written: Written, organisation_id: int | None) -> None:
    for text in (written.subject.zh, written.subject.en, written.body.zh, written.body.en):
        if placeholders.unknown(text) or placeholders.is_doubled(text):
            raise Refused("placeholder_unknown", text=text)
    _refuse_audience(written.audience, is_promotional=written.is_promotional, organisation_id=organisation_id)


def _refuse_audience(audience: Audience, *, is_promotional: bool, organisation_id: int | None) -> None:
    kind = registry.audience_kind(audience.circle)
    if kind is None or not kind.is_offered(organisation_id):
        raise Refused("audience_unknown")
    if is_promotional and not kind.takes_offers:
        raise Refused("offer_unasked")
    if kind.chosen_by is not None and not all(kind.chosen_by(kind_of(ref)) for ref in audience.subjects):
        raise Refused("things_unfit", audience=kind.words(organisation_id))


def _refuse_unfinished(row: Announcement) -> None:
    texts = {"zh": (row.subject_zh, row.body_zh), "en": (row.subject_en, row.body_en)}
    if not any(all(both) for both in texts.values()) or any(any(both) and not all(both) for both in texts.values()):
        raise Refused("half_written")
    used = set().union(*(placeholders.used(text) for both in texts.values() for text in both))
    if row.performance_id is None and (wanting := used & set(placeholders.OF_EVENTS)):
        raise Refused("about_needed", name=min(wanting))
    audience = Audience.stored(row.audience)
    _refuse_audience(audience, is_promotional=row.is_promotional, organisation_id=row.organisation_id)


def _refuse_beyond(row: Announcement, moment: datetime, limits: Limits) -> None:
    if _is_full(row, moment, limits):
        raise Refused("too_many_a_day", limit=limits.a_day, day=local(moment).date())


def _is_full(row: Announcement, moment: datetime, limits: Limits) -> bool:
    """Whether as many others of the organisation's go out on that day as may."""
    if row.organisation_id is None:
        return False
    day = local(moment).date()
    first, last = day_bounds(day, day)
    return queries.told_between(row.organisation_id, first, last, but=row.id) >= limits.a_day


def _refuse_decision(row: Announcement, seen: int, actor: Actor) -> None:
    _refuse_stale(row, seen)
    if row.handed_in_at is None:
        raise Refused("not_handed_in")
    if row.author_id == actor.person_id:
        raise Refused("own_notice")


# --- writing it down ---------------------------------------------------------------------------------------------------


def _put(row: Announcement, written: Written) -> None:
    row.subject_zh, row.subject_en = written.subject.zh, written.subject.en
    row.body_zh, row.body_en = written.body.zh, written.body.en
    row.audience, row.segment_id = written.audience.to_store(), written.segment_id
    row.is_promotional, row.wall, row.performance_id = written.is_promotional, written.wall, written.performance_id
    # Kept with every date, so that the moment can hang on it later.
    row.offset_minutes = (written.offset_minutes or 0) if written.performance_id or not written.wall else None
    is_stated = written.wall not in {"", NOW}
    row.send_at = datetime.fromisoformat(written.wall).replace(tzinfo=ZoneInfo(SHANGHAI)) if is_stated else None


def _schedule(row: Announcement, *, at: datetime) -> None:
    """From now on it is due at its moment; one whose moment has come meanwhile goes out at once."""
    due = max(moment_of(row) or at, at)
    key = f"{queries.KIND}:{row.id}"
    session.add(Notice(
        kind=queries.KIND, key=key, topic=key, organisation_id=row.organisation_id, announcement_id=row.id, made_at=at,
        due_at=due, useful_until=useful_until(row, due),
    ))
    session.flush()  # its key makes it once


def _take_back(row: Announcement, notice: Notice | None) -> None:
    row.handed_in_at = None
    if notice is not None:
        session.delete(notice)
        session.flush()  # the same key may be written again in this transaction


def _note(deed: str, row: Announcement, *, at: datetime, actor: Actor, reason: str = "", **after: Any) -> None:
    title = row.subject_zh or row.subject_en
    trail.note(
        deed, at=at, actor=actor, organisation_id=row.organisation_id, subject=row, after={"title": title} | after,
        reason=reason,
    )


def due_anew(row: Announcement, notice: Notice, *, limits: Limits, at: datetime) -> None:
    """Its date moved: it is due at its moment as that is now; not before the move can no longer be undone. On a day that is
    full it is not sent, unless the date moves on."""
    moment = moment_of(row)
    if not is_relative(row) or moment is None:
        return
    notice.due_at = max(moment, at + UNDO_FOR)
    notice.useful_until = useful_until(row, notice.due_at)
    why = Why.DAY_FULL.value if _is_full(row, notice.due_at, limits) else ""
    notice.voided_at, notice.void_reason = at if why else None, why
