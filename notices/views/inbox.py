"""What a reader was told, on a page of theirs: newest first, what is unread marked."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.session import anyone
from core import clock
from core.language import language
from core.web import link
from notices.doors import follower_here
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode
from notices.queries import inbox as queries
from notices.services import inbox as deeds
from notices.telling import Said, facts_of, said
from notices.views.my import bp, mine, page, press, whole_numbers

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was told. `is_unread`: on the page, and not marked as read; `by_mail`: it went by mail, too or only."""

    key: int
    at: datetime
    said: Said
    is_unread: bool
    by_mail: bool


@bp.page("/following/inbox", methods=["GET"])
@anyone
def inbox() -> str:
    """The newest, twenty a page."""
    follower = follower_here()
    if follower is None:
        return page("inbox", gettext("Your inbox"), follower=None, entries=[], older=None, unread=0)
    before = next(iter(whole_numbers("before", 1)), None)
    rows = list(queries.told(follower.id, before, A_PAGE + 1))
    entries = _entries(follower.id, rows[:A_PAGE])
    return page(
        "inbox", gettext("Your inbox"), follower=follower, entries=entries, unread=queries.unread_number(follower.id),
        older=entries[-1].key if len(rows) > A_PAGE else None, is_first=before is None,
    )


def _entries(follower_id: int, rows: list[Delivery]) -> list[Entry]:
    notices = [row.notice_id for row in rows if row.notice_id is not None]
    items = queries.items_of(notices) if notices else {}
    mailed = queries.mailed_too(follower_id, notices) if notices else set()
    found = []
    for row in rows:
        theirs = items.get(row.notice_id or 0, {})
        concerned = [theirs[key] for key in row.facts.get("items", ()) if key in theirs]
        facts = facts_of(row.notice.facts if row.notice else {}, concerned, row.facts)
        is_on_page = row.channel == ChannelCode.INBOX
        found.append(
            Entry(
                row.id, row.over_at or row.made_at, said(row.kind, language(), facts | {"notice": row.notice_id}),
                is_unread=is_on_page and row.read_at is None, by_mail=not is_on_page or row.notice_id in mailed,
            )
        )
    return found


@bp.page("/following/inbox/read", methods=["POST"])
@anyone
def read() -> BaseResponse:
    """Mark one as read, or all."""
    keys = whole_numbers("key", 1)
    press(lambda: deeds.mark_read(mine(), keys, at=clock.now()), gettext("Marked as read."))
    return redirect(link("my.inbox", before=next(iter(whole_numbers("before", 1)), "")), 303)


@bp.app_template_global()
def unread_told() -> int:
    """How many things on the page of this request's reader are unread; 0 for whoever follows nothing."""
    follower = follower_here()
    return queries.unread_number(follower.id) if follower else 0
