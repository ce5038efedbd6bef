"""The pages' own filters and days as parameters of the API: one place, so that a new filter needs one line here at most."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from core import clock
from core.api.errors import Problem
from core.api.parameters import Asked, Parameter
from events.facets import FACETS, Facet
from events.filter_words import LEGENDS
from events.filters import Dates, Filters, UnknownValue, UnreadableDate, When, parse_dates, parse_filters

Value = TypeVar("Value")
# Every date that the pages read (2000-01-01 to 2100-12-31) and no other, so that what is described is what is accepted.
_LEAP = "20(?:[02468][048]|[13579][26])-02-29"
_DAYS = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])"
DATE = {
    "type": "string", "format": "date", "minLength": 10, "maxLength": 10,
    "pattern": f"^(?:(?:20[0-9]{{2}}|2100)-(?:{_DAYS})|{_LEAP})$",
}
A_DATE = _("It must be a date from 2000-01-01 to 2100-12-31, such as 2026-11-21.")

_EXAMPLES = {"city": "shanghai,hangzhou", "kind": "show", "near": "hangzhou"}
_SLUG = "[a-z0-9]{1,100}(?:-[a-z0-9]{1,100}){0,20}"
_MOST = 2_000


def filter_parameters() -> tuple[Parameter, ...]:
    """A parameter for each filter of the pages, in their canonical order."""
    return tuple(
        Parameter(facet.name, LEGENDS[facet.name], _schema(facet), example=_EXAMPLES.get(facet.name, "")) for facet in FACETS
    )


def _schema(facet: Facet) -> dict[str, Any]:
    """One value, or several with commas between them."""
    if not facet.is_many:
        return {"type": "string", "enum": list(facet.choices)}
    value = f"(?:{'|'.join(re.escape(choice) for choice in facet.choices)})" if facet.choices else _SLUG
    return {"type": "string", "minLength": 1, "maxLength": _MOST, "pattern": f"^{value}(?:,{value})*$"}


def date_parameters() -> tuple[Parameter, ...]:
    """The days: a preset, or the first and the last one."""
    return (
        Parameter("when", _("Days relative to today; where from or to is stated, it says nothing"), {
            "type": "string", "enum": [when.value for when in When],
        }),
        Parameter("from", _("The first day (today where none is stated)"), DATE, example="2026-11-21", form=A_DATE),
        Parameter(
            "to", _("The last day; whichever of the two is earlier is the first"), DATE, example="2026-12-31", form=A_DATE
        ),
    )


def filters_of(asked: Asked) -> Filters:
    """The pages' filters of a request; 404 where a value names nothing."""
    return _parsed(lambda: parse_filters(MultiDict(asked.stated)), asked)


def dates_of(asked: Asked) -> Dates:
    """The days of a request."""
    return _parsed(lambda: parse_dates(asked.stated, clock.today()), asked)


def has_dates(asked: Asked) -> bool:
    """Whether the request names days."""
    return any(name in asked.stated for name in ("when", "from", "to"))


def _parsed(parse: Callable[[], Value], asked: Asked) -> Value:
    """What the description allows and the filters refuse names nothing that there is: 404, with the parameter."""
    try:
        return parse()
    except UnknownValue as unknown:
        field = str(unknown) if str(unknown) in asked.stated else None
        raise Problem(404, "not_found", _("There is nothing of that name."), field) from None
    except UnreadableDate:
        raise Problem(400, "bad_value", A_DATE) from None


