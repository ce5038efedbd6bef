"""Forms of the pasted announcement: the text, and what was understood of it."""

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form, choices
from core.forms import later as _
from events.forms.fields import DayField, PricesField, line, whole
from events.forms.fields import text as long_text
from events.forms.start import ORDER
from events.intake.lines import MOST_CHARACTERS
from events.words import GENRES, KINDS, LANGUAGES_SPOKEN, SURTITLES
from repertoire.models import Genre, Surtitles

NOTHING_SAID = _("not stated")
TOO_LONG = _("This is too long: at most %(max)d characters.")


class PasteForm(Form):
    """The announcement as it was copied."""

    text = TextAreaField(
        _("The announcement"), [InputRequired(_("Paste a text first.")), Length(max=MOST_CHARACTERS, message=TOO_LONG)]
    )


class DatesField(SelectMultipleField):
    """Starts to take over, as boxes to tick; their words stand beside them."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class UnderstoodForm(Form):
    """What was understood; all of it can be changed. `only` is the city whose draft this is."""

    text = HiddenField()
    only = HiddenField()
    title = line(_("Title"), InputRequired(_("What is it called?")))
    dates = DatesField(_("Dates"))
    first = DayField(_("First day"), [Optional()])
    last = DayField(_("Last day"), [Optional()])
    place = SelectField(_("House and hall"), [InputRequired(_("Where is it?"))])
    stated = line(_("The place in words"))
    city = SelectField(_("City"))
    kind = SelectField(_("Kind"), choices=lambda: choices(ORDER, KINDS.__getitem__))
    genre = SelectField(_("Genre"), choices=lambda: choices(Genre, GENRES.__getitem__, empty=NOTHING_SAID))
    contact = line(_("Contact for the desk and for visitors"), InputRequired(_("How can people reach you?")))
    prices = PricesField(_("Prices, one a line"))
    is_free = BooleanField(_("Free of charge"))
    duration_minutes = whole(_("Running time in minutes, interval included"), 1, 1_440)
    interval_minutes = whole(_("Interval in minutes"), 0, 40)
    age_min = whole(_("From which age, in years"), 0, 18)
    age_advice = line(_("Age advice in words"))
    main_performers = long_text(_("Main performers"), most=1_000)
    language_spoken = SelectField(
        _("Language spoken"),
        choices=lambda: [("", NOTHING_SAID), *((code, str(words)) for code, words in LANGUAGES_SPOKEN.items())],
    )
    surtitles = SelectField(_("Surtitles"), choices=lambda: choices(Surtitles, SURTITLES.__getitem__, empty=NOTHING_SAID))
    seller_url = line(_("Address where tickets are sold (https://…)"))
    is_other = BooleanField(_("It is something else: save it"))
