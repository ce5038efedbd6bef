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
    # Of notices that people write: their date moved to a day that is full; more readers than one person may write to.
    DAY_FULL = "day_full"
    NEEDS_WORD = "needs_word"
    ADDRESS_CHANGED = "address_changed"
    MERGED = "merged"
    LEFT = "left"
    # Why a mail server refused a letter for good.
    NO_MAILBOX = "no_mailbox"
    NOT_ALLOWED = "not_allowed"
    REFUSED = "refused"


# Never written down: something of the same date is still being gathered, so that it is looked at again soon.
NOT_YET = "not_yet"
