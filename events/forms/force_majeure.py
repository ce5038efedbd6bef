"""What the force-majeure desk accepts."""

from typing import Any

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from core.forms import choices, one_line
from core.forms import later as _
from events.deed_words import VERBS
from events.forms.changing import Reasoned, read_clock, read_day
from events.models.deed import DeedKind
from events.services.force_majeure import MAY


class StrikeForm(Reasoned):
    """Where, from when until when, and what is said."""

    city = SelectField(_("City"), [Optional()], choices=[])
    venue = SelectField(_("House"), [Optional()], choices=[])
    first_day = StringField(_("From, day"), [InputRequired(_("The day is needed."))], [one_line])
    first_clock = StringField(_("From, time"), [InputRequired(_("The time is needed."))], [one_line])
    last_day = StringField(_("Until, day"), [InputRequired(_("The day is needed."))], [one_line])
    last_clock = StringField(_("Until, time"), [InputRequired(_("The time is needed."))], [one_line])
    kind = RadioField(_("What becomes of it"), [InputRequired(_("Choose one."))], choices=[])

    def __init__(self, *args: Any, cities: list[tuple[str, str]], venues: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = choices(sorted(MAY), VERBS.__getitem__)
        self.city.choices, self.venue.choices = cities, venues
        del self.cause

    @property
    def chosen_kind(self) -> DeedKind:
        """Cancel or postpone."""
        return DeedKind(self.kind.data)

    def validate_first_day(self, field: StringField) -> None:
        """A day that can be read."""
        read_day(field.data)

    def validate_last_day(self, field: StringField) -> None:
        """A day that can be read."""
        read_day(field.data)

    def validate_first_clock(self, field: StringField) -> None:
        """A time that can be read."""
        read_clock(field.data)

    def validate_last_clock(self, field: StringField) -> None:
        """A time that can be read."""
        read_clock(field.data)
