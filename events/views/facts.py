"""What is good to know about an event: labels and values, in the order in which people ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from core.clock import now
from core.language import day_words, money, say
from core.types import Bilingual
from core.web import link
from delta.windows import strand, window
from events.listing import refund_of
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import ApprovalState
from events.views.rows import town
from events.words import APPROVALS, LANGUAGES_SPOKEN, LEADS, SURTITLES
from repertoire.models import Surtitles

DOT = Markup(" · ")


@dataclass(frozen=True, slots=True)
class Fact:
    """A label, its value, and a remark in smaller type."""

    label: Markup | str
    value: Markup
    note: Markup | str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A link to what an event belongs to."""

    words: Markup
    href: str


def to_link(href: str, words: Markup) -> Markup:
    """A link in the middle of other words."""
    return Markup('<a href="{}">{}</a>').format(href, words)


def web_address(stated: str) -> bool:
    """Whether a stated address is one of the web, so that it may be linked."""
    try:
        parts = urlsplit(stated)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def ticket_address(run: Run, dates: Sequence[Performance]) -> str:
    """Where tickets of a run are sold: only what is approved and takes place, only at a web address (R5, R18)."""
    if not web_address(run.live_seller_url):
        return ""
    moment = now()
    return run.live_seller_url if any(each.sells_at(moment) for each in dates if each.run_id == run.id) else ""


def running(run: Run) -> str:
    """The running time with its interval, in words."""
    minutes = run.running_minutes
    if not minutes:
        return ""
    said = ngettext("About %(num)s minute", "About %(num)s minutes", minutes)
    interval = run.interval_minutes
    if interval is None and run.production:
        interval = run.production.interval_minutes
    if interval is None:
        return said
    rest = gettext(", with an interval of %(minutes)s minutes", minutes=interval) if interval else gettext(", no interval")
    return f"{said}{rest}"


def price_words(run: Run) -> str:
    """Free, or from what to what."""
    if run.is_free:
        return gettext("Free")
    if run.price_from_fen is None:
        return ""
    if run.price_from_fen == run.price_to_fen:
        return money(run.price_from_fen)
    return f"{money(run.price_from_fen)}–{money(run.price_to_fen)}"


def practical(run: Run, dates: Sequence[Performance], on_sale: Sequence[Performance]) -> list[Fact]:
    """A run's facts: language, age, prices, sale, approval, access."""
    own = [each for each in dates if each.run_id == run.id]
    found = [
        Fact(gettext("Opening hours"), say(run.opening_hours)),
        Fact(gettext("Language"), escape(_spoken(run))),
        Fact(gettext("Running time"), escape(running(run))),
        Fact(gettext("Age"), _age(run)),
        Fact(gettext("Main performers"), say(run.main_performers)),
        Fact(gettext("Prices"), _prices(run)),
        *(
            Fact(gettext("On sale from"), escape(f"{day_words(each.starts_at)} {each.starts_local:%H:%M}"))
            for each in on_sale if each.run_id == run.id
        ),
        Fact(gettext("Ticket seller"), say(run.seller), _licence(run)),
        Fact(gettext("Refunds"), say(refund_of(run.event))),
        *_approvals(own),
        Fact(gettext("Access"), escape(_access(own))),
        *_audience(own),
    ]
    return [each for each in found if each.value]


def _spoken(run: Run) -> str:
    parts = [str(LANGUAGES_SPOKEN.get(run.spoken, run.spoken))] if run.spoken else []
    if run.surtitles_shown and (run.surtitles_shown is not Surtitles.NONE or run.spoken not in {"", "none"}):
        parts.append(str(SURTITLES[run.surtitles_shown]))
    return " · ".join(parts)


def _age(run: Run) -> Markup:
    if run.age_advice:
        return say(run.age_advice)
    return escape(gettext("From %(years)s years", years=run.least_age) if run.least_age else "")


def _prices(run: Run) -> Markup:
    if run.is_free or not run.prices:
        return escape(price_words(run))
    said = []
    for price in run.prices:
        name = Bilingual(price.get("zh", ""), price.get("en", ""))
        has_name = name and len(run.prices) > 1 and not name.zh.isdecimal()
        said.append(Markup("{} ({})").format(money(price["fen"]), say(name)) if has_name else escape(money(price["fen"])))
    return Markup(" / ").join(said)


def _licence(run: Run) -> str:
    return gettext("Licence %(number)s", number=run.seller_licence) if run.seller_licence else ""


def _approvals(dates: Sequence[Performance]) -> list[Fact]:
    """One fact for each state and authority, with the numbers of all dates that it holds for."""
    numbers: dict[Markup, list[str]] = {}
    for each in dates:
        if each.approvals:
            latest = each.approvals[-1]
            if latest.state is ApprovalState.PREPARING and not (latest.authority or latest.reason):
                continue  # every new date begins so: nobody has stated it
            parts = [escape(str(APPROVALS[latest.state])), say(latest.authority), say(latest.reason)]
            numbers.setdefault(DOT.join(part for part in parts if part), []).append(latest.number)
    return [Fact(gettext("Approval"), value, _numbers(found)) for value, found in numbers.items()]


def _numbers(found: Sequence[str]) -> Markup:
    stated = list(dict.fromkeys(number for number in found if number))
    return Markup('<span lang="zh-CN">{}</span>').format("、".join(stated)) if stated else Markup("")


def _access(dates: Sequence[Performance]) -> str:
    found = []
    places = {each.wheelchair_places for each in dates if each.wheelchair_places}
    if places:
        found.append(ngettext("%(num)s wheelchair place", "%(num)s wheelchair places", max(places)))
    marks = (
        ("is_signed", gettext("signed")), ("is_captioned", gettext("captioned")),
        ("is_relaxed", gettext("relaxed performance")), ("has_quiet_room", gettext("quiet room")),
    )
    for name, words in marks:
        having = sum(bool(getattr(each, name)) for each in dates)
        if having == len(dates):
            found.append(words)
        elif having:
            found.append(gettext("%(what)s on some dates (see the list)", what=words))
    return " · ".join(found) if dates else ""


def _audience(dates: Sequence[Performance]) -> list[Fact]:
    approved = {each.approved_audience for each in dates if each.approved_audience}
    return [Fact(gettext("Approved audience"), escape(f"{max(approved):,}"))] if approved else []


def people(event: Event, run: Run | None) -> list[Fact]:
    """Who holds it, for whom, who leads, who plays."""
    found = []
    if event.organiser:
        name = say(event.organiser.name)
        found.append(Fact(gettext("Organiser"), to_link(link("events.organiser", slug=event.organiser.slug), name)))
    if event.on_behalf_of:
        name = say(event.on_behalf_of.name)
        found.append(Fact(gettext("On behalf of"), to_link(link("events.organiser", slug=event.on_behalf_of.slug), name)))
    if event.lead:
        found.append(Fact(gettext("Lead"), escape(str(LEADS[event.lead]))))
    if run and run.production:
        work = run.production
        found.append(Fact(gettext("Production"), to_link(link("events.production", slug=work.slug), say(work.title))))
        if work.company:
            href = link("events.company", slug=work.company.slug)
            found.append(Fact(gettext("Company"), to_link(href, say(work.company.name))))
    if event.city:
        found.append(Fact(gettext("City"), escape(town(event.city))))
    if event.contact:
        found.append(Fact(gettext("Contact"), escape(event.contact)))
    return found


def belongs_to(event: Event, wholes: Sequence[Event]) -> list[Chip]:
    """Festival or series, window, measure, strands."""
    found = [Chip(say(each.title), link("events.event", slug=each.slug)) for each in wholes]
    for code in (event.window_code, event.measure_code):
        place = window(code) if code else None
        if place:
            found.append(Chip(say(place.name), link("events.window", slug=place.code)))
    for each in event.strands:
        known = strand(each.code)
        if known:
            found.append(Chip(say(known.name), link("events.strand", slug=known.code.replace("_", "-"))))
    return found
