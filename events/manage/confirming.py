"""“It stands as listed”, said at the desk: for those who do not wait for the letter that asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.language import day_short, day_words, say
from core.numbers import LARGEST_KEY
from core.web import link
from events.amended_words import place_name
from events.desk_words import EXPIRED
from events.manage.blueprint import bp, own_event
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS
from events.queries import listings as stored
from events.services import confirming


@dataclass(frozen=True, slots=True)
class Standing:
    """A public run with dates to come: which, what its organiser said last, and where that can be said."""

    place: Markup
    days: str
    words: str
    is_confirmed: bool
    href: str


def standings_of_runs(
    organisation: Organisation, event: Event, runs: Sequence[Run], rows: Sequence[Performance], *, at: datetime
) -> list[Standing]:
    """Each public run of a listing that has a date to come."""
    if not event.is_public:
        return []
    return [
        _standing(organisation, run, coming)
        for run in runs
        if (coming := [row for row in rows if row.run_id == run.id and _is_to_come(row, at)])
    ]


def _is_to_come(row: Performance, at: datetime) -> bool:
    return row.published_at is not None and row.form not in MOMENTS and row.takes_place and not row.has_ended_at(at)


def _standing(organisation: Organisation, run: Run, coming: Sequence[Performance]) -> Standing:
    first, last = coming[0], coming[-1]
    days = dict.fromkeys(day_short(day) for day in (first.day, last.last_day or last.day))
    words = gettext("Not yet confirmed")
    if run.doubted_at is None and run.confirmed_at is not None:
        words = gettext("Confirmed on %(day)s", day=day_words(run.confirmed_at))
    return Standing(
        say(place_name(first.venue, first.hall, with_house=True)), " – ".join(days), words,
        run.doubted_at is None and run.confirmed_at is not None,
        link("desk.confirm_run", organisation=organisation.slug, key=run.event_id, run=run.id),
    )


@bp.page("/desk/<slug:organisation>/listings/<key:key>/runs/<key:run>/confirm", methods=["POST"])
@member(Role.EDITOR)
def confirm_run(organisation: Organisation, key: int, run: int) -> BaseResponse:
    """It stands as listed: the same deed as by the mailed link."""
    _own_run(organisation, key, run)
    if not Form().validate():
        flash(str(EXPIRED), "problem")
    else:
        _confirm(organisation, key, run)
    return redirect(link("desk.listing", organisation=organisation.slug, key=key), 303)


def _confirm(organisation: Organisation, key: int, run: int) -> None:
    try:
        with committing():
            confirming.confirm(_own_run(organisation, key, run), at=clock.now(), actor=actor())
    except Refused as refused:
        flash(
            gettext("It is over, or was withdrawn: there is nothing to confirm.") if refused.reason == "over" else str(EXPIRED),
            "problem",
        )
    else:
        flash(gettext("Thank you. The page now says that you confirmed it today."), "done")


def _own_run(organisation: Organisation, key: int, run: int) -> Run:
    """A run of the organisation's public listing; 404 for anybody else's."""
    event = own_event(organisation, key)
    found(event if event.is_public and run <= LARGEST_KEY else None)
    return found(next((each for each in stored.runs_of_event(event.id) if each.id == run), None))
