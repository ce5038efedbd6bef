"""What people agree to: each purpose with the version of its wording, which changes when the words do."""

from enum import StrEnum


class Purpose(StrEnum):
    """What an agreement is for. Terms and privacy come with the account; news is free."""

    TERMS = "terms"
    PRIVACY = "privacy"
    NEWS = "news"


# The month in which the wording was last changed (templates/portal/terms.html, templates/portal/privacy.html).
WORDINGS = {Purpose.TERMS: "2026-11", Purpose.PRIVACY: "2026-11", Purpose.NEWS: "2026-11"}
NEEDED = (Purpose.TERMS, Purpose.PRIVACY)
