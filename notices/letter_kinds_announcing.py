"""The single letters of the desk of notices."""

from flask_babel import gettext

from accounts.letter_kinds import LetterKind

ANNOUNCING_LETTERS = (
    LetterKind(code="announcement_test", words=lambda: gettext("Test of a notice"), is_essential=True),
)
