"""Several notices of one date may wait for the same reader (quiet hours, a long queue): the last one tells all of it, from what
the reader knew, and those before it are not sent. Nothing of it is stored: the message is written from the row in memory."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from core.types import Bilingual
from events.models.performance import Performance
from events.models.words import Status
from events.queries.amendments import places_named
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.news import News
from notices.newsworthy import RECAST
from notices.outcome import Outcome, known_before, outcome
from notices.queries import news as dates
from notices.queries import retelling as queries
from notices.queries.retelling import Other, Said
from notices.services import saying
from notices.whys import NOT_YET, Why

# So long in all something waits for what is still gathered of the same date; that is half an hour, mostly.
LONGEST_WAIT = timedelta(hours=1)


def refusal(delivery: Delivery, at: datetime, still_so: Callable[[Delivery], str]) -> str:
    """Why a change or cancellation is not told (now); "" where it is. `still_so` says why it is not true any more; what is left
    of it is told as it is new to this reader."""
    notice = delivery.notice
    if notice is None:
        return ""
    said = queries.said_by(delivery.facts.get("items", ()))
    others = queries.others_of(notice, [each.date for each in said])
    may_wait = not notice.is_urgent and at < delivery.turn_at + LONGEST_WAIT
    if may_wait and any(each.released_at is None for several in others.values() for each in several):
        return NOT_YET
    return still_so(delivery) or _told(delivery, notice, said, others)


def _told(delivery: Delivery, notice: Notice, said: Sequence[Said], others: Mapping[int, Sequence[Other]]) -> str:
    items = [each for each in said if each.item in delivery.facts["items"]]
    reasons = {each.item: _overtaken(each, notice, others.get(each.date, ())) for each in items}
    left = [each for each in items if not reasons[each.item]]
    earlier = {each.date: [one for one in others.get(each.date, ()) if not _is_later(one, notice)] for each in left}
    since = queries.unheard_since(delivery, notice, {date: several for date, several in earlier.items() if several})
    retold = _retold([each for each in left if each.date in since], since, notice.kind)
    reasons |= {item: "nothing" for item, facts in retold.items() if facts is None}
    delivery.facts["items"][:] = [each.item for each in left if not reasons[each.item]]
    if retold:
        delivery.facts["retold"] = retold
    return "" if delivery.facts["items"] else next(iter(reasons.values()), "withdrawn")


def _is_later(other: Other, notice: Notice) -> bool:
    if other.released_at is None or notice.released_at is None:
        return other.released_at is None
    return (other.released_at, other.notice) > (notice.released_at, notice.id)


def _overtaken(each: Said, notice: Notice, others: Sequence[Other]) -> str:
    """A later notice tells of the date, or it stands otherwise than this one says."""
    is_change = notice.kind == News.CHANGE
    if any(_is_later(one, notice) and (is_change or one.kind == notice.kind) for one in others):
        return Why.MERGED
    return "moved" if is_change and datetime.fromisoformat(each.facts["starts_at"]) != each.starts_at else ""


def _retold(said: Sequence[Said], since: Mapping[int, datetime], kind: str) -> dict[int, dict[str, Any] | None]:
    """What items say to somebody who heard nothing of their dates since a moment; None: nothing."""
    if not said:
        return {}
    keys = [each.date for each in said]
    rows, first = dates.dates_named(keys), min(since.values())
    own = dates.history_from(keys, first)
    runs = [rows[key].run_id for key, changes in own.items() if any(each.deed == RECAST for each in changes)]
    of_runs = dates.history_of_runs(runs, first) if runs else {}
    found: dict[int, dict[str, Any] | None] = {}
    for each in said:
        row, begun = rows[each.date], since[each.date]
        mine = [one for one in own.get(row.id, ()) if one.at >= begun]
        whole = outcome(row, mine, [one for one in of_runs.get(row.run_id, ()) if one.at >= begun])
        found[each.item] = _anew(each, row, whole) if kind == News.CHANGE else _off(each, row, known_before(row, mine, ()))
    return found


def _anew(said: Said, row: Performance, whole: Outcome) -> dict[str, Any] | None:
    places = places_named([whole.was.venue_id], [whole.was.hall_id])
    return saying.changed_item(row, whole, places, said.facts.get(saying.REFS, [])) if whole.facets else None


def _off(said: Said, row: Performance, was: Any) -> dict[str, Any] | None:
    """The cancellation as it is, with the time that its reader knew; nothing where they knew it to be cancelled."""
    if was.status is Status.CANCELLED:
        return None
    reason = Bilingual(said.facts["reason"]["zh"], said.facts["reason"]["en"])
    return saying.cancelled_item(row, Outcome(was, (), reason), said.facts.get(saying.REFS, []))
