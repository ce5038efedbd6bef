"""Which of our houses and halls a text names; nothing is guessed where two fit."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LEAST_HAN, LEAST_LATIN = 3, 8
_SEGMENT = re.compile(r"[\n,，;；|｜(（/]")


@dataclass(frozen=True, slots=True)
class House:
    """A house by its names, with the names of its halls by their keys."""

    venue_id: int
    slug: str
    city: str
    names: tuple[str, ...]
    halls: tuple[tuple[int, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What a text names: keys and names of ours, or a code: "place_unknown", "place_ambiguous", "place_absent"."""

    venue_id: int | None = None
    hall_id: int | None = None
    city: str = ""
    venue: str = ""
    hall: str = ""
    code: str = ""


def folded(text: str) -> str:
    """A name as it is compared: one width, small letters, only letters and digits."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


class Places:
    """All houses, ready to be asked."""

    def __init__(self, houses: Iterable[House]) -> None:
        self._houses = tuple(houses)
        self._names = [(folded(name), house) for house in self._houses for name in house.names if folded(name)]
        self._names.sort(key=lambda each: -len(each[0]))
        self._exact: dict[str, set[House]] = {}
        for name, house in self._names:
            self._exact.setdefault(name, set()).add(house)
        self._known: dict[str, Place] = {}

    def named(self, text: str) -> Place:
        """The house, and the hall where one is named, that a text such as "上海大剧院·中剧场" means."""
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> Place:
        whole = folded(text)
        if not whole:
            return Place(code="place_absent")
        houses = self._exact.get(whole) or self._within(_SEGMENT.split(text)) or self._by_hall(whole)
        if len(houses) != 1:
            return Place(code="place_ambiguous" if houses else "place_unknown")
        house = next(iter(houses))
        hall = self._hall(house, whole)
        return Place(house.venue_id, hall[0] if hall else None, house.city, house.slug, hall[1] if hall else "")

    def _within(self, segments: list[str]) -> set[House]:
        """The houses with the longest name that a segment holds; an address may stand before or behind it."""
        for segment in segments:
            small = folded(segment)
            found = [(name, house) for name, house in self._names if _is_telling(name) and name in small]
            if found:
                return {house for name, house in found if len(name) == len(found[0][0])}
        return set()

    def _by_hall(self, whole: str) -> set[House]:
        """A hall's own name, where only one house has such a hall and the name tells."""
        return {
            house for house in self._houses for _key, _code, names in house.halls
            if any(_is_telling(folded(name)) and folded(name) == whole for name in names)
        }

    @staticmethod
    def _hall(house: House, whole: str) -> tuple[int, str] | None:
        rest = whole
        for name in sorted((folded(name) for name in house.names if name), key=len, reverse=True):
            rest = rest.replace(name, "", 1)
        fitting = [
            (len(small), key, code) for key, code, names in house.halls for name in names
            if (small := folded(name)) and (small in rest or small == whole)
        ]
        if fitting:
            longest = max(fitting)
            return (longest[1], longest[2]) if len({key for size, key, _ in fitting if size == longest[0]}) == 1 else None
        return (house.halls[0][0], house.halls[0][1]) if len(house.halls) == 1 else None


def _is_telling(name: str) -> bool:
    """Whether a name is long enough to be looked for inside a longer text."""
    return len(name) >= (LEAST_HAN if any(ord(sign) > 0x2E7F for sign in name) else LEAST_LATIN)
