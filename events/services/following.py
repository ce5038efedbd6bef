"""Dates that everybody sees follow a trusted organisation's source by deeds of the change desk: letters, trail, undo (R9)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from accounts.actor import Actor
from core.db import session
from core.types import Bilingual
from events.causes import NOTHING, REFUNDS, USUAL
from events.change import Change as Wanted
from events.models.deed import Cause, DeedKind
from events.models.intake import Intake, Origin
from events.models.performance import Performance
from events.models.words import Form
from events.queries import deeds as dates
from events.queries import intake as queries
from events.services import deeds
from events.services.deeds import Wish
from events.services.resuming import known_as
from events.services.staging import Change, listing_digest
from venues.models import Hall
from venues.places import folded

REASON = Bilingual("主办方的日程有更新。", "The organiser's own calendar changed.")


@dataclass(frozen=True, slots=True)
class Told:
    """A public date, the name by which its source knows it, and what that says of it now."""

    origin: Origin
    row: Performance
    change: Change

    @property
    def is_moved(self) -> bool:
        """Whether it shall be at another time."""
        showing, row = self.change.showing, self.row
        if showing.starts_at is None:
            return (showing.day, showing.last) != (row.day, row.last_day)
        return showing.starts_at != row.starts_at or showing.ends_at not in {None, row.ends_at}

    @property
    def hall_id(self) -> int | None:
        """The other hall that it shall be in; None where it stays, or where only a house is named."""
        hall = self.change.placed.place.hall_id
        return hall if hall != self.row.hall_id else None

    @property
    def says_else(self) -> bool:
        """Whether there is something new that no deed of a date can do: another name, another house without its hall."""
        placed, event = self.change.placed, self.row.run.event
        is_renamed = self.origin.listing != listing_digest(placed) and folded(placed.listing.title.in_language("zh")) not in {
            folded(event.title_zh), folded(event.title_en),
        }
        place = placed.place
        return is_renamed or (place.venue_id not in {None, self.row.venue_id} and place.hall_id is None)

    def is_fit_at(self, at: datetime) -> bool:
        """Whether the change desk could do it at all."""
        showing, row = self.change.showing, self.row
        if self.origin.event.published_at is None or row.published_at is None or not row.takes_place or row.has_ended_at(at):
            return False
        if (row.form is Form.SPAN) != showing.is_all_day:
            return False
        return showing.starts_at is None or showing.starts_at > at


def follow(intake: Intake, changes: Sequence[Change], *, at: datetime) -> Counter[str]:
    """Change public dates as their source says: one deed an event for their times, one for each hall; answers what became
    of each. What the change desk refuses, or what is more than a time or a hall, its people are asked to look at.
    """
    names = queries.names_of_dates([each.origin_id for each in changes])
    rows = dates.rows_to_change([each.performance_id for each in names.values()])
    by_event: dict[int, list[Told]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for each in changes:
        origin = names.get(each.origin_id)
        if origin is None or origin.event.owner_id != intake.organisation_id:
            counts["foreign"] += 1
        else:
            by_event[origin.event_id].append(Told(origin, rows[origin.performance_id], each))
    wanted = {each.hall_id for told in by_event.values() for each in told}
    halls = dates.halls_named(sorted(key for key in wanted if key is not None))
    plans = [_planned(told, halls, at=at) for told in by_event.values()]
    left = {row_id for plan in plans for row_id in plan.left}
    left |= _do(intake, [wish for plan in plans for wish in plan.wishes], at)
    told = [each for several in by_event.values() for each in several]
    changed = {row.id for plan in plans for wish in plan.wishes for row in wish.rows} - left
    if told:
        session.execute(
            update(Origin), [known_as(each.origin, each.change, at=at, is_proposed=each.row.id in left) for each in told]
        )
    counts.update(changed=len(changed), proposed=len(left), same=len(told) - len(changed) - len(left))
    return counts


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the change desk is asked to do to one event, and the dates that it cannot even be asked about."""

    wishes: list[Wish]
    left: set[int]


def _planned(told: Sequence[Told], known: Mapping[int, Hall], *, at: datetime) -> _Plan:
    """One deed for all new times of an event, and one for each hall."""
    fit = [each for each in told if each.is_fit_at(at)]
    halls: dict[int, list[Told]] = defaultdict(list)
    for each in fit:
        if each.hall_id is not None:
            halls[each.hall_id].append(each)
    moved = [each for each in fit if each.is_moved]
    wishes = [_wish(moved, _move(moved))] if moved else []
    wishes += [_wish(several, Wanted(kind=DeedKind.HALL, hall=known.get(key))) for key, several in halls.items()]
    return _Plan(wishes, {each.row.id for each in told if not each.is_fit_at(at) or each.says_else})


def _wish(told: Sequence[Told], wanted: Wanted) -> Wish:
    """With the reason, and what it usually means for tickets."""
    rows = [each.row for each in told]
    refund = REFUNDS[USUAL[wanted.kind]] if any(row.run.seller_url for row in rows) else NOTHING
    return Wish(rows[0].run.event, rows, replace(wanted, cause=Cause.SCHEDULING, words=REASON, refund=refund))


def _move(told: Sequence[Told]) -> Wanted:
    showings = {each.row.id: each.change.showing for each in told}
    return Wanted(
        kind=DeedKind.MOVE,
        starts={key: each.starts_at for key, each in showings.items() if each.starts_at is not None},
        ends={key: each.ends_at for key, each in showings.items() if each.ends_at is not None},
        days={key: (each.day, each.last) for key, each in showings.items() if each.is_all_day},
    )


def _do(intake: Intake, wishes: Sequence[Wish], at: datetime) -> set[int]:
    """Do it; answers the dates that the change desk refused."""
    if not wishes:
        return set()
    actor = Actor(person_id=intake.person_id, via="import")
    refused = deeds.do_several(wishes, at=at, actor=actor, intake_id=intake.id)
    return {row.id for place in refused for row in wishes[place].rows}
