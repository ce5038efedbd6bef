"""Tokens of programs: made, told once, revoked."""

from flask import flash, redirect, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.places import Place
from accounts.queries import programs as queries
from accounts.services import programs as deeds
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import is_expired
from core.numbers import LARGEST_KEY
from core.web import link
from feeds.manage.blueprint import bp, page, said

TOKENS = Place(name="tokens", endpoint="imports.tokens", words=lambda: gettext("Programs"), position=80, role=Role.OWNER)
LIVES = {"30": _("30 days"), "90": _("90 days"), "365": _("a year")}
USUAL_LIFE = "90"


@bp.page("/desk/<slug:organisation>/tokens", endpoint="tokens", methods=["GET", "POST"])
@member(Role.OWNER)
def tokens(organisation: Organisation) -> str:
    """The tokens, and the form to make one; a new one stands on the answer to the form and nowhere else."""
    told, error = "", ""
    if request.method == "POST":
        try:
            told = _make(organisation)
        except Refused as refused:
            error = _words(refused)
    chosen = request.form.getlist("scope") or (list(deeds.SCOPES) if request.method != "POST" else [])
    return page(
        "tokens.html", gettext("Programs"), organisation, place="tokens", rows=queries.tokens_of(organisation.id), told=told,
        error=error, typed="" if told else request.form.get("name", "")[:100], chosen=chosen, lives=LIVES,
        life=request.form.get("days", USUAL_LIFE), at=clock.now(), scopes=_scopes(),
    )


def _scopes() -> list[tuple[str, str]]:
    return [("listings:read", gettext("Read your listings, drafts too")), ("listings:write", gettext("Send listings"))]


def _make(organisation: Organisation) -> str:
    days = request.form.get("days", "")
    with committing():
        _row, token = deeds.make(
            organisation, request.form.get("name", ""), request.form.getlist("scope"),
            days=int(days if days in LIVES else USUAL_LIFE), at=clock.now(), actor=actor(),
        )
    return token


def _words(refused: Refused) -> str:
    known = {
        "scope_needed": gettext("Choose what the program may do."),
        "too_many_tokens": gettext("Twenty tokens are the most. Revoke one first."),
    }
    return known.get(refused.reason) or said(refused)


@bp.page("/desk/<slug:organisation>/tokens/<key:key>", endpoint="revoke", methods=["POST"])
@member(Role.OWNER)
def revoke(organisation: Organisation, key: int) -> BaseResponse:
    """Revoke one."""
    row = found(queries.token_of(organisation.id, key) if key <= LARGEST_KEY else None)
    if is_expired():
        flash(said(Refused("expired")), "problem")
    else:
        with committing():
            deeds.revoke(found(queries.token_of(organisation.id, row.id)), at=clock.now(), actor=actor())
        flash(gettext("It opens nothing any more."), "done")
    return redirect(link("imports.tokens", organisation=organisation.slug), 303)
