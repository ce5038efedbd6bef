"""Hearing no more of something, by the link of a letter: no sign-in, one press, and a way back."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.session import by_link, one_click
from accounts.views.limiting import may_try
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import is_expired
from core.letters import signed_facts
from core.tokens import signed
from core.web import link
from core.web import settings as site
from events.followable import Subject
from notices import because, registry
from notices.doors import follower_here
from notices.doors_links import UNSUBSCRIBE, mailbox_hash, stated
from notices.forms.following import LinkForm
from notices.models.delivery import Delivery
from notices.models.follower import Follower
from notices.queries import following
from notices.services import asking, stopping
from notices.views.blueprint import bp, page, pressed

Answer = BaseResponse | str | tuple[str, int]
UNDO, UNDO_DAYS = "undo-unsubscribe", 30
ALL, KIND, SUBSCRIPTIONS = "all", "kind", "subscriptions"


@dataclass(frozen=True, slots=True)
class Ended:
    """What a letter's link is about: the letter, whose it was, what had brought it."""

    letter: Delivery
    mail: str
    follower: Follower | None
    subjects: tuple[Subject, ...]
    kind: str

    @property
    def is_single(self) -> bool:
        """Whether it is a letter that nothing that is followed had brought."""
        return self.follower is None or not stopping.causes(self.letter)

    @property
    def can_end(self) -> bool:
        """Whether there is anything to be ended: letters that somebody asked for that minute are not stopped."""
        known = registry.letter_kind(self.letter.kind)
        return not self.is_single or known is None or known.may_be_stopped

    @property
    def ends(self) -> str:
        """What the button ends, below the names."""
        return because.press_words(self.letter.kind, is_single=self.is_single)

    @property
    def ended(self) -> str:
        """That it has ended."""
        return because.ended_words(self.letter.kind, is_single=self.is_single)


def _about(token: str) -> Ended | None:
    facts = stated(UNSUBSCRIBE, token, int, str)
    letter = following.delivery_by_key(facts[0]) if facts else None
    if letter is None or not letter.mail or facts is None or mailbox_hash(letter.mail) != facts[1]:
        return None
    follower = _reader(letter)
    rows = following.subscriptions_by_keys(follower.id, stopping.causes(letter)) if follower else ()
    named = registry.subjects_named(each.subject for each in rows)
    subjects = tuple(named[each.subject] for each in rows if each.subject in named)
    return Ended(letter, letter.mail, follower, subjects, _kind_words(letter.kind))


def _reader(letter: Delivery) -> Follower | None:
    """Who follows, where their letters still go to this mailbox: another's wishes are not for whoever reads the old one."""
    found = following.follower_by_key(letter.follower_id) if letter.follower_id else None
    return found if found is not None and found.address.casefold() == letter.mail.casefold() else None


def _kind_words(kind: str) -> str:
    known = registry.letter_kind(kind) or registry.notice_kind(kind)
    return known.words() if known else ""


def _dead() -> Answer:
    return page("dead", gettext("This link does not work any more")), 410


@bp.page("/unsubscribe/<token>", methods=["GET", "POST"])
@one_click
def unsubscribe(token: str) -> Answer:
    """What the letter was about, and one button; a mail provider presses it by itself (RFC 8058). Works twice."""
    about = _about(token)
    if about is None:
        return _dead()
    if request.method != "POST" and (before := _ended_before(about)) is not None:
        return _done(about, before, is_again=True)
    if request.method != "POST" or not about.can_end:
        here = follower_here()
        is_here = here is not None and about.follower is not None and here.id == about.follower.id
        return page("unsubscribe", gettext("Hear no more of this"), token=token, about=about, is_here=is_here)
    whole = request.form.get("all") == "1"
    with committing():
        facts = _end(token, whole=whole)
    return _done(about, facts)


def _done(about: Ended, facts: list[Any], *, is_again: bool = False) -> str:
    """`facts`: what the way back has to know; where nothing is named that could come back, there is none."""
    undo = signed(site().secret_key, UNDO, facts) if facts[2] != SUBSCRIPTIONS or facts[3] else ""
    title = gettext("This has ended already") if is_again else gettext("Done")
    return page("unsubscribed", title, about=about, undo=undo, whole=facts[2] == ALL)


def _ended_before(about: Ended) -> list[Any] | None:
    """What the way back has to know of what was ended before this page was opened; None where letters still come."""
    known = [about.letter.id, mailbox_hash(about.mail)]
    if not about.can_end:
        return None
    if following.is_stopped(about.mail, stopping.EVERYTHING):
        return [*known, ALL, {}]
    if about.follower is None or about.is_single:
        return [*known, KIND, {}] if following.is_stopped(about.mail, stopping.kind_stopped(about.letter)) else None
    is_over = stopping.is_over(about.letter, about.follower)
    return [*known, SUBSCRIPTIONS, stopping.remembered(about.letter)] if is_over else None


def _end(token: str, *, whole: bool) -> list[Any]:
    """End it; answers what the way back has to know: the letter, the mailbox, what was ended."""
    about = _about(token)
    if about is None:
        raise Refused("stale")
    at, known = clock.now(), [about.letter.id, mailbox_hash(about.mail)]
    stopping.note_wanted_no_more(about.letter, is_so=True)
    if whole:
        stopping.end_everything(about.mail, about.follower, at=at)
        return [*known, ALL, {}]
    if about.follower is None or about.is_single:
        stopping.stop(about.mail, stopping.kind_stopped(about.letter), at=at)
        return [*known, KIND, {}]
    ended = stopping.end_by_mail(about.letter, about.follower, at=at)
    return [*known, SUBSCRIPTIONS, stopping.remember(about.letter, ended)]


@bp.page("/unsubscribe/link/<token>", methods=["POST"])
@by_link
def link_to_reader(token: str) -> Answer:
    """The link of all that they follow goes to the mailbox, and to nobody who merely holds an old letter."""
    about, form = _about(token), LinkForm(formdata=None)
    if about is None or about.follower is None:
        return _dead()
    if not pressed():
        return redirect(link("following.unsubscribe", token=token), 303)
    if not may_try("resend", about.mail, form):
        return page("way_in", gettext("What you follow"), form=form)
    with committing():
        asking.send_link(about.mail, about.letter.language, at=clock.now())
    return redirect(link("following.link_sent"), 303)


@bp.page("/unsubscribe/undo/<token>", methods=["GET", "POST"])
@by_link
def undo(token: str) -> Answer:
    """As it was before. Whoever opens the address again is led on."""
    if request.method != "POST":
        return redirect(link("following.index"), 303)
    facts = signed_facts(UNDO, token, days=UNDO_DAYS)
    if not isinstance(facts, list) or len(facts) != 4 or is_expired():
        return _dead()
    letter = following.delivery_by_key(facts[0])
    if letter is None or mailbox_hash(letter.mail) != facts[1]:
        return _dead()
    with committing():
        _take_back(letter.id, facts[2], facts[3])
    return page("restored", gettext("It stays as it was"))


def _take_back(key: int, what: str, ended: dict[str, list[str]]) -> None:
    at, letter = clock.now(), following.delivery_by_key(key)
    if letter is None:
        return
    stopping.note_wanted_no_more(letter, is_so=False)
    follower = _reader(letter)
    if what == ALL:
        stopping.take_everything_back(letter.mail, follower, at=at)
    elif what == KIND:
        stopping.let(letter.mail, stopping.kind_stopped(letter))
    elif follower is not None:
        stopping.take_back(follower, {int(number): words for number, words in ended.items()}, at=at)
