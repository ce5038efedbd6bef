"""Claiming deliveries, the last look before each is sent, and what became of it (quality.md 4)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from core.db import Base, session
from notices import registry
from notices.channels.channel import Outcome
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode, Endpoint
from notices.queries import outbox as queries
from notices.queries import sending
from notices.queries.outbox import LEASE
from notices.queries.sending import Case
from notices.queries.ways import way_to_change
from notices.services import standing, ways
from notices.turns import MOST_TRIES, MOST_WRITINGS, pause
from notices.whys import NOT_YET, Why

A_CLAIM = 10
# A lease is renewed before a message that may take longer than it still lasts.
LEAST_LEFT = timedelta(seconds=45)
# So long nobody knocks at a way that was shut in our face.
SHUT_FOR = timedelta(minutes=1)
# When what waits for another notice of the same date is asked again.
ASKED_AGAIN = timedelta(minutes=5)
# A robot or webhook that is shut for so long has no reader any more.
WAITED_ENOUGH = timedelta(days=1)
_rows = Base.metadata.tables["notices_delivery"]
# Put together once: it is said after every letter.
SENT = (
    update(_rows).where(_rows.c.id == bindparam("key_of"), _rows.c.over_at.is_(None))
    .values(
        over_at=bindparam("moment", type_=_rows.c.over_at.type), fate=Fate.SENT, claimed_by="", claimed_until=None, problem="",
        tries=_rows.c.tries + 1,
    )
)


# --- claims ----------------------------------------------------------------------------------------------------------


def claim(owner: str, channel: str = ChannelCode.MAIL, *, at: datetime) -> Sequence[int]:
    """Take a few deliveries that are due by a channel for `owner`, in the order of their turns; two processes never get the
    same one."""
    keys = queries.due_keys(at, A_CLAIM, channel)
    if keys:
        taken = update(Delivery).where(Delivery.id.in_(keys)).values(claimed_by=owner, claimed_until=at + LEASE)
        session.execute(taken, execution_options={"synchronize_session": False})
    return keys


def renew(keys: Sequence[int], owner: str, *, at: datetime) -> bool:
    """A batch that takes long is held on to; False where its first is no longer ours."""
    mine = Delivery.id.in_(keys) & (Delivery.claimed_by == owner) & Delivery.over_at.is_(None) & (Delivery.claimed_until > at)
    session.execute(update(Delivery).where(mine).values(claimed_until=at + LEASE))
    kept = select(Delivery.id).where(Delivery.id == keys[0], Delivery.claimed_by == owner, Delivery.claimed_until > at)
    return session.scalar(kept) is not None


def give_back(keys: Sequence[int], owner: str) -> None:
    """What was claimed and not sent is free for everybody."""
    mine = Delivery.id.in_(keys) & (Delivery.claimed_by == owner) & Delivery.over_at.is_(None)
    session.execute(update(Delivery).where(mine).values(claimed_by="", claimed_until=None))


def is_ours(case: Case, owner: str, *, at: datetime) -> bool:
    """Whether a delivery is still to be sent, now and by `owner`: whoever was stopped for long finds that it is not."""
    row = case.row
    has_lease = row.claimed_until is not None and at < row.claimed_until
    return row.over_at is None and row.claimed_by == owner and has_lease and row.due_at <= at


# --- the last look ---------------------------------------------------------------------------------------------------


def why_not(case: Case, *, at: datetime) -> str:
    """Why a delivery is not sent after all; empty where it is."""
    row = case.row
    if row.useful_until is not None and row.useful_until < at:
        return Why.TOO_LATE
    if case.notice is not None and case.notice.voided_at is not None and case.notice.void_reason != Why.BROKEN:
        return Why.VOIDED
    return _reader_gone(case, at) or _mailbox_shut(case) or _not_followed(case) or _kind_says(case, at)


def _reader_gone(case: Case, at: datetime) -> str:
    row, follower, endpoint = case.row, case.follower, case.endpoint
    had_follower, had_endpoint = row.facts.get("of") or (None, None)
    if had_follower and follower is None:
        return Why.PERSON_GONE
    if (had_endpoint and endpoint is None) or (endpoint is not None and not _takes(endpoint, row)):
        return Why.ENDPOINT_ENDED
    if follower is None:
        return ""
    if row.channel == ChannelCode.MAIL and follower.address.casefold() != row.mail.casefold():
        return Why.ADDRESS_CHANGED
    return Why.PAUSED if row.notice_id and follower.is_paused_at(at) else ""


def _takes(endpoint: Endpoint, row: Delivery) -> bool:
    """Open; a receiver that was not heard of yet takes the question whether they want it, and nothing else."""
    return endpoint.is_open or (endpoint.ended_at is None and bool(endpoint.code) and endpoint.code == row.facts.get("code"))


def _mailbox_shut(case: Case) -> str:
    row, standing = case.row, case.standing
    if row.channel != ChannelCode.MAIL:
        return ""
    letter = None if row.notice_id else registry.letter_kind(row.kind)
    may_be_stopped = bool(row.notice_id) or (letter is not None and letter.may_be_stopped)
    if case.has_stop and may_be_stopped:
        return Why.STOPPED
    if standing is None or standing.stopped_at is None:
        return ""
    if letter is not None and letter.is_essential:
        return ""
    return Why.COMPLAINED if standing.is_complaint else Why.BOUNCED


def _not_followed(case: Case) -> str:
    """All that brought it has ended or rests; one wish that stands is enough for what it is about."""
    keys = case.row.facts.get("subscriptions") or ()
    kind = registry.notice_kind(case.row.kind)
    if not keys or kind is None or case.notice is None:
        return ""
    is_netted = bool(case.row.facts.get("net"))
    standing = sending.wished(keys, sending.ways_of(case.row), kind.news(case.notice))
    standing = [each for each in standing if not (is_netted and each.net_ended_at)]
    if not standing:
        return Why.UNSUBSCRIBED
    active = {each.subject for each in standing if each.paused_at is None}
    if not active:
        return Why.PAUSED
    return "" if len(active) == len(keys) else _narrowed(case.row, active)


def _narrowed(row: Delivery, subjects: Collection[str]) -> str:
    """What only ended subscriptions had brought is left out of the message: of the row in memory, nothing of it is stored."""
    items, kept = row.facts.get("items") or (), row.facts.get("caught", ())
    refs = sending.refs_of(items)
    left = [each for each in items if each in kept or refs.get(each, set()) & set(subjects)]
    if items:
        items[:] = left
    return Why.UNSUBSCRIBED if items and not left else ""


def _kind_says(case: Case, at: datetime) -> str:
    kind = registry.notice_kind(case.row.kind) if case.row.notice_id else None
    return kind.refusal(case.row, at) if kind is not None else ""


# --- what became of it -----------------------------------------------------------------------------------------------


def note_part(keys: Sequence[int], owner: str, parts_gone: int, *, at: datetime) -> bool:
    """So many parts of the first of a batch have arrived, whoever holds it by now; and the batch is held on to. False where its
    first is no longer ours: whoever has it goes on."""
    arrived = (Delivery.id == keys[0]) & (Delivery.parts_gone < parts_gone)
    session.execute(update(Delivery).where(arrived).values(parts_gone=parts_gone))
    return renew(keys, owner, at=at)


def note_sent(key: int, *, at: datetime) -> None:
    """It went out; whoever holds it by now need not send it again."""
    session.execute(SENT, {"key_of": key, "moment": at})


def note_reached(case: Case, *, at: datetime) -> None:
    """A robot or a program takes messages: earlier failures were not the first of many. Of a mailbox it says nothing that our
    own mail server took a letter (notices/services/standing.py)."""
    if case.endpoint is not None and (case.endpoint.failures or case.endpoint.problem):
        _note_way(case.endpoint.id, Outcome(), at)


def note_skipped(key: int, owner: str, why: str, *, at: datetime) -> bool:
    """It is not sent, and why; or not yet, so that it is looked at again soon."""
    row = _held(key, owner)
    if row is None:
        return False
    if why == NOT_YET:
        row.due_at, row.claimed_by, row.claimed_until = at + ASKED_AGAIN, "", None
        return True
    row.over_at, row.fate, row.why, row.claimed_by, row.claimed_until = at, Fate.SKIPPED, why[:40], "", None
    return True


def note_unwritten(key: int, owner: str, problem: str, *, at: datetime) -> None:
    """It cannot be written or sent by us: perhaps after the next release; set aside after a few tries. Only what is needed of
    the row is read: it may be one that cannot be."""
    mine = (_rows.c.id == key) & (_rows.c.claimed_by == owner) & _rows.c.over_at.is_(None)
    tries = session.scalar(select(_rows.c.tries).where(mine).with_for_update())
    if tries is None:
        return
    again = at + pause(tries + 1)
    became = {"over_at": at, "fate": Fate.PARKED} if tries + 1 >= MOST_WRITINGS else {"due_at": again, "turn_at": again}
    session.execute(
        update(_rows).where(mine)
        .values(tries=tries + 1, problem=problem[:300], claimed_by="", claimed_until=None, **became)
    )


def put_off(key: int, owner: str, shut: Mapping[str, Any], *, at: datetime) -> None:
    """The host that it is for is left alone for now (`shut`, as notices/services/holding.py notes it): it waits as long,
    untried."""
    row = _held(key, owner)
    if row is not None:
        wait = datetime.fromisoformat(shut["until"]) - at
        _put_off(row, Outcome(shut["problem"], is_shut=True, wait=wait), at)


def note_failed(key: int, owner: str, outcome: Outcome, *, at: datetime) -> Fate | None:
    """It did not go out: again later with growing pauses, or never where it was refused for good. Answers what it is now;
    None where it is no longer ours."""
    row = _held(key, owner)
    if row is None:
        return None
    if outcome.is_shut:
        _put_off(row, outcome, at)
    elif outcome.for_good:
        row.tries, row.problem = row.tries + 1, outcome.problem[:300]
        row.over_at, row.fate, row.claimed_by, row.claimed_until = at, Fate.REFUSED, "", None
        row.why = standing.why_refused(outcome.problem) if row.channel == ChannelCode.MAIL else ""
        if row.channel == ChannelCode.MAIL:
            standing.note_refusal(row.mail, outcome.problem, at=at)
    else:
        _wait(row, outcome, at)
    if row.channel != ChannelCode.MAIL:
        _note_way(row.endpoint_id, outcome, at)
    return row.fate


def _held(key: int, owner: str) -> Delivery | None:
    query = select(Delivery).where(Delivery.id == key, Delivery.claimed_by == owner, Delivery.over_at.is_(None))
    return session.scalars(query.with_for_update()).one_or_none()


def _wait(row: Delivery, outcome: Outcome, at: datetime) -> None:
    row.tries += 1
    row.problem, row.claimed_by, row.claimed_until = outcome.problem[:300], "", None
    if row.tries >= MOST_TRIES:
        row.over_at, row.fate = at, Fate.PARKED
    else:
        row.due_at = row.turn_at = at + max(pause(row.tries), outcome.wait or timedelta(0))


def _put_off(row: Delivery, outcome: Outcome, at: datetime) -> None:
    """A robot or a webhook that is shut: what is to go to it waits, and none of it counts as tried."""
    row.problem, row.claimed_by, row.claimed_until = outcome.problem[:300], "", None
    if row.made_at + WAITED_ENOUGH < at:
        row.over_at, row.fate = at, Fate.PARKED
        return
    row.due_at = row.turn_at = at + (outcome.wait or SHUT_FOR)
    if row.endpoint_id is not None:
        others = (Delivery.endpoint_id == row.endpoint_id) & (Delivery.id != row.id) & queries.waiting(at)
        session.execute(update(Delivery).where(others).values(due_at=row.due_at))


def _note_way(endpoint_id: int | None, outcome: Outcome, at: datetime) -> None:
    """A robot or a webhook that cannot work, or has not for a day, is stopped; one that works is well."""
    way = way_to_change(endpoint_id) if endpoint_id else None
    if way is not None and way.ended_at is None:
        ways.note_outcome(way, outcome, at=at)
