"""What the address of the map asks for, and the addresses that lead on from it with the filter kept."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from werkzeug.datastructures import MultiDict

from core.web import link, with_query
from delta.cities import City
from events.facets import SHOW_LIFE
from events.filters import LATEST, Dates, Filters, UnknownValue, When, parse_dates, parse_filters, preset
from events.queries.places import current

MOST_DAYS = 62
ZONE = "zone"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `whole` is the filter without its city: what lights the map. `scale` "" or "zone"."""

    filters: Filters
    whole: Filters
    dates: Dates
    has_dates: bool
    scale: str

    @property
    def city(self) -> City | None:
        """The city whose list is open: where exactly one is chosen."""
        return self.filters.city

    @property
    def last(self) -> date:
        """The last day shown; there always is one."""
        return self.dates.last or self.dates.first

    @property
    def in_zone(self) -> Filters:
        """The filter in the zone: what lights its drawing."""
        return self.whole.having("zone", SHOW_LIFE)

    @property
    def date_pairs(self) -> Pairs:
        """The days as the address states them."""
        if not self.has_dates:
            return []
        if self.dates.when:
            return [("when", self.dates.when.value)]
        return [("from", self.dates.first.isoformat()), ("to", self.last.isoformat())]

    @property
    def scale_pairs(self) -> Pairs:
        """The scale as the address states it."""
        return [("scale", self.scale)] if self.scale else []

    def path(self, filters: Filters, *, scale: str = "") -> str:
        """The canonical address of the map with another filter or scale, on the same days."""
        more = [("scale", scale)] if scale else []
        return with_query(link("portal.map"), [*filters.pairs(), *self.date_pairs, *more])

    def in_calendar(self, filters: Filters) -> str:
        """The same days and filter as a list."""
        days = self.date_pairs or [("from", self.dates.first.isoformat()), ("to", self.last.isoformat())]
        return with_query(link("events.calendar"), [*filters.pairs(), *days])

    def of_city(self, city: City) -> Filters:
        """The same filter in one city."""
        return self.whole.having("city", city.slug)


def asked_of(args: MultiDict[str, str], today: date) -> Asked:
    """What the query says: the next seven days unless it names some, and never more than 62."""
    scale = args.get("scale", "")
    if scale not in {"", ZONE}:
        raise UnknownValue("scale")
    filters = current(parse_filters(args))
    dates = replace(parse_dates(args, today), page=1)
    has_dates = any(args.get(name) for name in ("when", "from", "to")) and dates.when is not When.WEEK
    if not has_dates:
        dates = preset(When.WEEK, today)
    longest = min(dates.first + timedelta(days=MOST_DAYS - 1), LATEST)
    dates = replace(dates, last=min(dates.last or longest, longest))
    return Asked(filters, filters.without("city") if filters.city else filters, dates, has_dates, scale)
