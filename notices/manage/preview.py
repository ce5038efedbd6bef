"""How readers will see a notice: as text and as the letter's HTML, for a language or for a few real readers, unnamed."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from core import clock
from core.language import LANGUAGES, language
from core.letters import fenced, paragraphs, texts_of
from core.numbers import whole_number
from core.web import settings
from events.followable import Subject
from notices import registry
from notices.audience_of import Audience
from notices.kinds import Reader
from notices.models.notice import Announcement
from notices.queries import announcements as stored
from notices.queries.audiences import subjects_of
from notices.services.wording import facts_of

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """One real reader, without anything that says who: which language, what of ours they follow, which way."""

    number: int
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The letter for one language. `samples` are readers to choose from, `chosen` the one it is shown for (0: none)."""

    language: str
    subject: str
    text: str
    html: Markup
    samples: Sequence[Sample]
    chosen: int
    is_fallback: bool


def preview_of(row: Announcement, speaks: str, reader: str) -> Preview:
    """The letter as it would be written now."""
    samples = _samples(row)
    chosen = next((each for each in samples if each.number == whole_number(reader)), None)
    spoken = chosen.language if chosen else speaks if speaks in LANGUAGES else language()
    name = gettext("(their name)") if chosen is not None else ""
    subject, body = texts_of("announcement", spoken, facts_of(row) | {"name": name})
    subject = settings().ad_prefix + subject if row.is_promotional else subject
    return Preview(
        spoken, subject, fenced(body), paragraphs(body), samples, chosen.number if chosen else 0, not row.body.has(spoken)
    )


def _samples(row: Announcement) -> list[Sample]:
    kind = registry.audience_kind(Audience.stored(row.audience).circle)
    firsts: dict[int, Reader] = {}
    for each in kind.readers(stored.asked_of(row), 0, clock.now()) if kind is not None else ():
        firsts.setdefault(each.cursor, each)
    chosen = list(firsts.values())[:SAMPLES]
    followed = subjects_of([key for each in chosen for key in each.subscriptions])
    named = registry.subjects_named(set(followed.values()))
    return [
        Sample(number, each.language, _words(each.language, [named.get(followed.get(key, "")) for key in each.subscriptions]))
        for number, each in enumerate(chosen, 1)
    ]


def _tongue(speaks: str) -> str:
    return gettext("reads English") if speaks == "en" else gettext("reads Chinese")


def _words(speaks: str, followed: Sequence[Subject | None]) -> str:
    follows = next((each.name.in_language(language()) for each in followed if each is not None), "")
    reads = _tongue(speaks)
    return gettext("%(reads)s, follows %(name)s", reads=reads, name=follows) if follows else reads
