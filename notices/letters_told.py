"""The single letters of this package: of following, of ways, of the desk of notices."""

from flask_babel import gettext

from accounts.letter_kinds import LetterKind

LETTERS = (
    LetterKind(
        code="follow_confirm", words=lambda: gettext("Confirming that you follow something"), is_essential=True, asks=True
    ),
    LetterKind(code="manage_link", words=lambda: gettext("The link to what you follow"), is_essential=True),
    LetterKind(code="way_try", words=lambda: gettext("A test message for a robot or a program"), is_essential=True),
    LetterKind(code="way_stopped", words=lambda: gettext("A robot or a program can no longer be reached")),
    LetterKind(code="announcement_waits", words=lambda: gettext("A notice waits for your word")),
    LetterKind(code="announcement_decided", words=lambda: gettext("What a second person says of your notice")),
    LetterKind(code="announcement_fate", words=lambda: gettext("A notice of yours is not sent, or is sent after all")),
    LetterKind(code="announcement_test", words=lambda: gettext("Test of a notice"), is_essential=True),
)
