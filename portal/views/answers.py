"""A found thing as a page shows it: what it is, where, when next, and why it answers, the words that matched marked."""

from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape

from core.folding import folded, is_han
from core.language import TAGS, language, other, say
from core.types import Bilingual
from core.web import link
from delta.cities import city
from events.models.words import EventKind
from events.views.posters import WINDOW, Poster, motif_of, poster
from events.views.rows import STATUS_LOOKS, Badge, demo_badge, near_day, span_words, town
from events.words import GENRES, KINDS, OFF
from portal.queries.search import Result
from portal.search.document import Kind, Topic
from portal.search.reasons import Because, Why, marks
from repertoire.models import Genre

KIND_NAMES: dict[Kind, LazyString] = {
    Kind.CITY: _("City"),
    Kind.VENUE: _("Venue"),
    Kind.PRODUCTION: _("Production"),
    Kind.EVENT: _("Shows and events"),
    Kind.COMPANY: _("Company"),
    Kind.ARTIST: _("Artist"),
    Kind.ORGANISER: _("Organiser"),
}
TOPIC_NAMES: dict[Topic, LazyString] = {
    Topic.OTHER_NAME: _("Also called"),
    Topic.WORK: _("Production"),
    Topic.EDITION: _("Edition"),
    Topic.PERSON: _("With"),
    Topic.COMPANY: _("Company"),
    Topic.ORGANISER: _("Organiser"),
    Topic.VENUE: _("At"),
    Topic.HALL: _("Hall"),
    Topic.PLACE: _("Place"),
    Topic.SORT: _("About"),
    Topic.PROGRAMME: _("In the programme"),
}
PAGES = {
    Kind.CITY: "events.city", Kind.VENUE: "events.venue", Kind.PRODUCTION: "events.production", Kind.EVENT: "events.event",
    Kind.COMPANY: "events.company", Kind.ARTIST: "events.artist", Kind.ORGANISER: "events.organiser",
}
DOT = Markup(" · ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One line of the page. `alternative` is the other-language name where the words stand in that one; `fate` says that it is
    cancelled, or postponed."""

    href: str
    kind: str
    title: Markup
    plain_title: str
    title_lang: str
    alternative: Markup
    when: str
    fate: str
    place: Markup
    why: Markup
    badges: tuple[Badge, ...]
    poster: Poster
    is_demo: bool


def marked(text: str, words: tuple[str, ...]) -> Markup:
    """A text with these words marked in it."""
    found, reached = Markup(""), 0
    for start, end in marks(text, words):
        found += escape(text[reached:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        reached = end
    return found + escape(text[reached:])


def as_typed(text: str) -> Markup:
    """What somebody typed, with its language where that is not the page's."""
    if language() == "en" and any(map(is_han, text)):
        return Markup('<span lang="zh-CN">{}</span>').format(text)
    return escape(text)


def answer(of: Result, today: date) -> Answer:
    """A found thing in the reader's language."""
    genre = Genre(of.genre) if of.genre else None
    motif = motif_of(EventKind(of.about_kind) if of.about_kind else None, genre) if of.kind in {
        Kind.EVENT, Kind.PRODUCTION
    } else WINDOW
    return Answer(
        href=link(PAGES[of.kind], slug=of.slug),
        kind=_kind_words(of, genre),
        title=_title(of),
        plain_title=of.title.in_language(language()),
        title_lang="" if of.title.has(language()) else TAGS[other(language())],
        alternative=_alternative(of),
        when=_when(of, today),
        fate=str(OFF[of.fate]) if of.fate else "",
        place=_place(of),
        why=_why(of.why),
        badges=_badges(of),
        poster=poster(motif, of.slug),
        is_demo=of.is_demo,
    )


def suggestion(line: Answer) -> dict[str, str]:
    """A line as static/search.js shows it: plain texts."""
    note = " · ".join(part for part in (line.fate, line.kind, line.place.striptags(), line.when) if part)
    return {"title": line.plain_title, "lang": line.title_lang, "note": note, "href": line.href}


def _kind_words(of: Result, genre: Genre | None) -> str:
    is_event = of.kind is Kind.EVENT and bool(of.about_kind)
    words = [str(KINDS[EventKind(of.about_kind)] if is_event else KIND_NAMES[of.kind])]
    return " · ".join([*words, *([str(GENRES[genre])] if genre else [])])


def _title(of: Result) -> Markup:
    """The name, marked where the words stand in it; a missing translation says so."""
    speaks = language()
    if not of.title.has(speaks):
        return say(of.title)
    return marked(of.title.in_language(speaks), of.why.words)


def _alternative(of: Result) -> Markup:
    """The name in the other language, where that alone has the words."""
    speaks = language()
    text = of.title.in_language(other(speaks))
    if not of.title.has(other(speaks)) or not marks(text, of.why.words) or marks(of.title.in_language(speaks), of.why.words):
        return Markup("")
    return Markup('<span lang="{}">{}</span>').format(TAGS[other(speaks)], marked(text, of.why.words))


def _when(of: Result, today: date) -> str:
    if of.next_day is None:
        return ""
    span = next((each.split("/") for each in of.days.split() if "/" in each), None)
    if of.next_day > today:
        return gettext("Next: %(day)s", day=near_day(of.next_day))
    if span and span[0] <= today.isoformat():
        last = date.fromisoformat(span[1]) if span[1] else None
        return gettext("On now: %(days)s", days=span_words(date.fromisoformat(span[0]), last))
    return gettext("On today") if of.kind in {Kind.EVENT, Kind.PRODUCTION} else gettext("Something on today")


def _place(of: Result) -> Markup:
    """House or district and city; a city has its province."""
    if of.kind is Kind.CITY:
        return say(city(of.city).province)
    parts = [say(of.place)] if of.place else []
    named = town(of.city) if of.city else ""
    if named and named not in of.place.in_language(language()):
        parts.append(escape(named))
    return DOT.join(parts)


def _badges(of: Result) -> tuple[Badge, ...]:
    if of.fate:
        look, drawing = STATUS_LOOKS[of.fate]
        standing = [Badge(look, str(OFF[of.fate]), drawing)]
    else:
        standing = [Badge("ended", gettext("Ended"))] if of.days and of.next_day is None else []
    return (*standing, *([demo_badge()] if of.is_demo else []))


def _side(text: Bilingual, found: str) -> tuple[str, str]:
    """The side of a text that holds what was found, with its language; else the reader's."""
    speaks = language()
    for tongue in (speaks, other(speaks)):
        side = text.en if tongue == "en" else text.zh
        if side and found.replace(" ", "") in folded(side).replace(" ", ""):
            return side, tongue
    return text.in_language(speaks), speaks if text.has(speaks) else other(speaks)


def _quoted(why: Why) -> Markup:
    """The text beside the name that has the words."""
    side, tongue = _side(why.text, why.found)
    words = marked(side, (*why.words, why.asked))
    return words if tongue == language() else Markup('<span lang="{}">{}</span>').format(TAGS[tongue], words)


def _why(why: Why) -> Markup:
    """Why it answers, where its name as it stands does not say so."""
    topic = Markup("{}: {}").format(TOPIC_NAMES[why.topic], _quoted(why)) if why.topic else Markup("")
    manner = {
        Because.SOUND: gettext("pinyin “%(words)s”"),
        Because.ALIKE: gettext("sounds like “%(words)s”"),
        Because.SIMILAR: gettext("similar to “%(words)s”"),
    }.get(why.because, "")
    said = escape(manner) % {"words": as_typed(why.asked)} if manner else ""
    return DOT.join(part for part in (topic, said) if part)
