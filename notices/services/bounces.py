"""What is reported of a letter after it was sent, written down once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hmac import compare_digest

from notices.bounces.reports import Fact, LetterId
from notices.models.delivery import Delivery
from notices.queries import standing as queries
from notices.services import standing

# The mark of a letter by its kind and number, as stands in its Message-ID (notices/channels/mail.py).
Marked = Callable[[str, int], str]
CAME_BACK = "came back: "
# A service's clock may be so far behind ours.
SLOW_CLOCK = timedelta(minutes=1)


def note_of_letter(letter: LetterId, fact: Fact, code: str, *, host: str, marked: Marked, at: datetime) -> bool:
    """A report about one letter, by its Message-ID; False where that is none of ours, so that it counts for nothing."""
    row = queries.letter_by_number(letter.number) if letter.host == host.lower() else None
    if row is None or not compare_digest(letter.mark, marked(row.kind, row.id)):
        return False
    _note(row, fact, code, at=at)
    return True


def note_of_mailbox(mail: str, fact: Fact, code: str, *, at: datetime, happened_at: datetime | None = None) -> bool:
    """A report about a mailbox, of somebody whom we trust (the hook's token); False where nothing was ever sent there.

    It is of the latest letter that had gone out when it happened: a report that comes again is of the same one.
    """
    row = queries.latest_letter_to(mail, min(happened_at or at, at) + SLOW_CLOCK)
    if row is None:
        return False
    _note(row, fact, code, at=at)
    return True


def _is_passing(said: str) -> bool:
    return standing.status_of(said).startswith(standing.PASSING)


def _note(row: Delivery, fact: Fact, code: str, *, at: datetime) -> None:
    """The same report again changes nothing; one that it came back for good counts even after one for a passing reason.
    A letter that no longer says to whom it went tells nothing of a mailbox."""
    if fact is Fact.DELIVERED:
        row.delivered_at = row.delivered_at or at
        if row.mail:
            standing.note_arrival(row.mail, at=at)
    elif fact is Fact.BOUNCE and (row.bounced_at is None or (_is_passing(row.problem) and not _is_passing(code))):
        row.bounced_at, row.problem = row.bounced_at or at, f"{CAME_BACK}{code}"[:300].rstrip(": ")
        if row.mail:
            standing.note_refusal(row.mail, code, at=at)
    elif fact is Fact.COMPLAINT and row.complained_at is None:
        row.complained_at = at
        if row.mail:
            standing.note_complaint(row.mail, at=at)
