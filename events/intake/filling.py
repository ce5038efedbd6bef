"""What a form is filled with from a reading: one proposal a city, each value with the very words it came from. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from events.generator import Pattern
from events.intake.findings import Ambiguity, Fact, Performance, Span
from events.intake.prices import Price
from events.intake.reading import Reading
from events.prices import write_prices

# What the reader calls a language, and the code under which runs keep it (events/words.py).
SPOKEN = {"zh": "zh", "wu": "wu", "en": "en", "none": "none"}
SURTITLES = {"none": "none", "zh": "zh", "en": "en", "both": "both"}
TIER_NAMES = {
    "early_bird": "早鸟票", "package": "套票", "student": "学生票", "senior": "长者票", "charity": "公益票", "member": "会员票",
    "child": "儿童票", "presale": "预售票",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a draft may be filled with. `values` are texts for the form's fields, `words` where they stand in the text.

    `city` is the heading its dates stood under (empty: none); `venue` the key of the house as the caller named it.
    """

    city: str = ""
    venue: str = ""
    dates: tuple[Performance, ...] = ()
    open: tuple[Ambiguity, ...] = ()
    spans: tuple[Span, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def proposals(reading: Reading) -> list[Proposal]:
    """One for each city that dates stand under, in the order of their first dates; one at least."""
    cities = _cities(reading) or [""]
    values, words = _stated(reading)
    houses = [_venue(reading, city, alone=len(cities) == 1) for city in cities]
    return [
        Proposal(
            city=city,
            venue=house,
            dates=tuple(each for each in reading.performances if each.city in {"", city}),
            open=tuple(each for each in reading.ambiguous if each.city in {"", city}),
            spans=reading.spans,
            values=values,
            words=words | _words_of(reading, house),
        )
        for city, house in zip(cities, houses, strict=True)
    ]


def _cities(reading: Reading) -> list[str]:
    stated = [*(each.city for each in reading.performances), *(each.city for each in reading.ambiguous)]
    return list(dict.fromkeys(city for city in stated if city))


def _venue(reading: Reading, city: str, *, alone: bool) -> str:
    """The hall that is named in full, else the house of the dates, else the only house named; none where that is open."""
    stated = {each.venue for each in reading.performances if each.city in {"", city} and each.venue}
    named = [str(fact.value) for fact in reading.venues]
    halls = [key for key in named if "/" in key and (not stated or key.partition("/")[0] in stated)]
    if len(halls) == 1 and (alone or stated):
        return halls[0]
    if len(stated) == 1:
        return next(iter(stated))
    return named[0] if alone and len(named) == 1 else ""


def _words_of(reading: Reading, house: str) -> dict[str, str]:
    """The words that named the house which was chosen, or a hall of it."""
    named = [fact.words for fact in reading.venues if house and str(fact.value) in {house, house.partition("/")[0]}]
    halls = [fact.words for fact in reading.venues if house and str(fact.value).startswith(f"{house}/")]
    said = [fact.words for fact in reading.venues if str(fact.value) == house] or named or halls
    return {"place": said[0]} if said else {}


def _stated(reading: Reading) -> tuple[dict[str, str], dict[str, str]]:
    values: dict[str, str] = {}
    words: dict[str, str] = {}
    for name, find in _FINDERS.items():
        facts = _facts(reading, name)
        found = find([fact.value for fact in facts]) if facts else ""
        if found:
            values[name], words[name] = found, " … ".join(dict.fromkeys(fact.words for fact in facts))
    tiers = _tiers(reading.prices)
    if tiers:
        values["prices"], words["prices"] = write_prices(tiers), " … ".join(dict.fromkeys(p.words for p in reading.prices))
    if any(price.kind == "free" for price in reading.prices) and not tiers:
        values["is_free"] = "y"
        words["is_free"] = next(price.words for price in reading.prices if price.kind == "free")
    return values, words


def _facts(reading: Reading, name: str) -> tuple[Fact, ...]:
    stated = reading.facts.get(_KEYS.get(name, name))
    return stated if isinstance(stated, tuple) else (stated,) if stated else ()


def _first(values: Iterable[Any]) -> str:
    return str(next(iter(values), ""))


def _joined(values: Iterable[Any]) -> str:
    return "、".join(dict.fromkeys(map(str, values)))


_KEYS = {
    "duration_minutes": "duration_minutes", "age_min": "age", "main_performers": "cast", "language_spoken": "language",
    "link": "links", "phone": "contact", "email": "email",
}
_FINDERS = {
    "title": _first, "kind": _first, "genre": _first, "duration_minutes": _first, "interval_minutes": _first,
    "age_min": _first, "age_advice": lambda values: "；".join(dict.fromkeys(map(str, values))), "main_performers": _joined,
    "language_spoken": lambda values: SPOKEN.get(_first(values), ""),
    "surtitles": lambda values: SURTITLES.get(_first(values), ""), "phone": _first, "email": _first,
    "link": _first,
}


def _tiers(prices: Iterable[Price]) -> list[dict[str, Any]]:
    """Price tiers as a run keeps them; what is no single ticket bears its name."""
    tiers = []
    for price in prices:
        if price.kind == "free" or not price.fen:
            continue
        name = TIER_NAMES.get(price.kind, "")
        tiers.append({"zh": name or str(price.fen // 100), "en": "", "fen": price.fen})
    return list({(tier["zh"], tier["fen"]): tier for tier in tiers}.values())


def pattern_of(starts: Iterable[Any]) -> Pattern | None:
    """The rule that has just these starts (aware, or wall time in Asia/Shanghai); None where there are none."""
    stated = tuple(sorted(each.replace(tzinfo=None) for each in starts))
    if not stated:
        return None
    first: date = stated[0].date()
    return Pattern(first=first, last=max(first, stated[-1].date()), weekly={}, extra=stated)
