"""What the editor of notices accepts: words in two languages, for whom, when."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form, one_line, prose
from core.forms import later as _
from core.numbers import whole_number
from core.types import Bilingual
from events.forms.changing import read_clock, read_day
from notices.announcing_words import braces_words
from notices.audience_of import MOST_SUBJECTS, Audience
from notices.news import A_DAY
from notices.services.announcements import Written
from notices.standing_of import NOW

LONGEST_SUBJECT, LONGEST_BODY, LONGEST_PAGES, LONGEST_TOKEN, LONGEST_SEARCH = 120, 6_000, 4_000, 64, 80
AT, RELATIVE = "at", "relative"
# Minutes from the start of a date.
OFFSETS = (-14 * A_DAY, -7 * A_DAY, -3 * A_DAY, -2 * A_DAY, -A_DAY, -180, -60, 60, 180, A_DAY, 2 * A_DAY, 7 * A_DAY)
SEGMENT = "segment:"
_ENTRIES = re.compile(r"\s+")
Choices = Sequence[tuple[str, str]]
Groups = Sequence[tuple[str, Choices]]


def _fits_braces(_form: Form, field: Any) -> None:
    """Every placeholder is one that we know; the error names those that are not."""
    if wrong := braces_words(field.data or ""):
        raise ValidationError(wrong)


def _words(label: str, most: int, *, lines: bool = False) -> Any:
    long = Length(max=most, message=_("At most %(max)d characters, please."))
    kind, clean = (TextAreaField, prose) if lines else (StringField, one_line)
    return kind(label, [long, _fits_braces], [clean])


class AnnouncementForm(Form):
    """One notice. `things` (under the words of their kinds), `dates` and `audiences` are what this desk may choose from;
    `followed` are the refs of those things that somebody follows.

    Whoever has no things of their own looks for them: `search`, `about_search`. What was looked for last stands hidden beside;
    `found`: how many things and dates there were, `is_cut`: whether there may be more of them.
    """

    followed: AbstractSet[str] = frozenset()
    found: tuple[int | None, int | None] = (None, None)
    is_cut: tuple[bool, bool] = (False, False)

    subject_zh = _words(_("Subject, Chinese"), LONGEST_SUBJECT)
    body_zh = _words(_("Text, Chinese"), LONGEST_BODY, lines=True)
    subject_en = _words(_("Subject, English"), LONGEST_SUBJECT)
    body_en = _words(_("Text, English"), LONGEST_BODY, lines=True)
    about = SelectField(_("Which date is it about?"), choices=[], validate_choice=False)
    promotional = RadioField(_("What kind of notice is it?"), [InputRequired(_("Choose one."))], choices=[])
    audience = RadioField(_("For whom?"), [InputRequired(_("Choose one."))], choices=[])
    subjects = SelectMultipleField(
        _("Of what?"), choices=[], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validate_choice=False,
    )
    search = StringField(_("Look for something by its name"), [Length(max=LONGEST_SEARCH)], [one_line])
    searched = HiddenField(filters=[one_line])
    pages = TextAreaField(
        _("Addresses of pages on this site, one a line"), [Length(max=LONGEST_PAGES)], [prose]
    )
    about_search = StringField(_("Look for a date by the title of what is on"), [Length(max=LONGEST_SEARCH)], [one_line])
    about_from = StringField(_("From this day on"), filters=[one_line])
    about_searched = HiddenField(filters=[one_line])
    when = RadioField(_("When?"), [InputRequired(_("Choose one."))], choices=[])
    day = StringField(_("Day"), filters=[one_line])
    clock = StringField(_("Time, in Shanghai"), filters=[one_line])
    offset = SelectField(_("So long from its start"), choices=[], validate_choice=False)
    token = HiddenField(validators=[InputRequired(), Length(max=LONGEST_TOKEN)])
    seen = HiddenField(filters=[one_line])

    def __init__(
        self, *args: Any, things: Groups, dates: Choices, audiences: Choices, offsets: Choices, whens: Choices,
        kinds: Choices, **values: Any,
    ) -> None:
        super().__init__(*args, **values)
        self._groups = things
        every = list({ref: (ref, words) for _kind, several in things for ref, words in several}.values())
        self.subjects.choices, self.about.choices, self.audience.choices = every, list(dates), list(audiences)
        self.offset.choices, self.when.choices, self.promotional.choices = list(offsets), list(whens), list(kinds)
        self._known = {name: {value for value, _words in several} for name, several in (
            ("subjects", every), ("about", dates), ("offset", offsets),
        )}

    @property
    def grouped(self) -> list[tuple[str, list[Any]]]:
        """The boxes of things to tick, under the words of their kinds."""
        boxes = {option.data: option for option in self.subjects}
        return [(words, [boxes[ref] for ref, _words in several if ref in boxes]) for words, several in self._groups]

    @property
    def looks_for(self) -> bool:
        """Whether something is typed to be looked for that was not looked for yet; nothing is kept then."""
        if "search" not in self:
            return False
        is_new = (self.search.data or "") != (self.searched.data or "")
        return is_new or self.date_looked_for != (self.about_searched.data or "")

    @property
    def date_looked_for(self) -> str:
        """The title and the day by which a date is looked for, as one text; empty where none is."""
        return " | ".join(filter(None, (self.about_search.data, self.about_from.data)))

    def validate_about_from(self, field: StringField) -> None:
        """A day that can be read, where one is typed."""
        read_day(field.data)

    def validate_day(self, field: StringField) -> None:
        """A day that can be read, where one is needed."""
        if self.when.data == AT and read_day(field.data) is None:
            raise ValidationError(str(_("The day is needed.")))

    def validate_clock(self, field: StringField) -> None:
        """A time that can be read, where one is needed."""
        if self.when.data == AT and read_clock(field.data) is None:
            raise ValidationError(str(_("The time is needed.")))

    def validate_about(self, field: SelectField) -> None:
        """A date of theirs; one is needed where the moment hangs on it."""
        if field.data and field.data not in self._known["about"]:
            raise ValidationError(str(_("Choose one of the dates.")))
        if self.when.data == RELATIVE and not field.data:
            raise ValidationError(str(_("Choose the date first: the moment hangs on its start.")))

    def validate_offset(self, field: SelectField) -> None:
        """One of the steps, where the moment hangs on a date."""
        if self.when.data == RELATIVE and field.data not in self._known["offset"]:
            raise ValidationError(str(_("Choose how long before or after.")))

    def validate_subjects(self, field: SelectMultipleField) -> None:
        """Things of theirs."""
        if any(each not in self._known["subjects"] for each in field.data or ()):
            raise ValidationError(str(_("One of these cannot be chosen any more. Look at the list again.")))

    @property
    def page_lines(self) -> list[str]:
        """The addresses that the staff typed."""
        typed = str(self["pages"].data or "") if "pages" in self else ""
        return [each for each in _ENTRIES.split(typed) if each][:MOST_SUBJECTS]

    @property
    def segment_id(self) -> int | None:
        """The audience with a name that was chosen, if one was."""
        chosen = str(self.audience.data or "")
        return whole_number(chosen.removeprefix(SEGMENT)) if chosen.startswith(SEGMENT) else None

    def chosen_things(self, more: Sequence[str] = ()) -> tuple[str, ...]:
        """The things that were ticked; `more` are some that were named by their pages."""
        return tuple(dict.fromkeys([*(self.subjects.data or ()), *more]))

    def written(self, audience: Audience) -> Written:
        """All that was typed, as a service takes it."""
        about = whole_number(self.about.data) or None
        is_relative = self.when.data == RELATIVE
        return Written(
            subject=Bilingual(self.subject_zh.data or "", self.subject_en.data or ""),
            body=Bilingual(self.body_zh.data or "", self.body_en.data or ""),
            audience=audience, is_promotional=self.promotional.data == "promotion", wall=self._wall(), performance_id=about,
            offset_minutes=int(self.offset.data) if is_relative and self.offset.data else None, segment_id=self.segment_id,
        )

    def _wall(self) -> str:
        if self.when.data == RELATIVE:
            return ""
        day, clock = read_day(self.day.data), read_clock(self.clock.data)
        return f"{day.isoformat()}T{clock:%H:%M}" if self.when.data == AT and day and clock is not None else NOW


class ReasonForm(Form):
    """Why it is sent back."""

    reason = TextAreaField(_("What should be different?"), [Length(max=1_000)], [prose])


class SegmentForm(Form):
    """A name for an audience."""

    name = StringField(_("Its name"), [DataRequired(_("A name is needed.")), Length(max=80)], [one_line])
