"""The short form: title, run, place, kind, contact."""

from wtforms import BooleanField
from wtforms.validators import InputRequired, Optional

from core.forms import Form, choices
from core.forms import later as _
from events.forms.fields import DayField, TimesField, WeekdaysField, choice, line, option
from events.models.words import EventKind
from events.words import KINDS

# The kinds that are listed most stand first.
FIRST_KINDS = (EventKind.SHOW, EventKind.EXHIBITION, EventKind.FESTIVAL, EventKind.FORUM, EventKind.LECTURE, EventKind.WORKSHOP)
ORDER = (*FIRST_KINDS, *(kind for kind in EventKind if kind not in FIRST_KINDS))
WEEKDAYS = [
    option("0", _("Mon")), option("1", _("Tue")), option("2", _("Wed")), option("3", _("Thu")),
    option("4", _("Fri")), option("5", _("Sat")), option("6", _("Sun")),
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
    place = choice(_("House and hall"), [InputRequired(_("Where is it?"))])
    stated = line(_("The place in words"))
    city = choice(_("City"))
    kind = choice(_("Kind"), choices=lambda: choices(ORDER, KINDS.__getitem__))
    contact = line(_("Contact for the desk and for visitors"), InputRequired(_("How can people reach you?")))
    is_other = BooleanField(_("It is something else: save it"))
