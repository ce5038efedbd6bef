"""What the change desk and the force-majeure desk accept: shape only; rules belong to services."""

import re
from datetime import date, time
from typing import Any

from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from core.forms import Form, choices, one_line, prose
from core.forms import later as _
from core.types import Bilingual
from events.causes import REFUNDS, Refund
from events.deed_words import CAUSES
from events.deed_words import REFUNDS as REFUND_WORDS
from events.filters import EARLIEST, LATEST
from events.models.deed import LONGEST_TOKEN, Cause, DeedKind

LONGEST_WORDS = 500
MOST_DAYS = 800
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


def read_day(text: str | None) -> date | None:
    """A day as browsers send it, within the calendar; None where nothing was said."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValidationError(str(_("Write the day as 2026-12-31."))) from None
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(str(_("That day lies outside the calendar.")))
    return day


def read_clock(text: str | None) -> time | None:
    """A time of day as people type it; None where nothing was said."""
    if not text:
        return None
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValidationError(str(_("Write the time as 19:30.")))
    return time(int(found[1]), int(found[2]))


class Reasoned(Form):
    """Why, in ready or own words, and what becomes of tickets."""

    cause = RadioField(_("Why?"), [Optional()], choices=[])
    words_zh = TextAreaField(_("In your words, Chinese"), [Length(max=LONGEST_WORDS)], [prose])
    words_en = TextAreaField(_("In your words, English"), [Length(max=LONGEST_WORDS)], [prose])
    refund = RadioField(_("For ticket holders"), [Optional()], choices=[])
    refund_zh = StringField(_("About tickets, Chinese"), [Length(max=LONGEST_WORDS)], [one_line])
    refund_en = StringField(_("About tickets, English"), [Length(max=LONGEST_WORDS)], [one_line])
    token = HiddenField(validators=[InputRequired(), Length(max=LONGEST_TOKEN)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.cause.choices = choices(Cause, CAUSES.__getitem__)
        self.refund.choices = choices(Refund, REFUND_WORDS.__getitem__)

    @property
    def chosen_cause(self) -> Cause | None:
        """The cause, where one was chosen."""
        return Cause(self.cause.data) if self.cause.data else None

    @property
    def words(self) -> Bilingual:
        """The organiser's own words."""
        return Bilingual(self.words_zh.data or "", self.words_en.data or "")

    @property
    def refund_line(self) -> Bilingual:
        """What holders of tickets are told."""
        chosen = Refund(self.refund.data) if self.refund.data else Refund.NONE_SOLD
        if chosen is Refund.OWN:
            return Bilingual(self.refund_zh.data or "", self.refund_en.data or "")
        return REFUNDS[chosen]


class ChangeForm(Reasoned):
    """One change of the chosen dates; `keep_for` leaves what a kind of deed asks."""

    day = StringField(_("New day"), filters=[one_line])
    last_day = StringField(_("New last day"), filters=[one_line])
    clock = StringField(_("New time"), filters=[one_line])
    until = StringField(_("Ends at"), filters=[one_line])
    shift = IntegerField(_("How many days later (a minus sign: earlier)"), [Optional()])
    hall = SelectField(_("Hall"), [Optional()], choices=[], validate_choice=False)
    cast_zh = TextAreaField(_("Main performers now, Chinese"), [Length(max=2_000)], [prose])
    cast_en = TextAreaField(_("Main performers now, English"), [Length(max=2_000)], [prose])

    def keep_for(self, kind: DeedKind, *, spans: bool, several: bool) -> None:
        """Take away what this deed does not ask."""
        asked = ASKED.get(kind, set())
        if kind is DeedKind.MOVE:
            asked = {"shift"} if several else {"day", "last_day"} if spans else {"day", "clock", "until"}
            asked = asked | ({"clock"} if several and not spans else set())
        for name in OWN - asked:
            delattr(self, name)
        if kind in {DeedKind.SELL_OUT, DeedKind.REOPEN}:
            for name in ("refund", "refund_zh", "refund_en"):
                delattr(self, name)

    def validate_day(self, field: StringField) -> None:
        """A day that can be read."""
        read_day(field.data)

    def validate_last_day(self, field: StringField) -> None:
        """A day that can be read."""
        read_day(field.data)

    def validate_clock(self, field: StringField) -> None:
        """A time that can be read."""
        read_clock(field.data)

    def validate_until(self, field: StringField) -> None:
        """A time that can be read."""
        read_clock(field.data)

    def validate_shift(self, field: IntegerField) -> None:
        """Days within the calendar."""
        if field.data is not None and abs(field.data) > MOST_DAYS:
            raise ValidationError(str(_("At most %(limit)s days.")) % {"limit": MOST_DAYS})


OWN = {"day", "last_day", "clock", "until", "shift", "hall", "cast_zh", "cast_en"}
ASKED: dict[DeedKind, set[str]] = {DeedKind.HALL: {"hall"}, DeedKind.CAST: {"cast_zh", "cast_en"}}
