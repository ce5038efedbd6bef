"""What the filters and their values are called."""

from collections.abc import Callable, Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from core.language import language
from core.types import Bilingual
from delta.cities import all_cities, city_of_slug
from delta.windows import strand, window
from events.daytime import Daytime
from events.facets import ANY, OTHER_BANDS, PROVINCES
from events.filters import Filters
from events.models.words import EventKind, LeadBody, PremiereKind, PremiereScope
from events.words import GENRES, KINDS, LANGUAGES_SPOKEN, LEADS, PREMIERES, SCOPES
from repertoire.models import Family, Genre

LEGENDS: dict[str, LazyString] = {
    "city": _("City"),
    "province": _("Province"),
    "zone": _("Zone"),
    "district": _("District"),
    "venue": _("Venue"),
    "near": _("I start from"),
    "within": _("Door to door, at most (estimate)"),
    "kind": _("Kind"),
    "family": _("Art"),
    "genre": _("Genre"),
    "strand": _("Strand of culture"),
    "window": _("Window"),
    "premiere": _("First time"),
    "scope": _("First time where"),
    "lead": _("Lead body"),
    "spoken": _("Language on stage"),
    "surtitles": _("Surtitles"),
    "age": _("Fit for a child of"),
    "price": _("Lowest price"),
    "tickets": _("Tickets"),
    "access": _("Accessibility"),
    "time": _("Time of day"),
    "ends": _("Over by"),
}

FAMILIES: dict[Family, LazyString] = {
    Family.DRAMA: _("Spoken theatre"),
    Family.MUSICAL_THEATRE: _("Opera and musicals"),
    Family.DANCE: _("Dance"),
    Family.XIQU: _("Chinese opera (xiqu)"),
    Family.MUSIC: _("Music"),
    Family.VARIETY: _("Variety"),
    Family.OTHER: _("Other"),
}

DAYTIMES: dict[Daytime, LazyString] = {
    Daytime.MORNING: _("Morning"),
    Daytime.MATINEE: _("Matinee"),
    Daytime.EVENING: _("Evening"),
    Daytime.LATE: _("Late night"),
}

ACCESS: dict[str, LazyString] = {
    "wheelchair": _("Wheelchair places"),
    "signed": _("Signed"),
    "captioned": _("Captioned"),
    "relaxed": _("Relaxed performance"),
    "quiet": _("Quiet room"),
}


def value_words(name: str, value: str, places: Mapping[str, Bilingual]) -> str:
    """What one value of a filter is called; `places` names houses and districts by slug."""
    if name in {"venue", "district"}:
        return places[value].in_language(language()) if value in places else value
    return WORDS[name](value)


def phrases(filters: Filters, places: Mapping[str, Bilingual]) -> list[tuple[str, str, str]]:
    """Each value that is on as (name, value, words that stand alone)."""
    return [
        (name, value, standing_alone(filters, name, value, places))
        for name, values in filters.stated if name != "near"
        for value in values
    ]


def standing_alone(filters: Filters, name: str, value: str, places: Mapping[str, Bilingual]) -> str:
    """What a value is called where the name of its filter is not beside it."""
    words = value_words(name, value, places)
    if name == "within":
        home = _city_words(filters.chosen("near")[0])
        return gettext("Within %(hours)s of %(city)s (estimate)", hours=words, city=home)
    if name == "ends":
        return gettext("Over by %(hour)s", hour=words)
    if name == "age":
        return gettext("Fit for age %(age)s", age=value)
    if name == "scope":
        return gettext("First time %(where)s", where=words)
    if name == "surtitles":
        return gettext("Chinese surtitles") if value == "zh" else gettext("English surtitles")
    return words


def _city_words(slug: str) -> str:
    found = city_of_slug(slug)
    return found.told_apart.in_language(language()) if found else slug


def _province_words(name: str) -> str:
    found = next(each for each in all_cities() if PROVINCES[each.province_adcode] == name)
    return found.province.in_language(language())


def _price_words(band: str) -> str:
    if band not in OTHER_BANDS:
        return gettext("Free")
    least, end = OTHER_BANDS[band]
    if end is None:
        return gettext("¥%(least)s and more", least=least // 100)
    return gettext("Below ¥%(end)s", end=end // 100) if not least else f"¥{least // 100}–{end // 100}"


def _strand_words(code: str) -> str:
    found = strand(code)
    return found.name.in_language(language()) if found else code


def _window_words(code: str) -> str:
    found = window(code)
    return found.name.in_language(language()) if found else code


def _spoken_words(code: str) -> str:
    return str(LANGUAGES_SPOKEN[code])


WORDS: dict[str, Callable[[str], str]] = {
    "city": _city_words,
    "province": _province_words,
    "zone": lambda _value: gettext("SHOW LIFE zone"),
    "near": _city_words,
    "within": lambda hours: gettext("%(hours)s hours", hours=hours.replace(".5", "½")),
    "kind": lambda code: str(KINDS[EventKind(code)]),
    "family": lambda code: str(FAMILIES[Family(code)]),
    "genre": lambda code: str(GENRES[Genre(code)]),
    "strand": _strand_words,
    "window": _window_words,
    "premiere": lambda code: gettext("Any first time") if code == ANY else str(PREMIERES[PremiereKind(code)]),
    "scope": lambda code: str(SCOPES[PremiereScope(code)]),
    "lead": lambda code: str(LEADS[LeadBody(code)]),
    "spoken": _spoken_words,
    "surtitles": lambda code: gettext("In Chinese") if code == "zh" else gettext("In English"),
    "age": lambda years: gettext("%(years)s years", years=years),
    "price": _price_words,
    "tickets": lambda _value: gettext("Not sold out"),
    "access": lambda code: str(ACCESS[code]),
    "time": lambda code: str(DAYTIMES[Daytime(code)]),
    "ends": lambda hour: f"{hour[:2]}:{hour[2:]}",
}
