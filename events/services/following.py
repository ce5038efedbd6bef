"""Dates that everybody sees follow a trusted organisation's source by deeds of the change desk: letters, trail, undo (R9)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from accounts.actor import Actor
from core.db import session
from core.errors import Refused
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
from events.services.resuming import known_as
from events.services.staging import Change, listing_digest
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
    for told in by_event.values():
        counts.update(_follow_event(intake, told, at=at))
    return counts


def _follow_event(intake: Intake, told: Sequence[Told], *, at: datetime) -> Counter[str]:
    left = {each.row.id for each in told if not each.is_fit_at(at) or each.says_else}
    fit = [each for each in told if each.is_fit_at(at)]
    halls: dict[int, list[Told]] = defaultdict(list)
    for each in fit:
        if each.hall_id is not None:
            halls[each.hall_id].append(each)
    moved = [each for each in fit if each.is_moved]
    concerned = {each.row.id for each in (*moved, *(one for several in halls.values() for one in several))}
    refused = _do(intake, moved, _move(moved), at=at)
    for hall_id, several in halls.items():
        refused |= _do(intake, several, Wanted(kind=DeedKind.HALL, hall=dates.hall_with_venue(hall_id)), at=at)
    left |= refused
    session.execute(
        update(Origin), [known_as(each.origin, each.change, at=at, is_proposed=each.row.id in left) for each in told]
    )
    changed = concerned - left
    return Counter(changed=len(changed), proposed=len(left), same=len(told) - len(changed) - len(left))


def _move(told: Sequence[Told]) -> Wanted:
    showings = {each.row.id: each.change.showing for each in told}
    return Wanted(
        kind=DeedKind.MOVE,
        starts={key: each.starts_at for key, each in showings.items() if each.starts_at is not None},
        ends={key: each.ends_at for key, each in showings.items() if each.ends_at is not None},
        days={key: (each.day, each.last) for key, each in showings.items() if each.is_all_day},
    )


def _do(intake: Intake, told: Sequence[Told], wanted: Wanted, *, at: datetime) -> set[int]:
    """Do it, with the reason and what it usually means for tickets; answers the dates that the change desk refused."""
    if not told:
        return set()
    rows = [each.row for each in told]
    refund = REFUNDS[USUAL[wanted.kind]] if any(row.run.seller_url for row in rows) else NOTHING
    whole = replace(wanted, cause=Cause.SCHEDULING, words=REASON, refund=refund)
    actor = Actor(person_id=intake.person_id, via="import")
    try:
        with session.begin_nested():
            deeds.do(rows[0].run.event, rows, whole, at=at, actor=actor)
    except Refused:
        return {row.id for row in rows}
    return set()
