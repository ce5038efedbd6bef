"""Whose a listing is: claims of one's own, offers to and from others, and the pictures that were sent."""

import re

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.desk_forms import ClaimForm
from accounts.forms import Press
from accounts.manage.blueprint import page, press, sent_paper, telling
from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.places import Place
from accounts.queries.oversight import organisations_named
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.forms import takes_files
from core.language import language
from core.uploads import MOST_BODY_BYTES
from core.web import PrivateBlueprint, link
from events.models.event import Event
from events.ownership_forms import OfferForm
from events.queries import ownership as stored
from events.services import ownership as deeds

bp = PrivateBlueprint("hands", __name__)
PLACES: tuple[Place, ...] = (
    Place(
        name="claims", endpoint="hands.listings", words=lambda: gettext("Claims and transfers"), position=78, role=Role.EDITOR,
    ),
    Place(name="claims", endpoint="hands.staff_claims", words=lambda: gettext("Claims"), position=30, staff=StaffRole.REVIEWER),
)


def _back(slug: str) -> BaseResponse:
    return redirect(link("hands.listings", organisation=slug), 303)


def _event_key() -> int:
    stated = request.args.get("event", "")
    return key_in_range(int(stated) if stated.isdecimal() and len(stated) < 11 else 0)


@bp.page("/desk/<slug:organisation>/claims", endpoint="listings")
@member(Role.EDITOR)
def listings(organisation: Organisation) -> str:
    """What is claimed and what is offered, and where to offer something."""
    stated = request.args.get("after", "")
    after = min(int(stated), 2**31 - 1) if stated.isdecimal() and len(stated) < 11 else 0
    rows = stored.owned_events(organisation.id, after=after, limit=stored.A_PAGE + 1)
    return page(
        "events/desk/hands.html", gettext("Claims and transfers"), organisation=organisation, place="claims",
        claims=stored.claims_of(organisation.id), offers=stored.transfers_of(organisation.id), rows=rows[: stored.A_PAGE],
        following=rows[stored.A_PAGE - 1].id if len(rows) > stored.A_PAGE else 0,
    )


@bp.page("/desk/<slug:organisation>/claims/new", endpoint="claim", methods=["GET", "POST"])
@takes_files(MOST_BODY_BYTES)
@member(Role.EDITOR)
def claim(organisation: Organisation) -> BaseResponse | str:
    """Say that a public listing (`?event=`) is one's own."""
    event, form, slug = found(stored.claimable_event(organisation.id, _event_key())), ClaimForm(), organisation.slug
    if form.validate_on_submit():
        with telling(form, {"reason_needed": form.reason}) as done:
            paper = sent_paper("paper", organisation.id)
            with committing():
                at, who = clock.now(), actor()
                wanted = found(stored.claimable_event(organisation.id, _event_key()))
                deeds.claim(
                    wanted, organisation, reason=form.reason.data or "", evidence=paper(at, who), at=at, actor=who
                )
        if done:
            flash(gettext("Thank you. We look at it within one working day and write to you."))
            return _back(slug)
    title = gettext("This is ours: %(title)s", title=event.title.in_language(language()))
    return page("events/desk/claim.html", title, organisation=organisation, form=form, event=event, place="claims")


def _owned(organisation: Organisation, key: int) -> Event:
    return found(stored.owned_event(organisation.id, key_in_range(key)))


CANNOT = ("cannot_take", "offered_already", "nobody_accepts")
# What may stand after an organisation's name in the address of its page or of its desk.
OF_DESK = re.compile(r"^.*?/(?:organisers|desk)/([^/?#]+).*$")


def _taker(form: OfferForm) -> Organisation | None:
    """The organisation that was named by its exact address or name; None where none is, or several (the form says so)."""
    stated = (form.to.data or "").strip().rstrip("/")
    several = organisations_named(OF_DESK.sub(r"\1", stated))
    if len(several) == 1:
        return several[0]
    form.refuse(
        gettext("Several organisations have this name. Give the address of its page or desk instead.") if several
        else gettext("No organisation has this address or name here. Give it exactly as it is written there."), form.to,
    )
    return None


@bp.page("/desk/<slug:organisation>/transfers/new", endpoint="offer", methods=["GET", "POST"])
@member(Role.OWNER)
def offer(organisation: Organisation) -> BaseResponse | str:
    """Offer a listing that one manages (`?event=`) to another organisation."""
    event, form, slug = _owned(organisation, _event_key()), OfferForm(), organisation.slug
    if form.validate_on_submit():
        to = _taker(form)
        if to is not None:
            with telling(form, dict.fromkeys(CANNOT, form.to)) as done, committing():
                deeds.offer(_owned(organisation, _event_key()), to, at=clock.now(), actor=actor())
            if done:
                flash(gettext("Offered. It stays yours until they accept."))
                return _back(slug)
    title = gettext("Hand over: %(title)s", title=event.title.in_language(language()))
    return page("events/desk/offer.html", title, organisation=organisation, form=form, event=event, place="claims")


@bp.page(
    "/desk/<slug:organisation>/transfers/<key:key>/<any(accept,end):deed>", endpoint="answer_offer", methods=["POST"]
)
@member(Role.OWNER)
def answer_offer(organisation: Organisation, key: int, deed: str) -> BaseResponse:
    """Take a listing that was offered, decline it, or take one's own offer back."""
    slug, owner, at, who = organisation.slug, organisation.id, clock.now(), actor()
    found(stored.transfer_for(owner, key_in_range(key)))
    answer, said = (deeds.accept, gettext("The listing is yours.")) if deed == "accept" else (
        deeds.end_offer, gettext("The offer has ended.")
    )
    if Press().validate_on_submit():
        press(lambda: answer(found(stored.transfer_for(owner, key)), organisation, at=at, actor=who), said)
    return _back(slug)


