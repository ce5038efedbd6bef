"""All that somebody follows, and the ways in: the link of a letter, a new one, signing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.session import anyone, by_link, person
from accounts.views.limiting import may_try
from core import clock
from core.db import committing
from core.language import language
from core.numbers import LARGEST_KEY, whole_number
from core.web import link
from events.followable import Subject, kind_of
from notices import registry
from notices.doors import browsers_other, follower_here, follower_of_link, forget, remember
from notices.forms.following import LinkForm
from notices.models.follower import Follower, Subscription
from notices.queries import following
from notices.services import asking, followers
from notices.views.blueprint import bp, page, pressed
from notices.views.mail_state import resting, stopped_mailbox
from notices.words import news_words, way_words

Answer = BaseResponse | str | tuple[str, int]
A_PAGE = 50
MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is followed, as a line of the list: what it is, and what is heard of it by which way."""

    row: Subscription
    subject: Subject | None
    kind: str
    heard: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of things among what is followed."""

    kind: str
    words: str
    number: int


@bp.page("/following", methods=["GET", "POST"])
@anyone
def index() -> Answer:
    """What is followed; for whoever is not known here the ways in, and a new link by mail."""
    follower = follower_here()
    if follower is not None:
        return page(
            "index", gettext("What you follow"), follower=follower, at=clock.now(), stopped=stopped_mailbox(follower),
            rest=resting(follower), **_listed(follower),
        )
    if person() is not None:
        return page("none", gettext("What you follow"))
    return _way_in()


def _way_in() -> Answer:
    form = LinkForm()
    if form.validate_on_submit() and may_try("resend", form.mail.data or "", form):
        with committing():
            asking.send_link(form.mail.data or "", language(), at=clock.now())
        return redirect(link("following.link_sent"), 303)
    return page("way_in", gettext("What you follow"), form=form)


@bp.page("/following/sent", methods=["GET"])
@anyone
def link_sent() -> str:
    """A link is on its way, if anything is followed with that address."""
    return page("sent", gettext("Look into your mailbox"), about="link")


@bp.page("/following/by/<token>", methods=["GET", "POST"])
@by_link
def by_token(token: str) -> Answer:
    """The link of a letter: this browser is given what opens the follower's pages. Where it has somebody else's, that is asked
    first, since what was made without an account can be reached from nowhere else."""
    follower = follower_of_link(token)
    if follower is None:
        return page("dead", gettext("This link does not work any more")), 410
    other = browsers_other(follower)
    is_pressed = request.method == "POST" and pressed()
    if other is not None and not (is_pressed and (other.mail or request.form.get("bring"))):
        return page("other", gettext("This browser has a list of its own"), follower=follower, other=other, token=token)
    if other is not None and not other.mail:
        with committing():
            followers.bring_along(other, follower, at=clock.now())
    remember(follower)
    return redirect(link("following.index"), 303)


@bp.page("/following/leave", methods=["POST"])
@anyone
def leave() -> BaseResponse:
    """This browser forgets whose pages it opened."""
    if pressed():
        forget()
    return redirect(link("following.index"), 303)


def _listed(follower: Follower) -> dict[str, object]:
    numbers = following.numbers_by_kind(follower.id)
    kind = request.args.get("kind", "")
    kind = kind if numbers.get(kind) else ""
    total = numbers[kind] if kind else sum(numbers.values())
    last = max(1, ceil(total / A_PAGE))
    here = min(_page_asked(), last)
    rows = following.page_of(follower.id, kind, first=(here - 1) * A_PAGE, limit=A_PAGE)
    return {
        "lines": lines_of(rows), "tabs": _tabs(numbers), "kind": kind, "total": sum(numbers.values()),
        "pages": last, "number": here, "ended": ended_here(follower),
    }


def _page_asked() -> int:
    return max(1, min(whole_number(request.args.get("page")) or 1, MOST_PAGES))


def _tabs(numbers: dict[str, int]) -> list[Tab]:
    kinds = [each for each in registry.followables() if numbers.get(each.kind)]
    return [Tab(each.kind, each.words(), numbers[each.kind]) for each in kinds] if len(kinds) > 1 else []


def lines_of(rows: Sequence[Subscription]) -> list[Line]:
    """What is followed, as lines. A few statements a kind."""
    named = registry.subjects_named(each.subject for each in rows)
    return [Line(each, named.get(each.subject), _kind_words(each.subject), _heard(each)) for each in rows]


def _kind_words(ref: str) -> str:
    kind = registry.followable(kind_of(ref))
    return kind.words() if kind else ""


def _heard(row: Subscription) -> tuple[str, ...]:
    """What is heard by each way that is open."""
    by_way: dict[tuple[str, str], list[str]] = {}
    for wish in row.wishes:
        if wish.endpoint.is_open:
            by_way.setdefault((wish.endpoint.channel, wish.endpoint.name), []).append(wish.news)
    return tuple(
        gettext("%(way)s: %(news)s", way=way_words(*way), news=news_words(words)) for way, words in by_way.items()
    )


def ended_here(follower: Follower) -> Line | None:
    """What was ended just now, so that it can be taken back."""
    key = min(whole_number(request.args.get("ended")) or 0, LARGEST_KEY)
    row = following.subscription_by_key(follower.id, key) if key else None
    return lines_of([row])[0] if row is not None and row.ended_at is not None else None
