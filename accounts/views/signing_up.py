"""Signing up, and confirming the address. The answer is the same whether an address is known or not."""

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts import passwords
from accounts.forms import ConfirmForm, MailForm, NewPasswordForm, SignUpForm
from accounts.limits import CONFIRM_WITHIN
from accounts.models.person import Person
from accounts.services import people
from accounts.session import anyone, by_link
from accounts.views.blueprint import bp, own_way, page
from accounts.views.invited import first_page, mail_invited
from accounts.views.limiting import may_try
from accounts.views.links import dead_link, facts_of
from accounts.views.proving import is_strong_enough, knows
from accounts.views.signing import begin
from accounts.views.words import span_words
from core import clock
from core.db import committing
from core.errors import Refused
from core.language import language
from core.web import link

Answer = BaseResponse | str | tuple[str, int]


@bp.page("/account/new", methods=["GET", "POST"])
@anyone
def sign_up() -> Answer:
    """Address, name, password; then a letter with a link."""
    way = own_way(request.args.get("next"))
    form = SignUpForm(mail=mail_invited(way))
    if form.validate_on_submit() and _signed_up(form):
        return redirect(link("accounts.sent", about="new"), 303)
    return page("accounts/sign_up.html", gettext("Open an account"), form=form, way=way, is_invited=bool(mail_invited(way)))


def _signed_up(form: SignUpForm) -> bool:
    mail, name = form.mail.data or "", form.name.data or ""
    if not is_strong_enough(form, form.password, mail, name) or not may_try("sign_up", mail, form):
        return False
    hashed = passwords.hashed(form.password.data or "")
    with committing():
        people.sign_up(
            mail, at=clock.now(), name=name, password_hash=hashed, language=language(), wants_news=bool(form.news.data)
        )
    return True


@bp.page("/account/sent/<any(new,again,reset):about>", methods=["GET"])
@anyone
def sent(about: str) -> str:
    """A letter is on its way, if there is anybody to send it to."""
    return page("accounts/sent.html", gettext("Look into your mailbox"), about=about, works_for=span_words(CONFIRM_WITHIN))


@bp.page("/account/new/again", methods=["GET", "POST"])
@anyone
def confirm_again() -> Answer:
    """The confirming link once more."""
    form = MailForm()
    if form.validate_on_submit() and may_try("resend", form.mail.data or "", form):
        with committing():
            people.ask_again(form.mail.data or "", at=clock.now())
        return redirect(link("accounts.sent", about="again"), 303)
    lead = gettext("Type the address that you signed up with. If it waits to be confirmed, the link is sent once more.")
    return page("accounts/mail.html", gettext("Send the link again"), form=form, lead=lead, action="accounts.confirm_again")


def _opens_nothing(person: Person | None) -> tuple[str, int]:
    is_done = person is not None and person.mail_confirmed_at is not None
    return dead_link(link("accounts.sign_in" if is_done else "accounts.confirm_again"), is_done=is_done)


@bp.page("/account/confirm/<token>", methods=["GET", "POST"])
@by_link
def confirm(token: str) -> Answer:
    """Opening the link changes nothing (scanners open it too). Pressing confirms the address and signs in: with the password
    of this very sign-up, since somebody else may have typed the address, and would have the account."""
    facts = facts_of("confirm", token, CONFIRM_WITHIN)
    person, row = people.sign_up_of_link(facts)
    if person is None or row is None:
        return _opens_nothing(person)
    form = ConfirmForm()
    otherwise = gettext("This is not the password of this sign-up. Each letter goes with its own; or choose another password.")
    if form.validate_on_submit() and knows(form, form.current, str(person.id), row.password_hash, otherwise=otherwise):
        return _opened(facts)
    return page(
        "accounts/confirm.html", gettext("Confirm your address"), form=form, person=person, name=row.name, token=token
    )


@bp.page("/account/confirm/<token>/anew", methods=["GET", "POST"])
@by_link
def confirm_anew(token: str) -> Answer:
    """Whoever reads the address confirms it with a password of their own choice; the one of the sign-up opens nothing."""
    facts = facts_of("confirm", token, CONFIRM_WITHIN)
    person, row = people.sign_up_of_link(facts)
    if person is None or row is None:
        return _opens_nothing(person)
    form = NewPasswordForm()
    if form.validate_on_submit() and is_strong_enough(form, form.password, person.mail or "", row.name):
        return _opened(facts, passwords.hashed(form.password.data or ""))
    return page("accounts/confirm_anew.html", gettext("Choose a password"), form=form, person=person, token=token)


def _opened(facts: object, password_hash: str = "") -> Answer:
    try:
        with committing():
            person = people.confirm(facts, at=clock.now(), password_hash=password_hash)
    except Refused as refused:
        if refused.reason not in {"confirmed", "dead_link", "stale"}:
            raise
        return _opens_nothing(people.sign_up_of_link(facts)[0])
    begin(person, is_strong=False)
    return redirect(first_page(person), 303)
