"""One thing that somebody follows: what is heard of it by which way, a pause, an end, and taking that back."""

from flask import flash, redirect, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.session import anyone
from accounts.views.limiting import may_try
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.language import LANGUAGES, language
from core.web import link
from notices import registry
from notices.forms.following import LinkForm
from notices.models.follower import ChannelCode, Endpoint, Subscription
from notices.news import ALL, USUAL
from notices.queries import following
from notices.services import asking, followers, stopping, subscriptions
from notices.services.subscriptions import Wanted
from notices.views.blueprint import bp, here, page, pressed
from notices.views.follow import offered_of
from notices.views.mail_state import resting
from notices.views.overview import lines_of
from notices.views.refusals import refusal_words
from notices.words import LEADS as LEAD_WORDS
from notices.words import RHYTHMS as RHYTHM_WORDS

Answer = BaseResponse | str | tuple[str, int]
MORE_GROUPS = ((_("Remind me"), LEAD_WORDS), (_("A summary of all that is new"), RHYTHM_WORDS))
ADDED = {ChannelCode.MAIL.value: followers.mail_endpoint, ChannelCode.INBOX.value: followers.inbox_endpoint}


class Chosen(Form):
    """The boxes are read by hand: one for each way and word, named "endpoint:word"."""


@bp.page("/following/<key:key>", methods=["GET", "POST"])
@anyone
def one(key: int) -> Answer:
    """What is heard of it, by which way, in which language."""
    row, form = _mine(key), Chosen()
    if form.validate_on_submit() and _chosen(key, form):
        return redirect(link("following.one", key=key, kept="1"), 303)
    return _page(row, form)


def _page(row: Subscription, form: Form, asked: LinkForm | None = None) -> str:
    """`asked`: what was typed where an address is asked for."""
    ways, rest = _ways(row), resting(row.follower)
    is_sent = request.method == "POST" and asked is None
    heard_by = {each.endpoint_id for each in row.wishes if each.endpoint.is_open}
    ticked = _stated() if is_sent else {(each.endpoint_id, each.news) for each in row.wishes}
    return page(
        "one", gettext("What you hear of it"), row=row, line=lines_of([row])[0], form=form, ways=ways, rest=rest,
        lists=_lists(row), groups=(("", offered_of(row.subject)), *MORE_GROUPS), heard_by=heard_by,
        has_mail=any(each.channel == ChannelCode.MAIL for each in ways),
        has_inbox=any(each.channel == ChannelCode.INBOX for each in ways), asked=asked or LinkForm(formdata=None),
        ticked=ticked, used={key for key, _word in ticked},
        begun="begun" in request.args, kept="kept" in request.args,
        language_chosen=request.form.get("language", row.language) if is_sent else row.language,
    )


def _mine(key: int) -> Subscription:
    row = following.subscription_by_key(here().id, key)
    return found(row if row is not None and row.confirmed_at is not None else None)


def _ways(row: Subscription) -> list[Endpoint]:
    """The ways by which news can be told: a calendar shows its dates, and tells nothing beside."""
    return [each for each in following.ways_of(row.follower_id) if each.is_open and each.channel != ChannelCode.CALENDAR]


def _lists(row: Subscription) -> list[Endpoint]:
    """The calendars that hold it, those without an address too."""
    held = {each.endpoint_id: each.endpoint for each in row.wishes if each.endpoint.channel == ChannelCode.CALENDAR}
    return [held[key] for key in sorted(held)]


def usual_of(ref: str) -> tuple[str, ...]:
    """What is told of a thing where nobody chose anything else."""
    return tuple(each for each in USUAL if each in offered_of(ref))


def _stated() -> set[tuple[int, str]]:
    """The boxes that are ticked."""
    ticked = set()
    for name in request.form.getlist("wish")[: 40 * len(ALL)]:
        number, _, word = name.partition(":")
        if number.isascii() and number.isdecimal() and len(number) < 11 and word in ALL:
            ticked.add((int(number), word))
    return ticked


def _chosen(key: int, form: Form) -> bool:
    ticked, chosen = _stated(), request.form.get("language", "")
    try:
        with committing():
            row = _mine(key)
            offered = {*offered_of(row.subject), *LEAD_WORDS, *RHYTHM_WORDS}
            wishes = {way.id: [word for number, word in ticked if number == way.id and word in offered] for way in _ways(row)}
            subscriptions.choose(row, wishes, chosen if chosen in LANGUAGES else "", at=clock.now())
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


@bp.page("/following/letters", methods=["POST"])
@anyone
def letters_again() -> BaseResponse:
    """Letters come again about all that they were about before their reader wanted none."""
    follower = here()
    if pressed() and follower.address:
        with committing():
            mine, at = here(), clock.now()
            followers.mail_endpoint(mine, at=at)
            stopping.take_everything_back(mine.address, mine, at=at)
        flash(gettext("Letters come again."), "done")
    return redirect(link("following.index"), 303)


@bp.page("/following/<key:key>/by/<any(mail,inbox):channel>", methods=["POST"])
@anyone
def hear_by(key: int, channel: str) -> Answer:
    """It is told by one more way: the mailbox, of which its owner is asked first where none is known, or the page here."""
    row = _mine(key)
    if channel == ChannelCode.MAIL and not row.follower.address:
        return _ask_by_mail(row)
    if pressed():
        try:
            with committing():
                mine, at = _mine(key), clock.now()
                way = ADDED[channel](mine.follower, at=at)
                wanted = Wanted(usual_of(mine.subject), mine.language or mine.follower.language)
                subscriptions.follow(mine.follower, mine.subject, way, wanted, at=at)
        except Refused as refused:
            flash(refusal_words(refused), "problem")
            return redirect(link("following.one", key=key), 303)
    return redirect(link("following.one", key=key, kept="1"), 303)


def _ask_by_mail(row: Subscription) -> Answer:
    form, subject = LinkForm(), registry.subjects_named([row.subject]).get(row.subject)
    if subject is not None and form.validate_on_submit() and may_try("follow", form.mail.data or "", form):
        with committing():
            asking.ask(form.mail.data or "", subject, Wanted(usual_of(row.subject), language()), at=clock.now())
        return redirect(link("following.sent"), 303)
    return _page(row, Chosen(formdata=None), asked=form)
