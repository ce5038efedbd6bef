"""The single letters of this package: to those who look after listings."""

from flask_babel import gettext

from accounts.letter_kinds import LetterKind

LETTERS: tuple[LetterKind, ...] = (
    LetterKind(code="review_received", words=lambda: gettext("Receipt: a listing has come in"), may_be_stopped=True),
    LetterKind(code="review_decided", words=lambda: gettext("Decision on a listing")),
    LetterKind(code="listing_withdrawn", words=lambda: gettext("A listing taken back")),
    LetterKind(code="approvals_stale", words=lambda: gettext("Approvals to be renewed")),
    LetterKind(code="listing_offered", words=lambda: gettext("A listing offered")),
    LetterKind(code="listing_given", words=lambda: gettext("A listing changed hands")),
    LetterKind(code="confirm_run", words=lambda: gettext("Question whether everything is as listed"), may_be_stopped=True),
    LetterKind(code="deed", words=lambda: gettext("A colleague or a house changed dates")),
    LetterKind(code="deed_undone", words=lambda: gettext("A change of dates taken back")),
    LetterKind(code="batch", words=lambda: gettext("Force majeure")),
    LetterKind(code="batch_undone", words=lambda: gettext("Force majeure taken back")),
    LetterKind(code="link_dead", words=lambda: gettext("A link that leads nowhere")),
    LetterKind(code="import_failed", words=lambda: gettext("An import that failed")),
    LetterKind(code="imported_changes", words=lambda: gettext("An import changed dates")),
)
