"""Files that an organisation sends: the rows that say whose they are. The bytes are kept before (core/uploads.py)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from accounts.actor import Actor
from accounts.models.proof import Evidence, Picture
from accounts.queries import proofs
from accounts.services import trail
from core.db import session
from core.errors import Refused
from core.text import clean_line, shortened

MOST_OF_PICTURES = 300 * 2**20
MOST_OF_PAPERS = 100 * 2**20
LONGEST_NAME = 120
# A picture that was sent and is shown nowhere yet may belong to a form that is still open.
GRACE = timedelta(days=2)


def _named(name: str) -> str:
    """A file's own name without the way to it, as a line."""
    return shortened(clean_line(name.replace("\\", "/").rpartition("/")[2]), LONGEST_NAME)


def refuse_full(organisation_id: int, *, pictures: bool) -> None:
    """`Refused("full")` where an organisation has no room left for more."""
    taken, most = (
        (proofs.bytes_of_pictures(organisation_id), MOST_OF_PICTURES) if pictures
        else (proofs.bytes_of_evidence(organisation_id), MOST_OF_PAPERS)
    )
    if taken >= most:
        raise Refused("full", limit=most // 2**20)


def add_picture(organisation_id: int, key: str, size: int, name: str, *, at: datetime, actor: Actor) -> Picture:
    """Note a picture as an organisation's; the same one again is the one that is there."""
    known = proofs.picture(organisation_id, key)
    if known is not None:
        return known
    refuse_full(organisation_id, pictures=True)
    row = Picture(
        organisation_id=organisation_id, key=key, name=_named(name), size=size, sent_by_id=actor.person_id, sent_at=at
    )
    session.add(row)
    session.flush()  # the trail names it
    trail.note("picture_sent", at=at, actor=actor, organisation_id=organisation_id, subject=row, after={"bytes": size})
    return row


def add_evidence(
    organisation_id: int, digest: str, ending: str, *, name: str, size: int, at: datetime, actor: Actor
) -> Evidence:
    """Note a paper as an organisation's."""
    refuse_full(organisation_id, pictures=False)
    row = Evidence(
        organisation_id=organisation_id, digest=digest, ending=ending, name=_named(name), size=size,
        sent_by_id=actor.person_id, sent_at=at,
    )
    session.add(row)
    session.flush()  # what it proves names it
    trail.note("paper_sent", at=at, actor=actor, organisation_id=organisation_id, subject=row, after={"digest": digest})
    return row


def forget_pictures(in_use: Collection[str], *, at: datetime) -> int:
    """Drop pictures that nothing shows (`in_use`: keys of those shown) some days after they were sent; answers how many."""
    lost = [row for row in proofs.old_pictures(at - GRACE) if row.key not in in_use]
    for row in lost:
        session.delete(row)
    return len(lost)
