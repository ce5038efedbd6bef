"""Which performances: one value that a list, a month and a feed turn into the same conditions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, or_, select, union

from events.filters import Filters
from events.models.event import Event, EventStrand
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import LIVE, MOMENTS, TIMED, EventKind, Form
from events.queries.conditions import conditions_of
from events.queries.openings import is_opening
from events.queries.places import venue_ids
from repertoire.models import Credit, Production

Columns = TypeVarTuple("Columns")
NO_FILTERS = Filters()
CALENDAR_FORMS = (*TIMED, Form.SPAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Public performances, narrowed by whatever is set. `event_ids` are an event and all its parts, `venue_ids` the houses
    that a filter names.

    `with_drafts` shows an organiser their own drafts as visitors will see them; it counts only where events are named.
    `only_premieres`: of runs that are a first as far as the register knows; `only_openings`: the row that its run opens with.
    `performance_ids` are single dates; `any_of`: whatever one of these selects, and nothing else is asked then.
    """

    forms: tuple[Form, ...] = CALENDAR_FORMS
    city: str = ""
    kind: EventKind | None = None
    kinds: tuple[EventKind, ...] = ()
    venue_id: int | None = None
    venue_ids: tuple[int, ...] | None = None
    filters: Filters = NO_FILTERS
    production_id: int | None = None
    company_id: int | None = None
    artist_id: int | None = None
    organiser_id: int | None = None
    event_ids: tuple[int, ...] = ()
    performance_id: int | None = None
    performance_ids: tuple[int, ...] = ()
    any_of: tuple["Selection", ...] = ()
    window_codes: tuple[str, ...] = ()
    strand_codes: tuple[str, ...] = ()
    only_premieres: bool = False
    only_openings: bool = False
    with_demo: bool = True
    with_drafts: bool = False

    @classmethod
    def of(cls, filters: Filters, **more: Any) -> "Selection":
        """The selection of a reader's filter; `UnknownValue` where it names a house or district that there is not."""
        return cls(filters=filters, venue_ids=venue_ids(filters), **more)

    @property
    def is_read_by_index(self) -> bool:
        """Whether its rows stand together in an index by day: nothing is narrowed but, perhaps, one city or one house."""
        named = {name for name, _ in self.filters.stated}
        is_one_place = named <= {"city"} and len(self.filters.chosen("city")) <= 1
        return not self.kinds and not self.only_premieres and (is_one_place or (named == {"venue"} and self.has_one_venue))

    @property
    def has_one_venue(self) -> bool:
        """Whether its filter names one house."""
        return self.venue_ids is not None and len(self.venue_ids) == 1

    @property
    def is_of_named_events(self) -> bool:
        """Whether it names its events, so that those outside the platform's scope count too."""
        return bool(self.event_ids or self.performance_id or self.performance_ids or self.organiser_id or self.any_of)


def conditions(chosen: Selection) -> list[ColumnElement[bool]]:
    """Conditions over Performance joined with Run and Event."""
    is_preview = chosen.with_drafts and bool(chosen.event_ids)
    found: list[ColumnElement[bool]] = [
        *([] if is_preview else [Performance.published_at.is_not(None), Event.published_at.is_not(None)]),
        # Said by what it is not, so that no index of forms is preferred to that of days.
        Performance.form.in_(chosen.forms) if set(chosen.forms) <= set(MOMENTS) else Performance.form.not_in(_other(chosen)),
    ]
    if not chosen.is_of_named_events:
        found.append(Event.is_in_scope.is_(True))
    if not chosen.with_demo:
        found.append(Event.is_demo.is_(False))
    if chosen.any_of:
        return [*found, Performance.id.in_(_selected(chosen.any_of))]
    found += _by_key(chosen) + _by_place(chosen) + _by_event(chosen) + _by_work(chosen) + conditions_of(chosen.filters)
    return found


def _selected(several: Sequence[Selection]) -> CompoundSelect[int]:
    """The keys that any of these selects: each finds its own by its own index."""
    return union(*(joined(select(Performance.id), each).correlate(None) for each in several))


def is_timed() -> ColumnElement[bool]:
    """Rows with clock times, said by what they are not for the same reason."""
    return Performance.form.not_in([form for form in Form if form not in TIMED])


def _other(chosen: Selection) -> list[Form]:
    return [form for form in Form if form not in chosen.forms]


def _by_place(chosen: Selection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.city:
        found.append(Performance.city == chosen.city)
    if chosen.venue_id is not None:
        found.append(Performance.venue_id == chosen.venue_id)
    if chosen.venue_ids is not None:
        found.append(_in_venues(chosen.venue_ids))
    return found


def _in_venues(keys: tuple[int, ...]) -> ColumnElement[bool]:
    """One house is found by its index; of several the rows are read along the days, hence no bare column."""
    return Performance.venue_id == keys[0] if len(keys) == 1 else func.abs(Performance.venue_id).in_(keys)


def _by_key(chosen: Selection) -> list[ColumnElement[bool]]:
    if chosen.performance_id is not None:
        return [Performance.id == chosen.performance_id]
    return [Performance.id.in_(chosen.performance_ids)] if chosen.performance_ids else []


def _by_event(chosen: Selection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.kind:
        found.append(Event.kind == chosen.kind)
    if chosen.kinds:
        found.append(Event.kind.in_(chosen.kinds))
    if chosen.organiser_id is not None:
        found.append(or_(Event.organiser_id == chosen.organiser_id, Event.on_behalf_of_id == chosen.organiser_id))
    if chosen.event_ids:
        found.append(Run.event_id.in_(chosen.event_ids))
    if chosen.window_codes:
        codes = chosen.window_codes
        found.append(or_(Event.window_code.in_(codes), Event.measure_code.in_(codes)))
    if chosen.strand_codes:
        found.append(Event.id.in_(select(EventStrand.event_id).where(EventStrand.code.in_(chosen.strand_codes))))
    return found


def _by_work(chosen: Selection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.production_id is not None:
        found.append(Run.production_id == chosen.production_id)
    if chosen.company_id is not None:
        found.append(Run.production_id.in_(select(Production.id).where(Production.company_id == chosen.company_id)))
    if chosen.artist_id is not None:
        found.append(Run.production_id.in_(select(Credit.production_id).where(Credit.artist_id == chosen.artist_id)))
    if chosen.only_premieres:
        found.append(Run.premiere_state.in_(LIVE))
    if chosen.only_openings:
        found.append(is_opening())
    return found


def joined(query: Select[*Columns], chosen: Selection) -> Select[*Columns]:
    """A select over performances with run and event joined, and the conditions of the selection."""
    return (
        query.join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(and_(*conditions(chosen)))
    )
