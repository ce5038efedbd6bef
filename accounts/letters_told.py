"""The single letters of this package: of accounts, of organisations, of the people in them."""

from flask_babel import gettext

from accounts.letter_kinds import LetterKind

LETTERS: tuple[LetterKind, ...] = (
    LetterKind(code="confirm", words=lambda: gettext("Confirming an address"), is_essential=True, asks=True),
    LetterKind(code="address_known", words=lambda: gettext("Account exists already"), is_essential=True),
    LetterKind(code="confirm_mail", words=lambda: gettext("Confirming a new address"), is_essential=True, asks=True),
    LetterKind(code="mail_changed", words=lambda: gettext("Address of an account changed"), is_essential=True),
    LetterKind(code="reset", words=lambda: gettext("A new password asked for"), is_essential=True),
    LetterKind(code="password_changed", words=lambda: gettext("Password changed"), is_essential=True),
    LetterKind(code="factor_changed", words=lambda: gettext("Second factor changed"), is_essential=True),
    LetterKind(code="account_closed", words=lambda: gettext("Account closed"), is_essential=True),
    LetterKind(code="invitation", words=lambda: gettext("Invitation to an organisation"), is_essential=True),
    LetterKind(code="ownership_offered", words=lambda: gettext("Ownership of an organisation offered")),
    LetterKind(code="organisation_standing", words=lambda: gettext("Trust or suspension of an organisation")),
    LetterKind(code="organisations_merged", words=lambda: gettext("Organisations merged")),
    LetterKind(code="organisation_closed", words=lambda: gettext("Organisation closed")),
    LetterKind(code="claim_decided", words=lambda: gettext("Decision on a claim")),
    LetterKind(code="proof_decided", words=lambda: gettext("Decision on a paper")),
    LetterKind(code="proof_ends", words=lambda: gettext("A paper that ends soon")),
    LetterKind(code="trial", words=lambda: gettext("Trial letters"), may_be_stopped=True),
)
