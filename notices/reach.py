"""Who would hear of a change of dates: followers, by whatever way they are told."""

from collections.abc import Sequence

from core import clock
from events.queries import followed
from events.reach import Reach
from notices import registry
from notices.news import DIRECT, RHYTHMS, digest
from notices.queries import audience

HEARD = (*(each.value for each in DIRECT), *map(digest, RHYTHMS))


def reach_of_followers(keys: Sequence[int], venue_ids: Sequence[int] = ()) -> Reach:
    """How many followers hear of a change of these dates, or of their coming to these houses."""
    asked = {each.kind: audience.subjects_followed(each.kind) for each in registry.followables() if each.is_asked}
    refs = {ref for several in registry.refs_concerned(keys, asked).values() for ref in several}
    if venue_ids:
        refs |= followed.of_houses(venue_ids)
    return Reach(followers=audience.followers_counted(sorted(refs), HEARD, clock.now()) if refs else 0)
