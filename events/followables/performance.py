"""One date: a performance, a session, an exhibition's stay."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext

from core import clock
from core.clock import local
from core.language import day_words
from core.types import Bilingual
from events.followable import Followable, Subject
from events.followables import keyed
from events.models.performance import Performance
from events.models.words import Form
from events.queries import followed, own
from events.queries.selection import Selection

KIND = "performance"


def find(key: str) -> Subject | None:
    """One by its key, which stands in its address."""
    ref = f"{KIND}:{key}"
    return named([ref]).get(ref)


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs: what is on, and when."""
    return {
        f"{KIND}:{key}": Subject(
            ref=f"{KIND}:{key}", name=_name(row, title), endpoint="events.performance", values={"key": key}
        )
        for key, (row, title) in followed.performances(keyed.keys_of(refs)).items()
    }


def _name(row: Performance, title: Bilingual) -> Bilingual:
    hour = f"{local(row.starts_at):%H:%M}" if row.is_timed else ""
    zh, en = (" ".join(filter(None, (day_words(row.starts_at, speaks), hour))) for speaks in ("zh", "en"))
    return Bilingual(f"{title.in_language('zh')} · {zh}", f"{title.in_language('en')} · {en}")


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """Each date itself."""
    return keyed.concerned(KIND, {key: [key] for key in keys})


def selection(ref: str) -> Selection | None:
    """The date alone."""
    key = keyed.key_of(ref)
    return Selection(performance_id=key, forms=tuple(Form)) if key is not None and named([ref]) else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """The next dates of what is called so."""
    return [f"{KIND}:{key}" for key in followed.dates_called(words, clock.today(), limit)]


def of_body(organisation_id: int, at: datetime) -> list[str]:
    """The dates of what it holds: those to come in their order, then those of the last days."""
    return [f"{KIND}:{key}" for key in own.dates_of(organisation_id, at)]


PERFORMANCE = Followable(
    kind=KIND, words=lambda: gettext("Date"), find=find, named=named, concerned=concerned, selection=selection,
    search=search, of_body=of_body, is_one_date=True,
)
