"""Fields that say in the reader's language what is wrong with them, and give back what was typed."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext
from wtforms import DateField, Field, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import later as _
from core.forms import one_line, prose
from events.filters import EARLIEST, LATEST
from events.prices import UnreadablePrice, read_prices
from events.rule_box import UnreadableRule, read_times
from events.rule_words import rule_error

LONGEST_LINE = 300
LONGEST_TEXT = 4_000
LONGEST_NUMBER = 7
NOT_AMONG = _("Please choose one of these.")
TOO_LONG = _("This is too long: at most %(max)d characters.")


def option(value: str, words: str) -> Any:
    """One of the values of a choice."""
    return SelectChoice(value, words)


class DayField(DateField):
    """A date as browsers send it, within the years that our calendars show."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; a text that is none is said to be so, and shown again."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip()[:10])
        except ValueError:
            self.data = None
            raise ValueError(gettext("Please give a date, such as 2026-12-05.")) from None
        if not EARLIEST <= self.data <= LATEST:
            raise ValueError(gettext("This date lies beyond the calendar."))


class NumberField(IntegerField):
    """A whole number; what is none is said to be so, and shown again."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        stated = valuelist[0].strip() if valuelist else ""
        if not stated:
            self.data = None
        elif stated.isdecimal() and len(stated) <= LONGEST_NUMBER:
            self.data = int(stated)
        else:
            self.data = None
            raise ValueError(gettext("Please give a whole number."))


class WeekdaysField(SelectMultipleField):
    """Some of the seven days, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"invalid_choice_message": NOT_AMONG} | more)


class TimesField(StringField):
    """Times of a day: 14:00 19:30. `times` are what was read."""

    times: tuple[time, ...] = ()

    def pre_validate(self, form: Any) -> None:
        """Read them."""
        del form
        try:
            self.times = read_times(self.data or "")
        except UnreadableRule as refused:
            raise ValidationError(rule_error(refused)) from None


class PricesField(TextAreaField):
    """Prices, one a line. `prices` are what was read."""

    prices: list[dict[str, Any]] = []  # noqa: RUF012 - replaced whole, never changed in place

    def pre_validate(self, form: Any) -> None:
        """Read them."""
        del form
        try:
            self.prices = read_prices(self.data or "")
        except UnreadablePrice as refused:
            raise ValidationError(gettext("This price cannot be read: “%(line)s”", line=str(refused))) from None


def line(label: str, *validators: Any, most: int = LONGEST_LINE, **more: Any) -> Any:
    """A text of one line."""
    return StringField(label, [Length(max=most, message=TOO_LONG), *validators], [one_line], **more)


def text(label: str, *validators: Any, most: int = LONGEST_TEXT, **more: Any) -> Any:
    """A text of several lines."""
    return TextAreaField(label, [Length(max=most, message=TOO_LONG), *validators], [prose], **more)


class ChoiceField(SelectField):
    """One of several; not sent is the same as empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        super().process_formdata(valuelist or [""])


def choice(label: str, *validators: Any, **more: Any) -> Any:
    """One of several."""
    return ChoiceField(label, *validators, **{"invalid_choice_message": NOT_AMONG} | more)


def whole(label: str, least: int, most: int, **more: Any) -> Any:
    """A whole number, or nothing."""
    message = _("Please give a whole number from %(min)s to %(max)s.")
    return NumberField(label, [Optional(), NumberRange(least, most, message)], **more)


def says(field: Field) -> str:
    """What a field says now, as text: for comparing two versions."""
    value = field.data
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ",".join(sorted(map(str, value)))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
