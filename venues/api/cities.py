"""Cities as JSON."""

from functools import cache
from typing import Annotated, TypedDict

from flask_babel import lazy_gettext as _

from core.api.cursors import BY_KEY, key_after
from core.api.errors import NOT_FOUND
from core.api.operations import Operation, Page
from core.api.parameters import PER_PAGE, Asked, Parameter, cursor
from core.api.rows import page
from core.api.shapes import Doc, Links, Slug, Text, links, name
from delta.cities import City, all_cities, city, city_of_slug

TOPIC = _("Places")


class CityRef(TypedDict):
    """A city, in short."""

    slug: Annotated[Slug, Doc(example="shanghai")]
    adcode: Annotated[str, Doc(_("Its code in GB/T 2260"), "310000")]
    name: Annotated[Text, Doc(_("Its short name"), {"zh": "上海", "en": "Shanghai"})]


class CityFacts(TypedDict):
    """One of the 41 cities of the Yangtze River Delta."""

    slug: Annotated[Slug, Doc(example="shanghai")]
    adcode: Annotated[str, Doc(_("Its code in GB/T 2260"), "310000")]
    name: Annotated[Text, Doc(_("Its full name"), {"zh": "上海市", "en": "Shanghai"})]
    short_name: Annotated[Text, Doc(_("As one says it, told apart from a namesake"), {"zh": "上海", "en": "Shanghai"})]
    province: Annotated[Text, Doc(example={"zh": "上海市", "en": "Shanghai"})]
    province_adcode: Annotated[str, Doc(example="310000")]
    lat: Annotated[float, Doc(_("Degrees, WGS-84 (GeoNames, CC BY 4.0)"), 31.22)]
    lng: Annotated[float, Doc(_("Degrees, WGS-84 (GeoNames, CC BY 4.0)"), 121.46)]
    is_core: Annotated[bool, Doc(_("One of the 27 core cities"), example=True)]
    url: Annotated[Links, Doc(_("Its page"))]
    ics: Annotated[Links, Doc(_("Its calendar"))]


@cache
def city_ref(adcode: str) -> CityRef | None:
    """A city in short; None where none is stated."""
    if not adcode:
        return None
    found = city(adcode)
    return {"slug": found.slug, "adcode": found.adcode, "name": name(found.told_apart)}


def _facts(each: City) -> CityFacts:
    return {
        "slug": each.slug,
        "adcode": each.adcode,
        "name": name(each.name),
        "short_name": name(each.told_apart),
        "province": name(each.province),
        "province_adcode": each.province_adcode,
        "lat": each.lat,
        "lng": each.lng,
        "is_core": each.is_core,
        "url": links("events.city", slug=each.slug),
        "ics": links("calendars.scope_ics", kind="cities", slug=each.slug),
    }


def _cities(asked: Asked) -> Page:
    after = key_after(asked.after(BY_KEY))
    found = [each for each in all_cities() if int(each.adcode) > after]
    return page(found, asked, _facts, lambda each: BY_KEY.write(int(each.adcode)))


def _city(asked: Asked) -> CityFacts:
    found = city_of_slug(asked.path["slug"])
    if found is None:
        raise NOT_FOUND
    return _facts(found)


CITY = Parameter(
    "city", _("A city, by its slug"), {"type": "string", "enum": [each.slug for each in all_cities()]}, example="shanghai"
)

OPERATIONS = (
    Operation(
        rule="/cities",
        name="list_cities",
        topic=TOPIC,
        title=_("The 41 cities"),
        about=_("In the order of their codes: Shanghai, Jiangsu, Zhejiang, Anhui."),
        gives=CityFacts,
        answer=_cities,
        parameters=(PER_PAGE, cursor(BY_KEY)),
    ),
    Operation(
        rule="/cities/<slug:slug>",
        name="get_city",
        topic=TOPIC,
        title=_("One city"),
        about=_("By its slug. The two Suzhous and Taizhous have slugs of their own."),
        gives=CityFacts,
        answer=_city,
        example="shanghai",
    ),
)
