"""Deeds on audiences that were given a name."""

from datetime import datetime

from accounts.actor import Actor
from accounts.services import trail
from core.db import session
from core.errors import Refused
from notices.audience_of import Audience
from notices.models.notice import Segment
from notices.queries import announcements as queries

MOST = 50


def keep(organisation_id: int | None, name: str, audience: Audience, *, at: datetime, actor: Actor) -> Segment:
    """Give an audience a name; the same name again is another audience from now on. `Refused("too_many_segments")`."""
    known = queries.segments(organisation_id)
    row = next((each for each in known if each.name == name), None)
    if row is None:
        if len(known) >= MOST:
            raise Refused("too_many_segments", limit=MOST)
        row = Segment(organisation_id=organisation_id, name=name, made_at=at)
        session.add(row)
    row.audience = audience.to_store()
    session.flush()  # its key names it in the trail
    trail.note("segment_kept", at=at, actor=actor, organisation_id=organisation_id, subject=row, after={"title": name})
    return row


def drop(row: Segment, *, at: datetime, actor: Actor) -> None:
    """Forget one. Notices that used it keep the audience that they had."""
    for each in queries.uses_of_segment(row.id):
        each.segment_id = None
    trail.note(
        "segment_dropped", at=at, actor=actor, organisation_id=row.organisation_id, subject=row, after={"title": row.name}
    )
    session.delete(row)
