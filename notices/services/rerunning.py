"""What the staff do to the outbox: again, not at all, nothing for now, never. Each deed with its reason in the trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, insert, or_, select, update

from accounts.actor import Actor
from accounts.services import trail
from core.db import session
from core.errors import Refused
from core.models import Revision
from notices.choosing import BY_STAFF, CAN_BE_RETRIED, CAN_BE_SKIPPED, Choice
from notices.models.delivery import Delivery, Fate
from notices.models.notice import Notice
from notices.queries import chosen as stored
from notices.queries import desk

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
    """Deliveries that were given up or set aside are open again, untried; answers how many. At most `A_BATCH` a call.

    `due_at` stays where it lies ahead (quiet hours). A letter whose address is forgotten stays as it is.
    """
    if choice.state not in CAN_BE_RETRIED:
        raise Refused("not_over")
    again = {
        "fate": Fate.OPEN, "over_at": None, "why": "", "tries": 0, "claimed_by": "", "claimed_until": None,
        "due_at": case((Delivery.due_at > deed.at, Delivery.due_at), else_=deed.at), "turn_at": deed.at,
    }
    return _changed(choice, deed, "letters_retried", again)


def skip(choice: Choice, deed: Deed) -> int:
    """Deliveries that wait or were given up are not sent; answers how many. What somebody holds this moment goes out."""
    if choice.state not in CAN_BE_SKIPPED:
        raise Refused("over_already")
    aside = {"fate": Fate.SKIPPED, "over_at": deed.at, "why": BY_STAFF, "claimed_by": "", "claimed_until": None}
    return _changed(choice, deed, "letters_skipped", aside)


def _changed(choice: Choice, deed: Deed, name: str, values: dict[str, Any]) -> int:
    keys = stored.next_chosen(choice, deed.at, A_BATCH)
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
    if desk.held() is not None:
        raise Refused("held_already")
    _held({"held_since": deed.at, "held_why": BY_STAFF})
    deed.note("outbox_held")


def release(deed: Deed) -> None:
    """What waits goes out again."""
    if desk.held() is None:
        raise Refused("not_held")
    _held({"held_since": None, "held_why": ""})
    deed.note("outbox_released")


def _held(values: dict[str, Any]) -> None:
    changed = session.execute(update(Revision).where(Revision.id == 1).values(**values))
    if not changed.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(Revision).values(id=1, number=0, banners=[], **values))


def void(key: int, deed: Deed) -> None:
    """A notice that still waits is not told. `Refused` where it goes out already."""
    row = _notice_held(key)
    if not row.is_open_at(deed.at):
        raise Refused("goes_out_already")
    if row.claimed_until is not None and row.claimed_until > deed.at:
        raise Refused("goes_out_already")
    row.voided_at, row.void_reason = deed.at, BY_STAFF
    deed.note("notice_voided", organisation_id=row.organisation_id, subject=row, notice=row.id, letter_kind=row.kind)


def revive(key: int, deed: Deed) -> None:
    """A notice that the staff took out waits again, unless another of the same took its place, or nobody needs it any more."""
    row = _notice_held(key)
    if row.voided_at is None or row.void_reason != BY_STAFF or row.released_at is not None:
        raise Refused("not_voided_here")
    if row.useful_until is not None and row.useful_until <= deed.at:
        raise Refused("of_no_use_any_more")
    same = select(Notice.id).where(
        Notice.topic == row.topic, Notice.topic != "", Notice.kind == row.kind, Notice.id > row.id,
        or_(Notice.voided_at.is_(None), Notice.released_at.is_not(None)),
    )
    if session.scalar(same.limit(1)) is not None:
        raise Refused("another_took_its_place")
    row.voided_at, row.void_reason = None, ""
    deed.note("notice_revived", organisation_id=row.organisation_id, subject=row, notice=row.id, letter_kind=row.kind)


def _notice_held(key: int) -> Notice:
    """The notice, locked until this transaction ends."""
    query = select(Notice).where(Notice.id == key).with_for_update()
    row = session.scalars(query, execution_options={"populate_existing": True}).one_or_none()
    if row is None:
        raise Refused("gone")
    return row
