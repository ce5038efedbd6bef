"""A person's own account: what they are called, their address, the devices that are signed in."""

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts import session as door
from accounts.access import found
from accounts.forms import ChangeMailForm, Press, ProfileForm
from accounts.limits import NEW_MAIL_WITHIN
from accounts.models.person import Person
from accounts.queries import own
from accounts.queries import people as stored
from accounts.services import people, signins
from accounts.session import actor, by_link, signed_in
from accounts.views.blueprint import bp, page
from accounts.views.limiting import may_try
from accounts.views.links import dead_link, person_of
from accounts.views.proving import knows_password
from core import clock
from core.db import committing
from core.errors import Refused
from core.web import link

Answer = BaseResponse | str | tuple[str, int]


def me() -> Person:
    """The person of this request; behind `signed_in` there is one."""
    return found(door.person())


def was_pressed() -> bool:
    """Whether a button's form was still good; else it is said."""
    if Press().validate_on_submit():
        return True
    flash(gettext("This page had been open for too long, so nothing was done. Please press again."), "problem")
    return False


@bp.page("/account", methods=["GET", "POST"])
@signed_in
def account() -> Answer:
    """The overview, and what the person is called."""
    person = me()
    form = ProfileForm(obj=person)
    if form.validate_on_submit():
        with committing():
            people.edit_profile(person, name=form.name.data or "", language=form.language.data)
        flash(gettext("Saved."))
        return redirect(link("accounts.account"), 303)
    return page(
        "accounts/account.html", gettext("Your account"), form=form, person=person,
        devices=len(stored.sign_ins_of(person.id, clock.now())), codes_left=len(own.unused_recovery_codes(person.id)),
        works_for_us=bool(actor().grants),
    )


@bp.page("/account/mail", methods=["GET", "POST"])
@signed_in
def mail() -> Answer:
    """Another address: it takes the old one's place once it is confirmed."""
    form, person = ChangeMailForm(), me()
    if form.validate_on_submit() and _wanted(form, person):
        flash(gettext("We have sent a link to the new address. Until you open it, the present one counts."))
        return redirect(link("accounts.account"), 303)
    return page("accounts/change_mail.html", gettext("Change the e-mail address"), form=form, person=person)


def _wanted(form: ChangeMailForm, person: Person) -> bool:
    if not knows_password(form, form.current, person) or not may_try("mail", str(person.id), form):
        return False
    try:
        with committing():
            people.want_mail(person, form.mail.data or "", at=clock.now())
    except Refused as refused:
        if refused.reason != "same_mail":
            raise
        form.refuse(gettext("This is your address already."), form.mail)
        return False
    return True


@bp.page("/account/mail/<token>", methods=["GET", "POST"])
@by_link
def new_mail(token: str) -> Answer:
    """The link that came to a new address: pressing puts it in the old one's place."""
    person, facts = person_of("mail", token, NEW_MAIL_WITHIN)
    digest = str(facts.get("mail", ""))
    if person is None or not person.mail_wanted or people.digest_of_mail(person.mail_wanted) != digest:
        return dead_link(link("accounts.mail"))
    form = Press()
    if form.validate_on_submit():
        try:
            with committing():
                people.take_mail(person, at=clock.now(), digest=digest)
        except Refused:
            return dead_link(link("accounts.mail"))
        flash(gettext("Your new address is confirmed."))
        return redirect(link("accounts.account"), 303)
    return page("accounts/new_mail.html", gettext("Confirm your new address"), form=form, person=person, token=token)


@bp.page("/account/sign-ins", methods=["GET"])
@signed_in
def sign_ins() -> str:
    """Every device that is signed in."""
    row = door.sign_in()
    rows = stored.sign_ins_of(me().id, clock.now())
    return page("accounts/sign_ins.html", gettext("Signed-in devices"), rows=rows, mine=row.id if row else 0)


@bp.page("/account/sign-ins/<key:sign_in>/end", methods=["POST"])
@signed_in
def end_sign_in(sign_in: int) -> BaseResponse:
    """Sign out one device."""
    row, mine = found(own.sign_in_of(me().id, sign_in)), door.sign_in()
    is_mine = mine is not None and row.id == mine.id
    if was_pressed():
        with committing():
            signins.end(row)
        if is_mine:
            door.drop()
            return redirect(link("accounts.sign_in"), 303)
        flash(gettext("That device is signed out."))
    return redirect(link("accounts.sign_ins"), 303)


@bp.page("/account/sign-ins/end", methods=["POST"])
@signed_in
def end_sign_ins() -> BaseResponse:
    """Sign out everywhere, here too."""
    if not was_pressed():
        return redirect(link("accounts.sign_ins"), 303)
    with committing():
        signins.end_all(me(), at=clock.now(), actor=actor())
    door.drop()
    return redirect(link("accounts.sign_in"), 303)
