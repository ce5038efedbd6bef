"""Works and their makers as JSON."""

from collections.abc import Sequence
from typing import Annotated, TypedDict

from flask_babel import lazy_gettext as _

from core.api.cursors import BY_KEY, key_after
from core.api.errors import Problem
from core.api.operations import Operation, Page, api_blueprint
from core.api.parameters import DEMO, PER_PAGE, Asked, Parameter, cursor
from core.api.rows import found, key_of, page, shown_or_none
from core.api.shapes import Doc, Links, Slug, Text, links, name, text
from delta.cities import city_of_slug
from repertoire import queries
from repertoire.models import Company, Credit, Family, Genre, Production, Surtitles
from venues.api.cities import CITY, CityRef, city_ref
from venues.api.places import SLUG

TOPIC = _("Works and their makers")
MINUTES = _("Minutes")
LANTERN = {"zh": "灯笼剧团", "en": "Lantern Players"}


class CompanyRef(TypedDict):
    """A company, in short."""

    slug: Annotated[Slug, Doc(example="lantern-players")]
    name: Annotated[Text, Doc(example=LANTERN)]


class CompanyFacts(TypedDict):
    """Those who play: a company, troupe, orchestra."""

    slug: Annotated[Slug, Doc(example="lantern-players")]
    name: Annotated[Text, Doc(example=LANTERN)]
    summary: Annotated[Text | None, Doc(example={"zh": "一个话剧团。", "en": "A drama company."})]
    city: Annotated[CityRef | None, Doc(_("Where it is at home"))]
    is_demo: bool
    url: Annotated[Links, Doc(_("Its page"))]
    ics: Annotated[Links, Doc(_("Its calendar"))]


class Part(TypedDict):
    """One person's part in a production."""

    slug: Annotated[Slug, Doc(example="lin-an")]
    name: Annotated[Text, Doc(example={"zh": "林安", "en": "Lin An"})]
    role: Annotated[Text | None, Doc(example={"zh": "导演", "en": "Director"})]
    is_main_performer: bool


class ProductionRef(TypedDict):
    """A production, in short."""

    slug: Slug
    title: Text
    genre: Genre
    family: Family


class ProductionFacts(TypedDict):
    """A work as staged."""

    slug: Slug
    title: Text
    summary: Annotated[Text | None, Doc(example={"zh": "一出话剧。", "en": "A play."})]
    genre: Genre
    family: Family
    company: CompanyRef | None
    duration_minutes: Annotated[int | None, Doc(MINUTES, 130)]
    interval_minutes: Annotated[int | None, Doc(_("Minutes; 0 is no interval"), 15)]
    language_spoken: Annotated[str | None, Doc(_("A code: zh, wu, zh-xiqu, en, none (without words)"), "zh")]
    surtitles: Surtitles | None
    age_min: Annotated[int | None, Doc(_("Least age advised, in years"), 6)]
    credits: list[Part]
    is_demo: bool
    url: Annotated[Links, Doc(_("Its page"))]
    ics: Annotated[Links, Doc(_("Its calendar"))]


def production_ref(each: Production) -> ProductionRef:
    """A production in short."""
    return {"slug": each.slug, "title": name(each.title), "genre": each.genre, "family": each.family}


def _company_ref(each: Company | None, asked: Asked) -> CompanyRef | None:
    shown = shown_or_none(each, asked)
    return {"slug": shown.slug, "name": name(shown.name)} if shown else None


def _company(each: Company) -> CompanyFacts:
    return {
        "slug": each.slug,
        "name": name(each.name),
        "summary": text(each.summary),
        "city": city_ref(each.city),
        "is_demo": each.is_demo,
        "url": links("events.company", slug=each.slug),
        "ics": links("calendars.scope_ics", kind="companies", slug=each.slug),
    }


def _parts(credits_: Sequence[Credit], asked: Asked) -> list[Part]:
    return [
        {
            "slug": each.artist.slug,
            "name": name(each.artist.name),
            "role": text(each.role),
            "is_main_performer": each.is_main_performer,
        }
        for each in credits_ if shown_or_none(each.artist, asked)
    ]


def _production(each: Production, asked: Asked) -> ProductionFacts:
    return {
        "slug": each.slug,
        "title": name(each.title),
        "summary": text(each.summary),
        "genre": each.genre,
        "family": each.family,
        "company": _company_ref(each.company, asked),
        "duration_minutes": each.duration_minutes,
        "interval_minutes": each.interval_minutes,
        "language_spoken": each.language_spoken or None,
        "surtitles": each.surtitles,
        "age_min": each.age_min,
        "credits": _parts(each.credits, asked),
        "is_demo": each.is_demo,
        "url": links("events.production", slug=each.slug),
        "ics": links("calendars.scope_ics", kind="productions", slug=each.slug),
    }


def _companies(asked: Asked) -> Page:
    place = city_of_slug(asked.stated.get("city", ""))
    rows = queries.companies_after(
        key_after(asked.after(BY_KEY)), asked.rows + 1, city=place.adcode if place else "", with_demo=asked.with_demo
    )
    return page(rows, asked, _company, key_of)


def _one_company(asked: Asked) -> CompanyFacts:
    return _company(found(queries.company_of_slug(asked.path["slug"]), asked, kind="company"))


def _productions(asked: Asked) -> Page:
    company = None
    if slug := asked.stated.get("company"):
        company = shown_or_none(queries.company_of_slug(slug), asked)
        if company is None:
            raise Problem(404, "not_found", _("There is no company of that name."), "company")
    rows = queries.productions_after(
        key_after(asked.after(BY_KEY)), asked.rows + 1, company_id=company.id if company else None, with_demo=asked.with_demo
    )
    return page(rows, asked, lambda each: _production(each, asked), key_of)


def _one_production(asked: Asked) -> ProductionFacts:
    return _production(found(queries.production_with_makers(asked.path["slug"]), asked, kind="production"), asked)


COMPANY = Parameter("company", _("A company, by its slug"), SLUG, example="lantern-players")

bp = api_blueprint("repertoire_api", (
    Operation(
        rule="/productions",
        name="list_productions",
        topic=TOPIC,
        title=_("Productions"),
        about=_("Works as staged, with their makers, in the order in which they were entered."),
        gives=ProductionFacts,
        answer=_productions,
        parameters=(COMPANY, DEMO, PER_PAGE, cursor(BY_KEY)),
    ),
    Operation(
        rule="/productions/<slug:slug>",
        name="get_production",
        topic=TOPIC,
        title=_("One production"),
        about=_("A work as staged, with its makers."),
        gives=ProductionFacts,
        answer=_one_production,
        parameters=(DEMO,),
        example="the-long-bridge",
    ),
    Operation(
        rule="/companies",
        name="list_companies",
        topic=TOPIC,
        title=_("Companies"),
        about=_("Companies, troupes, orchestras, in the order in which they were entered."),
        gives=CompanyFacts,
        answer=_companies,
        parameters=(CITY, DEMO, PER_PAGE, cursor(BY_KEY)),
    ),
    Operation(
        rule="/companies/<slug:slug>",
        name="get_company",
        topic=TOPIC,
        title=_("One company"),
        about=_("By its slug."),
        gives=CompanyFacts,
        answer=_one_company,
        parameters=(DEMO,),
        example="lantern-players",
    ),
))
