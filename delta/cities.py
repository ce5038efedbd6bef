"""The 41 cities of the Yangtze River Delta: frozen values, keyed by adcode and by slug."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.types import Bilingual

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class City:
    """A city. Coordinates are WGS-84 degrees (GeoNames, CC BY 4.0); `adcode` is GB/T 2260."""

    adcode: str
    slug: str
    name: Bilingual
    short_zh: str
    pinyin: str
    province: Bilingual
    province_adcode: str
    lat: float
    lng: float
    is_core: bool

    @property
    def short(self) -> Bilingual:
        """The name as one says it: 苏州 / Suzhou (the two Suzhous and Taizhous are told apart by `told_apart`)."""
        return Bilingual(self.short_zh, self.name.en)

    @property
    def told_apart(self) -> Bilingual:
        """The short name, with the province where another city shares it in English."""
        if len(_by_english()[self.name.en]) == 1:
            return self.short
        return Bilingual(f"{self.short_zh}", f"{self.name.en} ({self.province.en})")


@cache
def all_cities() -> tuple[City, ...]:
    """All 41, in the order of their codes (Shanghai, Jiangsu, Zhejiang, Anhui)."""
    with (DATA / "cities.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            City(
                adcode=row["adcode"],
                slug=row["slug"],
                name=Bilingual(row["name_zh"], row["name_en"]),
                short_zh=row["short_zh"],
                pinyin=row["pinyin"],
                province=Bilingual(row["province_zh"], row["province_en"]),
                province_adcode=row["province_adcode"],
                lat=float(row["lat_wgs84"]),
                lng=float(row["lng_wgs84"]),
                is_core=row["in_core_27"] == "1",
            )
            for row in csv.DictReader(file)
        )


@cache
def _by_english() -> dict[str, tuple[City, ...]]:
    names = {city.name.en for city in all_cities()}
    return {name: tuple(city for city in all_cities() if city.name.en == name) for name in names}


@cache
def _by_adcode() -> dict[str, City]:
    return {city.adcode: city for city in all_cities()}


@cache
def _by_slug() -> dict[str, City]:
    return {city.slug: city for city in all_cities()}


def city(adcode: str) -> City:
    """The city of an adcode; KeyError where the Delta has none."""
    return _by_adcode()[adcode]


def is_city(adcode: str) -> bool:
    """Whether an adcode is one of the 41."""
    return adcode in _by_adcode()


def city_of_slug(slug: str) -> City | None:
    """The city of a slug, or None."""
    return _by_slug().get(slug)
