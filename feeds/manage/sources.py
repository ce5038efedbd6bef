"""Subscribed addresses: add one, pause it, ask it now; and the changes that sources propose to published dates."""

from flask import abort, flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import is_expired
from core.numbers import LARGEST_KEY
from core.web import link
from events.models.intake import SubscribedSource
from events.queries import intake as queries
from events.services import intake as imports
from events.services import sources as deeds
from feeds.manage.blueprint import bp, page, said
from feeds.manage.proposals import open_proposals
from feeds.manage.source_words import problem_words


@bp.page("/desk/<slug:organisation>/import/sources", endpoint="sources", methods=["GET", "POST"])
@member(Role.EDITOR)
def sources(organisation: Organisation) -> BaseResponse | str:
    """The addresses, their last state, and the form to add one."""
    error, typed = "", request.form.get("url", "")
    if request.method == "POST":
        try:
            with committing():
                deeds.subscribe(organisation, typed, at=clock.now(), actor=actor())
            flash(gettext("It is asked within the next minutes, and then every six hours."), "done")
            return redirect(link("imports.sources", organisation=organisation.slug), 303)
        except Refused as refused:
            error = said(refused)
    rows = queries.sources_of(organisation.id)
    return page(
        "sources.html", gettext("Calendars that we pull"), organisation, rows=rows, error=error, typed=typed,
        problems={row.id: problem_words(row.problem) for row in rows if row.problem},
        proposals=open_proposals(organisation),
    )


def _own(organisation: Organisation, key: int) -> SubscribedSource:
    return found(queries.source_of(organisation.id, key) if key <= LARGEST_KEY else None)


@bp.page("/desk/<slug:organisation>/import/sources/<key:key>", endpoint="source", methods=["POST"])
@member(Role.EDITOR)
def source(organisation: Organisation, key: int) -> BaseResponse:
    """Pause an address, or ask it now."""
    deed = {"pause": deeds.pause, "pull": deeds.pull_now}.get(request.form.get("deed", ""))
    row = _own(organisation, key)
    if deed is None:
        abort(400)
    if is_expired():
        flash(said(Refused("expired")), "problem")
    else:
        with committing():
            deed(_own(organisation, row.id), at=clock.now(), actor=actor())
    return redirect(link("imports.sources", organisation=organisation.slug), 303)


@bp.page("/desk/<slug:organisation>/import/proposals/<key:key>", endpoint="proposal", methods=["POST"])
@member(Role.EDITOR)
def proposal(organisation: Organisation, key: int) -> BaseResponse:
    """A proposed change was looked at."""
    row = found(queries.origin_of(organisation.id, key) if key <= LARGEST_KEY else None)
    if is_expired():
        flash(said(Refused("expired")), "problem")
    else:
        with committing():
            again = found(queries.origin_of(organisation.id, row.id))
            imports.drop_proposal(again, at=clock.now(), actor=actor())
    return redirect(link("imports.sources", organisation=organisation.slug), 303)
