"""Holding the outbox as a whole, and keeping away from a way out that the other side has shut."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from core.db import session
from core.models import Revision
from notices.models.delivery import Delivery, Fate
from notices.models.notice import Notice
from notices.services import skipping
from notices.turns import pause
from notices.whys import Why

# A host that lets us wait in vain is asked again at least so often, and forgotten when it was not for so long.
LONGEST = timedelta(hours=1)
REMEMBERED = timedelta(days=1)
# So many ways that are shut are remembered beside the latest.
MOST_WAYS = 100


def hold(why: str, *, at: datetime) -> bool:
    """Nothing is written out and nothing leaves until `release`; False where it was held before (that reason stays)."""
    held = update(Revision).where(Revision.held_since.is_(None)).values(held_since=at, held_why=why[:40])
    if session.execute(held).rowcount:  # type: ignore[attr-defined]
        return True
    if session.scalar(select(Revision.id).limit(1)) is None:
        session.execute(insert(Revision).values(id=1, number=0, held_since=at, held_why=why[:40]))
        return True
    return False


def release() -> bool:
    """Everything goes on; False where nothing was held."""
    freed = update(Revision).where(Revision.held_since.is_not(None)).values(held_since=None, held_why="")
    return bool(session.execute(freed).rowcount)  # type: ignore[attr-defined]


def set_aside(*, at: datetime) -> tuple[int, int]:
    """What was due before the outbox was held is not sent: after a restore most of it went out already. What is due later is,
    at its time, and so is what was written since. Answers how many deliveries and how many notices."""
    since = session.scalar(select(Revision.held_since)) or at
    open_ones = Delivery.over_at.is_(None) & (Delivery.made_at <= since) & (Delivery.due_at <= since)
    skipped = update(Delivery).where(open_ones).values(
        fate=Fate.SKIPPED, over_at=at, why=Why.RESTORED, claimed_by="", claimed_until=None
    )
    unwritten = Notice.fanned_at.is_(None) & Notice.voided_at.is_(None) & (Notice.due_at <= since)
    voided = update(Notice).where(unwritten).values(voided_at=at, void_reason=Why.RESTORED)
    skipping.skip_to(since)
    return session.execute(skipped).rowcount, session.execute(voided).rowcount  # type: ignore[attr-defined]


def _ways() -> dict[str, Any]:
    return dict(session.scalar(select(Revision.shut_ways).with_for_update()) or {})


def note_shut(way: str, problem: str, wait: timedelta, *, at: datetime) -> dict[str, Any]:
    """Nobody knocks at this way for so long; what is to go by it waits, and none of it counts as tried. Answers what is
    noted."""
    known = {each: facts for each, facts in _ways().items() if at - datetime.fromisoformat(facts["until"]) < REMEMBERED}
    before = known.pop(way, {})
    facts = {"since": before.get("since", at.isoformat()), "until": (at + wait).isoformat(), "problem": problem[:300]}
    noted: dict[str, Any] = facts | {"times": before.get("times", 0) + 1}
    known = dict([*known.items()][-MOST_WAYS:]) | {way: noted}
    if not session.execute(update(Revision).values(shut_ways=known)).rowcount:  # type: ignore[attr-defined]
        session.execute(insert(Revision).values(id=1, number=0, shut_ways=known))
    return noted


def note_slow(way: str, problem: str, *, at: datetime) -> dict[str, Any]:
    """A host that let us wait in vain: left alone for a minute, then for longer each time. Answers what is noted."""
    times = _ways().get(way, {}).get("times", 0)
    return note_shut(way, problem, min(pause(times + 1), LONGEST), at=at)


def note_open(channel: str) -> None:
    """It takes messages again."""
    known = _ways()
    if known.pop(channel, None) is not None:
        session.execute(update(Revision).values(shut_ways=known))


def shut_at(moment: datetime, ways: Mapping[str, Any]) -> set[str]:
    """The ways at which nobody knocks at a moment. A moment far ahead is from before the clock went back."""
    far = moment + LONGEST
    return {code for code, facts in ways.items() if moment < datetime.fromisoformat(facts["until"]) <= far}
