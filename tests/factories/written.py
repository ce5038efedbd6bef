"""What an organisation and the staff have written to many, for walking every address: a draft of each, a banner to come, and a
mailbox that wanted none of it."""

from datetime import timedelta

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core import clock
from core.db import committing, session
from notices.models.follower import Standing
from notices.models.notice import Banner
from tests.factories import announcing


def of(whose: Organisation, who: Person) -> dict[str, int]:
    """The keys, committed."""
    at = clock.now()
    banner = Banner(
        line_zh="明日维护", line_en="Maintenance tomorrow", from_at=at + timedelta(days=1), until_at=at + timedelta(days=2),
        made_at=at,
    )
    keys = {"announcement": announcing.draft(whose, who).id, "staff_announcement": announcing.draft(None, who).id}
    mailbox = Standing(mail="full@example.org", refusals=3, at=at, stopped_at=at, why="bounced")
    with committing():
        session.add_all([banner, mailbox])
    return keys | {"banner": banner.id, "mailbox": mailbox.id}
