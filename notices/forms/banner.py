"""What the staff's desk of banners accepts."""

import re
from typing import Any

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from core.clock import at_local
from core.forms import Form, one_line
from core.forms import later as _
from core.types import Bilingual
from events.forms.changing import read_clock, read_day
from notices.models.notice import BannerLook
from notices.services.banners import Stated

LONGEST_LINE, LONGEST_HREF = 160, 500
# A path of ours, or a whole https address; nothing else leads anywhere (no "//host", no backslash).
_HREF = re.compile(r"/(?![/\\])[^\s\\<>\"']*|https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#][^\s\\<>\"']*)?")


class BannerForm(Form):
    """One line, where it leads, how it looks, from when until when (in Shanghai's time)."""

    line_zh = StringField(_("Line, Chinese"), [Length(max=LONGEST_LINE)], [one_line])
    line_en = StringField(_("Line, English"), [Length(max=LONGEST_LINE)], [one_line])
    href = StringField(_("Where it leads"), [Length(max=LONGEST_HREF)], [one_line])
    look = RadioField(_("Look"), [InputRequired(_("Choose one."))], choices=[])
    from_day = StringField(_("From, day"), [DataRequired(_("The day is needed."))], [one_line])
    from_clock = StringField(_("From, time"), [DataRequired(_("The time is needed."))], [one_line])
    until_day = StringField(_("Until, day"), [DataRequired(_("The day is needed."))], [one_line])
    until_clock = StringField(_("Until, time"), [DataRequired(_("The time is needed."))], [one_line])
    seen = HiddenField(filters=[one_line])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.look.choices = [(BannerLook.NOTE.value, _("A note")), (BannerLook.WARNING.value, _("A warning"))]

    def validate_line_zh(self, field: StringField) -> None:
        """One of the two languages at least."""
        if not field.data and not self.line_en.data:
            raise ValidationError(str(_("A line is needed, in Chinese or in English.")))

    def validate_href(self, field: StringField) -> None:
        """An address that leads somewhere, or none."""
        if field.data and not _HREF.fullmatch(field.data):
            raise ValidationError(str(_("A page of this site (/about), or a whole address that begins with https://.")))

    def validate_from_day(self, field: StringField) -> None:
        """A day that can be read."""
        read_day(field.data)

    def validate_until_day(self, field: StringField) -> None:
        """A day that can be read."""
        read_day(field.data)

    def validate_from_clock(self, field: StringField) -> None:
        """A time that can be read."""
        read_clock(field.data)

    def validate_until_clock(self, field: StringField) -> None:
        """A time that can be read."""
        read_clock(field.data)

    @property
    def stated(self) -> Stated:
        """All that was typed, as a service takes it; only after it was found to fit."""
        days = read_day(self.from_day.data), read_day(self.until_day.data)
        clocks = read_clock(self.from_clock.data), read_clock(self.until_clock.data)
        first, last = (at_local(day, at) for day, at in zip(days, clocks, strict=True) if day and at is not None)
        return Stated(
            line=Bilingual(self.line_zh.data or "", self.line_en.data or ""), href=self.href.data or "",
            look=BannerLook(self.look.data), from_at=first, until_at=last,
        )
