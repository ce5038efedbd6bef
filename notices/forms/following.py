"""What the forms of following accept. Which words there are, notices/news.py says; rules belong to the services."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, DateField, Field, RadioField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from accounts.forms import fits_mail, mail_field, mail_of
from accounts.models.person import LONGEST_MAIL
from core.forms import Form
from core.forms import later as _
from notices import rhythm
from notices.news import USUAL
from notices.words import LEADS, NEWS, RHYTHMS

WEEKDAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)
_DAYS = [SelectChoice(str(number), day) for number, day in enumerate(WEEKDAYS)]
NONE = "none"
_OFFERED = [SelectChoice(NONE, _("No summary")), *(SelectChoice(word, said) for word, said in RHYTHMS.items())]
_LONG = _("An e-mail address has 254 characters at most.")


def _several(label: str, offered: Mapping[str, Any], chosen: tuple[str, ...] = ()) -> SelectMultipleField:
    return SelectMultipleField(
        label, choices=[SelectChoice(word, said) for word, said in offered.items()], default=list(chosen),
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validators=[Optional()],
    )


class WishesForm(Form):
    """What somebody wants to hear of one thing."""

    news = _several(_("Tell me when"), NEWS, USUAL)
    leads = _several(_("Remind me"), LEADS)
    rhythm = RadioField(
        _("A summary of all that is new"), choices=_OFFERED, default=NONE, validators=[Optional()]
    )
    language = SelectField(_("Language"), choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")])

    def offer(self, offered: Mapping[str, Any]) -> None:
        """What can be told of the thing."""
        self.news.choices = [SelectChoice(word, said) for word, said in offered.items()]

    @property
    def words(self) -> tuple[str, ...]:
        """All of it as words of notices/news.py."""
        rhythms = [self.rhythm.data] if self.rhythm.data in RHYTHMS else []
        return (*(self.news.data or ()), *(self.leads.data or ()), *rhythms)


class MailWishesForm(WishesForm):
    """The same by somebody whom we do not know: an address is needed."""

    mail = mail_field(_("E-mail"))


class PerhapsMailForm(WishesForm):
    """The same by somebody of whom no address is known, and need not be."""

    mail = StringField(
        _("E-mail"), [Optional(), Length(max=LONGEST_MAIL, message=_LONG), fits_mail], [mail_of]
    )


class LinkForm(Form):
    """An address to which a new link is sent."""

    mail = mail_field(_("E-mail"))


def _fits_zone(_form: Form, field: Field) -> None:
    if field.data not in rhythm.zones():
        raise ValidationError(_("This time zone is not known."))


class HoursForm(Form):
    """Where the clock hangs, when it is quiet, when a digest comes."""

    language = SelectField(_("Language"), choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")])
    zone = StringField(_("Time zone"), [InputRequired(_("A time zone is needed.")), Length(max=40), _fits_zone])
    is_quiet = BooleanField(_("Quiet hours: nothing is sent, it waits until they are over"))
    quiet_from = TimeField(_("Quiet from"), [Optional()])
    quiet_until = TimeField(_("Quiet until"), [Optional()])
    digest_at = TimeField(_("Hour of the summary"), [InputRequired(_("An hour is needed, such as 08:00."))])
    weekday = SelectField(_("Day of the weekly summary"), choices=_DAYS)


class PauseForm(Form):
    """A pause of everything, until a day or until one goes on."""

    until = DateField(_("Until the morning of"), [Optional()])
