"""Forms of the dates page: the rule of a run, one more show, one date."""

from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Optional

from core.forms import Form, one_line
from core.forms import later as _
from events.forms.fields import DayField, TimesField, line, option, whole

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class RuleForm(Form):
    """Days, times by weekday, exceptions, extra shows; or the whole rule in one line."""

    first = DayField(_("First day"), [InputRequired(_("When does it begin?"))])
    last = DayField(_("Last day"), [InputRequired(_("When does it end?"))])
    monday = TimesField(_("Monday"))
    tuesday = TimesField(_("Tuesday"))
    wednesday = TimesField(_("Wednesday"))
    thursday = TimesField(_("Thursday"))
    friday = TimesField(_("Friday"))
    saturday = TimesField(_("Saturday"))
    sunday = TimesField(_("Sunday"))
    without = line(_("No show on"), most=500)
    extra = line(_("Extra shows"), most=500)
    rule = line(_("Or the whole run in one line"), most=500)
    seen = HiddenField()


class ExtraForm(Form):
    """One more show."""

    day = DayField(_("Day"), [InputRequired(_("On which day?"))])
    at = TimesField(_("Starts at"), [InputRequired(_("At what time?"))])


class DateForm(Form):
    """One date: its day and time, how long it lasts, what it is called; alone or with all after it."""

    day = DayField(_("Day"), [InputRequired(_("On which day?"))])
    at = TimesField(_("Starts at"), [InputRequired(_("At what time?"))])
    minutes = whole(_("Minutes"), 5, 1_440)
    title_zh = line(_("A title of its own, in Chinese"))
    title_en = line(_("A title of its own, in English"))
    reach = RadioField(
        _("Change"), choices=[
            option("one", _("This date only")),
            option("later", _("This and all drafts after it, by the same shift")),
        ],
        default="one",
    )
    seen = HiddenField()


class RemoveForm(Form):
    """Remove a draft date, or it and all after it."""

    and_later = BooleanField(_("And all drafts after it"))


class CopyForm(Form):
    """When the copy begins; whether it is the next edition."""

    first = DayField(_("The first day of the copy"), [InputRequired(_("When does it begin?"))])
    edition = RadioField(
        _("What is it?"), choices=[
            option("same", _("The same again")), option("next", _("The next edition: its number goes up by one")),
        ],
        default="same",
    )


class SpanForm(Form):
    """Whole days; the last one open where nothing is stated."""

    first = DayField(_("First day"), [InputRequired(_("When does it begin?"))])
    last = DayField(_("Last day"), [Optional()])


class SearchForm(Form):
    """Words looked for in the list of listings."""

    q = StringField(_("Search your listings"), [Optional()], [one_line])
