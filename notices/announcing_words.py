"""The words of the desks of notices: states, reasons, what a rule refuses, what placeholders stand for."""

from collections.abc import Callable, Mapping

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from accounts.words import refusal_words
from core.errors import Refused
from core.language import day_words, moment_words
from notices import placeholders
from notices.choosing import BY_STAFF
from notices.models.notice import BannerLook
from notices.news import A_DAY
from notices.standing_of import State
from notices.whys import Why
from notices.words import listed

STATES: dict[State, LazyString] = {
    State.DRAFT: _("Draft"), State.WAITING: _("Waits for a second person"), State.SCHEDULED: _("Will be sent"),
    State.SENDING: _("On its way"), State.SENT: _("Sent out"), State.CANCELLED: _("Cancelled"), State.DEAD: _("Not sent"),
}
WHY_NOT: dict[str, LazyString] = {
    "date_cancelled": _("The date that it was about does not take place."),
    "date_unpublished": _("The date that it was about is not public any more."),
    "date_gone": _("The date that it was about is gone."),
    "organisation_stopped": _("The organisation was suspended or closed."),
    Why.DAY_FULL: _("Its date moved to a day on which as many notices of yours go out already as we send in a day."),
    Why.TOO_LATE: _("When it could have been sent, it helped nobody any more."),
    Why.BROKEN: _("It could not be written. Our desk looks at it."), "cancelled": _("It was cancelled."),
    BY_STAFF: _("The staff of this site took it out."),
}
# Why one delivery was skipped or refused; other codes are said by the desk of the outbox.
SKIPPED: dict[str, LazyString] = {
    Why.UNSUBSCRIBED: _("wanted it no more"), Why.STOPPED: _("wanted no more letters of this kind"),
    Why.PAUSED: _("had paused"), Why.BOUNCED: _("letters to this mailbox came back before"),
    Why.COMPLAINED: _("had complained of letters"), Why.ENDPOINT_ENDED: _("cannot be reached this way any more"),
    Why.PERSON_GONE: _("is gone"), Why.NO_ADDRESS: _("no address is known"), Why.ADDRESS_CHANGED: _("has another address now"),
    Why.TOO_LATE: _("too late to be of use"), Why.VOIDED: _("it was taken back"),
    Why.NO_MAILBOX: _("there is no such mailbox"), Why.NOT_ALLOWED: _("their mail server does not let our letters in"),
    Why.REFUSED: _("their mail server refused it for good"), Why.RESTORED: _("set aside after a copy was put back"),
    "organisation_stopped": _("the organisation was suspended or closed"), "left": _("left the organisation"),
}
LOOKS: dict[BannerLook, LazyString] = {BannerLook.NOTE: _("Note"), BannerLook.WARNING: _("Warning")}
PLACEHOLDERS: dict[str, LazyString] = {
    "event": _("the title of the listing"), "date": _("day and time of the date"), "place": _("house and hall"),
    "link": _("the address of its page"), "organiser": _("the sender’s name"), "name": _("the reader’s name, where we know it"),
}
_REFUSALS: dict[str, LazyString] = {
    "half_written": _("A notice needs a subject and a text, in one language at least, and never one without the other."),
    "nobody": _("Nobody would get it: nobody follows this and asked to hear such news. Nothing was sent."),
    "already_sending": _("It is being sent, so it can be neither changed nor cancelled any more."),
    "is_cancelled": _("It is cancelled or over. Copy it to write a new one."),
    "own_notice": _("Whoever wrote it cannot approve it: somebody else has to read it first."),
    "not_handed_in": _("It is not handed in any more. Look at it as it is now."),
    "date_cancelled": _("The date that it is about does not take place. Choose another one."),
    "date_unpublished": _("The date that it is about is not public (any more). Choose another one."),
    "date_gone": _("The date that it is about is gone. Choose another one."),
    "date_begun": _("The date that it is about has begun already. Choose another one, or another moment."),
    "organisation_stopped": _("This organisation is suspended or closed: nothing is sent on its behalf."),
    "ends_before_it_starts": _("It ends before it begins."),
    "banner_over": _("It is over. Put up a new one."),
    "line_needed": _("A line is needed, in Chinese or in English."),
    "audience_unknown": _("This audience cannot be chosen here (any more). Choose another one."),
    "offer_unasked": _("Offers go only to those who asked for offers. Write it as service, or choose followers."),
    "expired": _("This page had been open for too long. Press once more."),
}


def refused_words(refused: Refused) -> str:
    """Why a rule said no, as the reader is told."""
    facts = refused.facts
    told: Mapping[str, Callable[[], str]] = {
        "placeholder_unknown": lambda: braces_words(str(facts["text"])),
        "about_needed": lambda: gettext(
            "The text uses {%(name)s}. Choose the date that it is about, so that this can be filled in.", **facts
        ),
        "in_the_past": lambda: gettext(
            "That moment (%(moment)s) is over. Send it now, or choose a later one.", moment=moment_words(facts["moment"])  # type: ignore[arg-type]
        ),
        "too_many_a_day": lambda: gettext(
            "On %(day)s as many notices of yours go out as we send in a day (%(limit)s): readers would turn away. Choose "
            "another day.", limit=facts["limit"], day=day_words(facts["day"]),  # type: ignore[arg-type]
        ),
        "things_unfit": lambda: gettext("Something that is ticked has none of these: %(audience)s. Untick it.", **facts),
        "page_unknown": lambda: gettext("Nothing that can be followed is at %(page)s.", **facts),
        "too_many_segments": lambda: gettext("%(limit)s audiences are kept already. Drop one first.", **facts),
        "too_many": lambda: gettext("Those were enough tests for now. Try again in %(minutes)s minutes.", **facts),
    }
    if refused.reason in told:
        return told[refused.reason]()
    return str(_REFUSALS.get(refused.reason) or refusal_words(refused))


def braces_words(text: str) -> str:
    """What is wrong with the braces of a text; empty where nothing is. All that is unknown is named at once."""
    said = []
    if placeholders.is_doubled(text):
        said.append(gettext("One brace on each side is enough: %(one)s, not %(two)s.", one="{name}", two="{{name}}"))
    if wrong := placeholders.unknown(text):
        names = listed(f"{{{each}}}" for each in wrong)
        said.append(ngettext(
            "%(names)s is no placeholder. Take one from the list, or leave out the braces.",
            "%(names)s are no placeholders. Take some from the list, or leave out the braces.", len(wrong), names=names,
        ))
    return " ".join(said)


def not_sent_words(why: str) -> str:
    """Why a notice is not sent."""
    return str(WHY_NOT.get(why) or gettext("It was not sent."))


def skipped_words(why: str) -> str:
    """Why deliveries were skipped."""
    return str(SKIPPED.get(why) or gettext("for another reason"))


def offset_words(minutes: int) -> str:
    """So long before or after the start of a date."""
    size = abs(minutes)
    if size % A_DAY == 0 and size:
        number = size // A_DAY
        return (
            ngettext("%(num)s day before", "%(num)s days before", number) if minutes < 0
            else ngettext("%(num)s day after", "%(num)s days after", number)
        )
    number = size // 60
    if not number:
        return gettext("when it begins")
    return (
        ngettext("%(num)s hour before", "%(num)s hours before", number) if minutes < 0
        else ngettext("%(num)s hour after", "%(num)s hours after", number)
    )
