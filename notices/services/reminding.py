"""Reminders and the alarms before tickets go on sale: found by the clock, from where the last look ended.

While nobody looked (a night's maintenance, three days without power) things fell due: what is still of use is told once, the
rest is written down as too late.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from core.db import session
from events.change import UNDO_FOR
from events.models.performance import Performance
from events.models.words import Form
from notices import news as words
from notices.models.delivery import Delivery, Fate
from notices.models.look import Look
from notices.models.notice import Item, Notice
from notices.news import LEADS, News
from notices.queries import looks
from notices.queries import news as queries
from notices.queries.gathering import AT_ONCE
from notices.services import saying

REMINDERS = "reminders"
BEFORE_THE_SALE = timedelta(minutes=15)
# So long after it began somebody may still want to hear that tickets are sold.
SALE_IS_NEWS = timedelta(hours=1)
# Why nothing is told of a date whose change may yet be undone.
UNDONE = ("cancelled", "moved")


@dataclass(frozen=True, slots=True)
class Due:
    """One date and the leads that fell due for it, the nearest first."""

    row: Performance
    leads: tuple[int, ...]


def look(*, at: datetime) -> int:
    """Write down what fell due since the last look; answers how many notices. The first look only begins."""
    known = looks.look_named(REMINDERS)
    if known is None:
        session.add(Look(name=REMINDERS, at=at))
        return 0
    since = known.at
    if since >= at or not _took(known, at):
        return 0
    changed = looks.dates_changed(since, at - SALE_IS_NEWS, at + timedelta(minutes=max(LEADS)))
    _take_up_again(changed, since, at)
    return _remind(changed, since, at) + _announce_sales(since, at)


def _took(known: Look, at: datetime) -> bool:
    """Whether this look is ours: of several processes one goes on from where the last ended."""
    mine = (Look.id == known.id) & (Look.at == known.at)
    taken = session.execute(update(Look).where(mine).values(at=at), execution_options={"synchronize_session": False})
    session.expire(known)
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _take_up_again(changed: Sequence[Performance], since: datetime, at: datetime) -> None:
    """What was not told of a date since it was cancelled or moved is told where that was taken back since."""
    starts = {f"performance:{row.id}": row.starts_at for row in changed}
    lately = since - UNDO_FOR - looks.OVERLAP
    again = [
        each for each in looks.told_of([row.id for row in changed])
        if datetime.fromisoformat(each.facts["starts_at"]) == starts[each.topic] and (each.useful_until or at) > at
    ]
    for each in again:
        if each.void_reason in UNDONE and each.voided_at is not None and each.voided_at > lately:
            each.voided_at, each.void_reason = None, ""
    left_out = Delivery.notice_id.in_([each.id for each in again]) & (Delivery.fate == Fate.SKIPPED)
    lately_undone = left_out & Delivery.why.in_(UNDONE) & (Delivery.over_at > lately)
    if again:
        session.execute(update(Delivery).where(lately_undone).values(fate=Fate.OPEN, over_at=None, why=""))


def _remind(changed: Sequence[Performance], since: datetime, at: datetime) -> int:
    """`changed`: dates that may not have taken place when their leads passed, some minutes ago."""
    leads = [each for each in LEADS if words.reminder(each) in queries.is_wanted_at_all([words.reminder(each)])]
    found: dict[int, tuple[Performance, dict[int, None]]] = {}
    for lead in sorted(leads):
        first, last = since + timedelta(minutes=lead), at + timedelta(minutes=lead)
        again = [row for row in changed if first - UNDO_FOR < row.starts_at <= last and row.form is not Form.ON_SALE]
        for row in (*looks.dates_beginning(first, last), *again):
            found.setdefault(row.id, (row, {}))[1][lead] = None
    due = [Due(row, tuple(several)) for row, several in found.values()]
    return sum(_write(some, at) for some in _portions(due))


def _portions(due: Sequence[Due]) -> Iterable[Sequence[Due]]:
    return (due[first : first + AT_ONCE] for first in range(0, len(due), AT_ONCE))


def _write(due: Sequence[Due], at: datetime) -> int:
    """Notices of what somebody wants to be reminded of."""
    refs = queries.refs_followed([each.row.id for each in due])
    asked = {lead for each in due for lead in each.leads}
    everything = set().union(*refs.values()) if refs else set()
    wanted = {lead: queries.wished(everything, [words.reminder(lead)]) for lead in asked}
    made: dict[str, Notice] = {}
    for each in due:
        mine = [lead for lead in each.leads if wanted[lead] & set(refs.get(each.row.id, ()))]
        for lead in mine:
            made[_key(each.row, lead)] = _reminder(each.row, lead, mine, at)
    return _add(made, {_key(each.row, lead): each.row for each in due for lead in each.leads})


def _key(row: Performance, lead: int) -> str:
    return f"{News.REMINDER}:{row.id}:{lead}:{row.starts_at:%Y%m%dT%H%M%S}"


def _reminder(row: Performance, lead: int, leads: Sequence[int], at: datetime) -> Notice:
    """One for the nearest lead, for all who wanted any of them; the others are written down."""
    why = "too_late" if row.starts_at <= at else "" if lead == min(leads) else "merged"
    return Notice(
        kind=News.REMINDER.value, key=_key(row, lead), topic=f"performance:{row.id}", organisation_id=row.run.event.owner_id,
        facts={"leads": list(leads), "starts_at": row.starts_at.isoformat()}, made_at=at, due_at=at, useful_until=row.starts_at,
        voided_at=at if why else None, void_reason=why,
    )


def _announce_sales(since: datetime, at: datetime) -> int:
    if not queries.is_wanted_at_all([News.ON_SALE.value]):
        return 0
    rows = looks.sales_beginning(since + BEFORE_THE_SALE, at + BEFORE_THE_SALE, since, at)
    refs = queries.refs_followed([row.id for row in rows]) if rows else {}
    wanted = queries.wished({ref for each in refs.values() for ref in each}, [News.ON_SALE.value])
    chosen = [row for row in rows if wanted & set(refs.get(row.id, ()))]
    return _add({_sale_key(row): _sale(row, at) for row in chosen}, {_sale_key(row): row for row in chosen})


def _sale_key(row: Performance) -> str:
    return f"{News.ON_SALE}:{row.id}:{row.starts_at:%Y%m%dT%H%M%S}"


def _sale(row: Performance, at: datetime) -> Notice:
    until = row.starts_at + SALE_IS_NEWS
    is_late = until <= at
    return Notice(
        kind=News.ON_SALE.value, key=_sale_key(row), topic=f"performance:{row.id}", organisation_id=row.run.event.owner_id,
        facts={"starts_at": row.starts_at.isoformat()}, made_at=at, due_at=at, useful_until=until,
        voided_at=at if is_late else None, void_reason="too_late" if is_late else "",
    )


def _add(made: Mapping[str, Notice], rows: Mapping[str, Performance]) -> int:
    known = looks.known_keys(list(made))
    fresh = {key: each for key, each in made.items() if key not in known}
    session.add_all(fresh.values())
    session.flush()  # their keys name them in the items
    session.add_all(
        Item(notice_id=each.id, performance_id=rows[key].id, event_id=rows[key].run.event_id, at=each.made_at)
        for key, each in fresh.items() if each.voided_at is None
    )
    return len(fresh)


# --- settled -----------------------------------------------------------------------------------------------------------


def settle_start(notice: Notice, at: datetime) -> str:
    """What is said of a date, or a sale, that is about to begin; why not, where it is no longer what it was."""
    items = queries.items_of(notice.id)
    rows = queries.dates_named(each.performance_id for each in items if each.performance_id)
    row = rows.get(items[0].performance_id or 0) if items else None
    if row is None or row.published_at is None or not row.run.event.is_public:
        return "withdrawn"
    if not row.takes_place:
        return "cancelled"
    if row.starts_at != datetime.fromisoformat(notice.facts["starts_at"]):
        return "moved"
    if notice.kind == News.REMINDER and row.starts_at <= at:
        return "too_late"
    facts = saying.item_of(row, queries.refs_followed([row.id]).get(row.id, [])) | saying.on_the_way(row)
    if notice.kind == News.ON_SALE:
        facts |= saying.on_sale(row, looks.dates_sold(row.run_id, at))
    items[0].facts, items[0].told = facts, True
    notice.facts = notice.facts | saying.summed_up([facts])
    return ""
