"""Settling what a notice says: the net outcome of all that happened while it waited. What came to nothing is told to nobody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import session
from core.models import Change
from events.amendments import HIDDEN
from events.models.performance import Performance
from events.models.words import Status
from events.queries.amendments import Places, places_named
from notices.models.notice import Item, Notice
from notices.newsworthy import RECAST, is_soon
from notices.outcome import Outcome, former_of, known_before, outcome
from notices.queries import news as queries
from notices.services import saying
from notices.services.gathering import SINCE, UNHEARD

# Those who follow the page of what became public just now know it already.
OF_THE_PAGE = ("performance:", "event:")


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything that is asked once for all items of a notice."""

    rows: Mapping[int, Performance]
    own: Mapping[int, Sequence[Change]]
    of_runs: Mapping[int, Sequence[Change]]
    at: datetime

    def changes_of(self, item: Item) -> list[Change]:
        """The history of one date since its first change, oldest first."""
        return [each for each in self.own.get(item.performance_id or 0, ()) if each.id >= item.facts.get(SINCE, 0)]

    def outcome_of(self, item: Item) -> Outcome:
        """What is different of one date since its first change."""
        row, own = self.rows[item.performance_id or 0], self.changes_of(item)
        of_run = [each for each in self.of_runs.get(row.run_id, ()) if each.at >= item.at]
        return outcome(row, own, of_run)


def _matter(items: Sequence[Item], at: datetime) -> Matter:
    keys = [each.performance_id for each in items if each.performance_id is not None]
    rows = queries.dates_named(keys)
    first = min((each.facts.get(SINCE, 0) for each in items), default=0)
    own = queries.history_since(keys, first)
    runs = [rows[key].run_id for key, changes in own.items() if key in rows and any(each.deed == RECAST for each in changes)]
    of_runs = queries.history_of_runs(runs, min(each.at for each in items)) if runs else {}
    return Matter(rows, own, of_runs, at)


def settle_changes(notice: Notice, at: datetime) -> str:
    """Before and after of each date that still stands otherwise than its followers knew it."""
    items, matter = _held(notice, at)
    outcomes = {each.id: matter.outcome_of(each) for each in items if not _why_not(each, matter)}
    told = [each for each in items if each.id in outcomes and outcomes[each.id].facets]
    places = _places([outcomes[each.id] for each in told])
    refs = _refs(told, matter)

    def say(item: Item, row: Performance) -> dict[str, Any]:
        known = refs.get(row.id, [])
        mine = [each for each in known if each.startswith(OF_THE_PAGE)] if item.facts.get(UNHEARD) else known
        return saying.changed_item(row, outcomes[item.id], places, mine)

    return "" if _settled(notice, told, matter, say) else _reason(items, matter, "nothing")


def settle_cancellation(notice: Notice, at: datetime) -> str:
    """Dates that are cancelled still; what was reopened in time was never cancelled for anybody."""
    items, matter = _held(notice, at)
    off = [each for each in items if _is_seen(each, matter) and _row(each, matter).status is Status.CANCELLED]
    told = [each for each in off if not _row(each, matter).has_ended_at(at)]
    refs = _refs(told, matter)

    def say(item: Item, row: Performance) -> dict[str, Any]:
        own = matter.changes_of(item)
        last = next((each for each in reversed(own) if each.after.get("status") == Status.CANCELLED), None)
        found = Outcome(known_before(row, own, ()), (), row.reason, last.at if last else item.at)
        return saying.cancelled_item(row, found, refs.get(row.id, []))

    return "" if _settled(notice, told, matter, say) else _reason(items, matter, "too_late" if off else "reopened")


def settle_new_dates(notice: Notice, at: datetime) -> str:
    """Dates that became public since, are so still, and are to come."""
    items, matter = _held(notice, at)
    told = [
        each for each in items
        if _is_seen(each, matter) and _row(each, matter).takes_place and not _row(each, matter).has_ended_at(at)
    ]
    refs = queries.refs_followed([each.performance_id for each in told if each.performance_id is not None])

    def say(_item: Item, row: Performance) -> dict[str, Any]:
        return saying.item_of(row, refs.get(row.id, []))

    return "" if _settled(notice, told, matter, say) else _reason(items, matter, "nothing")


# --- common to them ----------------------------------------------------------------------------------------------------


def _held(notice: Notice, at: datetime) -> tuple[list[Item], Matter]:
    """The items, and all that is asked of them; nobody adds to them from now on. What nobody can see now is told when it is
    seen again (services/gathering.py)."""
    session.refresh(notice, with_for_update=True)
    items = queries.items_of(notice.id)
    matter = _matter(items, at)
    for each in items:
        row = matter.rows.get(each.performance_id or 0)
        if row is not None and row.published_at is not None and not row.run.event.is_public:
            each.facts = each.facts | {HIDDEN: True}
    return items, matter


def _row(item: Item, matter: Matter) -> Performance:
    return matter.rows[item.performance_id or 0]


def _is_seen(item: Item, matter: Matter) -> bool:
    """Whether everybody can see the date."""
    row = matter.rows.get(item.performance_id or 0)
    return row is not None and row.published_at is not None and row.run.event.is_public


def _why_not(item: Item, matter: Matter) -> str:
    if not _is_seen(item, matter):
        return "withdrawn"
    row = _row(item, matter)
    if row.status is Status.CANCELLED:
        return "cancelled"  # the cancellation tells it
    return "too_late" if row.has_ended_at(matter.at) else ""


def _reason(items: Sequence[Item], matter: Matter, otherwise: str) -> str:
    """Why nothing is left to tell, in one word."""
    if items and all(not _is_seen(each, matter) for each in items):
        return "withdrawn"
    found = {_why_not(each, matter) for each in items} - {""}
    return found.pop() if otherwise == "nothing" and len(found) == 1 else otherwise


def _refs(told: Sequence[Item], matter: Matter) -> dict[int, list[str]]:
    """Whom each date concerns: whoever follows what it belongs to, and what it left, is told."""
    former = {each.performance_id: former_of(matter.changes_of(each)) for each in told if each.performance_id is not None}
    return queries.refs_followed(list(former), former)


def _places(outcomes: Sequence[Outcome]) -> Places:
    return places_named((each.was.venue_id for each in outcomes), (each.was.hall_id for each in outcomes))


def _settled(
    notice: Notice, told: Sequence[Item], matter: Matter, say: Callable[[Item, Performance], dict[str, Any]]
) -> bool:
    """Write down what is told; answers whether that is anything."""
    if not told:
        return False
    said: list[Mapping[str, Any]] = []
    for item in told:
        facts = say(item, _row(item, matter))
        said.append(facts)
        item.facts, item.told = facts, True
    rows = [_row(each, matter) for each in told]
    starts = [datetime.fromisoformat(each["was_starts_at"]) for each in said if "was_starts_at" in each]
    notice.facts = notice.facts | saying.summed_up(said)
    notice.useful_until = max(row.ends_at for row in rows)
    notice.is_urgent = notice.kind != "new_dates" and is_soon([*starts, *(row.starts_at for row in rows)], matter.at)
    return True
