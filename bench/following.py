"""`python -m bench.following`: the pages of a follower with 500 subscriptions, among 600 dates that were told of last month.

Processor time of this process, median of a few requests each; every page stays under 100 ms.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, select

from application import create_app
from bench import data
from bench.servers import ADDRESS
from core import clock
from core.config import read_settings
from core.db import committing, session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from notices import doors_links, news
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode, Endpoint, Follower, Subscription, Wish
from notices.models.notice import Item, Notice
from notices.queries.inbox import items_of
from notices.services import saying
from notices.views.atom import updates_link
from tests.factories import following

PERFORMANCES, SUBSCRIPTIONS, TOLD = 10_000, 500, 600
LIMIT_MS, ROUNDS = 100.0, 7
ATOM = "atom"
PAGES = (
    "/following", "/following/last-month", "/following/last-month?after=400", "/following/inbox", "/following/ways",
    "/following/hours", "/following/calendars",
)
CITIES = ("310000", "320100", "320500", "330100", "330200", "340100")
FILTERS = tuple(
    f"filter:{each}" for each in (
        "city=hangzhou", "city=nanjing", "kind=show", "kind=forum", "genre=opera", "family=xiqu", "price=free", "time=matinee",
    )
)
SEARCHES = ("search:q=%E8%B6%8A%E5%89%A7", "search:q=musical")
EVERYTHING = (*news.USUAL, news.reminder(24 * 60), news.digest("daily"), news.digest("weekly"))


def subjects(number: int) -> list[str]:
    """So many things to follow: cities, filters, searches, events, performances, houses."""
    found = [*(f"city:{each}" for each in CITIES), *FILTERS, *SEARCHES]
    venues = select(Performance.venue_id).where(Performance.venue_id.is_not(None)).distinct().limit(40)
    found += [f"venue:{key}" for key in session.scalars(venues)]
    found += [f"event:{key}" for key in session.scalars(select(Event.id).order_by(Event.id).limit(number // 2))]
    keys = session.scalars(select(Performance.id).order_by(Performance.id).limit(number))
    return (found + [f"performance:{key}" for key in keys])[:number]


def follower(number: int) -> Follower:
    """Somebody who follows all that, by mail and on their page, and has a private calendar."""
    who = following.follower("bench@example.org", language="en")
    ways = [following.way(who), following.way(who, ChannelCode.INBOX.value), following.way(who, ChannelCode.CALENDAR.value)]
    with committing():
        rows = [
            Subscription(follower_id=who.id, subject=each, made_at=clock.now(), confirmed_at=clock.now())
            for each in subjects(number)
        ]
        session.add_all(rows)
        session.flush()
        for row in rows:
            _wish(row, ways)
    return who


def _wish(row: Subscription, ways: list[Endpoint]) -> None:
    stated = {"subscription_id": row.id, "follower_id": row.follower_id, "subject": row.subject}
    session.add_all(Wish(endpoint_id=way.id, news=word, **stated) for way in ways[:2] for word in EVERYTHING)
    if row.subject.startswith("performance:"):
        session.add(Wish(endpoint_id=ways[2].id, news=news.News.CHANGE.value, **stated))


def tell(number: int, who: Follower) -> None:
    """Changes, cancellations and new dates of the last thirty days, one notice for five dates, each on the follower's page."""
    query = select(Performance).join(Run, Run.id == Performance.run_id).where(_is_seen()).order_by(Performance.id)
    rows = list(session.scalars(query.limit(number)))
    kinds = (news.News.CHANGE.value, news.News.CANCELLATION.value, news.News.NEW_DATES.value)
    inbox = following.way(who, ChannelCode.INBOX.value)
    with committing():
        for place, first in enumerate(range(0, len(rows), 5)):
            at = clock.now() - timedelta(minutes=30 * 24 * 60 * place * 5 // number)
            some = [session.merge(each, load=False) for each in rows[first : first + 5]]
            told = [saying.item_of(each, [f"event:{each.run.event_id}"]) | {"facets": [], "reason": None} for each in some]
            stated = {"made_at": at, "due_at": at, "released_at": at, "fanned_at": at, "facts": saying.summed_up(told)}
            notice = Notice(kind=kinds[place % 3], key=f"bench:{place}", **stated)
            session.add(notice)
            session.flush()
            session.add_all(
                Item(notice_id=notice.id, performance_id=row.id, event_id=row.run.event_id, at=at, told=True, facts=facts)
                for row, facts in zip(some, told, strict=True)
            )
            session.flush()
            session.add(Delivery(
                key=f"bench:{place}", kind=notice.kind, channel=inbox.channel, notice_id=notice.id, follower_id=who.id,
                endpoint_id=inbox.id, mail="", language="en", made_at=at, due_at=at, turn_at=at, over_at=at, fate=Fate.SENT,
                facts={"items": list(items_of([notice.id])[notice.id])},
            ))


def _is_seen() -> ColumnElement[bool]:
    return Performance.published_at.is_not(None)


def cost_ms(ask: Callable[[], None]) -> float:
    """Processor time of one request, median of a few, the first not counted."""
    ask()
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        ask()
        found.append((time.process_time() - began) * 1_000)
    return statistics.median(found)


def pages(client: FlaskClient, paths: tuple[str, ...]) -> float:
    """Print what each page costs; answers the dearest."""
    dearest = 0.0
    for path in paths:

        def ask(path: str = path) -> None:
            answer = client.get(path, base_url=ADDRESS)
            assert answer.status_code == 200, (path, answer.status_code)

        cost = cost_ms(ask)
        dearest = max(dearest, cost)
        print(f"  {path if ATOM not in path else '/following/updates/….atom'}: {cost:.0f} ms of {LIMIT_MS:.0f}")
    return dearest


def measure(performances: int = PERFORMANCES, number: int = SUBSCRIPTIONS) -> float:
    """Every page of theirs, in a folder that is deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="deltawindow-following-"))
    try:
        data.season(folder, performances)
        app = create_app(read_settings({"DATA_FOLDER": str(folder), "LOG_LEVEL": "ERROR", "PUBLIC_BASE_URL": ADDRESS}))
        with app.app_context():
            who = follower(number)
            tell(TOLD, who)
            manage = doors_links.manage_link(who)
            rows = session.scalars(select(Subscription).order_by(Subscription.id)).all()
            feeds = [next(each for each in rows if each.subject.startswith(kind)) for kind in ("city:", "filter:", "event:")]
            paths = tuple(f"/following/{each.id}" for each in feeds)
            with app.test_request_context():
                paths += tuple(urlsplit(updates_link(session.merge(who), each)).path for each in feeds)
            session.remove()
        client = app.test_client()
        client.get(urlsplit(manage).path, base_url=ADDRESS)
        return pages(client, PAGES + paths)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--performances", type=int, default=PERFORMANCES)
    parser.add_argument("--subscriptions", type=int, default=SUBSCRIPTIONS)
    chosen = parser.parse_args()
    measure(chosen.performances, chosen.subscriptions)


if __name__ == "__main__":
    main()
