"""A test of a notice, to whoever writes it."""

from datetime import datetime, timedelta

from accounts.models.person import Person
from accounts.services import signins
from accounts.services.telling import tell
from core.errors import Refused
from core.language import LANGUAGES
from notices import placeholders
from notices.models.notice import Announcement
from notices.services.wording import facts_of

TEST = "announcement_test"
MOST, WITHIN = 10, timedelta(hours=1)


def send_test(row: Announcement, person: Person, *, at: datetime) -> None:
    """One letter in each language that it was written in. `Refused("half_written")` where there are no words yet,
    `Refused("too_many")` beyond ten an hour."""
    spoken = [speaks for speaks in LANGUAGES if row.subject.has(speaks) and row.body.has(speaks)]
    if not spoken:
        raise Refused("half_written")
    texts = (row.subject_zh, row.subject_en, row.body_zh, row.body_en)
    used = set().union(*map(placeholders.used, texts))
    if row.performance_id is None and (wanting := used & set(placeholders.OF_EVENTS)):
        raise Refused("about_needed", name=min(wanting))
    signins.throttle(f"announcement-test:{person.id}", at=at, most=MOST, within=WITHIN)
    facts = facts_of(row) | {"name": person.name}
    for speaks in spoken:
        key = f"{TEST}:{row.id}:{row.version}:{person.id}:{int(at.timestamp())}:{speaks}"
        tell(TEST, at=at, to=person, key=key, facts=facts, language=speaks, organisation_id=row.organisation_id)
