"""What the review accepts, from organisations and from reviewers: shape only."""

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.forms import Form, choices, one_line, prose
from core.forms import later as _
from core.types import Bilingual
from events.models.submission import Decision
from events.review_words import VERDICTS
from events.verdicts import Verdict, reason_of

LONGEST_REASON = 2_000


class SubmitForm(Form):
    """Hand in, or take back: the button says which."""

    step = HiddenField(validators=[Length(max=20)])


class AppealForm(Form):
    """Why somebody else should look at it."""

    plea = TextAreaField(
        _("Why should it be looked at again?"), [InputRequired(_("Say it in a few words.")), Length(max=LONGEST_REASON)],
        [prose],
    )


class WithdrawForm(Form):
    """Why a public listing is taken back."""

    reason_zh = TextAreaField(_("Why, Chinese"), [Length(max=500)], [prose])
    reason_en = TextAreaField(_("Why, English"), [Length(max=500)], [prose])

    @property
    def reason(self) -> Bilingual:
        """The reason."""
        return Bilingual(self.reason_zh.data or "", self.reason_en.data or "")


class DecisionForm(Form):
    """A decision with its reason, ready or own words."""

    decision = RadioField(_("Decision"), [InputRequired(_("Choose one."))], choices=[])
    verdict = SelectField(_("Ready reason"), [Optional()], choices=[])
    reason_zh = TextAreaField(_("Own words, Chinese"), [Length(max=LONGEST_REASON)], [prose])
    reason_en = TextAreaField(_("Own words, English"), [Length(max=LONGEST_REASON)], [prose])
    override = StringField(_("Why the warning may pass"), [Length(max=300)], [one_line])
    seen = HiddenField()

    def __init__(self, *args: Any, words: Any, nothing: str, **values: Any) -> None:
        super().__init__(*args, **values)
        self.decision.choices = choices(words, words.__getitem__)
        self.verdict.choices = choices(Verdict, VERDICTS.__getitem__, empty=nothing)

    @property
    def chosen(self) -> Decision:
        """The decision."""
        return Decision(self.decision.data)

    @property
    def reason(self) -> Bilingual:
        """Ready reason and own words together."""
        verdict = Verdict(self.verdict.data) if self.verdict.data else None
        return reason_of(verdict, Bilingual(self.reason_zh.data or "", self.reason_en.data or ""))
