"""The way into the change desk: what runs, what was done, and the dates of a listing to choose from."""

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.language import language
from core.numbers import LARGEST_KEY, whole_number
from core.web import link
from events.change import MOST_DATES, fitting
from events.deed_words import DONE, VERBS
from events.manage.change_desk import bp, own_event, page, when
from events.models.deed import DeedKind
from events.models.event import Event
from events.models.performance import Performance
from events.queries import deeds as stored
from events.queries.force_majeure import houses_of
from events.words import STATUSES

A_PAGE = 25
MOST_PAGES = 1_000
DEEDS_SHOWN = 20
DEEDS_OF_ONE_SHOWN = 8


def _quick(row: Performance) -> list[DeedKind]:
    """What stands beside a date, for one tap."""
    wanted = {DeedKind.CANCEL, DeedKind.MOVE} if row.takes_place else {DeedKind.MOVE, DeedKind.REOPEN}
    return [kind for kind in fitting(row) if kind in wanted]


@bp.page("/desk/<slug:organisation>/changes")
@member(Role.VIEWER)
def index(organisation: Organisation) -> BaseResponse | str:
    """Listings with dates to come, and the latest deeds; what still can be undone stands first."""
    asked = whole_number(request.args.get("event"))
    if asked and asked <= LARGEST_KEY:
        return redirect(link("changes.dates", organisation=organisation.slug, key=asked), 303)
    number = _page(request.args.get("page", ""))
    at = clock.now()
    listings = stored.listings_with_dates(organisation.id, at, (number - 1) * A_PAGE, A_PAGE + 1)
    return page(
        "index.html", gettext("Change desk"), organisation, listings=listings[:A_PAGE], number=number,
        has_more=len(listings) > A_PAGE, deeds=stored.deeds_of(organisation.id, DEEDS_SHOWN), at=at, done=DONE,
        runs_houses=bool(houses_of(organisation.id)),
    )


def _page(text: str) -> int:
    number = whole_number(text)
    return number if number and number <= MOST_PAGES else 1


@bp.page("/desk/<slug:organisation>/changes/<key:key>")
@member(Role.VIEWER)
def dates(organisation: Organisation, key: int) -> str:
    """The dates of a listing: choose one, several, or all from one on, and what becomes of them."""
    return choosing(organisation, own_event(organisation, key))


def choosing(organisation: Organisation, event: Event, *, problem: str = "") -> str:
    """The page of a listing's dates; `problem` is what was refused."""
    at = clock.now()
    rows = stored.changeable_dates(event.id, at, MOST_DATES) if event.is_public else ()
    return page(
        "dates.html", event.title.in_language(language()), organisation, event=event, rows=rows, problem=problem, when=when,
        statuses=STATUSES, verbs=VERBS, quick=_quick, at=at, done=DONE,
        may_write=actor().may(organisation.id, Role.EDITOR),
        deeds=stored.deeds_of(organisation.id, DEEDS_OF_ONE_SHOWN, event_id=event.id),
    )
