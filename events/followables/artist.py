"""An artist: whatever they have a part in."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from events.followable import Followable, Subject
from events.followables import keyed
from events.queries import followed, records
from events.queries.selection import Selection
from repertoire.models import Artist

KIND, ENDPOINT = "artist", "events.artist"


def find(slug: str) -> Subject | None:
    """One by its slug."""
    return keyed.found(KIND, slug, records.artist_by_slug, named)


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    return keyed.named(Artist, ENDPOINT, refs)


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """Who has a part in what is played on each date."""
    rows = [each for each in followed.belonging(keys) if each.is_in_scope and each.production_id]
    playing = followed.artists(each.production_id for each in rows if each.production_id)
    return keyed.concerned(KIND, {each.key: playing.get(each.production_id or 0, ()) for each in rows})


def selection(ref: str) -> Selection | None:
    """All that they have a part in."""
    key = keyed.key_of(ref)
    return Selection(artist_id=key) if key is not None and named([ref]) else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """Several by words of their names."""
    return keyed.called(Artist, KIND, words, limit)


ARTIST = Followable(
    kind=KIND, words=lambda: gettext("Artist"), find=find, named=named, concerned=concerned, selection=selection,
    search=search,
)
