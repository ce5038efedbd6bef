"""Digests: at somebody's own hour what was told since the last, as far as they wished it so and did not hear it directly.

What was told is what was written out to all who hear of it directly. Of each date only the latest word counts: who heard that
directly needs no earlier one. A digest goes on where the last one that reached its reader ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from core.db import session
from notices.hours import BACK, GAP, local_date, next_digest, rhythms_on
from notices.models.follower import Follower
from notices.models.notice import Item, Notice
from notices.news import News
from notices.queries import digests as queries
from notices.queries import last_look, looks
from notices.queries import news as dates
from notices.queries.digests import Before, Told
from notices.services import saying

A_BATCH = 200
USEFUL_FOR = timedelta(days=1)
MOST_ITEMS = 100
# The look that says from which moment on anything is summed up (notices/services/skipping.py).
LOOK = "digests"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A digest that is due: whose, of which rhythms; what each sums up (refs), since when, and without which items."""

    follower: Follower
    key: str
    rhythms: Mapping[str, tuple[AbstractSet[str], datetime, AbstractSet[int]]]

    @property
    def since(self) -> datetime:
        """From when on it sums up anything."""
        return min(first for _refs, first, _named in self.rhythms.values())


def write_due(*, at: datetime) -> int:
    """One notice for each follower whose digest is due, and the next digest's moment; answers how many followers."""
    followers = queries.due(at, A_BATCH)
    if not followers:
        return 0
    wished = queries.rhythms_of([each.id for each in followers])
    known = looks.known_keys([_key(each, at) for each in followers])
    due = [each for each in _due(followers, at) if each.key not in known]
    mine = {each.id for each in followers if _took(each, wished.get(each.id, set()), at)}
    _write([each for each in due if each.follower.id in mine], at)
    session.flush()
    return len(followers)


def _key(follower: Follower, at: datetime) -> str:
    day = local_date(follower, follower.digest_due_at or at)
    return f"{News.DIGEST}:{follower.id}:{day.isoformat()}"


def _took(follower: Follower, wished: AbstractSet[str], at: datetime) -> bool:
    """Whether this digest is ours to write: of several processes one moves the next moment on."""
    after = next_digest(follower, at, wished)
    mine = (Follower.id == follower.id) & (Follower.digest_due_at == follower.digest_due_at)
    taken = session.execute(
        update(Follower).where(mine).values(digest_due_at=after), execution_options={"synchronize_session": False}
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _due(followers: Sequence[Follower], at: datetime) -> Iterator[Wanted]:
    """What each of them wants to have summed up this day; those who want nothing are missing."""
    keys = [each.id for each in followers]
    known = looks.look_named(LOOK)
    subjects = queries.subjects_of(keys, at)
    longest = min(each.digest_due_at or at for each in followers) - max(BACK.values()) - GAP
    before = queries.told_before(keys, longest, at)
    for each in followers:
        due_at, wanted = each.digest_due_at or at, subjects.get(each.id, {})
        rhythms = rhythms_on(each, local_date(each, due_at), wanted)
        if not rhythms or (known is not None and due_at <= known.at):
            continue
        parts = {}
        for rhythm in rhythms:
            earlier = [digest for digest in before.get(each.id, ()) if rhythm in digest.rhythms]
            first = max(_since(earlier, rhythm, due_at), due_at - BACK[rhythm] - GAP, *([known.at] if known else []))
            named = frozenset[int]().union(*(digest.items for digest in earlier if not digest.is_lost))
            parts[rhythm] = wanted[rhythm], first, named
        yield Wanted(each, _key(each, at), parts)


def _since(earlier: Sequence[Before], rhythm: str, due_at: datetime) -> datetime:
    """Where the last one that reached its reader ended; where none did, as far back as the first of them was to reach."""
    reached = [each.made_at for each in earlier if not each.is_lost]
    if reached:
        return reached[-1] - queries.OVERLAP
    return min(due_at, *(each.made_at for each in earlier)) - BACK[rhythm] if earlier else due_at - BACK[rhythm]


def _write(due: Sequence[Wanted], at: datetime) -> None:
    if not due:
        return
    first = min(each.since for each in due)
    by_ref: dict[str, list[tuple[int, Told]]] = {}
    for place, told in enumerate(queries.told_between(first, at)):
        for ref in told.refs:
            by_ref.setdefault(ref, []).append((place, told))
    # Asked after what was told: whatever is in there has its deliveries written.
    heard = queries.heard_directly([each.follower.id for each in due], first - queries.WRITTEN_FOR)
    for each in due:
        items, number = _chosen(each, by_ref, heard.get(each.follower.id, set()))
        session.add(Notice(
            kind=News.DIGEST.value, key=each.key, topic=queries.topic_of(each.follower.id), made_at=at, due_at=at,
            useful_until=at + USEFUL_FOR, voided_at=None if items else at, void_reason="" if items else "empty",
            facts={"follower": each.follower.id, "rhythms": list(each.rhythms), "of": items, "heard": number},
        ))


def _chosen(
    of: Wanted, by_ref: Mapping[str, Sequence[tuple[int, Told]]], heard: AbstractSet[int]
) -> tuple[list[int], int]:
    """The items of a digest, the latest word on each date; and how many it leaves out since they were heard directly."""
    latest: dict[int, tuple[int, int]] = {}
    fresh = set[int]()
    for refs, first, named in of.rhythms.values():
        found = {place: told for ref in refs for place, told in by_ref.get(ref, ()) if told.fanned_at > first}
        for place, told in found.items():
            latest[told.date] = max(latest.get(told.date, (-1, 0)), (place, told.item))
        fresh |= {told.item for told in found.values()} - named
    items = {item for _place, item in latest.values()} & fresh
    return sorted(items - heard), len(items & heard)


def settle(notice: Notice, at: datetime) -> str:
    """The items as they were told, without what is not so any more."""
    found = queries.items_named(notice.facts["of"])
    rows = dates.dates_named(item.performance_id for item, _kind in found if item.performance_id is not None)
    told = [
        (item, kind) for item, kind in found
        if not last_look.why_not_summed_up(rows.get(item.performance_id or 0), kind, at)
    ]
    if not told:
        return "empty"
    session.add_all(
        Item(notice_id=notice.id, at=item.at, told=True, facts=item.facts | {"kind": kind}) for item, kind in told[:MOST_ITEMS]
    )
    more = max(0, len(told) - MOST_ITEMS)
    facts = saying.summed_up([item.facts for item, _kind in told]) | ({"more_dates": more} if more else {})
    notice.facts = notice.facts | facts
    return ""
