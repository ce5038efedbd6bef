"""The filters as conditions over Performance joined with Run and Event; the same rules for counting are in facets.py.

Conditions are stated so that neither database prefers an index of cities or words to that of days: a list reads along the
days it shows, whatever lies beyond.
"""

from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, and_, func, or_, select

from delta.cities import all_cities, city_of_slug
from delta.travel import cities_within
from delta.windows import strand_codes_under, window_codes_under
from events.daytime import SPANS, Daytime
from events.facets import ANY, FREE, OTHER_BANDS, PROVINCES, minutes_of
from events.filters import Filters
from events.models.event import Event, EventStrand
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import LIVE, NOT_TAKING_PLACE, Status
from repertoire.models import FAMILIES, Family, Genre, Production, Surtitles
from venues.models import Venue

Condition = ColumnElement[bool]
ACCESS: dict[str, Condition] = {
    "wheelchair": func.coalesce(Performance.wheelchair_places, 0) > 0,
    "signed": Performance.is_signed.is_(True),
    "captioned": Performance.is_captioned.is_(True),
    "relaxed": Performance.is_relaxed.is_(True),
    "quiet": Performance.has_quiet_room.is_(True),
}
BAD_FOR_TICKETS = (Status.SOLD_OUT, *NOT_TAKING_PLACE)
SURTITLES = {"zh": (Surtitles.ZH, Surtitles.BOTH), "en": (Surtitles.EN, Surtitles.BOTH)}


def conditions_of(filters: Filters) -> list[Condition]:
    """One condition for each filter that is set."""
    found = [CONDITIONS[name](values) for name, values in filters.stated if name in CONDITIONS]
    if home := filters.chosen("near"):
        found.append(_in_cities(cities_within(home[0], float(filters.chosen("within")[0]))))
    return found


def _in_cities(adcodes: Iterable[str]) -> Condition:
    """One city is found by its index; of several the rows are read along the days, hence no bare column."""
    wanted = sorted(set(adcodes))
    if len(wanted) == 1:
        return Performance.city == wanted[0]
    return Performance.city.concat("").in_(wanted)


def _city(slugs: tuple[str, ...]) -> Condition:
    return _in_cities(city.adcode for city in map(city_of_slug, slugs) if city)


def _province(names: tuple[str, ...]) -> Condition:
    return _in_cities(city.adcode for city in all_cities() if PROVINCES[city.province_adcode] in names)



def _genre(codes: Iterable[str]) -> Condition:
    own = func.coalesce(select(Production.genre).where(Production.id == Run.production_id).scalar_subquery(), Event.genre)
    return own.in_([Genre(code) for code in codes])


def _family(codes: tuple[str, ...]) -> Condition:
    return _genre(sorted(genre for code in codes for genre in FAMILIES[Family(code)]))


def _strand(codes: tuple[str, ...]) -> Condition:
    wanted = {code for each in codes for code in strand_codes_under(each)}
    return select(EventStrand.event_id).where(EventStrand.event_id == Event.id, EventStrand.code.in_(sorted(wanted))).exists()


def _window(codes: tuple[str, ...]) -> Condition:
    wanted = sorted({code for each in codes for code in window_codes_under(each)})
    return or_(Event.window_code.concat("").in_(wanted), Event.measure_code.in_(wanted))


def _premiere(codes: tuple[str, ...]) -> Condition:
    """What the register refused or somebody withdrew is no first."""
    is_live = Run.premiere_state.in_(LIVE)
    return is_live if ANY in codes else and_(is_live, Run.premiere_kind.in_(codes))


def _scope(codes: tuple[str, ...]) -> Condition:
    return and_(Run.premiere_state.in_(LIVE), Run.premiere_scope.in_(codes))


def _spoken(codes: tuple[str, ...]) -> Condition:
    of_work = select(Production.language_spoken).where(Production.id == Run.production_id).scalar_subquery()
    return func.coalesce(func.nullif(Run.language_spoken, ""), of_work).in_(codes)


def _surtitles(codes: tuple[str, ...]) -> Condition:
    of_work = select(Production.surtitles).where(Production.id == Run.production_id).scalar_subquery()
    return func.coalesce(Run.surtitles, of_work).in_({each for code in codes for each in SURTITLES[code]})


def _age(years: tuple[str, ...]) -> Condition:
    of_work = select(Production.age_min).where(Production.id == Run.production_id).scalar_subquery()
    return func.coalesce(Run.age_min, of_work) <= int(years[0])


def _price(bands: tuple[str, ...]) -> Condition:
    found: list[Condition] = []
    for band in bands:
        if band == FREE:
            found.append(Run.is_free.is_(True))
            continue
        least, end = OTHER_BANDS[band]
        priced = [Run.is_free.is_(False), Run.price_from_fen >= least]
        found.append(and_(*priced, *([Run.price_from_fen < end] if end is not None else [])))
    return or_(*found)


def _access(codes: tuple[str, ...]) -> Condition:
    return and_(*(ACCESS[code] for code in codes))


def _time(parts: tuple[str, ...]) -> Condition:
    spans = [span for part in parts for span in SPANS[Daytime(part)]]
    return or_(*(and_(Performance.start_minute >= first, Performance.start_minute < end) for first, end in spans))


def _ends(hours: tuple[str, ...]) -> Condition:
    return and_(Performance.end_is_stated.is_(True), Performance.end_minute <= minutes_of(hours[0]))


def _tickets(_values: tuple[str, ...]) -> Condition:
    return Performance.status.not_in(BAD_FOR_TICKETS)


def _zone(_values: tuple[str, ...]) -> Condition:
    return Performance.venue_id.in_(select(Venue.id).where(Venue.is_in_show_life_zone.is_(True)))


# District and venue are slugs of rows: queries/selection.py finds them first.
CONDITIONS: dict[str, Callable[[tuple[str, ...]], Condition]] = {
    "city": _city,
    "province": _province,
    "zone": _zone,
    "kind": Event.kind.in_,
    "family": _family,
    "genre": _genre,
    "strand": _strand,
    "window": _window,
    "premiere": _premiere,
    "scope": _scope,
    "lead": Event.lead.in_,
    "spoken": _spoken,
    "surtitles": _surtitles,
    "age": _age,
    "price": _price,
    "tickets": _tickets,
    "access": _access,
    "time": _time,
    "ends": _ends,
}
