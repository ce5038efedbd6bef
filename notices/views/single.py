"""One thing that somebody follows: what is heard of it by which way, a pause, an end, and taking that back."""

from flask import redirect, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.session import anyone
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.language import LANGUAGES
from core.web import link
from notices.models.follower import ChannelCode, Endpoint, Subscription
from notices.news import ALL
from notices.queries import following
from notices.services import followers, stopping, subscriptions
from notices.views.blueprint import bp, here, page, pressed
from notices.views.overview import lines_of
from notices.views.refusals import refusal_words
from notices.words import LEADS as LEAD_WORDS
from notices.words import NEWS as NEWS_WORDS
from notices.words import RHYTHMS as RHYTHM_WORDS

Answer = BaseResponse | str | tuple[str, int]
# A calendar holds its dates whatever is wanted beside; only news are chosen here.
GROUPS = (("", NEWS_WORDS), (_("Remind me"), LEAD_WORDS), (_("A summary of all that is new"), RHYTHM_WORDS))


class Chosen(Form):
    """The boxes are read by hand: one for each way and word, named "endpoint:word"."""


@bp.page("/following/<key:key>", methods=["GET", "POST"])
@anyone
def one(key: int) -> Answer:
    """What is heard of it, by which way, in which language."""
    row, form = _mine(key), Chosen()
    if form.validate_on_submit() and _chosen(key, form):
        return redirect(link("following.one", key=key, kept="1"), 303)
    ways = _ways(row)
    return page(
        "one", gettext("What you hear of it"), row=row, line=lines_of([row])[0], form=form, ways=ways, groups=GROUPS,
        ticked=_stated() if request.method == "POST" else {(each.endpoint_id, each.news) for each in row.wishes},
        begun="begun" in request.args, kept="kept" in request.args, language_chosen=request.form.get("language", row.language),
    )


def _mine(key: int) -> Subscription:
    row = following.subscription_by_key(here().id, key)
    return found(row if row is not None and row.confirmed_at is not None else None)


def _ways(row: Subscription) -> list[Endpoint]:
    """The ways that can be chosen: those that they have, with the calendars that hold it already."""
    held = {each.endpoint_id for each in row.wishes}
    return [
        each for each in following.ways_of(row.follower_id)
        if each.is_open and (each.channel != ChannelCode.CALENDAR or each.id in held)
    ]


def _stated() -> set[tuple[int, str]]:
    """The boxes that are ticked."""
    ticked = set()
    for name in request.form.getlist("wish")[: 40 * len(ALL)]:
        number, _, word = name.partition(":")
        if number.isascii() and number.isdecimal() and len(number) < 11 and word in ALL:
            ticked.add((int(number), word))
    return ticked


def _chosen(key: int, form: Form) -> bool:
    ticked, language = _stated(), request.form.get("language", "")
    try:
        with committing():
            row = _mine(key)
            wishes = {way.id: [word for number, word in ticked if number == way.id] for way in _ways(row)}
            subscriptions.choose(row, wishes, language if language in LANGUAGES else "", at=clock.now())
    except Refused as refused:
        form.refuse(refusal_words(refused))
        return False
    return True


DEEDS = {
    "pause": subscriptions.pause, "resume": subscriptions.resume, "end": subscriptions.unfollow,
    "again": subscriptions.take_up_again, "net": subscriptions.spread_net,
}


@bp.page("/following/<key:key>/<any(pause,resume,end,again,net):deed>", methods=["POST"])
@anyone
def deed(key: int, deed: str) -> BaseResponse:
    """Pause it, go on, end it, take that back, let letters come where a calendar is too late; each works twice."""
    row = _mine(key)
    is_done = pressed()
    if is_done:
        with committing():
            DEEDS[deed](_mine(key), at=clock.now())
    if deed == "end" and is_done:
        return redirect(link("following.index", ended=row.id), 303)
    return redirect(link("following.one", key=key) if deed in {"again", "net"} else link("following.index"), 303)


@bp.page("/following/mailbox", methods=["POST"])
@anyone
def add_mailbox() -> BaseResponse:
    """Their mailbox becomes a way again, where an address is known."""
    follower = here()
    if pressed() and follower.address:
        with committing():
            followers.mail_endpoint(here(), at=clock.now())
            stopping.let_all(here().address)
    return redirect(link("following.index"), 303)
