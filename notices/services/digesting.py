"""Digests: at somebody's own hour what was told since the last, as far as they wished it so and did not hear it directly."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import update

from core.db import session
from events.models.performance import Performance
from notices.hours import BACK, GAP, WEEKLY, local_date, next_digest, rhythms_on
from notices.models.follower import Follower
from notices.models.notice import Item, Notice
from notices.news import News
from notices.queries import digests as queries
from notices.queries import looks
from notices.queries import news as dates
from notices.queries.digests import Told
from notices.services import saying

A_BATCH = 200
USEFUL_FOR = timedelta(days=1)
MOST_ITEMS = 100
REFS = saying.REFS


@dataclass(slots=True)
class Round:
    """What is asked once for all digests of a batch."""

    at: datetime
    subjects: Mapping[int, Mapping[str, AbstractSet[str]]]
    rhythms: Mapping[int, AbstractSet[str]]
    heard: Mapping[int, AbstractSet[int]]
    until: Mapping[tuple[int, str], datetime]
    told: dict[tuple[datetime, datetime], list[Told]] = field(default_factory=dict)

    def told_between(self, first: datetime, last: datetime) -> list[Told]:
        """What was told meanwhile; most digests are about the same hours."""
        if (first, last) not in self.told:
            self.told[first, last] = queries.told_between(first, last)
        return self.told[first, last]


def write_due(*, at: datetime) -> int:
    """One notice for each follower whose digest is due, and the next digest's moment; answers how many followers."""
    followers = queries.due(at, A_BATCH)
    if not followers:
        return 0
    keys = [each.id for each in followers]
    longest = min(each.digest_due_at or at for each in followers) - BACK[WEEKLY] - GAP
    of = Round(
        at, queries.subjects_of(keys, at), queries.rhythms_of(keys), queries.heard_directly(keys, longest - queries.WAITS),
        queries.summed_up_until(keys, longest),
    )
    known = looks.known_keys([_key(each, at) for each in followers])
    for follower in followers:
        if _took(follower, of) and _key(follower, at) not in known:
            _write(follower, of)
    session.flush()
    return len(followers)


def _key(follower: Follower, at: datetime) -> str:
    day = local_date(follower, follower.digest_due_at or at)
    return f"{News.DIGEST}:{follower.id}:{day.isoformat()}"


def _took(follower: Follower, of: Round) -> bool:
    """Whether this digest is ours to write: of several processes one moves the next moment on."""
    after = next_digest(follower, of.at, of.rhythms.get(follower.id, set()))
    mine = (Follower.id == follower.id) & (Follower.digest_due_at == follower.digest_due_at)
    taken = session.execute(
        update(Follower).where(mine).values(digest_due_at=after), execution_options={"synchronize_session": False}
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _write(follower: Follower, of: Round) -> None:
    due_at = follower.digest_due_at or of.at
    subjects = of.subjects.get(follower.id, {})
    rhythms = rhythms_on(follower, local_date(follower, due_at), subjects)
    if not rhythms:
        return
    heard, chosen = of.heard.get(follower.id, set()), dict[int, None]()
    for each in rhythms:
        wished, since = subjects[each], of.until.get((follower.id, each), due_at - BACK[each])
        for told in of.told_between(max(since, due_at - BACK[each] - GAP), of.at):
            if told.refs & wished and told.item not in heard:
                chosen[told.item] = None
    session.add(
        Notice(
            kind=News.DIGEST.value, key=_key(follower, of.at), topic=queries.topic_of(follower.id), made_at=of.at, due_at=of.at,
            useful_until=of.at + USEFUL_FOR, facts={"follower": follower.id, "rhythms": rhythms, "of": sorted(chosen)},
            voided_at=None if chosen else of.at, void_reason="" if chosen else "empty",
        )
    )


def settle(notice: Notice, at: datetime) -> str:
    """The items as they were told, each date once, without what nobody can see any more."""
    del at
    found = {item.performance_id: (item, kind) for item, kind in queries.items_named(notice.facts["of"])}
    rows = dates.dates_named(key for key in found if key is not None)
    told = [(item, kind) for key, (item, kind) in found.items() if key in rows and _is_seen(rows, key)]
    if not told:
        return "empty"
    session.add_all(
        Item(
            notice_id=notice.id, performance_id=item.performance_id, event_id=item.event_id, at=item.at, told=True,
            facts=item.facts | {"kind": kind},
        )
        for item, kind in told[:MOST_ITEMS]
    )
    more = max(0, len(told) - MOST_ITEMS)
    facts = {name: value for name, value in notice.facts.items() if name != "of"}
    notice.facts = facts | saying.summed_up([item.facts for item, _kind in told]) | ({"more_dates": more} if more else {})
    return ""


def _is_seen(rows: Mapping[int, Performance], key: int | None) -> bool:
    row = rows[key or 0]
    return row.published_at is not None and row.run.event.is_public


