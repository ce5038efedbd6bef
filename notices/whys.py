"""Why something is not told after all: words that stand in rows. Pure."""

from enum import StrEnum


class Why(StrEnum):
    """Why a delivery was skipped or refused, or a notice voided. Kinds of notices have words of their own beside these."""

    TOO_LATE = "too_late"
    VOIDED = "voided"
    BROKEN = "broken"
    RESTORED = "restored"
    UNSUBSCRIBED = "unsubscribed"
    PAUSED = "paused"
    STOPPED = "stopped"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    ENDPOINT_ENDED = "endpoint_ended"
    PERSON_GONE = "person_gone"
    NO_ADDRESS = "no_address"
    ADDRESS_CHANGED = "address_changed"
    # Why a mail server refused a letter for good.
    NO_MAILBOX = "no_mailbox"
    NOT_ALLOWED = "not_allowed"
    REFUSED = "refused"
