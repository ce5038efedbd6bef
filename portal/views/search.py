"""The search: a page of what answers, suggestions while one types, and what browsers need to ask us directly."""

import json
from dataclasses import dataclass

from flask import Response, current_app, render_template, request
from flask_babel import gettext

from core import clock
from core.language import language
from core.pages import Shelf, public_page
from core.text import shortened
from core.web import absolute, link, refuse_broken_query
from delta.cities import City
from events.filters import UnknownValue
from events.views.blueprint import Head, parsed, rendered
from portal.queries.search import Found, search
from portal.reach import Named, Thing
from portal.search.document import Kind
from portal.search.reasons import Because
from portal.views.answers import KIND_NAMES, Answer, answer, as_typed, suggestion
from portal.views.counting import count_found, remembered
from portal.views.home import bp

COUNTED = {
    Kind.EVENT: Thing.EVENT, Kind.PRODUCTION: Thing.PRODUCTION, Kind.VENUE: Thing.VENUE, Kind.ORGANISER: Thing.ORGANISER,
    Kind.COMPANY: Thing.COMPANY, Kind.ARTIST: Thing.ARTIST,
}
A_PAGE, MOST_PAGES, SUGGESTED = 20, 50, 7
LONGEST_SHOWN = 24
EXAMPLES = ("首演", "越剧", "shanghai dajuyuan", "lu an", "musical", "21st", "石库门", "免费")


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks: the words, one kind of things or all, which page."""

    text: str
    kind: Kind | None
    page: int

    def path(self, *, text: str = "", kind: Kind | None = None, page: int = 1) -> str:
        """The address of this question, or of a neighbour."""
        return link(
            "portal.search", q=text or self.text, kind=kind.value if kind else "", page=str(page) if page > 1 else ""
        )


def _shelf() -> Shelf:
    """Where answers to what people type are kept: never in place of a page."""
    found: Shelf = current_app.extensions["answers"]
    return found


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of things among what was found."""

    words: str
    href: str
    count: int
    is_here: bool


@bp.page("/search", endpoint="search")
def search_page() -> Response:
    """What answers a question; without one, where to begin."""
    question = parsed(_question)
    answered = public_page(lambda: _page(question), question, shelf=_shelf())
    count_found(question)
    return answered


def _question() -> Question:
    kind, page = request.args.get("kind", ""), request.args.get("page", "") or "1"
    if kind and kind not in set(Kind):
        raise UnknownValue("kind")
    if not (page.isascii() and page.isdecimal() and len(page) < 4 and 1 <= int(page) <= MOST_PAGES):
        raise UnknownValue("page")
    return Question(request.args.get("q", "")[:400].strip(), Kind(kind) if kind else None, int(page))


def _page(question: Question) -> str:
    today = clock.today()
    kinds = (question.kind,) if question.kind else ()
    found = search(question.text, kinds=kinds, limit=A_PAGE, offset=(question.page - 1) * A_PAGE, today=today)
    asked = found.asked.text
    remembered().put(question, _subjects(found))
    lines = [answer(each, today) for each in found.results]
    shown = Question(asked, question.kind, question.page)
    head = Head(
        title=gettext("Search: %(words)s", words=shortened(asked, LONGEST_SHOWN)) if asked else gettext("Search"),
        description=gettext("Find shows, works, houses, companies, artists and cities in Chinese, pinyin or English."),
        path=shown.path(kind=question.kind, page=question.page),
        has_demo=any(line.is_demo for line in lines),
        here="search",
        is_indexed=not asked,  # where to begin, yes; answers, no
    )
    has_more = found.total > question.page * A_PAGE
    return rendered(
        "portal/search.html",
        head,
        asked=asked,
        as_typed=as_typed,
        kind=question.kind,
        found=found,
        lines=lines,
        tabs=_tabs(shown, found),
        which_city=[(city, _answer_of_city(city)) for city in found.which_city],
        in_part=_in_part(found),
        corrected=(found.corrected, shown.path(text=found.corrected)) if found.corrected else None,
        earlier=shown.path(kind=question.kind, page=question.page - 1) if question.page > 1 else "",
        later=shown.path(kind=question.kind, page=question.page + 1) if has_more and question.page < MOST_PAGES else "",
        examples=[(words, link("portal.search", q=words)) for words in EXAMPLES],
    )


def _subjects(found: Found) -> list[Named]:
    """What the answer counts for; a city has no reach of its own."""
    return [Named(COUNTED[each.kind], each.slug) for each in found.results if each.kind in COUNTED]


def _in_part(found: Found) -> str:
    """The part that was found, where not all of the question was."""
    if found.results and found.results[0].why.because is Because.IN_PART:
        return found.results[0].why.asked
    return ""


def _answer_of_city(city: City) -> str:
    return link("events.city", slug=city.slug)


def _tabs(shown: Question, found: Found) -> list[Tab]:
    """All that was found, and each kind of it; none where there is one kind only."""
    if len(found.counts) < 2:
        return []
    every = Tab(gettext("All"), shown.path(), sum(found.counts.values()), shown.kind is None)
    return [every, *(
        Tab(str(KIND_NAMES[kind]), shown.path(kind=kind), found.counts[kind], shown.kind is kind)
        for kind in Kind
        if kind in found.counts
    )]


@bp.page("/search/suggest")
def suggest() -> Response:
    """The first answers while one types, for static/search.js."""
    refuse_broken_query()
    text = request.args.get("q", "")[:400].strip()
    return public_page(lambda: _suggested(text), text, content_type="application/json", shelf=_shelf())


def _suggested(text: str) -> str:
    today = clock.today()
    found = search(text, limit=SUGGESTED, today=today)
    lines: list[Answer] = [answer(each, today) for each in found.results]
    return json.dumps({"results": [suggestion(line) for line in lines]}, ensure_ascii=False)


@bp.page("/opensearch.xml")
def opensearch() -> Response:
    """How browsers put us among their search engines."""
    icon = absolute("core.static", filename="favicon.svg")
    return public_page(
        lambda: render_template("portal/opensearch.xml", address=absolute("portal.search"), speaks=language(), icon=icon),
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
