"""Releasing a notice, and writing its deliveries batch after batch (quality.md 4.1).

A batch is one transaction: its rows and the cursor, conditional on the lease. Whatever dies in between, the next one goes on
where the cursor stands, and the keys let no reader be written twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from core.db import Base, session
from core.tokens import keyed_hash
from notices import registry
from notices.kinds import NoticeKind, Reader
from notices.models.delivery import Fate
from notices.models.follower import ChannelCode
from notices.models.notice import Notice
from notices.queries import fanning as queries
from notices.turns import MOST_WRITINGS, pause, turn
from notices.whys import Why

# A batch is over in a second; whoever is slower than that finds the cursor elsewhere and writes nothing.
LEASE = timedelta(seconds=15)
MOST_ROWS = 1_000


class Unknown(LookupError):
    """No such kind of notice is registered."""


def take(key: int, owner: str, *, at: datetime) -> bool:
    """Hold a notice that is due; False where somebody else has it."""
    free = (Notice.id == key) & queries.to_be_written(at)
    taken = session.execute(update(Notice).where(free).values(claimed_by=owner, claimed_until=at + LEASE))
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def give_back(key: int, owner: str) -> None:
    """Another may go on with it."""
    mine = (Notice.id == key) & (Notice.claimed_by == owner)
    session.execute(update(Notice).where(mine).values(claimed_by="", claimed_until=None))


def release(key: int, owner: str, *, at: datetime) -> bool:
    """Settle what a notice says, once; False where there is nothing to tell (any more)."""
    notice = queries.held_notice(key, owner)
    if notice is None:
        return False
    if notice.released_at is not None:
        return True
    why = _late(notice, at) or _kind_of(notice).settle(notice, at) or _late(notice, at)
    if why:
        notice.voided_at, notice.void_reason = at, why[:40]
        _say_it_ended(notice, at)
    else:
        notice.released_at = at
    notice.claimed_until = at + LEASE
    return not why


def _late(notice: Notice, at: datetime) -> str:
    return Why.TOO_LATE if notice.useful_until is not None and notice.useful_until < at else ""


def _kind_of(notice: Notice) -> NoticeKind:
    kind = registry.notice_kind(notice.kind)
    if kind is None:
        raise Unknown(notice.kind)
    return kind


def write_batch(key: int, owner: str, secret: str, *, at: datetime) -> bool:
    """The next readers of a notice get their rows; False at the end, and where it is no longer ours. `secret` keys the
    hashes by which one mailbox gets it once."""
    notice = queries.held_notice(key, owner)
    if notice is None or notice.released_at is None:
        return False
    readers = _first(_kind_of(notice).readers(notice, notice.cursor, at))
    if not readers:
        notice.fanned_at, notice.claimed_by, notice.claimed_until = at, "", None
        _say_it_ended(notice, at)
        return False
    notice.readers += _insert(_rows(notice, readers, secret, at))
    notice.cursor, notice.claimed_until, notice.tries, notice.problem = readers[-1].cursor, at + LEASE, 0, ""
    return True


def _first(readers: Sequence[Reader]) -> list[Reader]:
    """As many as one transaction takes; all of one cursor stay together."""
    taken: list[Reader] = []
    for _cursor, group in groupby(readers, key=lambda each: each.cursor):
        together = list(group)
        if taken and len(taken) + len(together) > MOST_ROWS:
            break
        taken += together
    return taken


def _rows(notice: Notice, readers: Iterable[Reader], secret: str, at: datetime) -> list[dict[str, Any]]:
    starts_anew = notice.is_urgent  # what is urgent waits for nothing that the same organisation said before
    latest = None if starts_anew else queries.latest_turn(notice.organisation_id, at)
    is_promotional = _kind_of(notice).is_promotional or bool(notice.facts.get("is_promotional"))
    shared = {
        "kind": notice.kind, "notice_id": notice.id, "organisation_id": notice.organisation_id, "made_at": at,
        "useful_until": notice.useful_until, "is_promotional": is_promotional, "group": "", "tries": 0, "claimed_by": "",
        "problem": "",
    }
    rows = []
    for number, reader in enumerate(readers):
        due = max(reader.due_at or at, at)
        is_at_once = notice.is_urgent and notice.organisation_id is None
        rows.append(shared | _over(reader, at) | {
            "key": _key(notice, reader, secret), "channel": str(reader.channel), "follower_id": reader.follower_id,
            "endpoint_id": reader.endpoint_id, "person_id": reader.person_id, "mail": reader.mail, "language": reader.language,
            "due_at": due, "turn_at": due if is_at_once else turn(due, latest, number), "facts": _facts(reader),
        })
    return rows


def _over(reader: Reader, at: datetime) -> dict[str, Any]:
    """What stands on a page is told with its row; a letter without an address is noted, not forgotten."""
    if reader.channel == ChannelCode.INBOX:
        return {"fate": Fate.SENT, "over_at": at, "why": ""}
    if reader.channel == ChannelCode.MAIL and not reader.mail:
        return {"fate": Fate.SKIPPED, "over_at": at, "why": Why.NO_ADDRESS.value}
    return {"fate": Fate.OPEN, "over_at": None, "why": ""}


def _facts(reader: Reader) -> dict[str, Any]:
    """`of`: who it was for, so that one who is gone since is not taken for a letter to a bare address."""
    return reader.facts | {
        "items": list(reader.items), "subscriptions": list(reader.subscriptions),
        "of": [reader.follower_id, reader.endpoint_id],
    }


def _key(notice: Notice, reader: Reader, secret: str) -> str:
    """One mailbox hears of a notice once, whoever's it is; other ways once each."""
    begins = f"n{notice.id}.{notice.revision}"
    if reader.channel == ChannelCode.MAIL and reader.mail:
        return f"{begins}.m{keyed_hash(secret, reader.mail.casefold())}"
    if reader.endpoint_id is not None:
        return f"{begins}.e{reader.endpoint_id}.{reader.channel}"
    return f"{begins}.{reader.channel}.f{reader.follower_id or 0}.p{reader.person_id or 0}"


def _insert(rows: list[dict[str, Any]]) -> int:
    """Write rows whose keys are new; answers how many were."""
    table = Base.metadata.tables["notices_delivery"]
    if session.get_bind().dialect.name == "postgresql":  # its driver does not count rows of several statements
        fresh = postgresql.insert(table).on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id)
        return len(session.execute(fresh, rows).all())
    statement = sqlite.insert(table).on_conflict_do_nothing(index_elements=["key"])
    written: int = session.execute(statement, rows).rowcount  # type: ignore[attr-defined]
    return max(written, 0)


def note_broken(key: int, owner: str, problem: str, *, at: datetime) -> bool:
    """A notice that cannot be settled or read out is tried again later, and set aside after a few tries; others go on. Answers
    whether it was set aside."""
    notice = queries.held_notice(key, owner)
    if notice is None:
        return False
    notice.tries, notice.problem, notice.claimed_by = notice.tries + 1, problem[:300], ""
    if notice.tries >= MOST_WRITINGS:
        notice.voided_at, notice.void_reason, notice.claimed_until = at, Why.BROKEN, None
    else:
        notice.claimed_until = at + pause(notice.tries)
    return notice.voided_at is not None


def say_it_ended(key: int, *, at: datetime) -> None:
    """Whoever has to know hears that a notice was set aside, or put back."""
    notice = queries.notice_by_key(key)
    if notice is not None:
        _say_it_ended(notice, at)


def _say_it_ended(notice: Notice, at: datetime) -> None:
    kind = registry.notice_kind(notice.kind)
    if kind is not None:  # what no part knows any more nobody waits for
        kind.ended(notice, at)


def run_again(notice: Notice, *, at: datetime) -> None:
    """A notice that was set aside as broken is tried anew."""
    notice.voided_at, notice.void_reason, notice.tries, notice.problem = None, "", 0, ""
    notice.claimed_by, notice.claimed_until, notice.due_at = "", None, min(notice.due_at, at)
