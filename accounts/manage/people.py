"""Who acts for an organisation: members read it, owners change it."""

from collections.abc import Callable

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.desk_forms import InviteForm, RoleForm
from accounts.forms import Press
from accounts.manage.blueprint import bp, day_before, end_of, page, press, telling
from accounts.models.membership import Invitation, Membership, Role
from accounts.models.organisation import Organisation
from accounts.queries import memberships as stored
from accounts.queries import people as queries
from accounts.services import memberships as deeds
from accounts.session import actor, member
from accounts.words import ROLES, WHAT_ROLES_MAY
from core import clock
from core.db import committing
from core.web import link


@bp.page("/desk/<slug:organisation>/people", endpoint="people")
@member(Role.VIEWER)
def people(organisation: Organisation) -> str:
    """The members, who is asked, and whose place is on its way."""
    return _people(organisation, InviteForm())


def _people(organisation: Organisation, form: InviteForm) -> str:
    at, who = clock.now(), actor()
    return page(
        "accounts/house/people.html", gettext("People"), organisation=organisation, form=form, place="people",
        rows=queries.members_of(organisation.id, at), invitations=stored.open_invitations(organisation.id, at),
        offer=stored.handover_of(organisation.id, at), is_owner=who.may(organisation.id, Role.OWNER), me=who.person_id,
        roles=ROLES, what_roles_may=WHAT_ROLES_MAY, last_day=day_before,
    )


def _back(organisation: str) -> BaseResponse:
    return redirect(link("house.people", organisation=organisation), 303)


@bp.page("/desk/<slug:organisation>/people/invite", endpoint="invite", methods=["GET", "POST"])
@member(Role.OWNER)
def invite(organisation: Organisation) -> BaseResponse | str:
    """Ask somebody by mail."""
    form, slug = InviteForm(), organisation.slug
    if form.validate_on_submit():
        fields = {"owner_without_end": form.until, "end_in_the_past": form.until}
        with telling(form, fields | dict.fromkeys(("is_member", "is_invited"), form.mail)) as done, committing():
            deeds.invite(
                organisation, form.mail.data or "", Role(form.role.data), until=end_of(form.until.data), at=clock.now(),
                actor=actor(),
            )
        if done:
            flash(gettext("The invitation is on its way."))
            return _back(slug)
    return _people(organisation, form)


def _invitation(organisation: Organisation, key: int) -> Invitation:
    return found(stored.invitation(organisation.id, key_in_range(key)))


@bp.page(
    "/desk/<slug:organisation>/people/invitations/<key:key>/<any(again,withdraw):deed>", endpoint="invited", methods=["POST"]
)
@member(Role.OWNER)
def invited(organisation: Organisation, key: int, deed: str) -> BaseResponse:
    """Send an invitation again, or take it back."""
    slug, wanted, at, who = organisation.slug, key, clock.now(), actor()
    _invitation(organisation, key)
    doings: dict[str, tuple[Callable[[], None], str]] = {
        "again": (
            lambda: deeds.send_again(_invitation(organisation, wanted), organisation, at=at, actor=who),
            gettext("The invitation is on its way again."),
        ),
        "withdraw": (
            lambda: deeds.withdraw_invitation(_invitation(organisation, wanted), at=at, actor=who),
            gettext("The invitation is withdrawn."),
        ),
    }
    if Press().validate_on_submit():
        press(*doings[deed])
    return _back(slug)


def _membership(organisation: Organisation, key: int) -> Membership:
    return found(stored.membership(organisation.id, key_in_range(key), clock.now()))


@bp.page("/desk/<slug:organisation>/people/<key:key>", endpoint="person", methods=["GET", "POST"])
@member(Role.OWNER)
def person(organisation: Organisation, key: int) -> BaseResponse | str:
    """One member: another role, another end, removal, or the offer of one's own place."""
    row, slug = _membership(organisation, key), organisation.slug
    form = RoleForm(role=row.role.value, until=day_before(row.until))
    if form.validate_on_submit():
        with telling(form, {"owner_without_end": form.until, "end_in_the_past": form.until}) as done, committing():
            deeds.change_role(
                _membership(organisation, key), Role(form.role.data), until=end_of(form.until.data), at=clock.now(),
                actor=actor(),
            )
        if done:
            flash(gettext("Saved."))
            return _back(slug)
    name = row.person.name or gettext("a member")
    return page(
        "accounts/house/person.html", name, organisation=organisation, form=form, row=row, place="people",
        is_me=row.person_id == actor().person_id, roles=ROLES, what_roles_may=WHAT_ROLES_MAY,
    )


@bp.page("/desk/<slug:organisation>/people/<key:key>/<any(remove,offer):deed>", endpoint="person_deed", methods=["POST"])
@member(Role.OWNER)
def person_deed(organisation: Organisation, key: int, deed: str) -> BaseResponse:
    """Remove a member, or offer them one's own place as owner."""
    slug, at, who = organisation.slug, clock.now(), actor()
    _membership(organisation, key)
    doings: dict[str, tuple[Callable[[], object], str]] = {
        "remove": (lambda: deeds.remove(_membership(organisation, key), at=at, actor=who), gettext("Removed.")),
        "offer": (
            lambda: deeds.offer_ownership(organisation, _membership(organisation, key), at=at, actor=who),
            gettext("Offered. You stay the owner until they accept."),
        ),
    }
    if Press().validate_on_submit():
        press(*doings[deed])
    return _back(slug)


@bp.page("/desk/<slug:organisation>/people/leave", endpoint="leave", methods=["POST"])
@member(Role.VIEWER, even_suspended=True)
def leave(organisation: Organisation) -> BaseResponse:
    """End one's own membership."""
    slug, key, at, who = organisation.slug, organisation.id, clock.now(), actor()
    if Press().validate_on_submit():
        press(
            lambda: deeds.leave(found(stored.membership_of(key, who.person_id or 0, at)), at=at, actor=who),
            gettext("You left."),
        )
    has_left = stored.membership_of(key, who.person_id or 0, at) is None
    return redirect(link("accounts.desk"), 303) if has_left else _back(slug)


@bp.page("/desk/<slug:organisation>/people/ownership", endpoint="ownership", methods=["POST"])
@member(Role.VIEWER)
def ownership(organisation: Organisation) -> BaseResponse:
    """Answer an offer of ownership: take it, decline it, take it back."""
    slug, key, at, who = organisation.slug, organisation.id, clock.now(), actor()
    found(stored.handover_of(key, at))
    answer, said = deeds.withdraw_handover, gettext("The offer has ended.")
    if request.form.get("deed") == "accept":
        answer, said = deeds.accept_ownership, gettext("You are the owner now.")
    if Press().validate_on_submit():
        press(lambda: answer(found(stored.handover_of(key, at)), at=at, actor=who), said)
    return _back(slug)
