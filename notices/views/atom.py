"""Atom of one thing that somebody follows: what was told of it, before and after, for feed readers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, abort, after_this_request, render_template

from accounts.session import by_secret
from core import clock
from core.language import TAGS, language
from core.letters import signed_facts, signed_link
from core.pages import made, respond
from core.security import keep_address_secret
from core.web import absolute
from events.followable import Subject, kind_of
from notices import registry
from notices.doors_links import key_digest
from notices.models.follower import Follower, Subscription
from notices.models.notice import Item
from notices.queries import inbox as queries
from notices.telling import Said, facts_of, said
from notices.views.my import bp

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
CACHE_CONTROL = "private, max-age=0"
PURPOSE = "atom"
DAYS = 3_650
SHOWN_FOR = timedelta(days=60)
MOST = 100


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that was told. `key` names it for ever."""

    key: int
    at: datetime
    href: str
    said: Said


@bp.app_template_global()
def updates_link(follower: Follower, subscription: Subscription) -> str:
    """The whole address of the Atom feed of a subscription; void once the follower has another key."""
    return signed_link("my.updates", PURPOSE, [follower.id, key_digest(follower), subscription.id])


@bp.page("/following/updates/<token>.atom", methods=["GET"])
@by_secret
def updates(token: str) -> Response:
    """What was told in the last sixty days; 410 once nothing is followed there any more, 404 for what is no link of ours."""
    keep_address_secret()
    after_this_request(_unlisted)
    mine = _subscription(token)
    named = registry.subjects_named([mine.subject]).get(mine.subject)
    kind = registry.followable(kind_of(mine.subject))
    chosen = kind.selection(mine.subject) if kind else None
    if named is None or chosen is None:
        abort(410)
    items = queries.told_of(chosen, clock.now() - SHOWN_FOR, MOST)
    body = _written(mine, named, [_update(each) for each in items], token)
    return respond(made(body.encode("utf-8"), valid_for=None), CONTENT_TYPE, CACHE_CONTROL)


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _subscription(token: str) -> Subscription:
    facts = signed_facts(PURPOSE, token, days=DAYS)
    if not isinstance(facts, list) or len(facts) != 3:
        abort(404)
    follower_id, key, subscription_id = facts
    row = queries.subscription_by_key(subscription_id) if isinstance(subscription_id, int) else None
    if row is None or row.follower_id != follower_id or not row.is_followed:
        abort(410)
    if key not in (key_digest(row.follower), row.follower.key):  # the key itself stood in earlier addresses
        abort(410)
    return row


def _update(item: Item) -> Update:
    notice = item.notice
    facts = facts_of(notice.facts, [item.facts], {}) | {"notice": notice.id}
    href = absolute("events.performance", key=item.performance_id) if item.performance_id else absolute("my.inbox")
    return Update(item.id, notice.released_at or item.at, href, said(notice.kind, language(), facts))


def _written(mine: Subscription, of: Subject, entries: list[Update], token: str) -> str:
    page = absolute(of.endpoint, **of.values) if of.endpoint else absolute("my.inbox")
    return render_template(
        "following/updates.xml", name=of.name, number=mine.id, made_at=mine.made_at, entries=entries, tag=TAGS[language()],
        own=absolute("my.updates", token=token), updated=entries[0].at if entries else mine.made_at, page=page,
    )
