"""What is said to somebody whose rule of a run was not understood."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from events.rule_box import UnreadableRule

RULE_ERRORS: dict[str, LazyString] = {
    "unknown_words": _("These words are not understood: “%(words)s”. Nothing was guessed."),
    "no_time": _("“%(words)s” names days but no time, such as 19:30."),
    "no_day": _("“%(words)s” names a time but no day."),
    "bad_time": _("“%(words)s” is no time of a day."),
    "bad_date": _("“%(words)s” is no day of the calendar."),
    "outside": _("“%(words)s” does not lie between the first and the last day."),
    "two_years": _("“%(words)s” comes twice between the first and the last day: please add the year."),
    "two_ways": _("“%(words)s” can be read in two ways: please write the month in words, such as 8 Dec."),
    "weekday_differs": _("In “%(words)s” the weekday does not fit the date."),
    "off_with_nothing": _("“%(words)s” does not say on which day there is no show."),
    "empty": _("No date is named."),
    "too_long": _("This line is too long."),
}
PATTERN_ERRORS: dict[str, LazyString] = {
    "ends before it starts": _("The last day lies before the first."),
    "longer than 800 days": _("A run may last 800 days at most; please split it."),
    "names no day": _("Between these two days there is no such weekday."),
    "more than 1,000 performances": _("That would be more than 1,000 performances; please split the run."),
}


def rule_error(refused: UnreadableRule) -> str:
    """Why, in the reader's language, with the words it is about."""
    return str(RULE_ERRORS[refused.why]) % {"words": refused.words}


def pattern_error(why: str) -> str:
    """Why a rule names no run."""
    return str(PATTERN_ERRORS.get(why, RULE_ERRORS["empty"]))
