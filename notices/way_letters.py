"""The single letters about ways: a try, and that one was stopped."""

from flask_babel import gettext

from accounts.letter_kinds import LetterKind

WAY_LETTERS = (
    LetterKind(code="way_try", words=lambda: gettext("A test message for a robot or a program"), is_essential=True),
    LetterKind(code="way_stopped", words=lambda: gettext("A robot or a program can no longer be reached")),
)
