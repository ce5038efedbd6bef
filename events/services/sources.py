"""Deeds on subscribed addresses. A source that fails, shrinks to nothing or answers something else never wipes what stands."""

from datetime import datetime, timedelta

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.services import trail
from core.addresses import BadAddress, is_plainly_internal, target_of
from core.db import session
from core.errors import Refused
from core.text import clean_line
from events.models.intake import Intake, SubscribedSource
from events.queries import intake as queries

MOST_SOURCES = 10
USUALLY = timedelta(hours=6)
# After a failure in an hour, then twice as long each time, daily at last.
FIRST_RETRY, LAST_RETRY = timedelta(hours=1), timedelta(days=1)
LEASE = timedelta(minutes=15)
# Calendars are offered under names that are https in truth.
_SCHEMES = {"webcal": "https", "webcals": "https", "feed": "https"}


def normal(url: str) -> str:
    """The address as it is asked; `Refused` for one that we do not ask, nor ever would: "bad_address", "not_public"."""
    stated = clean_line(url)
    scheme, colon, rest = stated.partition("://")
    if colon and scheme.lower() in _SCHEMES:
        stated = f"{_SCHEMES[scheme.lower()]}://{rest}"
    try:
        target = target_of(stated)
    except BadAddress as error:
        raise Refused("bad_address") from error
    if is_plainly_internal(target.host):
        raise Refused("not_public")
    return target.url


def subscribe(organisation: Organisation, url: str, *, at: datetime, actor: Actor) -> SubscribedSource:
    """Pull a calendar from an address from now on."""
    known = queries.sources_of(organisation.id)
    address = normal(url)
    if len(address) > 1_000:
        raise Refused("bad_address")
    if any(each.url == address for each in known):
        raise Refused("known_address")
    if len(known) >= MOST_SOURCES:
        raise Refused("too_many_sources")
    row = SubscribedSource(organisation_id=organisation.id, person_id=actor.person_id, url=address, made_at=at, next_at=at)
    session.add(row)
    session.flush()  # its key names it in the trail
    trail.note("source_added", at=at, actor=actor, organisation_id=organisation.id, subject=row, after={"url": address})
    return row


def pause(row: SubscribedSource, *, at: datetime, actor: Actor) -> None:
    """Ask no more until somebody says so."""
    row.paused_at = row.paused_at or at
    trail.note("source_paused", at=at, actor=actor, organisation_id=row.organisation_id, subject=row)


def pull_now(row: SubscribedSource, *, at: datetime, actor: Actor) -> None:
    """Ask as soon as can be, also one that was paused."""
    row.paused_at, row.next_at = None, at
    trail.note("source_pulled", at=at, actor=actor, organisation_id=row.organisation_id, subject=row)


def claim(at: datetime, limit: int) -> list[int]:
    """Take what is due; nobody else asks the same address meanwhile."""
    rows = queries.due_sources(at, limit)
    for row in rows:
        row.next_at = at + LEASE
    return [row.id for row in rows]


def note_done(row: SubscribedSource, *, at: datetime, etag: str = "", modified: str = "") -> None:
    """It answered well."""
    row.checked_at = row.done_at = at
    row.next_at, row.failing_since, row.failures, row.problem = at + USUALLY, None, 0, ""
    row.etag, row.modified = (etag or row.etag)[:300], (modified or row.modified)[:300]


def note_taken(row: SubscribedSource, intake: Intake, digest: str) -> None:
    """What it answered is being imported."""
    row.digest, row.dates = digest, intake.total


def note_failed(row: SubscribedSource, problem: str, *, at: datetime) -> None:
    """It did not answer, or answered something that is no calendar; what stands stays, and it is asked less often."""
    row.checked_at, row.problem = at, problem[:40]
    row.failing_since = row.failing_since or at
    row.failures += 1
    row.next_at = at + min(LAST_RETRY, FIRST_RETRY * 2 ** min(row.failures - 1, 10))


def note_broken(row: SubscribedSource, *, at: datetime) -> None:
    """What it answered could not be imported: it is asked again in a day, and whatever it then answers is tried anew."""
    note_failed(row, "import_failed", at=at)
    row.next_at = at + LAST_RETRY
    row.digest = row.etag = row.modified = ""
