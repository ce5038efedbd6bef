"""The words of the outbox desk: ways, kinds, fates, why something was not sent, what a rule refuses."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from core.errors import Refused
from notices import registry
from notices.choosing import BY_STAFF, State
from notices.models.delivery import Fate
from notices.news import News, kind_of_news
from notices.whys import Why

CHANNELS: Mapping[str, LazyString] = {
    "mail": _("By mail"), "inbox": _("Inbox on this site"), "calendar": _("Private calendar"), "wecom": _("WeCom robot"),
    "dingtalk": _("DingTalk robot"), "feishu": _("Feishu robot"), "webhook": _("Webhook"),
}
STATES: Mapping[State, LazyString] = {
    State.DUE: _("Due"), State.GOING: _("Being sent"), State.LATER: _("Later"), State.WAITING: _("Waiting"),
    State.PARKED: _("Given up for now"), State.REFUSED: _("Refused for good"), State.SKIPPED: _("Not sent, by a rule"),
    State.ASIDE: _("Set aside by the staff"), State.SENT: _("Went out"),
}
FATES: Mapping[Fate, LazyString] = {
    Fate.OPEN: _("Waiting"), Fate.SENT: _("Went out"), Fate.REFUSED: _("Refused for good"), Fate.PARKED: _("Given up for now"),
    Fate.SKIPPED: _("Not sent"),
}
NEWS: Mapping[News, LazyString] = {
    News.NEW_DATES: _("New dates"), News.ON_SALE: _("On sale"), News.CHANGE: _("Changed dates"),
    News.CANCELLATION: _("Cancellations"), News.REMINDER: _("Reminder"), News.DIGEST: _("Digest"),
    News.ORGANISER: _("Notices of organisers"), News.PROMOTION: _("Promotional notices"),
}
# Why a delivery was skipped, or a notice voided.
WHYS: Mapping[str, LazyString] = {
    BY_STAFF: _("Set aside by the staff"),
    "restored": _("It had been due before a backup was restored"), "broken": _("It could not be written out"),
    "no_mailbox": _("There is no such mailbox"), "not_allowed": _("Their mail server does not let our letter in"),
    "refused": _("Their mail server refused it for good"),
    "address_changed": _("Their address has changed since"),
    "unsubscribed": _("They follow it no longer"), "paused": _("They had paused"),
    "stopped": _("They do not want this kind of letter"),
    "bounced": _("The mailbox refuses letters"), "complained": _("The reader complained about letters"),
    "too_late": _("It came too late to be of use"), "no_address": _("No address is known"),
    "endpoint_ended": _("The way it was to go is closed"), "voided": _("The notice was taken out"),
    "cancelled": _("It was cancelled"),
    "nothing": _("In the end nothing had changed"), "reopened": _("It takes place again"),
    "moved": _("The date it was about has moved"), "overtaken": _("It does not take place, or is over"),
    "withdrawn": _("It is not public any more"), "merged": _("Another notice tells it as well"),
    "calendar_has_it": _("Their calendar had fetched it"),
    "left": _("They left the organisation"),
    "person_gone": _("The account is closed"), "empty": _("Nothing was left to tell"),
    "date_cancelled": _("The date that it was about does not take place."),
    "date_unpublished": _("The date that it was about is not public any more."),
    "date_gone": _("The date that it was about is gone."),
    "organisation_stopped": _("The organisation was suspended or closed."),
    Why.DAY_FULL: _("On the day that its date moved to, as many of theirs go out as may"),
    Why.NEEDS_WORD: _("It waits for a second person’s word"),
}
REFUSALS: Mapping[str, LazyString] = {
    "stale": _("Somebody else changed this a moment ago. Look again."),
    "held_already": _("The outbox is held already."), "not_held": _("The outbox is not held: it goes out."),
    "goes_out_already": _("Too late: this notice is going out already, or was taken out."),
    "not_voided_here": _("This notice cannot be put back."),
    "of_no_use_any_more": _("It would come too late to be of use."),
    "another_took_its_place": _("A later notice tells the same; this one stays out."),
    "not_over": _("This still waits to be sent by itself."), "over_already": _("This is over already."),
    "gone": _("This is not there any more."),
    "complained": _("Its owner complained about our letters: only they can say that they want them again."),
    "expired": _("This page had been open for too long, so nothing was done. Please press again."),
}


def channel_words(code: str) -> str:
    """A way out."""
    return str(CHANNELS.get(code, code))


def kind_words(code: str) -> str:
    """A kind of letter or notice; one that nobody lists by its code, readable."""
    kind = code.partition(":")[0]  # of what was stopped for one house alone (notices/audience_of.py)
    known = registry.notice_kind(kind) or registry.letter_kind(kind)
    return known.words() if known is not None else code.replace("_", " ")


def why_words(code: str) -> str:
    """Why something was not sent; a code that no words are known for, readable."""
    return str(WHYS.get(code, code.replace("_", " ")))


def held_words(code: str) -> str:
    """Why the outbox is held."""
    return {
        BY_STAFF: gettext("The staff hold it."), Why.RESTORED.value: gettext("A backup was restored."),
    }.get(code, code.replace("_", " "))


def news_words(word: str) -> str:
    """What a wish asks for: "Reminder, 24 hours before", "Digest, weekly"."""
    try:
        kind = kind_of_news(word)
    except ValueError:
        return word.replace("_", " ")
    more = word.partition(":")[2]
    if kind is News.REMINDER and more.isdecimal():
        return gettext("Reminder %(hours)d hours before", hours=int(more) // 60)
    if kind is News.DIGEST and more:
        return gettext("Weekly digest") if more == "weekly" else gettext("Daily digest")
    return str(NEWS[kind])


def refusal_words(refused: Refused) -> str:
    """What a rule of the desk refuses."""
    known = REFUSALS.get(refused.reason)
    return str(known) if known is not None else gettext("That cannot be done as things stand.")
