"""What is said about a foreign calendar's lines, in the reader's language."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from events.intake.stated import Problem
from events.intake.wording import SHEET_WORDS

WORDS: dict[str, LazyString] = {
    # The whole file
    "too_large": _("The file is larger than 2 MB. Export fewer months at a time."),
    "empty": _("The file is empty."),
    "html": _("This is a web page, not a calendar. The address may ask for a sign-in: copy the calendar's own .ics address."),
    "vcard": _("This is an address book (vCard), not a calendar."),
    "not_a_calendar": _("This is no calendar: it does not begin with BEGIN:VCALENDAR."),
    "several_calendars": _("The file holds several calendars. Export them one by one."),
    "truncated": _("The file breaks off: END:VCALENDAR is missing. Download it again."),
    "broken_structure": _("A part of the file ends that never began. Nothing of it is taken."),
    "utf16": _("The file is written in UTF-16. Save it as UTF-8."),
    "encoding": _("The file is written neither in UTF-8 nor in GB18030. Save it as UTF-8."),
    "old_version": _("This is the old vCalendar 1.0 format (.vcs). Export it as iCalendar (.ics)."),
    "method": _("This is an invitation, a reply or a cancellation between people, not a calendar to take dates from."),
    "no_events": _("The calendar holds no events."),
    "too_many_components": _("The file has more than 5,000 parts."),
    "too_many_zones": _("The file describes more than 20 time zones."),
    "too_many_observances": _("The file describes more than 200 changes of time zones."),
    "too_many_events": _("The file holds more than 2,000 events. Export fewer months at a time."),
    "too_many_properties": _("A part of the file has more than 500 lines."),
    "too_deep": _("The parts of the file are nested more than four deep."),
    "value_too_long": _("This line is longer than 64 KB."),
    "slow": _("Reading the file took too long, so it was stopped. Nothing of it is taken."),
    "memory": _("Reading the file needed too much memory, so it was stopped. Nothing of it is taken."),
    "too_much": _("The file gives more than we can show at once. Export fewer months at a time."),
    "crashed": _("The file could not be read. Nothing of it is taken."),
    # One event, left out
    "private": _("Marked as private, so it is left out."),
    "cancelled": _("The file says that this is cancelled, so it is left out. To cancel a listing, use its own page."),
    "no_title": _("It has no title, so it is left out."),
    "bad_start": _("Its start is missing or is no date, so it is left out."),
    "beyond_the_calendar": _("It is before 2000 or after 2100, so it is left out."),
    "unreadable": _("This event could not be read, so it is left out."),
    "duplicate_uid": _("Another event in the file has the same UID; the newer one is taken."),
    "rule_refused": _("It repeats by a rule that we do not follow, so it is left out. Export its dates one by one."),
    "rule_costly": _("Its rule of repetition leads nowhere, so it is left out."),
    "range_refused": _("It changes all later dates of a series, which cannot be followed, so it is left out."),
    "bad_recurrence_id": _("It changes one date of a series but does not say which, so it is left out."),
    "too_many_showings": _("The file gives more than %(most)s dates; this one and those behind it are left out."),
    # One event, taken with a change
    "bad_end": _("Its end is before its start or is no date; it is taken without an end."),
    "bad_url": _("Its link is no web address and is left out."),
    "bad_line": _("This line is no calendar line and is left out."),
    "bad_rdate": _("One of its additional dates cannot be read and is left out."),
    "no_uid": _("It has no UID; if its title, place or start changes, a later import takes it for another one."),
    "shortened": _("A text in it is too long and was shortened."),
    "rule_cut": _("It repeats without an end; the %(count)s dates of the next two years are taken."),
    "rdates_cut": _("It names more dates than we take; %(count)s dates within two years are taken."),
    "long_as_days": _("It lasts longer than a day and is taken as whole days."),
    # The place
    "place_absent": _("No place is stated: choose one before you publish."),
    "place_unknown": _("“%(place)s” is none of the houses we know; it is kept as written. Choose one before you publish."),
    "place_ambiguous": _("“%(place)s” could be several houses; it is kept as written. Choose one before you publish."),
    # The zone
    "zone_absent": _("Times without a zone (%(count)s) are taken as times in Shanghai. Please check them."),
    "zone_assumed": _("Times in “%(zone)s” (%(count)s) are taken as times in Shanghai. Please check them."),
    "zone_unknown": _("Times in an unknown zone, “%(zone)s” (%(count)s), are taken as times in Shanghai. Please check them."),
    "zone_calendar": _("Times without a zone (%(count)s) are taken in the calendar's own, “%(zone)s”. Please check them."),
    "zone_offset": _("Times in “%(zone)s” (%(count)s) are shown in Shanghai time. Please check them."),
    "zone_converted": _("Times in “%(zone)s” (%(count)s) are shown in Shanghai time. Please check them."),
}


def message_of(problem: Problem, *, is_table: bool = False) -> str:
    """The sentence about a problem."""
    known = (SHEET_WORDS if is_table else WORDS).get(problem.code) or WORDS.get(problem.code)
    if known is None:
        return gettext("This line could not be taken.")
    return str(known) % dict(problem.facts) if problem.facts else str(known)
