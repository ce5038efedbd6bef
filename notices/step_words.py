"""The words of the steps between a notice and a reader (notices/steps.py)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from core.language import moment_words
from notices import registry
from notices.desk_words import channel_words, news_words, why_words
from notices.problem_words import problem_words
from notices.steps import Step
from notices.words import listed

Facts = Mapping[str, Any]


def _when(facts: Facts, name: str = "at") -> str:
    moment = facts.get(name)
    return moment_words(moment) if isinstance(moment, datetime) else gettext("never")


def _by(facts: Facts) -> str:
    return channel_words(str(facts.get("channel", "")))


def _audience(facts: Facts) -> str:
    kind = registry.audience_kind(facts["circle"])
    return kind.words(facts["organisation_id"]) if kind is not None else facts["circle"]


def _said(facts: Facts) -> str:
    """What the other side said: in words, and its answer itself."""
    said = str(facts["problem"])
    return f"{problem_words(said)} ({said})" if said else "–"


OF_NOTICE: Mapping[str, Callable[[Facts], str]] = {
    "notice_voided": lambda facts: gettext(
        "The notice was taken out on %(when)s: %(why)s.", when=_when(facts), why=why_words(facts["why"])
    ),
    "notice_waits": lambda facts: gettext("The notice still waits until %(when)s.", when=_when(facts)),
    "notice_due": lambda facts: gettext(
        "The notice has been due since %(when)s, and nobody has begun with it.", when=_when(facts)
    ),
    "notice_half_out": lambda facts: ngettext(
        "The notice is being written out: %(num)d reader so far.", "The notice is being written out: %(num)d readers so far.",
        facts["readers"],
    ),
    "notice_out": lambda facts: ngettext(
        "The notice was written out on %(when)s, to %(num)d reader.",
        "The notice was written out on %(when)s, to %(num)d readers.", facts["readers"], when=_when(facts),
    ),
    "outbox_held": lambda facts: gettext("The whole outbox has been held since %(when)s.", when=_when(facts)),
}
OF_DELIVERY: Mapping[str, Callable[[Facts], str]] = {
    "delivery_sent": lambda facts: gettext("They got it: %(way)s, %(when)s.", way=_by(facts), when=_when(facts)),
    "delivery_bounced": lambda facts: gettext(
        "It went out (%(way)s, %(when)s) and came back.", way=_by(facts), when=_when(facts)
    ),
    "delivery_waits": lambda facts: gettext(
        "It is written for them (%(way)s) and waits until %(when)s: quiet hours, or another try.",
        way=_by(facts), when=_when(facts),
    ),
    "delivery_due": lambda facts: gettext("It is written for them (%(way)s) and its turn comes next.", way=_by(facts)),
    "delivery_skipped": lambda facts: gettext(
        "It was written for them (%(way)s) and not sent: %(why)s.", way=_by(facts), why=why_words(facts["why"])
    ),
    "delivery_parked": lambda facts: gettext(
        "It was tried too often (%(way)s): %(problem)s.", way=_by(facts), problem=_said(facts)
    ),
    "delivery_refused": lambda facts: gettext(
        "The other side refused it for good (%(way)s): %(problem)s.", way=_by(facts), problem=_said(facts)
    ),
}
OF_READER: Mapping[str, Callable[[Facts], str]] = {
    "no_follower": lambda _facts: gettext("Nobody with this address follows anything."),
    "address_unconfirmed": lambda _facts: gettext("They never confirmed their address, so nothing goes to it."),
    "follower_paused": lambda facts: (
        gettext("They paused everything until %(when)s.", when=_when(facts, "until"))
        if facts.get("until") else gettext("They paused everything until they go on.")
    ),
    "nothing_concerned": lambda facts: ngettext(
        "None of what they follow is concerned (%(num)d subscription).",
        "None of what they follow is concerned (%(num)d subscriptions).", facts["number"],
    ),
    "subscription_ended": lambda facts: gettext("They ended following it on %(when)s.", when=_when(facts)),
    "subscription_unconfirmed": lambda _facts: gettext("They asked to follow it and never confirmed that."),
    "subscription_later": lambda facts: gettext(
        "They began to follow it only on %(when)s, after the notice.", when=_when(facts)
    ),
    "subscription_paused": lambda facts: gettext("They paused this subscription on %(when)s.", when=_when(facts)),
    "subscription_concerned": lambda facts: gettext(
        "They follow something that it concerns, since %(when)s.", when=_when(facts)
    ),
    "no_wish": lambda facts: gettext(
        "Of this they do not want to hear: %(kind)s.", kind=listed(news_words(each) for each in facts["news"])
    ),
    "notice_for_members": lambda facts: gettext(
        "It was written to others than followers, and went to them alone: %(audience)s.", audience=_audience(facts)
    ),
    "digest_of_another": lambda _facts: gettext("It is the digest of somebody else."),
    "digest_left_out": lambda facts: ngettext(
        "This digest left out %(num)d date that they had been told of directly.",
        "This digest left out %(num)d dates that they had been told of directly.", facts["number"],
    ),
    "way_closed": lambda facts: gettext("The way they wanted it by is closed: %(way)s.", way=_by(facts)),
    "calendar_fetched": lambda facts: gettext(
        "Their private calendar was fetched on %(when)s, after the change: it shows it already.", when=_when(facts)
    ),
    "calendar_not_fetched": lambda facts: gettext("Their private calendar was last fetched: %(when)s.", when=_when(facts)),
    "net_ended": lambda facts: gettext(
        "On %(when)s they stopped the letters that come where a calendar may be too late.", when=_when(facts)
    ),
    "mailbox_stopped_all": lambda facts: gettext(
        "They stopped all letters that can be stopped, on %(when)s.", when=_when(facts)
    ),
    "mailbox_stopped_kind": lambda facts: gettext("They stopped this kind of letter on %(when)s.", when=_when(facts)),
    "mailbox_refuses": lambda facts: gettext(
        "Their mailbox refuses letters; nothing is sent to it since %(when)s.", when=_when(facts)
    ),
    "mailbox_complained": lambda facts: gettext(
        "They complained about letters; nothing is sent since %(when)s.", when=_when(facts)
    ),
}
WORDS = {**OF_NOTICE, **OF_DELIVERY, **OF_READER}


def step_words(step: Step) -> str:
    """A step in the reader's language."""
    return WORDS[step.code](step.facts)
