"""Beginning to follow something: with one press where we know who asks, else by a letter that has to be confirmed."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import LazyString, gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.limits import CONFIRM_WITHIN
from accounts.session import anyone, by_link, person
from accounts.views.limiting import may_try
from accounts.views.links import GONE, facts_of
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import is_expired
from core.language import language
from core.text import shortened
from core.web import link
from events.followable import Subject, kind_of, rest_of
from notices import registry
from notices.doors import browsers_other, follower_here, remember
from notices.forms.following import MailWishesForm, PerhapsMailForm, WishesForm
from notices.models.follower import Follower
from notices.queries import following
from notices.services import asking, followers, subscriptions
from notices.services.subscriptions import Wanted
from notices.views.blueprint import bp, masked, page
from notices.views.refusals import refusal_words
from notices.words import news_offered

Answer = BaseResponse | str | tuple[str, int]
LONGEST_ASKED, LONGEST_TITLE = 4_000, 80


def subject_asked() -> Subject | None:
    """What the address names ("venue:river-theatre"), None where there is no such thing."""
    stated = request.args.get("to", "")
    known = registry.followable(kind_of(stated)) if len(stated) <= LONGEST_ASKED else None
    return known.find(rest_of(stated)) if known else None


@bp.page("/follow", methods=["GET", "POST"])
@anyone
def follow() -> Answer:
    """What it is, what one would hear of it; one press where we know who asks."""
    subject = subject_asked()
    if subject is None:
        return page("unknown", gettext("This cannot be followed")), 404
    known = follower_here()
    form = _form(known)
    form.offer(offered_of(subject.ref))
    if form.validate_on_submit():
        done = _ask(form, subject) if _is_asked_by_mail(form) else _follow(form, subject)
        if done is not None:
            return done
    return _page(subject, form, known)


def offered_of(ref: str) -> dict[str, LazyString]:
    """The news that there can be of a thing, and what they are called."""
    kind = registry.followable(kind_of(ref))
    return news_offered(is_one_date=kind is not None and kind.is_one_date)


def _page(subject: Subject, form: WishesForm, known: Follower | None) -> str:
    mine = following.subscription_to(known.id, subject.ref) if known else None
    kind = registry.followable(subject.kind)
    name = shortened(subject.name.in_language(language()), LONGEST_TITLE)
    return page(
        "follow", gettext("Follow news of %(name)s", name=name), subject=subject, form=form, to=request.args.get("to", ""),
        kind=kind.words() if kind else "", mine=mine if mine is not None and mine.is_followed else None,
        address=_address(known), is_known=_is_known(known), asks_mail="mail" in form,
    )


def _is_known(known: Follower | None) -> bool:
    return known is not None or person() is not None


def _address(known: Follower | None) -> str:
    """Where letters would go, as its owner knows it."""
    who = person()
    if known is not None:
        return known.address
    return str(who.mail or "") if who is not None else ""


def _form(known: Follower | None) -> WishesForm:
    """What is asked of whom: a stranger's address, perhaps one where none is known, else nothing more."""
    shape: type[WishesForm] = WishesForm
    if not _is_known(known):
        shape = MailWishesForm
    elif not _address(known):
        shape = PerhapsMailForm
    # Browsers send no box that is not ticked: what is usual is ticked when the page is opened, not when it is sent.
    return shape(language=language())


def _is_asked_by_mail(form: WishesForm) -> bool:
    return "mail" in form and bool(form["mail"].data)


def _wanted(form: WishesForm) -> Wanted:
    return Wanted(form.words, form.language.data or language())


def _ask(form: WishesForm, subject: Subject) -> Answer | None:
    """By a letter; what is answered is the same whether the address is known or not."""
    mail = str(form["mail"].data)
    try:
        subscriptions.checked(form.words)
        if not form.words:
            raise Refused("nothing_wanted")
        if not may_try("follow", mail, form):
            return None
        with committing():
            asking.ask(mail, subject, _wanted(form), at=clock.now())
    except Refused as refused:
        form.refuse(refusal_words(refused))
        return None
    return redirect(link("following.sent"), 303)


def _follow(form: WishesForm, subject: Subject) -> Answer | None:
    """At once: this browser or this sign-in is known to us."""
    at = clock.now()
    try:
        with committing():
            who, here = person(), follower_here()
            mine = followers.follower_of_person(who, at=at) if who is not None else here
            if mine is None:  # the link that this browser had was made void meanwhile
                raise Refused("stale")
            way = followers.usual_endpoint(mine, at=at)
            row = subscriptions.follow(mine, subject.ref, way, _wanted(form), at=at)
            key = row.id
    except Refused as refused:
        form.refuse(refusal_words(refused))
        return None
    return redirect(link("following.one", key=key, begun="1"), 303)


@bp.page("/follow/sent", methods=["GET"])
@anyone
def sent() -> str:
    """A letter is on its way, if all was typed right."""
    return page("sent", gettext("One more step: look into your mailbox"), about="follow")


@bp.page("/follow/confirm/<token>", methods=["GET", "POST"])
@by_link
def confirm(token: str) -> Answer:
    """Opening the link changes nothing (scanners open it too); pressing begins it, and gives this browser the pages."""
    facts = facts_of(asking.PURPOSE, token, CONFIRM_WITHIN)
    asked = asking.asked(facts if isinstance(facts, list) else None)
    if asked is None:
        return page("dead", gettext("This link does not work any more")), GONE
    if request.method == "POST" and not is_expired():
        return _confirmed(facts)
    follower, row, wanted = asked
    other = browsers_other(follower)
    named = registry.subjects_named([row.subject])
    return page(
        "confirm", gettext("Confirm that you follow this"), subject=named.get(row.subject), wanted=wanted, token=token,
        is_expired=is_expired(), mail=follower.mail or follower.address, bare=other is not None and not other.mail,
    )


def _confirmed(facts: list[Any]) -> Answer:
    with committing():
        asked = asking.asked(facts)
        other = browsers_other(asked[0]) if asked is not None else None
        row = asking.confirm(facts, at=clock.now(), bringing=other if request.form.get("bring") else None)
        key = row.id if row is not None else 0
        follower = following.follower_by_key(row.follower_id) if row is not None else None
    if follower is None:
        return page("dead", gettext("This link does not work any more")), GONE
    if browsers_other(follower) is not None:
        mail = masked(follower.address)
        flash(gettext("It is followed: letters go to %(mail)s. This browser keeps its own list.", mail=mail))
        return redirect(link("following.index"), 303)
    remember(follower)
    return redirect(link("following.one", key=key, begun="1"), 303)
