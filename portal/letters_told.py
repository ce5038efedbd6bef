"""The single letters of this package: what readers report, and how far listings reach."""

from flask_babel import gettext

from accounts.letter_kinds import LetterKind

LETTERS: tuple[LetterKind, ...] = (
    LetterKind(code="reach", words=lambda: gettext("Reach of your listings, weekly"), may_be_stopped=True),
    LetterKind(code="report_made", words=lambda: gettext("A reader reports a mistake")),
    LetterKind(code="report_answered", words=lambda: gettext("Answer to a report"), is_essential=True),
)
