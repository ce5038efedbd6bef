"""The way in for who acts for no organisation yet: found one, claim one that is here, accept an invitation."""

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.desk_forms import ClaimForm, FactsForm
from accounts.forms import Press
from accounts.manage.blueprint import bp, page, press, sent_paper, telling
from accounts.models.membership import Invitation
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.queries import memberships as stored
from accounts.queries import oversight
from accounts.services import founding, memberships
from accounts.services import oversight as deeds
from accounts.session import actor, person, signed_in
from accounts.words import ROLES
from core import clock
from core.db import committing
from core.forms import takes_files
from core.language import language
from core.letters import signed_facts
from core.text import clean_line
from core.uploads import MOST_BODY_BYTES
from core.web import link

FIELDS = ("name_zh", "name_en", "city", "contact_name", "contact_mail", "contact_phone", "credit_code")
OPEN_DAYS = 15


def _person() -> Person:
    return found(person())


@bp.page("/desk/new", endpoint="new", methods=["GET", "POST"])
@signed_in
def new() -> BaseResponse | str:
    """Found an organisation: a name, a city, somebody to reach."""
    form = FactsForm(contact_mail=_person().mail)
    if form.validate_on_submit():
        fields = {"credit_code_wrong": form.credit_code, "credit_code_taken": form.credit_code, "name_needed": form.name_zh}
        with telling(form, fields) as done, committing():
            row = founding.found_organisation(
                _person(), at=clock.now(), actor=actor(), kind=form.body, **{name: form[name].data or "" for name in FIELDS}
            )
        if done:
            name = row.name.in_language(language())
            flash(gettext("%(name)s is here. Your listings begin as drafts that nobody else sees.", name=name))
            return redirect(link("desk.listings", organisation=row.slug), 303)
    return page("accounts/house/new.html", gettext("Your organisation"), form=form)


@bp.page("/desk/claim", endpoint="claim_search")
@signed_in
def claim_search() -> str:
    """Find an organisation that is here already and that nobody acts for."""
    words = clean_line(request.args.get("q", ""))[:60]
    return page(
        "accounts/house/claim_search.html", gettext("An organisation that is here already"), words=words,
        rows=oversight.claimable(words, clock.now()), claims=oversight.claims_of(_person().id),
    )


@bp.page("/desk/claim/<slug:name>", endpoint="claim", methods=["GET", "POST"])
@takes_files(MOST_BODY_BYTES)
@signed_in
def claim(name: str) -> BaseResponse | str:
    """Say that one acts for it."""
    organisation = found(oversight.claimable_organisation(name))
    form = ClaimForm()
    if form.validate_on_submit():
        with telling(form) as done:
            paper = sent_paper("paper", organisation.id)
            with committing():
                _claim(organisation, form, paper)
        if done:
            flash(gettext("Thank you. We look at it within one working day and write to you."))
            return redirect(link("house.claim_search"), 303)
    title = gettext("Claim %(name)s", name=organisation.name.in_language(language()))
    return page("accounts/house/claim.html", title, form=form, subject=organisation)


def _claim(organisation: Organisation, form: ClaimForm, paper: object) -> None:
    at, who = clock.now(), actor()
    evidence = paper(at, who) if callable(paper) else None
    deeds.claim_organisation(organisation, _person(), reason=form.reason.data or "", evidence=evidence, at=at, actor=who)


@bp.page("/desk/invitations", endpoint="invitations", methods=["GET", "POST"])
@signed_in
def invitations() -> BaseResponse | str:
    """What one's own address is invited to."""
    if Press().validate_on_submit():
        return _accept(_own_invitation())
    return page(
        "accounts/house/invitations.html", gettext("Invitations"), rows=stored.invitations_to(_person().mail, clock.now()),
        roles=ROLES, refused="",
    )


def _own_invitation() -> Invitation:
    stated = request.form.get("invitation", "")
    row = stored.invitation_by_key(int(stated)) if stated.isdecimal() and len(stated) < 10 else None
    return found(row if row is not None and row.mail == _person().mail else None)


@bp.page("/desk/invitations/<token>", endpoint="invitation")
@signed_in
def invitation(token: str) -> str:
    """The link of a letter: shows the invitation to whoever reads the address that it was sent to."""
    key = signed_facts("invitation", token, days=OPEN_DAYS)
    row = found(stored.invitation_by_key(key) if isinstance(key, int) else None)
    is_own = row.mail == _person().mail
    rows = [row] if is_own and row.is_open_at(clock.now()) else []
    refused = "" if rows else ("closed" if is_own else "another")
    return page("accounts/house/invitations.html", gettext("Invitations"), rows=rows, roles=ROLES, refused=refused)


def _accept(row: Invitation) -> BaseResponse:
    slug, key = row.organisation.slug, row.id
    name = row.organisation.name.in_language(language())
    press(
        lambda: memberships.accept_invitation(
            found(stored.invitation_by_key(key)), _person(), at=clock.now(), actor=actor()
        ),
        gettext("Welcome to %(name)s.", name=name),
    )
    is_member = stored.membership_of(row.organisation_id, _person().id, clock.now()) is not None
    return redirect(link("house.people", organisation=slug) if is_member else link("house.invitations"), 303)
