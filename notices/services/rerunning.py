"""What the staff do to the outbox: again, not at all, nothing for now, never. Each deed with its reason in the trail."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, or_, select, update

from accounts.actor import Actor
from accounts.services import trail
from core.db import session
from core.errors import Refused
from notices.choosing import BY_STAFF, CAN_BE_RETRIED, CAN_BE_SKIPPED, SET_ASIDE, Choice, State
from notices.models.delivery import Delivery, Fate
from notices.models.notice import Notice
from notices.queries import chosen as stored
from notices.queries import desk
from notices.queries import fanning as written_out
from notices.queries import standing as mailboxes
from notices.services import fanning, holding, standing
from notices.turns import turn
from notices.whys import Why

# Rows of one transaction.
A_BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who does it, when and why."""

    at: datetime
    actor: Actor
    reason: str

    def note(self, name: str, *, organisation_id: int | None = None, subject: Any = None, **after: Any) -> None:
        """Write it into the trail; an organisation reads there what was done with its own."""
        trail.note(
            name, at=self.at, actor=self.actor, organisation_id=organisation_id or None, subject=subject, reason=self.reason,
            after={key: value for key, value in after.items() if value},
        )


def retry(choice: Choice, deed: Deed) -> int:
    """Deliveries that were given up or set aside are open again, untried, and those that wait for another try have it now;
    answers how many. At most `A_BATCH` a call.

    `due_at` of what was over stays where it lies ahead (quiet hours). A letter whose address is forgotten stays as it is.
    """
    if choice.state not in CAN_BE_RETRIED:
        raise Refused("not_over")
    choice = choice.to_retry
    is_over = choice.state is not State.LATER
    again = {
        "fate": Fate.OPEN, "over_at": None, "why": "", "tries": 0, "claimed_by": "", "claimed_until": None,
        "due_at": case((Delivery.due_at > deed.at, Delivery.due_at), else_=deed.at) if is_over else deed.at,
    }
    own = choice.organisation_id is not None and choice.key is None
    latest = written_out.latest_turn(choice.organisation_id or None, deed.at) if own else None
    keys = stored.next_chosen(choice, deed.at, A_BATCH)
    number = _changed(choice, keys, deed, name="letters_retried", values=again)
    _take_turns(keys, latest, deed.at)
    return number


def skip(choice: Choice, deed: Deed) -> int:
    """Deliveries that wait or were given up are not sent; answers how many. What somebody holds this moment goes out."""
    if choice.state not in CAN_BE_SKIPPED:
        raise Refused("over_already")
    aside = {"fate": Fate.SKIPPED, "over_at": deed.at, "why": BY_STAFF, "claimed_by": "", "claimed_until": None}
    return _changed(choice, stored.next_chosen(choice, deed.at, A_BATCH), deed, name="letters_skipped", values=aside)


def _take_turns(keys: Mapping[int, int | None], latest: datetime | None, at: datetime) -> None:
    """Each organisation's stand behind what it has in the queue, as if they were written now (notices/turns.py)."""
    numbers: Counter[int | None] = Counter()
    turns = []
    for key, owner in keys.items():
        turns.append({"id": key, "turn_at": turn(at, latest, numbers[owner])})
        numbers[owner] += 1
    if turns:
        session.execute(update(Delivery), turns)


def _changed(choice: Choice, keys: Iterable[int], deed: Deed, *, name: str, values: dict[str, Any]) -> int:
    keys = list(keys)
    if not keys:
        return 0
    theirs = Delivery.id.in_(keys) & stored.in_state(choice.state, deed.at)
    changed = session.execute(update(Delivery).where(theirs).values(**values).execution_options(synchronize_session=False))
    number = int(changed.rowcount)  # type: ignore[attr-defined]
    session.expire_all()  # rows that were read say what they are now
    if number:
        deed.note(
            name, organisation_id=choice.organisation_id, letters=number, letter_kind=choice.kind, channel=choice.channel,
            notice=choice.notice_id, letter=choice.key,
        )
    return number


def hold(deed: Deed) -> None:
    """Nothing leaves the outbox from now on; what is written into it waits."""
    if not holding.hold(BY_STAFF, at=deed.at):
        raise Refused("held_already")
    deed.note("outbox_held")


def release(deed: Deed) -> None:
    """What waits goes out again."""
    if not holding.release():
        raise Refused("not_held")
    deed.note("outbox_released")


def set_aside(deed: Deed) -> tuple[int, int]:
    """While the outbox is held: what was due before that is not sent (it went out before the backup was restored). Answers how
    many deliveries and notices."""
    if desk.gate().since is None:
        raise Refused("not_held")
    letters, notices = holding.set_aside(at=deed.at)
    session.expire_all()  # rows that were read say what they are now
    deed.note("outbox_set_aside", letters=letters, notices=notices)
    return letters, notices


def start_anew(mail: str, deed: Deed, *, mailbox: str) -> None:
    """A mailbox that refused letters gets them again. `mailbox`: its digest for the trail. `Refused`: gone, complained (only
    its owner can say that they want them after all)."""
    known = mailboxes.standing_to_change(mail)
    if known is None:
        raise Refused("gone")
    if known.is_complaint:
        raise Refused("complained")
    standing.start_anew(mail, at=deed.at)
    deed.note("mailbox_started_anew", mailbox=mailbox)


def void(key: int, deed: Deed) -> None:
    """A notice that still waits is not told. `Refused` where it goes out already."""
    row = _notice_held(key)
    if not row.still_waits:
        raise Refused("goes_out_already")
    if row.claimed_by and row.claimed_until is not None and row.claimed_until > deed.at:
        raise Refused("goes_out_already")
    row.voided_at, row.void_reason = deed.at, BY_STAFF
    fanning.say_it_ended(key, at=deed.at)
    deed.note("notice_voided", organisation_id=row.organisation_id, subject=row, notice=row.id, letter_kind=row.kind)


def revive(key: int, deed: Deed) -> None:
    """A notice that the staff took out waits again, unless another of the same took its place, or nobody needs it any more; one
    that could not be written out is tried anew from where it stood."""
    row = _notice_held(key)
    is_broken = row.void_reason == Why.BROKEN
    if row.voided_at is None or not (is_broken or (row.void_reason in SET_ASIDE and row.released_at is None)):
        raise Refused("not_voided_here")
    if row.useful_until is not None and row.useful_until <= deed.at:
        raise Refused("of_no_use_any_more")
    same = select(Notice.id).where(
        Notice.topic == row.topic, Notice.topic != "", Notice.kind == row.kind, Notice.id > row.id,
        or_(Notice.voided_at.is_(None), Notice.released_at.is_not(None)),
    )
    if not is_broken and session.scalar(same.limit(1)) is not None:
        raise Refused("another_took_its_place")
    if is_broken:
        fanning.run_again(row, at=deed.at)
    row.voided_at, row.void_reason = None, ""
    fanning.say_it_ended(key, at=deed.at)
    deed.note("notice_revived", organisation_id=row.organisation_id, subject=row, notice=row.id, letter_kind=row.kind)


def _notice_held(key: int) -> Notice:
    """The notice, locked until this transaction ends."""
    query = select(Notice).where(Notice.id == key).with_for_update()
    row = session.scalars(query, execution_options={"populate_existing": True}).one_or_none()
    if row is None:
        raise Refused("gone")
    return row
