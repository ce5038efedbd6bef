"""The blueprint of the visitors' pages, and what every page of it shares: its head, its errors, its address."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote_plus

from flask import Response, abort, current_app, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from core.pages import public_page
from core.text import shortened
from core.web import PublicBlueprint, link, refuse_broken_query, same_query
from events.filters import UnknownValue, UnreadableDate
from events.queries.records import moved_to

bp = PublicBlueprint("events", __name__)
Value = TypeVar("Value")
LONGEST_TITLE = 60
LONGEST_DESCRIPTION = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of a page says. `path` is its one canonical address, `feed` the calendar that follows it.

    `has_demo`: rows of the demo season are shown, so that the page says so and is not indexed.
    `counterpart` is the path in the other language where it is not the same one. `city` is kept in the links that lead on
    (empty: none was chosen). `here` names the entry of the main navigation. `share` is the path of the picture that stands
    for the page where its address is shared (empty: that of the whole site).
    """

    title: str
    path: str
    description: str = ""
    feed: str = ""
    has_demo: bool = False
    city: str = ""
    here: str = ""
    counterpart: str = ""
    share: str = ""
    is_indexed: bool = True
    is_whole_title: bool = False

    @property
    def short_description(self) -> str:
        """The description in one line of a fit length."""
        return shortened(" ".join(self.description.split()), LONGEST_DESCRIPTION)

    def titled(self, site: str) -> str:
        """The title with the site's name, in at most 60 characters; what is cut ends in an ellipsis."""
        if self.is_whole_title:
            return self.title
        return f"{shortened(self.title, LONGEST_TITLE - len(site) - 3)} · {site}"


def show(make: Callable[[], str], *key: Hashable) -> Response:
    """A public page by its canonical key, made where the shelf has none."""
    refuse_broken_query()
    return public_page(make, *key)


def at_its_address(address: str, make: Callable[[], str]) -> BaseResponse:
    """A public page by its one canonical address. Every other way to write it (a form's empty fields, another order, what a
    messenger adds) is sent there, so that whoever shares the address shares this one."""
    refuse_broken_query()
    query = address.partition("?")[2]
    if unquote_plus(request.query_string.decode("ascii", "replace")) != unquote_plus(query):
        return redirect(address, 302)
    return public_page(make, address)


@bp.app_errorhandler(UnknownValue)
def _on_unknown_value(_error: UnknownValue) -> BaseResponse:
    """A house or district that a filter names and that there is not."""
    return current_app.handle_http_exception(NotFound())  # type: ignore[return-value]


def parsed(parse: Callable[[], Value]) -> Value:
    """What a query says: 404 for an unknown value, 400 for an unreadable date."""
    refuse_broken_query()
    try:
        return parse()
    except UnknownValue:
        abort(404)
    except UnreadableDate:
        abort(400)


def found(record: Value | None, kind: str, endpoint: str, slug: str) -> Value:
    """The record, or the way to its new address for ever, or 404."""
    if record is None:
        new = moved_to(kind, slug)
        abort(redirect(same_query(link(endpoint, slug=new)), 301) if new else 404)
    return record


def rendered(template: str, head: Head, **values: object) -> str:
    """The HTML of a page."""
    return render_template(template, head=head, **values)
