"""The short form: title, run, place, kind, contact."""

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Optional

from core.forms import Form, choices
from core.forms import later as _
from events.forms.fields import DayField, TimesField, WeekdaysField, line
from events.models.words import EventKind
from events.words import KINDS

# The kinds that are listed most stand first.
FIRST_KINDS = (EventKind.SHOW, EventKind.EXHIBITION, EventKind.FESTIVAL, EventKind.FORUM, EventKind.LECTURE, EventKind.WORKSHOP)
ORDER = (*FIRST_KINDS, *(kind for kind in EventKind if kind not in FIRST_KINDS))
WEEKDAYS = [
    ("0", _("Mon")), ("1", _("Tue")), ("2", _("Wed")), ("3", _("Thu")), ("4", _("Fri")), ("5", _("Sat")), ("6", _("Sun")),
]
ELSEWHERE = "other"


class StartForm(Form):
    """What a draft needs. Houses and cities are set by the view; "other" is a place in words."""

    title = line(_("Title"), InputRequired(_("What is it called?")))
    first = DayField(_("First day"), [InputRequired(_("When does it begin?"))])
    last = DayField(_("Last day"), [Optional()])
    weekdays = WeekdaysField(_("On these days"), choices=WEEKDAYS)
    times = TimesField(_("Starts at"))
    rule = line(_("Or the whole run in one line"), most=500)
    place = SelectField(_("House and hall"), [InputRequired(_("Where is it?"))], validate_choice=True)
    stated = line(_("The place in words"))
    city = SelectField(_("City"), validate_choice=True)
    kind = SelectField(_("Kind"), choices=lambda: choices(ORDER, KINDS.__getitem__))
    contact = line(_("Contact for the desk and for visitors"), InputRequired(_("How can people reach you?")))
    is_other = BooleanField(_("It is something else: save it"))
