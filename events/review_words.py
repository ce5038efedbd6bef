"""The words of the review: states, decisions, drawers, findings, fields, and why a rule said no."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from core.language import language, moment_words
from delta.cities import city, is_city
from events.models.submission import Decision, Submission
from events.models.words import EventKind
from events.queries.review import Which
from events.states import ListingState
from events.verdicts import Verdict
from events.words import APPROVALS, GENRES, KINDS
from repertoire.models import Genre

STATES: dict[ListingState, LazyString] = {
    ListingState.DRAFT: _("Draft"),
    ListingState.SUBMITTED: _("Submitted"),
    ListingState.CHANGES_ASKED: _("Changes asked"),
    ListingState.REFUSED: _("Turned down"),
    ListingState.PUBLISHED: _("Published"),
    ListingState.WITHDRAWN: _("Withdrawn"),
}
DECISIONS: dict[Decision, LazyString] = {
    Decision.PUBLISHED: _("Published"),
    Decision.CHANGES_ASKED: _("Changes asked"),
    Decision.REFUSED: _("Turned down"),
}
DECISIONS_AFTER: dict[Decision, LazyString] = {
    Decision.PUBLISHED: _("Let stand"),
    Decision.CHANGES_ASKED: _("Changes asked"),
    Decision.REFUSED: _("Taken back by the reviewer"),
}
DECIDE: dict[Decision, LazyString] = {
    Decision.PUBLISHED: _("Publish it"),
    Decision.CHANGES_ASKED: _("Ask for changes"),
    Decision.REFUSED: _("Refuse it"),
}
DECIDE_AFTER: dict[Decision, LazyString] = {
    Decision.PUBLISHED: _("Let it stand"),
    Decision.CHANGES_ASKED: _("Ask for changes"),
    Decision.REFUSED: _("Take it back"),
}
DRAWERS: dict[Which, LazyString] = {
    Which.WAITING: _("Waiting"),
    Which.OVERDUE: _("Overdue"),
    Which.APPEALS: _("Appeals"),
    Which.AFTER: _("To look at afterwards"),
    Which.MINE: _("Taken by me"),
    Which.DECIDED: _("Decided"),
}
VERDICTS: dict[Verdict, LazyString] = {
    Verdict.MORE_FACTS: _("Facts are missing"),
    Verdict.DATES_UNCLEAR: _("Dates or times are unclear"),
    Verdict.PLACE_UNCLEAR: _("The place is unclear"),
    Verdict.APPROVAL: _("The approval is not stated"),
    Verdict.TITLE: _("Words in the title"),
    Verdict.WORDING: _("Exaggerated or misleading wording"),
    Verdict.DUPLICATE: _("It is listed already"),
    Verdict.IMAGE: _("The picture"),
    Verdict.LINK: _("The ticket link"),
    Verdict.NOT_OURS: _("Outside of the calendar's scope"),
}
FIELDS: dict[str, LazyString] = {
    "title_zh": _("Title, Chinese"),
    "title_en": _("Title, English"),
    "summary_zh": _("About it, Chinese"),
    "summary_en": _("About it, English"),
    "kind": _("Kind"),
    "genre": _("Genre"),
    "city": _("City"),
    "place_stated_zh": _("Place in words, Chinese"),
    "place_stated_en": _("Place in words, English"),
    "contact": _("Contact"),
    "image": _("Picture"),
    "image_alt_zh": _("Picture in words, Chinese"),
    "image_alt_en": _("Picture in words, English"),
    "organiser": _("Organiser"),
    "venue": _("House and hall"),
    "dates": _("Dates"),
    "refund": _("Refunds"),
    "main_performers_zh": _("Main performers, Chinese"),
    "main_performers_en": _("Main performers, English"),
    "duration_minutes": _("Running time, minutes"),
    "interval_minutes": _("Interval, minutes"),
    "language_spoken": _("Language"),
    "surtitles": _("Surtitles"),
    "age_min": _("From age"),
    "age_advice_zh": _("Age advice, Chinese"),
    "age_advice_en": _("Age advice, English"),
    "is_free": _("Free"),
    "prices": _("Prices, yuan"),
    "seller_zh": _("Ticket seller, Chinese"),
    "seller_en": _("Ticket seller, English"),
    "seller_licence": _("Seller's licence"),
    "seller_url": _("Ticket link"),
    "opening_hours_zh": _("Opening hours, Chinese"),
    "opening_hours_en": _("Opening hours, English"),
    "premiere_kind": _("Premiere"),
    "premiere_scope": _("Premiere, where"),
}
REFUSALS: dict[str, LazyString] = {
    "already_submitted": _("It waits for the review already."),
    "suspended": _("This organisation is suspended and cannot hand anything in. Write to the desk."),
    "nothing_to_publish": _("All of it is public already."),
    "not_ready": _("Something is still missing; it stands below."),
    "withdrawn_meanwhile": _("Its organisation took it back meanwhile (%(at)s)."),
    "already_decided": _("%(by)s has decided on it already: %(decision)s, %(at)s."),
    "reason_needed": _("Say why, in at least one language: the organisation reads it."),
    "stranger": _("Nothing of this organisation was published before and its papers were not seen. Say how you know it."),
    "override_needed": _("A rule warns of this. Say why it may pass."),
    "own_organisation": _("You act for this organisation yourself. Somebody else has to decide."),
    "second_person_needed": _("You refused it the first time. An appeal is decided by somebody else."),
    "nothing_to_appeal": _("Nothing was refused here."),
    "appealed_already": _("This was appealed against once already."),
    "plea_needed": _("Say in a few words why it should be looked at again."),
    "published_already": _("It is public already. Take the listing itself back instead."),
    "not_public": _("It is not public."),
    "changed_meanwhile": _("It was changed while you read it, so nothing was decided. Look at it once more."),
    "stale": _("Somebody changed this at the same moment. Look again and press once more."),
    "expired": _("This form had been open for too long, so it was not sent. Nothing is lost: look it over and press again."),
}
OTHERWISE = _("That cannot be done as things stand.")


def subject_words(row: Submission) -> str:
    """What a submission is about: the listing, a change of it, or a look at what is public already."""
    if row.is_of_edits:
        return gettext("Look afterwards at changes")
    if row.is_after:
        return gettext("Look afterwards at the listing")
    return gettext("A change of the listing") if row.is_proposal else gettext("The listing")


def decision_words(row: Submission) -> str:
    """What was decided of it; empty while nothing is."""
    if row.decision is None:
        return ""
    return str((DECISIONS_AFTER if row.is_after else DECISIONS)[row.decision])


def refused_words(reason: str, facts: Mapping[str, object]) -> str:
    """Why a rule said no, in the reader's language."""
    return str(REFUSALS.get(reason, OTHERWISE)) % {name: _plain(value) for name, value in facts.items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return moment_words(value)
    return str(DECISIONS[value]) if isinstance(value, Decision) else value


def said_words(name: str, text: str) -> str:
    """What a listing says of a field, codes in words."""
    if name == "kind":
        return str(KINDS[EventKind(text)]) if text in set(EventKind) else text
    if name == "genre":
        return str(GENRES[Genre(text)]) if text in set(Genre) else text
    if name == "city":
        return city(text).name.in_language(language()) if is_city(text) else text
    if name == "dates":
        for state, words in APPROVALS.items():
            text = re.sub(rf"· {state.value}(?= |$)", f"· {words}", text, flags=re.MULTILINE)
    return gettext("yes") if text == "True" else text


def age_words(age: timedelta) -> str:
    """How long something has waited: minutes, hours or days."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))


def hours_words() -> str:
    """When the desk works."""
    return gettext("The desk works on working days from 9 to 18 o'clock, Shanghai time.")
